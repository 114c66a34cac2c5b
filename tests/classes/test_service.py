"""Filing and review."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_assessment_body, make_institution
from tests.builders.plans import planned_for
from training_app.classes import queries, service
from training_app.classes.models import TrainingClass
from training_app.classes.rules import SessionPlan
from training_app.classes.rules_filing import Filing
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.policies import load

TODAY = date(2026, 2, 1)
AT = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)


def filing(**changes: object) -> Filing:
    values = {
        "name": "智能制造（中级）第 1 期", "occupation_key": "smart_manufacturing", "direction_key": "", "level": "intermediate",
        "assessment_body": "", "district_code": "371002", "venue": "世昌大道 288 号", "mode": "onsite", "capacity": 40,
        "starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 6),
        "contact_name": "毕晓彤", "contact_phone": "0631-5200000",
    }  # fmt: skip
    return Filing(**{**values, **changes})  # type: ignore[arg-type]


def plans(count: int = 2, hours: int = 800) -> list[SessionPlan]:
    return [
        SessionPlan(date(2026, 3, 2 + n), time(8, 30), time(17, 30), "onsite", "theory", hours) for n in range(count)
    ]


def planned(session: Session, actor: Actor, body: Institution, **changes: object) -> Filing:
    """A filing under a line of the institution's plan."""
    line = planned_for(session, session.get_one(Institution, actor.institution_id), body)
    return filing(assessment_body=body.code, plan_line=line, **changes)


def submitted(session: Session, actor: Actor) -> TrainingClass:
    record = service.file(session, actor, planned(session, actor, make_assessment_body(session)), TODAY, AT)
    service.save_timetable(session, actor, record.number, None, plans(), AT)
    return service.submit(session, actor, record.number, None, AT)


def test_filing_gives_a_number_of_the_year_and_counts_on(session: Session) -> None:
    actor = actor_of(make_institution(session))
    one, other = (service.file(session, actor, filing(), TODAY, AT) for _ in range(2))
    assert one.number.startswith("WH2026-")
    assert int(other.number[-4:]) == int(one.number[-4:]) + 1
    assert (one.state, one.version) == ("draft", 1)


def test_only_an_institution_files(session: Session) -> None:
    with pytest.raises(PermissionDenied):
        service.file(session, bureau(), filing(), TODAY, AT)


def test_an_assessment_body_must_be_qualified_over_the_dates(session: Session) -> None:
    actor = actor_of(make_institution(session))
    body = make_assessment_body(session, valid_to=date(2026, 3, 6))
    with pytest.raises(InvalidInput) as caught:
        service.file(session, actor, filing(assessment_body=body.code), TODAY, AT)
    assert set(caught.value.fields) == {"assessment_body"}
    shorter = filing(assessment_body=body.code, ends_on=date(2026, 3, 5))
    assert service.file(session, actor, shorter, TODAY, AT).assessment_body_id == body.id


def test_a_training_institution_is_no_assessment_body(session: Session) -> None:
    actor = actor_of(make_institution(session))
    with pytest.raises(InvalidInput):
        service.file(session, actor, filing(assessment_body=make_institution(session).code), TODAY, AT)


def test_a_draft_may_be_changed_by_its_institution_only(session: Session) -> None:
    actor = actor_of(make_institution(session))
    record = service.file(session, actor, filing(), TODAY, AT)
    with pytest.raises(NotFound):
        service.edit(session, actor_of(make_institution(session)), record.number, 1, filing(name="别人的"), AT)
    service.edit(session, actor, record.number, 1, filing(name="改名"), AT)
    assert (record.name, record.version) == ("改名", 2)


def test_a_change_on_an_old_page_is_refused(session: Session) -> None:
    actor = actor_of(make_institution(session))
    record = service.file(session, actor, filing(), TODAY, AT)
    service.save_timetable(session, actor, record.number, 1, plans(), AT)
    with pytest.raises(Conflict, match="刚被别人修改过"):
        service.edit(session, actor, record.number, 1, filing(name="晚了"), AT)


def test_a_timetable_takes_the_place_of_the_old_one(session: Session) -> None:
    actor = actor_of(make_institution(session))
    record = service.file(session, actor, filing(), TODAY, AT)
    service.save_timetable(session, actor, record.number, None, plans(5), AT)
    service.save_timetable(session, actor, record.number, None, plans(3, 450), AT)
    found = queries.facts(session, actor, record.number)
    assert [held.number for held in found.sessions] == [1, 2, 3]
    assert found.planned_hours == 1350


def test_an_incomplete_filing_says_all_that_is_missing(session: Session) -> None:
    actor = actor_of(make_institution(session))
    record = service.file(session, actor, filing(venue="", contact_phone=""), TODAY, AT)
    with pytest.raises(InvalidInput) as caught:
        service.submit(session, actor, record.number, None, AT)
    for words in ("课表", "评价机构", "培训地点", "联系人", "年度方案"):
        assert words in caught.value.message


