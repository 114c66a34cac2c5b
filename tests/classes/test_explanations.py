"""Improbable attendance that the institution is asked to explain: question, deadline, answer, seen on both sides."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_finding
from tests.builders.institutions import actor_of
from training_app.classes import queries_findings as findings
from training_app.classes import service_explanations as service
from training_app.classes import service_watch
from training_app.classes.models_attendance import AttendanceFinding
from training_app.classes.rules_attendance import FINDING_LIFE, UNDECIDED
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound
from training_app.notices.models import Notice
from training_app.registration.service import Upload

BUREAU = Actor(Role.BUREAU)
TODAY = date(2026, 3, 6)
DUE = TODAY + timedelta(days=5)
AT = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
PDF = b"%PDF-1.4 evidence %%EOF"


class World:
    """A finding about a running class, and its institution."""

    def __init__(self, session: Session) -> None:
        self.record = make_class(session, "running")
        self.finding = make_finding(session, self.record)
        self.institution = actor_of(session.get_one(Institution, self.record.institution_id))

    def ask(self, session: Session, question: str = "请说明", due: date | None = DUE) -> AttendanceFinding:
        return service.ask(session, BUREAU, self.finding.number, question, due, TODAY, AT)

    def explain(self, session: Session, evidence: Upload | None = None) -> AttendanceFinding:
        return service.explain(session, self.institution, self.finding.number, "现场有签到表", evidence, AT)

    def told(self, session: Session) -> list[tuple[str, bool]]:
        wanted = select(Notice.kind, Notice.settled_at.is_not(None)).where(Notice.number == self.finding.number)
        return [tuple(row) for row in session.execute(wanted.order_by(Notice.id))]


def test_asked_explained_asked_again_and_decided(session: Session) -> None:
    world = World(session)
    with pytest.raises(NotFound):
        findings.by_number(session, world.institution, world.finding.number)
    world.ask(session)
    assert findings.by_number(session, world.institution, world.finding.number).due == DUE
    with pytest.raises(Conflict):
        world.ask(session)
    world.explain(session, Upload("签到表.pdf", PDF))
    world.ask(session, "第 3 次课的签到表看不清")
    world.explain(session)
    with pytest.raises(Conflict):
        world.explain(session)
    service_watch.decide(session, BUREAU, world.finding.number, "dismissed", "签到表相符", AT)
    assert [bool(each.file_id) for each in world.finding.explanations] == [True, False]
    assert world.told(session) == [
        ("finding.to_explain", True), ("finding.explained", True), ("finding.to_explain", True), ("finding.explained", True),
    ]  # fmt: skip
    box = session.scalars(select(Notice.kind).where(Notice.number == world.record.number)).all()
    assert "attendance.dismissed" in box


@pytest.mark.parametrize(("question", "due", "wrong"), [
    (" ", DUE, {"question"}), ("请说明", None, {"due"}), ("请说明", TODAY, {"due"}), ("", date(2030, 1, 1), {"question", "due"}),
])  # fmt: skip
def test_a_question_needs_words_and_a_day_to_come(
    session: Session, question: str, due: date | None, wrong: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        World(session).ask(session, question, due)
    assert set(refused.value.fields) == wrong


def test_what_waits_for_the_institution_does_not_wait_for_the_bureau(session: Session) -> None:
    world = World(session)
    before = findings.waiting(session, BUREAU)[0]
    world.ask(session)
    assert findings.waiting(session, BUREAU)[0] == before - 1
    assert [row.record.number for row in findings.to_explain(session, world.institution)] == [world.finding.number]
    world.explain(session)
    assert findings.waiting(session, BUREAU)[0] == before
    assert findings.to_explain(session, world.institution) == []


def test_the_institution_is_reminded(session: Session) -> None:
    world = World(session)
    world.ask(session)
    kinds = {
        days: [each.kind for each in service.find(session, DUE + timedelta(days=days)) if each.number == world.finding.number]
        for days in (-4, -3, 0, 1)
    }
    assert kinds == {-4: [], -3: ["finding.due"], 0: ["finding.due"], 1: ["finding.overdue"]}


def test_only_the_bureau_asks_and_decides_and_only_the_institution_explains() -> None:
    states = {step.state for step in FINDING_LIFE.transitions}
    assert states == set(UNDECIDED)
    for state in states:
        assert FINDING_LIFE.open_to(state, Role.TRAINING_INSTITUTION) == (["explain"] if state == "asked" else [])
        assert FINDING_LIFE.open_to(state, Role.DISTRICT) == []
        assert {"uphold", "dismiss"} <= set(FINDING_LIFE.open_to(state, Role.BUREAU))


def test_both_sides_do_it_in_the_browser(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    world, today = World(session), dates.today()
    elsewhere = make_class(session, "running")
    world.finding.evidence = [
        *world.finding.evidence, {"class": elsewhere.number, "session": 2, "day": "2026-03-02", "text": "另一处"}
    ]
    session.commit()
    where = f"/attendance/findings/{world.finding.number}"
    bureau = login_as(Role.BUREAU)
    institution = login_as(Role.TRAINING_INSTITUTION, institution_id=world.record.institution_id)
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=elsewhere.institution_id)
    assert institution.get(where).status_code == 404
    assert world.finding.number not in institution.get("/attendance/findings").text
    refused = bureau.post(f"{where}/ask", data={"question": "请说明", "due": "昨天"})
    assert refused.status_code == 422 and 'id="due-error"' in refused.text
    assert bureau.post(f"{where}/ask", data={"question": "请说明", "due": f"{today + timedelta(days=3)}"}).status_code == 302
    page = institution.get(where).text
    assert "请说明" in page and "提交说明" in page
    assert elsewhere.number not in page and elsewhere.number in bureau.get(where).text
    assert "说明异常考勤" in institution.get("/").text
    assert institution.post(f"{where}/decide", data={"outcome": "dismissed", "reason": "没有问题"}).status_code == 403
    assert other.post(f"{where}/explain", data={"answer": "不是我们的"}).status_code == 404
    sent = institution.post(f"{where}/explain", data={"answer": "", "file": (io.BytesIO(b"MZ"), "a.pdf")})
    assert sent.status_code == 422 and 'id="answer-error"' in sent.text
    sent = institution.post(f"{where}/explain", data={"answer": "有签到表", "file": (io.BytesIO(PDF), "签到表.pdf")})
    assert sent.status_code == 302
    assert bureau.get(f"{where}/explanations/1/file").data == PDF
    assert other.get(f"{where}/explanations/1/file").status_code == 404
    assert bureau.post(f"{where}/decide", data={"outcome": "upheld", "reason": "签到表缺页"}).status_code == 302
    assert "签到表缺页" in institution.get(where).text
