"""What a reviewer has to decide on, and that nothing passes without it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.plans import put_under_plan
from tests.builders.resources import make_trainer, make_venue
from training_app.classes import queries_rounds, queries_warnings, service
from training_app.classes.models import TrainingClass
from training_app.classes.service_warnings import Acceptance
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput

AT = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 2, 3)


def troubled(session: Session) -> TrainingClass:
    """A filing handed in whose trainer's document runs out, whose room is small, and whose first day is too long."""
    institution = make_institution(session)
    record = make_class(session, institution=institution, capacity=50)
    put_under_plan(session, record)
    trainer = make_trainer(session, institution, document_to=date(2026, 3, 4))
    venue = make_venue(session, institution, rooms=(("301", 30),))
    for held in record.sessions:
        held.trainer_id, held.instructor = trainer.id, trainer.name
    record.sessions[1].room_id = venue.rooms[0].id
    record.sessions[0].hours = 900
    session.flush()
    return service.submit(session, actor_of(institution), record.number, None, AT)


def kinds(session: Session, record: TrainingClass) -> list[str]:
    return [each.kind for each in queries_warnings.of(session, bureau(), record, DAY)]


def approve(session: Session, record: TrainingClass, acceptance: Acceptance) -> TrainingClass:
    return service.approve(session, bureau(), record.number, None, 3200, "标准第 3 页", "", DAY, AT, acceptance)


def test_every_concern_is_found(session: Session) -> None:
    record = troubled(session)
    assert kinds(session, record) == ["trainer_document", "room_small", "long_day"]
    found = {each.kind: each for each in queries_warnings.of(session, bureau(), record, DAY)}
    assert "有 2 次课不在证书有效期内：最早 2026-03-04" in found["trainer_document"].sentence
    assert "只有 30 座，少于计划人数 50 人：1 次课" in found["room_small"].sentence
    assert "2026-03-02 共 9" in found["long_day"].sentence


def test_who_ended_and_who_may_not_teach_this(session: Session) -> None:
    institution = make_institution(session)
    record = make_class(session, "submitted", institution=institution, level="senior")
    trainer = make_trainer(session, institution, ended_on=date(2026, 3, 5))
    trainer.teaches[0].level = "intermediate"
    venue = make_venue(session, institution, ended_on=date(2026, 3, 3))
    for held in record.sessions:
        held.trainer_id, held.room_id, held.instructor = trainer.id, venue.rooms[0].id, trainer.name
    session.flush()
    assert kinds(session, record) == ["trainer_ended", "trainer_programme", "room_ended"]
    sentences = [each.sentence for each in queries_warnings.of(session, bureau(), record, DAY)]
    assert "之后还有 1 次课" in sentences[0] and "之后还有 3 次课" in sentences[2]


def test_what_stands_in_no_registry_is_counted_and_decides_nothing(session: Session) -> None:
    record = make_class(session, "submitted")
    record.sessions[0].instructor, record.sessions[1].place = "生人", "操场"
    session.flush()
    assert queries_warnings.unregistered(session, record) == queries_warnings.Unregistered(1, 1)
    assert kinds(session, record) == []


def test_nothing_is_approved_before_each_is_accepted_with_a_reason(session: Session) -> None:
    record = troubled(session)
    keys = [each.key for each in queries_warnings.of(session, bureau(), record, DAY)]
    for keys_given, reason in ((), "理由"), (keys[:2], "理由"), (keys, " "), (keys, "x" * 501), (keys, "\x07"):
        with pytest.raises(InvalidInput) as refused, session.begin_nested():
            approve(session, record, Acceptance(frozenset(keys_given), reason))
        assert set(refused.value.fields) == {"acceptance"}
    with pytest.raises(InvalidInput, match="有 1 处提示"), session.begin_nested():
        approve(session, record, Acceptance(frozenset(keys[:2]), "理由"))
    approve(session, record, Acceptance(frozenset(keys), "机构加座，证书开班前补齐"))
    kept = queries_rounds.rounds_of(session, record.id)[-1]
    assert (record.state, len(kept.accepted), kept.acceptance) == ("approved", 3, "机构加座，证书开班前补齐")


def test_a_concern_that_came_up_meanwhile_is_not_accepted(session: Session) -> None:
    record = troubled(session)
    keys = frozenset(each.key for each in queries_warnings.of(session, bureau(), record, DAY))
    record.sessions[3].hours = 1000
    session.flush()
    with pytest.raises(InvalidInput, match="2026-03-05 共 10"):
        approve(session, record, Acceptance(keys, "理由"))


def test_the_page_asks_and_keeps_what_was_ticked(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    record = troubled(session)
    browser = login_as(Role.BUREAU)
    page = browser.get(f"/classes/{record.number}").text
    assert "需要判断 3 处" in page
    keys = [each.key for each in queries_warnings.of(session, bureau(), record, DAY)]
    sent = {"version": record.version, "required_hours": "32", "source": "标准", "accept": keys[:1], "acceptance": "已核"}
    refused = browser.post(f"/classes/{record.number}/approve", data=sent)
    assert refused.status_code == 422 and "有 2 处提示还没有逐条勾选" in refused.text
    assert f'value="{keys[0]}" checked' in refused.text and f'value="{keys[1]}" checked' not in refused.text
    assert browser.post(f"/classes/{record.number}/approve", data=sent | {"accept": keys}).status_code == 302
    assert "审核人接受了 3 处提示：已核" in browser.get(f"/classes/{record.number}/rounds").text


def test_many_at_once_are_not_approved_past_them(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    record = troubled(session)
    session.commit()
    sent = {"numbers": [record.number], "hours": "32", "source": "标准", "remark": "", "go": "1"}
    answer = login_as(Role.BUREAU).post("/lists/classes/acts/approve", data=sent, follow_redirects=True)
    session.refresh(record)
    assert answer.status_code < 500 and record.state == "submitted"
