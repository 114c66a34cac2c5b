"""Inspections: planned, held, put right, answered, closed; seen by whom they concern and by nobody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.inspections import AT, BUREAU, DUE, TODAY, all_points, make_inspection, make_plan
from tests.builders.institutions import actor_of, make_institution
from training_app.audit import queries as audit
from training_app.classes import queries_inspections as inspections
from training_app.classes import service_inspections as service
from training_app.classes import service_inspections_told as told
from training_app.classes.models_inspections import Inspection
from training_app.classes.rules_inspections import CHECKLISTS, LIFE
from training_app.institutions.models import Institution, QualificationKind
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation, Stale
from training_app.notices.models import Notice
from training_app.policies.loader import load
from training_app.registration.service import Upload

PDF = b"%PDF-1.4 evidence %%EOF"


def kinds_told(session: Session, number: str) -> list[str]:
    return list(session.scalars(select(Notice.kind).where(Notice.number == number).order_by(Notice.id)))


def inspected(session: Session, record: Inspection) -> Actor:
    return actor_of(session.get_one(Institution, record.institution_id))


def test_every_point_of_the_checklists_cites_a_clause_of_the_document() -> None:
    clauses = {each.citation.clause for each in load().provisions if each.document_key == "weihai-2023-25"}
    points = [point for name in CHECKLISTS.values() for point in load().parameter(name).on(TODAY).value]
    assert len(points) > 15
    assert {clause for clause, _ in points} <= clauses


def test_the_whole_story(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"), "waiting")
    institution = inspected(session, record)
    upload = Upload("签到表.pdf", PDF)
    service.answer(session, institution, record.number, record.version, "已补签到表", upload, AT)
    later = DUE + timedelta(days=10)
    service.again(session, BUREAU, record.number, record.version, "缺 3 月 4 日", later, TODAY, AT)
    service.answer(session, institution, record.number, record.version, "全部补齐", None, AT)
    service.close(session, BUREAU, record.number, record.version, "整改到位", TODAY, AT)
    assert (record.state, record.closed_on, record.conclusion) == ("closed", TODAY, "整改到位")
    assert [each.remark for each in record.answers] == ["缺 3 月 4 日", ""]
    assert inspections.answer_file(session, institution, record.number, 1).name == "签到表.pdf"
    with pytest.raises(NotFound):
        inspections.answer_file(session, institution, record.number, 2)
    session.commit()
    verbs = [event.action.split(".")[1] for event in audit.timeline(session, "inspection", record.number)]
    assert verbs == ["plan", "hold", "notify", "answer", "again", "answer", "close"]
    assert kinds_told(session, record.number) == [
        "inspection.planned", "inspection.to_answer", "inspection.answered", "inspection.again", "inspection.answered",
        "inspection.closed",
    ]  # fmt: skip


def test_nothing_wrong_is_closed_at_once_and_something_wrong_is_not(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"), "held")
    with pytest.raises(RuleViolation):
        service.close(session, BUREAU, record.number, record.version, "好", TODAY, AT)
    service.hold(session, BUREAU, record.number, record.version, all_points(record), TODAY, AT)
    with pytest.raises(RuleViolation):
        service.notify(session, BUREAU, record.number, record.version, "改", DUE, TODAY, AT)
    service.close(session, BUREAU, record.number, record.version, "没有发现问题", TODAY, AT)
    assert record.state == "closed"


@pytest.mark.parametrize("changed", [
    {"kind": "visit"}, {"planned_on": None}, {"planned_on": TODAY - timedelta(days=1)}, {"inspectors": " "},
    {"inspectors": "名" * 101}, {"joined_by": "部\x00门"}, {"institution": "91371000MA3C000000"},
])  # fmt: skip
def test_a_wrong_plan_names_its_field(session: Session, changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        service.plan(session, BUREAU, make_plan(make_class(session, "running").number, **changed), TODAY, AT)
    assert set(refused.value.fields) == set(changed)


def test_findings_name_every_wrong_line(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"))
    found = all_points(record, "perhaps", line2="")
    with pytest.raises(InvalidInput) as refused:
        service.hold(session, BUREAU, record.number, record.version, found, TODAY, AT)
    assert set(refused.value.fields) == {f"finding-{item.line}" for item in record.items} - {"finding-2"} | {"remark-2"}
    with pytest.raises(InvalidInput):
        service.hold(session, BUREAU, record.number, record.version, all_points(record, "not_seen"), TODAY, AT)


def test_the_same_class_is_planned_once(session: Session) -> None:
    held = make_class(session, "running")
    make_inspection(session, held)
    with pytest.raises(Conflict):
        make_inspection(session, held)
    make_inspection(session, held, kind="documents")
    assert session.scalar(select(func.count()).select_from(Inspection).where(Inspection.class_id == held.id)) == 2


def test_an_institution_is_visited_once_a_day_in_one_way(session: Session) -> None:
    code = make_institution(session).code
    planned = make_plan("", institution=code)
    service.plan(session, BUREAU, planned, TODAY, AT)
    with pytest.raises(Conflict, match="已安排了"):
        service.plan(session, BUREAU, planned, TODAY, AT)
    another = make_plan("", institution=code, planned_on=planned.planned_on + timedelta(days=1))
    assert service.plan(session, BUREAU, another, TODAY, AT).class_id is None


def test_a_draft_is_not_inspected_nor_an_institution_that_neither_trains_nor_assesses(session: Session) -> None:
    with pytest.raises(RuleViolation):
        make_inspection(session, make_class(session, "draft"))
    employer = make_institution(session, kind=QualificationKind.EMPLOYER)
    with pytest.raises(RuleViolation):
        service.plan(session, BUREAU, make_plan("", institution=employer.code), TODAY, AT)


def test_the_assessment_body_has_a_checklist_of_its_own(session: Session) -> None:
    held = make_class(session, "running")
    body = session.get_one(Institution, held.assessment_body_id)
    record = make_inspection(session, held, institution=body.code)
    assert record.institution_id == body.id
    points = load().parameter(CHECKLISTS["assessment_body"]).on(TODAY).value
    assert [(item.clause, item.point) for item in record.items] == list(points)


def test_unannounced_ones_are_seen_when_they_are_to_be_answered(session: Session) -> None:
    held = make_class(session, "running")
    record = make_inspection(session, held, announced=False)
    institution = inspected(session, record)
    for step in (lambda: None, lambda: service.hold(
        session, BUREAU, record.number, record.version, all_points(record, line1="缺课表"), TODAY, AT
    )):
        step()
        assert inspections.of_class(session, institution, held.id) == []
        with pytest.raises(NotFound):
            inspections.by_number(session, institution, record.number)
    assert kinds_told(session, record.number) == []
    service.notify(session, BUREAU, record.number, record.version, "补课表", DUE, TODAY, AT)
    assert [line.record.number for line in inspections.of_class(session, institution, held.id)] == [record.number]


def test_who_may_do_what(session: Session) -> None:
    """A district inspects its own; the bureau's own it only reads; others' are not there; the inspected only answer."""
    held = make_class(session, "running")
    district = Actor(role=Role.DISTRICT, district_code=held.district_code)
    elsewhere = Actor(role=Role.DISTRICT, district_code="371082")
    own = make_inspection(session, held, actor=district)
    theirs = make_inspection(session, held, kind="documents")
    service.cancel(session, district, own.number, own.version, "改期", AT)
    with pytest.raises(PermissionDenied):
        service.cancel(session, district, theirs.number, theirs.version, "改期", AT)
    with pytest.raises(NotFound):
        inspections.by_number(session, elsewhere, theirs.number)
    with pytest.raises(NotFound):
        make_inspection(session, held, actor=elsewhere)
    with pytest.raises(PermissionDenied):
        make_inspection(session, held, actor=inspected(session, theirs))
    with pytest.raises(PermissionDenied):
        service.cancel(session, inspected(session, theirs), theirs.number, theirs.version, "不来", AT)
    with pytest.raises(Stale):
        service.cancel(session, BUREAU, theirs.number, theirs.version + 1, "改期", AT)


def test_only_the_steps_of_the_life_are_open() -> None:
    states = {step.state for step in LIFE.transitions} | {step.target for step in LIFE.transitions}
    open_to = {(state, role): LIFE.open_to(state, role) for state in states for role in Role}
    assert {key: verbs for key, verbs in open_to.items() if verbs} == {
        **{("planned", role): ["hold", "cancel"] for role in (Role.BUREAU, Role.DISTRICT)},
        **{("held", role): ["hold", "notify", "close"] for role in (Role.BUREAU, Role.DISTRICT)},
        **{("waiting", role): ["answer"] for role in (Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY)},
        **{("answered", role): ["again", "close"] for role in (Role.BUREAU, Role.DISTRICT)},
    }


def test_the_answer_is_reminded_before_on_and_after_its_last_day(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"), "waiting")

    def found(days: int) -> list[str]:
        due = [each for each in told.find(session, DUE + timedelta(days=days)) if each.number == record.number]
        return [each.kind for each in due if each.to.institution_id == record.institution_id]

    assert [found(days) for days in (-4, -3, -1, 0, 1, 30)] == [
        [], ["inspection.due"], ["inspection.due"], ["inspection.today"], ["inspection.overdue"], ["inspection.overdue"]
    ]  # fmt: skip
    keys = {each.key for days in (-3, -2, -1) for each in told.find(session, DUE + timedelta(days=days))}
    assert len(keys) == 1


def test_an_answer_takes_no_program(session: Session) -> None:
    record = make_inspection(session, make_class(session, "running"), "waiting")
    with pytest.raises(InvalidInput) as refused:
        upload = Upload("a.pdf", b"MZ program")
        service.answer(session, inspected(session, record), record.number, record.version, "已改", upload, AT)
    assert set(refused.value.fields) == {"file"}


@pytest.fixture
def bureau(login_as: Callable[..., FlaskClient]) -> FlaskClient:
    return login_as(Role.BUREAU)


def test_the_bureau_and_the_institution_do_it_in_the_browser(
    session: Session, login_as: Callable[..., FlaskClient], bureau: FlaskClient
) -> None:
    held = make_class(session, "running")
    institution = login_as(Role.TRAINING_INSTITUTION, institution_id=held.institution_id)
    today = dates.today()
    assert "安排检查" in bureau.get(f"/inspections/new?class={held.number}").text
    refused = bureau.post(f"/inspections/new?class={held.number}", data={"kind": "on_site", "planned_on": "昨天"})
    assert refused.status_code == 422
    assert "请填写日期" in refused.text
    planned = {"kind": "on_site", "planned_on": f"{today}", "inspectors": "宋海涛", "announced": "y"}
    answer = bureau.post(f"/inspections/new?class={held.number}", data=planned)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    record = session.scalars(select(Inspection).where(Inspection.class_id == held.id)).one()
    points = {f"finding-{item.line}": "ok" for item in record.items}

    def send(browser: FlaskClient, step: str, **data: object) -> int:
        session.expire_all()
        return browser.post(f"{where}/{step}", data={"version": record.version, **data}).status_code

    assert "按清单准备资料" in institution.get(where).text
    found = {**points, "held_on": f"{today}", "inspectors": "宋海涛", "finding-1": "defect"}
    assert send(bureau, "findings", **found) == 422
    assert send(bureau, "findings", **found, **{"remark-1": "没有备案"}) == 302
    assert "没有备案" in bureau.get(where).text
    assert "没有备案" not in institution.get(where).text
    assert send(bureau, "notify", demand="补办", due="") == 422
    assert send(bureau, "notify", demand="补办", due=f"{today + timedelta(days=9)}") == 302
    assert "没有备案" in institution.get(where).text
    assert send(institution, "close", conclusion="好") == 403
    assert send(institution, "answer", answer="已补办", file=(io.BytesIO(PDF), "备案.pdf")) == 302
    assert bureau.get(f"{where}/answers/1/file").data == PDF
    assert send(bureau, "again", **{"again-remark": "", "again-due": ""}) == 422
    assert send(bureau, "close", conclusion="已整改") == 302
    assert send(bureau, "close", conclusion="已整改") == 409
    for browser in (bureau, institution):
        assert record.number in browser.get("/inspections").text
        assert record.number in browser.get(f"/classes/{held.number}").text
    code = session.get_one(Institution, held.institution_id).code
    assert record.number in bureau.get(f"/institutions/{code}?tab=inspections").text


def test_many_classes_are_planned_at_once(session: Session, bureau: FlaskClient) -> None:
    classes = [make_class(session, state) for state in ("running", "completed", "draft")]
    session.commit()
    data = {
        "chosen": [each.number for each in classes], "kind": "documents", "day": f"{dates.today()}", "inspectors": "宋海涛",
        "announced": "1", "confirmed": "1",
    }  # fmt: skip
    answer = bureau.post("/lists/classes/acts/inspect", data=data, follow_redirects=True)
    assert answer.status_code == 200
    planned = session.scalars(select(Inspection.class_id).where(Inspection.kind == "documents")).all()
    assert set(planned) == {classes[0].id, classes[1].id}
