"""A filing handed in again: what was asked, what was changed, what each time said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.plans import put_under_plan
from training_app.classes import queries_rounds, service
from training_app.classes.models import TrainingClass
from training_app.classes.rules import SessionPlan
from training_app.classes.rules_rounds import Difference, differences, is_answered
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput

AT = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)


def handed_in(session: Session, institution: Institution) -> TrainingClass:
    record = make_class(session, institution=institution)
    put_under_plan(session, record)
    return service.submit(session, actor_of(institution), record.number, None, AT)


def test_each_round_keeps_its_words_and_the_reviewer_sees_what_changed(session: Session) -> None:
    institution = make_institution(session)
    actor, record = actor_of(institution), handed_in(session, institution)
    points = {"sessions": "第 2 次课没有教师", "capacity": "", "venue": ""}
    service.send_back(session, bureau(), record.number, None, "与场地合同不符", points, AT)
    assert record.review_remark == "与场地合同不符"
    assert queries_rounds.points_of(session, record) == {
        "venue": "与场地合同不符", "capacity": "与场地合同不符", "sessions": "第 2 次课没有教师",
    }  # fmt: skip
    begin, end = time(8, 30), time(17, 30)
    plans = [
        SessionPlan(date(2026, 3, 2 + n), begin, end, "onsite", "theory", 800, f"第 {n + 1} 讲", "于海波" * (n == 1))
        for n in range(4)
    ]
    service.save_timetable(session, actor, record.number, None, plans, AT)
    record.capacity = 30
    session.flush()
    service.submit(session, actor, record.number, None, AT + timedelta(days=1))
    again = queries_rounds.since_return(session, record)
    assert again is not None
    assert {each.field: each.answered for each in again.asked} == {"venue": False, "capacity": True, "sessions": True}
    assert Difference("capacity", "50", "30") in again.changes
    told = [each for each in again.changes if each.field == "sessions"]
    assert ["于海波" in each.now or "于海波" in each.before for each in told] == [False, True]
    service.approve(session, bureau(), record.number, None, 3200, "标准第 3 页", "", date(2026, 2, 3), AT + timedelta(days=2))
    rounds = queries_rounds.rounds_of(session, record.id)
    assert [(each.round, each.outcome) for each in rounds] == [(1, "returned"), (2, "approved")]
    assert queries_rounds.between(*rounds) == again.changes and queries_rounds.points_of(session, record) == {}


def test_a_return_needs_a_reason_for_everything_it_names(session: Session) -> None:
    record = handed_in(session, make_institution(session))
    with pytest.raises(InvalidInput, match="每一项写明原因"):
        service.send_back(session, bureau(), record.number, None, " ", {"venue": "合同到期", "capacity": " "}, AT)
    service.send_back(session, bureau(), record.number, None, "", {"venue": "合同到期", "capacity": "超出场地"}, AT)
    assert record.review_remark == "培训地点：合同到期；计划人数：超出场地"


def test_a_cancelled_filing_waits_for_nobody(session: Session) -> None:
    institution = make_institution(session)
    record = handed_in(session, institution)
    service.cancel(session, actor_of(institution), record.number, None, "人数不足", date(2026, 2, 2), AT)
    assert [each.outcome for each in queries_rounds.rounds_of(session, record.id)] == ["cancelled"]


def test_what_differs_is_told_once() -> None:
    found = differences({"venue": "甲", "name": "班"}, {"venue": "乙", "name": "班"}, ["a", "b"], ["b", "c"])
    assert found == [Difference("venue", "甲", "乙"), Difference("sessions", "a", ""), Difference("sessions", "", "c")]
    assert is_answered("sessions", found) and not is_answered("contact", found)
    assert is_answered("contact", [Difference("contact_phone", "1", "2")])


def test_the_pages(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    institution = make_institution(session)
    record = handed_in(session, institution)
    client = login_as(Role.BUREAU)
    nothing = client.post(f"/classes/{record.number}/return", data={"version": str(record.version)})
    assert nothing.status_code == 422 and "请至少勾选一项" in nothing.text
    data = {"fields": ["venue", "sessions"], "reason-venue": "合同到期", "version": str(record.version)}
    page = client.post(f"/classes/{record.number}/return", data=data)
    assert page.status_code == 422 and "合同到期" in page.text and "每一项写明原因" in page.text
    assert client.post(f"/classes/{record.number}/return", data={**data, "reason-sessions": "没有教师"}).status_code == 302
    own = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    assert "审核人要求补正培训地点：合同到期" in own.get(f"/classes/{record.number}/edit").text
    assert "审核人要求补正课表：没有教师" in own.get(f"/classes/{record.number}/timetable").text
    session.refresh(record)
    service.submit(session, actor_of(institution), record.number, None, AT)
    shown = login_as(Role.BUREAU).get(f"/classes/{record.number}").text
    assert "第 1 次提交退回后没有改动" in shown and "没有改" in shown
    rounds = client.get(f"/classes/{record.number}/rounds")
    assert rounds.status_code == 200 and "备案提交过 2 次" in rounds.text and "与上次提交相同" in rounds.text
