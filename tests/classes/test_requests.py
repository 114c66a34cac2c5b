"""Requests to change what was approved: asked by the institution, decided by the bureau, applied once, and the only way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import make_person
from tests.builders.plans import make_line, put_under_plan
from tests.builders.resources import make_trainer, make_venue
from training_app.audit import queries as audit
from training_app.classes import queries, queries_requests, rules_requests, service, service_requests, service_running
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.models_attendance import AttendanceScan
from training_app.classes.models_requests import ChangeRequest
from training_app.classes.models_signup import ClassSignUp
from training_app.classes.rules import SessionPlan
from training_app.classes.rules_timetable import TypedSession
from training_app.classes.service_warnings import Acceptance
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.notices.models import Notice
from training_app.programmes.models_plans import AnnualPlan, PlanLine

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)
REASON = "301 教室停电检修"


class World:
    """An approved class of four days, 2 to 5 March, its institution and a trainee with an account."""

    def __init__(self, session: Session, state: str = "approved", **columns: object) -> None:
        self.session = session
        self.institution: Institution = make_institution(session)
        self.record: TrainingClass = make_class(session, state, institution=self.institution, **columns)
        put_under_plan(session, self.record)
        self.actor: Actor = actor_of(self.institution)
        self.number = self.record.number

    def line(self, number: int) -> TypedSession:
        held = next(each for each in queries.sessions_of(self.session, self.record.id) if each.number == number)
        return queries_requests.typed(held)

    def ask(self, fields: dict[str, str] | None = None, lines: list | None = None, reason: str = REASON) -> ChangeRequest:
        with self.session.begin_nested():
            return service_requests.ask(self.session, self.actor, self.number, fields or {}, lines or [], reason, DAY, AT)

    def agree(self, request: ChangeRequest, acceptance: Acceptance | None = None) -> int:
        with self.session.begin_nested():
            given = {"acceptance": acceptance} if acceptance else {}
            return service_requests.agree(self.session, bureau(), request.number, "", DAY, AT, **given)


def sent_from(page: str, world: World, **columns: str) -> dict[str, object]:
    """What the form on a page sends when nothing is typed but `columns`."""
    lines = [world.line(each.number) for each in queries.sessions_of(world.session, world.record.id)]
    return queries_requests.values_of(world.session, world.record) | {
        "session": [str(each.number) for each in queries.sessions_of(world.session, world.record.id)],
        **{
            {"mode": "line_mode"}.get(name, name): [getattr(line, name) for line in lines]
            for name in TypedSession.__dataclass_fields__
        },
        **{name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("version", "opened")}, **columns,
    }  # fmt: skip


def test_nothing_changes_before_the_bureau_agrees_and_then_exactly_once(session: Session) -> None:
    world = World(session)
    moved = replace(world.line(3), held_on="2026-03-06", instructor="生人")
    request = world.ask({"venue": "新楼", "ends_on": "2026-03-06", "capacity": "60"}, [(3, moved)])
    assert (world.record.venue, str(world.record.ends_on), world.record.capacity) == ("世昌大道 288 号", "2026-03-05", 50)
    assert world.agree(request) == 4
    third = session.scalars(select(ClassSession).where(ClassSession.class_id == world.record.id, ClassSession.number == 3)).one()
    assert (world.record.venue, str(world.record.ends_on), world.record.capacity) == ("新楼", "2026-03-06", 60)
    assert (str(third.held_on), third.instructor, request.state) == ("2026-03-06", "生人", "agreed")
    with pytest.raises(Conflict):
        world.agree(request)
    session.commit()
    told = [event for event in audit.timeline(session, "class", world.number) if event.action.endswith("_change")]
    assert [event.action for event in told] == ["class.ask_change", "class.agree_change"]
    assert told[1].detail["changes"]["venue"] == ["世昌大道 288 号", "新楼"] and told[1].detail["change"] == request.number


def test_sessions_are_added_and_cancelled(session: Session) -> None:
    world = World(session, days=4, required_hours=2400)
    extra = TypedSession("2026-03-03", "08:30", "10:30", "online", "practice", "2", "答疑", "", "")
    world.agree(world.ask(lines=[(2, None), (None, extra)]))
    assert [each.number for each in queries.sessions_of(session, world.record.id)] == [1, 5, 3, 4]


def test_contacts_stay_out_of_the_trail(session: Session) -> None:
    world = World(session)
    world.agree(world.ask({"contact_name": "丛新人", "contact_phone": "0631-5550000"}))
    assert world.record.contact_name == "丛新人"
    session.commit()
    told = [str(event.detail) for event in audit.timeline(session, "class", world.number)]
    assert not any("丛新人" in text or "5550000" in text for text in told)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ends_on": "2026-02-01"}, "ends_on"), ({"capacity": "0"}, "capacity"), ({"name": ""}, "name"),
        ({"mode": "x"}, "mode"), ({"district_code": "110000"}, "district_code"), ({"starts_on": "bald"}, "starts_on"),
        ({"assessment_body": "x"}, "assessment_body"), ({"starts_on": "2027-03-01", "ends_on": "2027-03-09"}, "plan_line"),
    ],
)  # fmt: skip
def test_wrong_fields_are_named(session: Session, fields: dict[str, str], field: str) -> None:
    world = World(session)
    with pytest.raises(InvalidInput) as refused:
        world.ask(fields)
    assert field in refused.value.fields


def test_what_would_break_the_class_is_refused(session: Session) -> None:
    world = World(session)
    first = world.line(1)
    for fields, lines, words in (
        ({"ends_on": "2026-03-04"}, [], "第 4 次课不在"),
        ({}, [(1, None)], "少于规定的"),
        ({}, [(2, replace(world.line(2), held_on="2026-03-02"))], "时间重叠"),
        ({}, [(None, replace(first, held_on="2026-04-01"))], "第 5 次课不在"),
    ):
        with pytest.raises(RuleViolation, match=words):
            world.ask(fields, lines)
    for reason in ("", "x", "x" * 501, "停电检修\x07"):
        with pytest.raises(InvalidInput) as refused:
            world.ask({"venue": "新楼"}, reason=reason)
        assert set(refused.value.fields) == {"reason"}
    with pytest.raises(InvalidInput, match="1 处"):
        world.ask({"venue": world.record.venue}, [(1, first)])
    assert session.scalars(select(ChangeRequest)).all() == []


def test_what_was_held_and_the_first_day_of_a_running_class_stay(session: Session) -> None:
    world = World(session, "running")
    make_attendance(session, world.record, [make_enrolment(session, world.record)])
    with pytest.raises(RuleViolation, match="已经上过"):
        world.ask(lines=[(1, replace(world.line(1), topic="别的"))])
    with pytest.raises(InvalidInput) as refused:
        world.ask({"starts_on": "2026-03-01"})
    assert "starts_on" in refused.value.fields
    assert queries_requests.open_sessions(session, world.record, DAY) == []


def test_seats_that_are_taken_stay(session: Session) -> None:
    world = World(session, capacity=3)
    for _ in range(2):
        make_enrolment(session, world.record)
    with pytest.raises(InvalidInput) as refused:
        world.ask({"capacity": "1"})
    assert "已有 2 人占用名额" in refused.value.fields["capacity"]
    request = world.ask({"capacity": "2"})
    make_enrolment(session, world.record)
    with pytest.raises(InvalidInput):
        world.agree(request)
    assert (world.record.capacity, request.state) == (3, "asked")


def test_a_request_the_class_moved_away_from_is_refused(session: Session) -> None:
    world = World(session)
    request = world.ask({"venue": "新楼"}, [(2, replace(world.line(2), topic="别的"))])
    world.record.venue = "另一处"
    session.flush()
    with pytest.raises(Conflict, match="培训地点又变过"):
        world.agree(request)
    assert (world.record.venue, request.state) == ("另一处", "asked")


def test_one_open_request_at_a_time(session: Session) -> None:
    world = World(session)
    request = world.ask({"venue": "新楼"})
    with pytest.raises(Conflict, match=request.number):
        world.ask({"venue": "旧楼"})
    service_requests.withdraw(session, world.actor, request.number, AT)
    assert world.ask({"venue": "旧楼"}).state == "asked" and request.state == "withdrawn"


def test_a_return_has_its_reason_and_the_class_stays(session: Session) -> None:
    world = World(session)
    request = world.ask({"venue": "新楼"})
    with pytest.raises(InvalidInput):
        service_requests.refuse(session, bureau(), request.number, " ", AT)
    service_requests.refuse(session, bureau(), request.number, "新楼没有消防验收", AT)
    assert (request.state, world.record.venue) == ("refused", "世昌大道 288 号")
    kinds = set(session.scalars(select(Notice.kind)))
    assert {"change.asked", "change.refused"} <= kinds and "change.yours" not in kinds


@pytest.mark.parametrize("state", ["completed", "reported", "cancelled"])
def test_a_class_that_is_over_is_not_changed_any_more(session: Session, state: str) -> None:
    world = World(session)
    request = world.ask({"venue": "新楼"})
    world.record.completed_on = None if state == "cancelled" else DAY
    world.record.state = state
    session.flush()
    with pytest.raises(RuleViolation, match="不能再变更"):
        world.agree(request)
    with pytest.raises(Conflict):
        world.ask({"venue": "新楼"})


def test_what_the_change_brings_up_has_to_be_accepted(session: Session) -> None:
    world = World(session, capacity=50)
    trainer = make_trainer(session, world.institution, document_to=date(2026, 3, 1))
    make_venue(session, world.institution, rooms=(("小教室", 20),))
    line = replace(world.line(4), instructor=trainer.name, place="小教室")
    request = world.ask(lines=[(4, line)])
    with pytest.raises(InvalidInput, match="有 2 处提示"):
        world.agree(request)
    concerns = service_requests.tried(
        session, bureau(), world.record, rules_requests.read(request.changes), DAY
    )
    assert [each.kind for each in concerns] == ["trainer_document", "room_small"] and world.line(4).place == ""
    world.agree(request, Acceptance(frozenset(each.key for each in concerns), "教室加座"))
    assert (len(request.accepted), request.acceptance) == (2, "教室加座")
    assert world.line(4).place == "高区实训中心 小教室"


def test_who_signed_up_is_told_of_days_and_places_only(session: Session) -> None:
    world = World(session)
    person = make_person(session)
    make_user(session, "trainee", Role.ENGINEER, person_id=person.id)
    make_enrolment(session, world.record, person, "accepted")
    world.agree(world.ask({"contact_name": "丛新人"}))
    mine = select(Notice.detail).where(Notice.kind == "change.yours")
    assert session.scalars(mine).all() == []
    world.agree(world.ask({"venue": "新楼", "contact_phone": "0631-5550000"}))
    (detail,) = session.scalars(mine).all()
    assert "培训地点 世昌大道 288 号 → 新楼" in detail["changes"] and "5550000" not in detail["changes"]


def test_there_is_no_other_way(session: Session) -> None:
    world = World(session)
    record, number = world.record, world.number
    before = queries_requests.values_of(session, record), [world.line(n) for n in (1, 2, 3, 4)]
    filing = queries_requests.filing_with(session, record, {"venue": "新楼"})
    late = SessionPlan(date(2026, 3, 9), time(8), time(10), "onsite", "theory", 200)
    for state in ("approved", "running"):
        record.state = state
        session.flush()
        for attempt in (
            lambda: service.edit(session, world.actor, number, None, filing, AT),
            lambda: service.save_timetable(session, world.actor, number, None, [late], AT),
            lambda: service_running.add_session(session, world.actor, number, None, late, AT),
            lambda: service.edit(session, bureau(), number, None, filing, AT),
            lambda: service_requests.ask(session, bureau(), number, {"venue": "新楼"}, [], REASON, DAY, AT),
        ):
            with pytest.raises((Conflict, PermissionDenied, InvalidInput)), session.begin_nested():
                attempt()
    assert (queries_requests.values_of(session, record), [world.line(n) for n in (1, 2, 3, 4)]) == before


def test_foreign_requests_are_not_there_and_the_institution_decides_nothing(session: Session) -> None:
    world = World(session)
    request = world.ask({"venue": "新楼"})
    with pytest.raises(NotFound):
        queries_requests.by_number(session, actor_of(make_institution(session)), request.number)
    with pytest.raises(PermissionDenied):
        service_requests.agree(session, world.actor, request.number, "", DAY, AT)


def test_the_pages_from_asking_to_the_answer(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    world = World(session, starts_on=date(2099, 3, 2))
    session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=world.institution.id)
    assert "申请变更" in browser.get(f"/classes/{world.number}").text
    page = browser.get(f"/class-changes/new/{world.number}")
    assert page.status_code == 200 and "世昌大道 288 号" in page.text
    sent = sent_from(page.text, world, reason="")
    refused = browser.post(f"/class-changes/new/{world.number}", data=sent | {"venue": "新楼", "held_on": ["x"] * 4})
    assert refused.status_code == 422 and 'value="新楼"' in refused.text and "第 1 行" in refused.text
    refused = browser.post(f"/class-changes/new/{world.number}", data=sent | {"venue": "新楼"})
    assert refused.status_code == 422 and "请写明变更的原因" in refused.text
    done = browser.post(f"/class-changes/new/{world.number}", data=sent | {"venue": "新楼", "reason": REASON})
    assert done.status_code == 302
    request = session.scalars(select(ChangeRequest)).one()
    office = login_as(Role.BUREAU)
    assert "1 份变更申请待答复" in office.get("/class-changes").text
    page = office.get(f"/class-changes/{request.number}").text
    assert "世昌大道 288 号" in page and "新楼" in page and "提交答复" in page
    wrong = office.post(f"/class-changes/{request.number}/decide", data={"decision": "refuse"})
    assert wrong.status_code == 422 and "请写明退回的理由" in wrong.text
    assert office.post(f"/class-changes/{request.number}/decide", data={"decision": "agree"}).status_code == 302
    session.refresh(world.record)
    assert world.record.venue == "新楼"
    page = browser.get(f"/classes/{world.number}").text
    assert request.number in page and "同意变更" in page


def test_a_tab_opened_before_another_change_takes_nothing_back(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    world = World(session, starts_on=date(2099, 3, 2))
    session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=world.institution.id)
    address = f"/class-changes/new/{world.number}"
    stale = sent_from(browser.get(address).text, world, reason=REASON)
    other = replace(world.line(3), place="302")
    world.agree(world.ask({"venue": "新楼", "ends_on": "2099-03-09"}, [(3, other), (None, replace(other, held_on="2099-03-09"))]))
    session.commit()
    nothing = browser.post(address, data=stale)
    assert nothing.status_code == 422 and "没有改动" in nothing.text
    assert browser.post(address, data=stale | {"capacity": "60", "topic": ["别的", *stale["topic"][1:]]}).status_code == 302
    request = session.scalars(select(ChangeRequest).where(ChangeRequest.state == "asked")).one()
    assert [(each["name"], each["number"]) for each in request.changes] == [("capacity", None), ("", 1)]


def test_a_session_that_is_gone_or_stands_twice_is_named(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    world = World(session, starts_on=date(2099, 3, 2), required_hours=2400)
    session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=world.institution.id)
    address = f"/class-changes/new/{world.number}"
    stale = sent_from(browser.get(address).text, world, reason=REASON)
    stale |= {"topic": ["别的"] * 4}
    twice = browser.post(address, data=stale | {"session": ["1", "2", "2", "4"]})
    assert twice.status_code == 422 and "第 2 次课写了两行" in twice.text
    world.agree(world.ask(lines=[(3, None)]))
    session.commit()
    gone = browser.post(address, data=stale)
    assert gone.status_code == 422 and "第 3 次课已经不在课表里" in gone.text
    assert browser.post(address, data=stale | {"version": ""}).status_code == 422


def test_what_no_class_is_approved_without_is_not_taken_away(session: Session) -> None:
    world = World(session)
    for name in ("venue", "contact_name", "contact_phone", "assessment_body"):
        with pytest.raises(InvalidInput) as refused:
            world.ask({name: " " if name == "venue" else ""})
        assert set(refused.value.fields) == {name}


def test_days_that_passed_while_the_request_waited_are_no_days_for_it(session: Session) -> None:
    world = World(session, starts_on=date(2026, 3, 9))
    later = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
    first = world.ask({"starts_on": "2026-03-03"}, [(1, replace(world.line(1), held_on="2026-03-03"))])
    with pytest.raises(InvalidInput) as late, session.begin_nested():
        service_requests.agree(session, bureau(), first.number, "", later.date(), later)
    assert "已经过去" in late.value.fields["starts_on"]
    service_requests.refuse(session, bureau(), first.number, "来不及", later)
    world.agree(world.ask({"starts_on": "2026-03-02"}))
    more = world.ask(lines=[(None, replace(world.line(1), held_on="2026-03-03"))])
    with pytest.raises(RuleViolation, match="2026-03-03"), session.begin_nested():
        service_requests.agree(session, bureau(), more.number, "", later.date(), later)
    assert len(queries.sessions_of(session, world.record.id)) == 4


def test_more_places_than_the_plan_holds_have_to_be_accepted(session: Session) -> None:
    world = World(session)
    request = world.ask({"capacity": "9999"})
    with pytest.raises(InvalidInput, match="超出计划"):
        world.agree(request)
    (concern,) = service_requests.tried(session, bureau(), world.record, rules_requests.read(request.changes), DAY)
    assert concern.kind == "plan_exceeded"
    assert world.agree(request, Acceptance(frozenset({concern.key}), "已核")) == 1


def test_nobody_signs_up_after_the_last_day(session: Session) -> None:
    world = World(session, ends_on=date(2026, 3, 20))
    session.add(ClassSignUp(class_id=world.record.id, opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 20)))
    session.flush()
    world.agree(world.ask({"ends_on": "2026-03-05"}))
    assert session.get_one(ClassSignUp, world.record.id).closes_on == date(2026, 3, 5)


def test_a_session_whose_code_was_scanned_is_not_cancelled(session: Session) -> None:
    world = World(session, "running", required_hours=800)
    held = queries.sessions_of(session, world.record.id)[0]
    session.add(
        AttendanceScan(
            session_id=held.id, enrolment_id=make_enrolment(session, world.record).id, direction="in", scanned_at=AT, step=1,
            device_index=b"d", address_index=b"a", taken=False, refusal="early",
        )
    )  # fmt: skip
    session.flush()
    with pytest.raises(RuleViolation, match="不能再改"):
        world.ask(lines=[(held.number, None)])
    assert held.number not in [each.number for each in queries_requests.open_sessions(session, world.record, DAY)]


def test_a_remark_is_kept_whole_or_not_at_all(session: Session) -> None:
    world = World(session)
    request = world.ask({"venue": "新楼"})
    with pytest.raises(InvalidInput) as refused:
        service_requests.refuse(session, bureau(), request.number, "长" * 501, AT)
    assert set(refused.value.fields) == {"remark"} and request.state == "asked"


def test_hours_days_of_sign_up_and_the_line_change_once_agreed(session: Session) -> None:
    world = World(session, required_hours=2400)
    world.record.direction_key = "production_control"  # the first line takes in every direction
    other = put_under_plan(session, world.record)
    first = session.scalars(select(PlanLine.line).where(PlanLine.plan_id == other.plan_id).order_by(PlanLine.line)).first()
    plan = session.get_one(AnnualPlan, other.plan_id).number
    session.add(ClassSignUp(class_id=world.record.id, opens_on=date(2026, 2, 1), closes_on=date(2026, 2, 20)))
    session.flush()
    fields = {
        "plan_line": f"{plan}/{first}", "required_hours": "28.5", "required_hours_source": "教学大纲 第三部分",
        "sign_up_opens": "2026-02-01", "sign_up_closes": "2026-03-01",
    }  # fmt: skip
    request = world.ask(fields)
    offered = session.get_one(ClassSignUp, world.record.id)
    assert (world.record.required_hours, world.record.plan_line_id, str(offered.closes_on)) == (2400, other.id, "2026-02-20")
    said = {each.what: (each.before, each.after) for each in queries_requests.items(session, world.record, request)}
    assert said["规定学时"] == ("24 学时", "28.5 学时") and said["截止报名"] == ("2026-02-20", "2026-03-01")
    assert said["年度方案项目"] == (f"{plan} 第 {other.line} 项", f"{plan} 第 {first} 项")
    assert world.agree(request) == 4, "the day that was the same is no change"
    session.refresh(offered)
    assert (world.record.required_hours, world.record.required_hours_source) == (2850, "教学大纲 第三部分")
    assert session.get_one(PlanLine, world.record.plan_line_id).line == first and str(offered.closes_on) == "2026-03-01"
    assert world.record.plan_reference.endswith(f"第 {first} 项")
    with pytest.raises(Conflict):
        world.agree(request)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"required_hours": "x"}, "required_hours"), ({"required_hours": "0"}, "required_hours"),
        ({"required_hours_source": " "}, "required_hours_source"), ({"required_hours_source": "a\x07"}, "required_hours_source"),
        ({"plan_line": "AP2026-0001/99"}, "plan_line"), ({"plan_line": ""}, "plan_line"),
        ({"sign_up_opens": "2026-02-01"}, "sign_up_closes"), ({"sign_up_opens": "x", "sign_up_closes": "y"}, "sign_up_opens"),
        ({"sign_up_opens": "2026-03-02", "sign_up_closes": "2026-03-01"}, "sign_up_closes"),
        ({"sign_up_opens": "2026-03-01", "sign_up_closes": "2026-03-09"}, "sign_up_closes"),
    ],
)  # fmt: skip
def test_wrong_hours_lines_and_days_are_named(session: Session, fields: dict[str, str], field: str) -> None:
    world = World(session)
    with pytest.raises(InvalidInput) as refused:
        world.ask(fields)
    assert set(refused.value.fields) == {field}


def test_a_line_for_something_else_and_hours_beyond_the_timetable_are_refused(session: Session) -> None:
    world = World(session)
    line = session.get_one(PlanLine, world.record.plan_line_id)
    plan = session.get_one(AnnualPlan, line.plan_id)
    other = make_line(session, plan, occupation_key="blockchain", level="senior")
    with pytest.raises(InvalidInput) as refused:
        world.ask({"plan_line": f"{plan.number}/{other.line}"})
    assert "职业" in refused.value.fields["plan_line"]
    with pytest.raises(RuleViolation, match="少于规定的 99 学时"):
        world.ask({"required_hours": "99"})


def test_what_people_have_already_is_not_taken_back(session: Session) -> None:
    world = World(session, "running")
    enrolment = make_enrolment(session, world.record, make_person(session))
    enrolment.applied_at = datetime(2026, 2, 10, 2, tzinfo=UTC)
    session.add(ClassSignUp(class_id=world.record.id, opens_on=date(2026, 2, 1), closes_on=date(2026, 2, 20)))
    session.flush()
    with pytest.raises(InvalidInput) as refused:
        world.ask({"sign_up_opens": "2026-02-11"})
    assert "2026-02-10 起已有人报名" in refused.value.fields["sign_up_opens"]
    with pytest.raises(InvalidInput) as refused:
        world.ask({"sign_up_opens": "", "sign_up_closes": ""})
    assert "不能清空" in refused.value.fields["sign_up_opens"]
    request = world.ask({"required_hours": "20"})
    make_attendance(session, world.record, [enrolment])
    with pytest.raises(InvalidInput) as refused:
        world.agree(request)
    assert "已登记考勤" in refused.value.fields["required_hours"] and request.state == "asked"


def test_the_mode_of_the_class_is_not_that_of_its_first_session(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    world = World(session, starts_on=date(2099, 3, 2), mode="mixed")
    session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=world.institution.id)
    page = browser.get(f"/class-changes/new/{world.number}").text
    assert page.count('name="mode"') == 1 and page.count('name="line_mode"') >= 4
    sent = sent_from(page, world, venue="新楼", reason=REASON)
    assert browser.post(f"/class-changes/new/{world.number}", data=sent).status_code == 302
    (request,) = session.scalars(select(ChangeRequest)).all()
    assert [each["name"] for each in request.changes] == ["venue"]
