"""Assessment sessions: opened by the body, seats given once, results noted once, re-sits by policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.certificates import (
    make_application,
    make_assessment_session,
    make_completed,
    make_completion_certificate,
    make_lot,
)
from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_assessment_body
from tests.builders.people import make_person
from training_app.audit.models import AuditEvent
from training_app.certificates import queries_applications, queries_resits, rules_sessions
from training_app.certificates import queries_sessions as queries
from training_app.certificates import service_applications as applications
from training_app.certificates import service_sessions as service
from training_app.certificates import service_sessions_marks as marks
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.rules_sessions import LIFE, STATES, Plan
from training_app.certificates.service_sessions_marks import Line
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.policies.loader import load

TODAY = date(2026, 5, 1)
AT = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
HELD = date(2026, 5, 9)
AFTER = datetime(2026, 5, 9, 9, 0, tzinfo=UTC)
PLAN = Plan("smart_manufacturing", "", "intermediate", HELD, time(9), time(11, 30), "文化中路 1 号", 2, date(2026, 5, 4))


class World:
    """A body, a class with three people whose applications were accepted, and a session with two seats."""

    def __init__(self, session: Session) -> None:
        self.session, self.body = session, make_assessment_body(session)
        self.actor = actor_of(self.body, Role.ASSESSMENT_BODY)
        self.record = make_class(session, "completed", assessment_body=self.body)
        self.people = [make_completed(session, training_class=self.record) for _ in range(3)]
        for each in self.people:
            make_completion_certificate(session, each)
        self.applications = [make_application(session, each) for each in self.people]
        self.held = service.open_session(session, self.actor, PLAN, TODAY, AT)

    def seat(self, *places: int) -> int:
        chosen = [self.applications[place].number for place in places]
        return service.seat(self.session, self.actor, self.held.number, chosen, TODAY, AT)

    def mark(self, **lines: tuple[str, str, str]) -> marks.Saved:
        """Lines by place: theory, ability, absent parts."""
        given = {
            self.applications[int(place[1:])].number: Line({"theory": t, "ability": a}, frozenset(gone.split()))
            for place, (t, a, gone) in lines.items()
        }
        return marks.save(self.session, self.actor, self.held.number, given, HELD, AFTER)

    def engineer(self, place: int) -> Actor:
        return Actor(Role.ENGINEER, name="本人", person_id=self.people[place].person_id)

    def states(self) -> list[str]:
        self.session.expire_all()
        return [each.state for each in self.applications]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_only_the_body_takes_steps_and_only_in_their_states() -> None:
    assert {each.state for each in LIFE.transitions} | {each.target for each in LIFE.transitions} <= set(STATES)
    assert all(each.roles == {Role.ASSESSMENT_BODY} for each in LIFE.transitions)
    assert not LIFE.open_to("cancelled", Role.ASSESSMENT_BODY)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"held_on": date(2026, 4, 30)}, "held_on", "今天之前"), ({"held_on": None}, "held_on", "考核日期"),
        ({"seats": 0}, "seats", "1 到 2000"), ({"ends_at": time(9)}, "ends_at", "晚于"), ({"place": " "}, "place", "地点"),
        ({"apply_until": date(2026, 5, 7)}, "apply_until", "2026-05-06"), ({"level": ""}, "level", "等级"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_session_is_said_beside_its_field(
    session: Session, world: World, change: dict, field: str, words: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        service.open_session(session, world.actor, replace(PLAN, **change), TODAY, AT)
    assert words in caught.value.fields[field]


def test_who_may_not_assess_opens_nothing(session: Session, world: World) -> None:
    late = make_assessment_body(session, valid_to=HELD)
    with pytest.raises(InvalidInput) as caught:
        service.open_session(session, actor_of(late, Role.ASSESSMENT_BODY), PLAN, TODAY, AT)
    assert "评价机构资格" in caught.value.fields["held_on"]
    with pytest.raises(PermissionDenied):
        service.open_session(session, bureau(), PLAN, TODAY, AT)


def test_seats_are_given_once_and_never_more_than_there_are(session: Session, world: World) -> None:
    with pytest.raises(RuleViolation, match="只剩 2 个座位"):
        world.seat(0, 1, 2)
    assert world.seat(0, 1) == 2
    assert [(row.seat_no, row.application) for row in queries.seats(session, world.held)] == [
        (1, world.applications[0].number), (2, world.applications[1].number),
    ]
    with pytest.raises(Conflict, match="1 人不能安排"):
        world.seat(0)
    with pytest.raises(RuleViolation, match="只剩 0"):
        world.seat(2)
    with pytest.raises(IntegrityError), session.begin_nested():
        seat = AssessmentSeat(
            session_id=world.held.id, application_id=world.applications[2].id, person_id=world.people[2].person_id, seat_no=3
        )
        session.add(seat)
        session.flush()
    service.release(session, world.actor, world.held.number, [world.applications[0].number], "本人请假", AT)
    assert world.seat(2) == 1
    assert {row.seat_no for row in queries.seats(session, world.held)} == {1, 2}


def test_who_declared_too_late_or_was_not_accepted_is_not_seated(session: Session, world: World) -> None:
    world.applications[0].state = "applied"
    world.applications[1].declared_at = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)
    session.flush()
    assert [row.application for row in queries.waiting_for(session, world.held)] == [world.applications[2].number]
    with pytest.raises(Conflict, match="2 人不能安排"):
        world.seat(0, 1)


def test_one_person_sits_once_at_a_time_also_when_registered_twice(session: Session, world: World) -> None:
    twin = make_person(session)
    twin.merged_into = world.people[0].person_id
    again = make_completed(session, twin, assessment_body=world.body)
    second = make_application(session, again)
    session.flush()
    both = [world.applications[0].number, second.number]
    with pytest.raises(RuleViolation, match="同一个人"):
        service.seat(session, world.actor, world.held.number, both, TODAY, AT)
    make_assessment_session(session, world.body, second, held_on=HELD, starts_at=time(11), ends_at=time(12))
    with pytest.raises(RuleViolation, match="同一时间"):
        world.seat(0)


def test_another_body_finds_nothing_and_the_bureau_only_looks(session: Session, world: World) -> None:
    other = actor_of(make_assessment_body(session), Role.ASSESSMENT_BODY)
    with pytest.raises(NotFound):
        service.seat(session, other, world.held.number, [world.applications[0].number], TODAY, AT)
    assert queries.by_number(session, bureau(), world.held.number)
    with pytest.raises(PermissionDenied):
        service.cancel(session, bureau(), world.held.number, "不办了", AT)


def test_results_and_absences_are_noted_once(session: Session, world: World) -> None:
    world.seat(0, 1)
    with pytest.raises(RuleViolation, match="2026-05-09"):
        marks.save(session, world.actor, world.held.number, {}, date(2026, 5, 8), AT)
    with pytest.raises(InvalidInput) as caught:
        world.mark(p0=("82", "", ""), p1=("101", "60", ""))
    assert {name: text[:2] for name, text in caught.value.fields.items()} == {
        world.applications[0].number: "还没", world.applications[1].number: "理论",
    }
    assert not session.scalars(select(LevelAssessment)).all(), "nothing is saved where a line is wrong"
    saved = world.mark(p0=("82.5", "60", ""), p1=("", "", "theory ability"))
    assert (saved.passed, saved.failed, saved.absent) == (1, 0, 1)
    result = session.scalars(select(LevelAssessment)).one()
    assert (result.theory_score, result.ability_score, result.passed, result.session_id) == (8250, 6000, True, world.held.id)
    assert world.states() == ["assessed", "absent", "accepted"]
    assert session.get_one(AssessmentSession, world.held.id).state == "recorded"
    with pytest.raises(Conflict):
        world.mark(p0=("90", "90", ""))
    with pytest.raises(Conflict):
        service.cancel(session, world.actor, world.held.number, "改期", AFTER)


def test_a_result_is_taken_back_while_nothing_hangs_on_it(session: Session, world: World) -> None:
    world.seat(0, 1)
    world.mark(p0=("82", "70", ""), p1=("50", "70", ""))
    number = world.applications[1].number
    with pytest.raises(InvalidInput, match="原因"):
        marks.take_back(session, world.actor, world.held.number, number, " ", AFTER)
    marks.take_back(session, world.actor, world.held.number, number, "录错一位", AFTER)
    assert world.states()[1] == "accepted"
    assert session.get_one(AssessmentSession, world.held.id).state == "planned"
    world.mark(p1=("59.99", "70", ""))
    make_lot(session, [session.scalars(select(LevelAssessment).where(LevelAssessment.passed)).one()], "drawn")
    with pytest.raises(RuleViolation, match="报批批次"):
        marks.take_back(session, world.actor, world.held.number, world.applications[0].number, "录错", AFTER)
    applications.apply(session, world.engineer(1), world.record.number, True, AFTER)
    with pytest.raises(RuleViolation, match="补考"):
        marks.take_back(session, world.actor, world.held.number, number, "录错", AFTER)


def test_a_resit_points_to_the_attempt_before(session: Session, world: World) -> None:
    world.seat(0, 1)
    world.mark(p0=("82", "59", ""), p1=("", "", "theory ability"))
    for place in (0, 1):
        again = applications.apply(session, world.engineer(place), world.record.number, True, AFTER)
        assert (again.attempt, again.failed_on, again.part) == (2, HELD, "both")
    with pytest.raises(Conflict):
        applications.apply(session, world.engineer(0), world.record.number, True, AFTER)


def _policy(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    rules = rules_sessions.ResitRules(**{"most": 0, "window_days": 0, "failed_part_only": False, **values})  # type: ignore[arg-type]
    monkeypatch.setattr(rules_sessions.ResitRules, "on", classmethod(lambda cls, day, pack: rules))


def test_where_policy_says_so_only_the_failed_part_is_sat_again(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.seat(0)
    world.mark(p0=("82", "59", ""))
    _policy(monkeypatch, failed_part_only=True)
    again = applications.apply(session, world.engineer(0), world.record.number, True, AFTER)
    assert again.part == "ability"
    again.state = "accepted"
    later = make_assessment_session(session, world.body, again, held_on=date(2026, 6, 6))
    day = date(2026, 6, 6)
    marks.save(session, world.actor, later.number, {again.number: Line({"ability": "61"}, frozenset())}, day, AFTER)
    result = session.scalars(select(LevelAssessment).where(LevelAssessment.session_id == later.id)).one()
    assert (result.theory_score, result.ability_score, result.passed) == (8200, 6100, True)


@pytest.mark.parametrize(
    ("policy", "day", "words"),
    [({"most": 1}, 20, ""), ({"window_days": 30}, 40, "已经过期"), ({"window_days": 31}, 30, "")],
)
def test_resits_end_where_policy_ends_them(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch, policy: dict, day: int, words: str
) -> None:
    world.seat(0)
    world.mark(p0=("82", "59", ""))
    _policy(monkeypatch, **policy)
    then = datetime(2026, 6, 18 if day == 40 else 1, 2, 0, tzinfo=UTC)
    if words:
        with pytest.raises(RuleViolation, match=words):
            applications.apply(session, world.engineer(0), world.record.number, True, then)
    else:
        assert applications.apply(session, world.engineer(0), world.record.number, True, then).attempt == 2


def test_after_so_many_resits_there_is_none(session: Session, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.seat(0)
    world.mark(p0=("82", "59", ""))
    again = applications.apply(session, world.engineer(0), world.record.number, True, AFTER)
    again.state = "accepted"
    later = make_assessment_session(session, world.body, again, held_on=date(2026, 6, 6))
    gone = {again.number: Line({}, frozenset({"theory", "ability"}))}
    marks.save(session, world.actor, later.number, gone, date(2026, 6, 6), AFTER)
    _policy(monkeypatch, most=1)
    with pytest.raises(RuleViolation, match="已经补考 1 次"):
        applications.apply(session, world.engineer(0), world.record.number, True, datetime(2026, 7, 1, tzinfo=UTC))
    people = queries_resits.judged(session, queries_applications.candidates(session, world.record.id), date(2026, 7, 1))
    assert [each.ready for each in people if each.enrolment_id == world.people[0].id] == [False]


def test_the_policy_in_force_limits_nothing_it_has_no_text_for() -> None:
    rules = rules_sessions.ResitRules.on(HELD, load())
    assert rules.refusal(99, date(2020, 1, 1), HELD) == ""
    assert rules.part(8000, 5000, 6000) == "both"


def test_nobody_is_marked_whose_class_was_reopened(session: Session, world: World) -> None:
    world.seat(0)
    world.people[0].state = "enrolled"
    session.flush()
    with pytest.raises(Conflict, match="撤回结业"):
        world.mark(p0=("82", "70", ""))


def test_a_cancelled_session_lets_everybody_wait_again(session: Session, world: World) -> None:
    world.seat(0, 1)
    with pytest.raises(InvalidInput):
        service.cancel(session, world.actor, world.held.number, "", AT)
    assert service.cancel(session, world.actor, world.held.number, "场地停电", AT) == 2
    assert session.get_one(AssessmentSession, world.held.id).taken == 0
    later = service.open_session(session, world.actor, PLAN, TODAY, AT)
    assert len(queries.waiting_for(session, later)) == 3


def test_a_changed_session_is_checked_and_tells_whoever_has_a_seat(session: Session, world: World) -> None:
    world.seat(0, 1)
    with pytest.raises(InvalidInput) as caught:
        service.change(session, world.actor, world.held.number, replace(PLAN, seats=1), TODAY, AT)
    assert "已经安排了 2 人" in caught.value.fields["seats"]
    assert service.change(session, world.actor, world.held.number, replace(PLAN, seats=5), TODAY, AT) == 0
    assert service.change(session, world.actor, world.held.number, replace(PLAN, place="另一处"), TODAY, AT) == 2


def test_through_the_pages(
    session: Session, world: World, login_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training_app.kernel.dates.now", lambda: AT)
    session.commit()
    body = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    assert "3 人受理后等您安排考核" in body.get("/certificates/sessions/").get_data(as_text=True)
    form = {
        "occupation": "smart_manufacturing", "level": "intermediate", "held_on": "2026-05-10", "starts_at": "9:00",
        "ends_at": "11:30", "place": "", "seats": "许多", "apply_until": "2026-05-04",
    }  # fmt: skip
    refused = body.post("/certificates/sessions/new", data=form)
    assert refused.status_code == 422
    assert all(words in refused.get_data(as_text=True) for words in ("座位数请填整数", "请填写考核地点"))
    made = body.post("/certificates/sessions/new", data={**form, "place": "二楼考场", "seats": "2"})
    page = made.headers["Location"]
    seated = body.post(f"{page}/seats", data={"chosen": [each.number for each in world.applications[:2]]})
    assert seated.status_code == 302
    assert "已安排 2 人，还剩 0 个座位" in body.get(page).get_data(as_text=True)
    assert body.get(f"{page}/sheet.pdf").data[:4] == b"%PDF"
    me = login_as(Role.ENGINEER, person_id=world.people[0].person_id)
    assert all(words in me.get("/me/assessments").get_data(as_text=True) for words in ("二楼考场", "座位 1"))
    monkeypatch.setattr("training_app.kernel.dates.now", lambda: datetime(2026, 5, 10, 8, 0, tzinfo=UTC))
    body = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    me = login_as(Role.ENGINEER, person_id=world.people[0].person_id)
    first, second = (each.number for each in world.applications[:2])
    typed = {f"theory-{first}": "82", f"ability-{first}": "5x", f"absent-theory-{second}": "1", f"absent-ability-{second}": "1"}
    wrong = body.post(f"{page}/marks", data=typed)
    assert wrong.status_code == 422
    assert all(words in wrong.get_data(as_text=True) for words in ("能力成绩应为", 'value="5x"'))
    assert body.post(f"{page}/marks", data={**typed, f"ability-{first}": "55"}).status_code == 302
    assert "合格 0，不合格 1，缺考 1" in body.get(page).get_data(as_text=True)
    shown = me.get("/me/assessments").get_data(as_text=True)
    assert "申报补考" in shown and "不合格" in shown
    assert "不合格" in body.get("/certificates/sessions/seats?result=failed").get_data(as_text=True)
    assert body.post(f"{page}/take-back", data={"application": first, "reason": "录错"}).status_code == 302
    assert "1 人的结果还没有登记" in body.get(page).get_data(as_text=True)
    verbs = {"create", "seat", "print_sheet", "mark", "unmark"}
    acts = set(session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("assessment_session."))))
    assert {f"assessment_session.{verb}" for verb in verbs} <= acts
    assert len(session.scalars(select(LevelApplication).where(LevelApplication.state == "absent")).all()) == 1


def test_home_says_what_waits_for_the_body(
    session: Session, world: World, login_as: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    world.seat(0, 1)
    session.commit()
    monkeypatch.setattr("training_app.kernel.dates.now", lambda: AFTER)
    home = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id).get("/").get_data(as_text=True)
    assert "1 人受理后等您安排考核" in home and f"{world.held.number}，2 人待登记成绩" in home