def test_sessions_outside_the_dates_are_refused_at_submission(session: Session) -> None:
    actor = actor_of(make_institution(session))
    body = make_assessment_body(session)
    record = service.file(session, actor, filing(assessment_body=body.code), TODAY, AT)
    service.save_timetable(session, actor, record.number, None, plans(5), AT)
    service.edit(session, actor, record.number, None, filing(assessment_body=body.code, ends_on=date(2026, 3, 4)), AT)
    with pytest.raises(InvalidInput, match="第 4、5 次课不在"):
        service.submit(session, actor, record.number, None, AT)


def test_an_institution_without_its_qualification_cannot_submit(session: Session) -> None:
    actor = actor_of(make_institution(session, valid_to=date(2026, 3, 2)))
    record = service.file(session, actor, filing(), TODAY, AT)
    with pytest.raises(RuleViolation, match="威人社函〔2023〕25号 二"):
        service.submit(session, actor, record.number, None, AT)


def test_the_whole_review(session: Session) -> None:
    actor = actor_of(make_institution(session))
    record = submitted(session, actor)
    with pytest.raises(Conflict):
        service.edit(session, actor, record.number, None, filing(), AT)
    with pytest.raises(InvalidInput):
        service.send_back(session, bureau(), record.number, None, " ", {"venue": ""}, AT)
    with pytest.raises(InvalidInput):
        service.send_back(session, bureau(), record.number, None, "补", {"nothing": ""}, AT)
    points = {"venue": "", "sessions": "第 2 次课没有教师"}
    service.send_back(session, bureau(), record.number, None, "场地合同早于结业日到期", points, AT)
    assert (record.state, record.review_fields) == ("returned", ["venue", "sessions"])
    service.submit(session, actor, record.number, None, AT)
    assert (record.review_remark, record.review_fields) == ("", [])
    service.approve(session, bureau(), record.number, None, 1600, "标准第 3 页", "", TODAY, AT)
    assert (record.state, record.required_hours, record.required_hours_source) == ("approved", 1600, "标准第 3 页")


@pytest.mark.parametrize(("hours", "source"), [(0, "标准"), (-1, "标准"), (1600, " ")])
def test_approval_needs_hours_and_their_source(session: Session, hours: int, source: str) -> None:
    record = submitted(session, actor_of(make_institution(session)))
    with pytest.raises(InvalidInput):
        service.approve(session, bureau(), record.number, None, hours, source, "", TODAY, AT)
    assert record.state == "submitted"


def test_a_timetable_below_the_required_hours_is_not_approved(session: Session) -> None:
    record = submitted(session, actor_of(make_institution(session)))
    with pytest.raises(RuleViolation, match="课表合计 16 学时，少于规定的 16.01 学时"):
        service.approve(session, bureau(), record.number, None, 1601, "标准", "", TODAY, AT)


def test_two_reviewers_must_be_two_people(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    real = load().parameter("classes.review_steps").on(TODAY)
    monkeypatch.setattr(service, "load", lambda: _Pack(real))
    record = submitted(session, actor_of(make_institution(session)))
    one, other = (
        Actor(Role.BUREAU, user_id=make_user(session, login, Role.BUREAU).id, name=login) for login in ("r1", "r2")
    )
    service.approve(session, one, record.number, None, 1600, "标准", "", TODAY, AT)
    assert record.state == "submitted"
    with pytest.raises(RuleViolation, match="不能是同一人"):
        service.approve(session, one, record.number, None, 1600, "标准", "", TODAY, AT)
    service.approve(session, other, record.number, None, 1600, "标准", "", TODAY, AT)
    assert record.state == "approved"


class _Pack:
    """The policy pack with two review steps."""

    def __init__(self, value: object) -> None:
        self.value = type(value)(**{**{k: getattr(value, k) for k in value.__dataclass_fields__}, "value": 2})  # type: ignore[attr-defined]

    def parameter(self, name: str) -> _Pack:
        assert name == "classes.review_steps"
        return self

    def on(self, day: date) -> object:
        return self.value


def test_cancelling_frees_the_people(session: Session) -> None:
    institution = make_institution(session)
    record = make_class(session, "approved", institution=institution)
    enrolment = make_enrolment(session, record)
    with pytest.raises(InvalidInput):
        service.cancel(session, actor_of(institution), record.number, None, "", TODAY, AT)
    service.cancel(session, actor_of(institution), record.number, None, "报名人数不足", TODAY, AT)
    session.refresh(enrolment)
    assert (record.state, enrolment.state, enrolment.withdrawn_on) == ("cancelled", "withdrawn", TODAY)


@pytest.mark.parametrize("state", ["completed", "reported", "cancelled"])
def test_what_is_over_cannot_be_cancelled(session: Session, state: str) -> None:
    institution = make_institution(session)
    record = make_class(session, state, institution=institution)
    with pytest.raises(Conflict):
        service.cancel(session, actor_of(institution), record.number, None, "原因", TODAY, AT)
