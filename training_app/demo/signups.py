"""Two classes that take applications, one of them too small: employers and engineers apply, who fits is accepted, the rest
waits, one is declined, one is taken back, and the latest have not been looked at yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import service_decisions, service_signup
from training_app.classes.models import Enrolment
from training_app.classes.rules_signup import Offer
from training_app.demo.founding import Cast
from training_app.demo.humans import Human
from training_app.demo.logins import ENGINEERS
from training_app.demo.plan import SMALL, TODAY
from training_app.demo.telling import Step, Steps, Telling, at, persons_of
from training_app.demo.units import EMPLOYERS
from training_app.kernel.actor import Actor, Role
from training_app.people.models import Person
from training_app.web import queries_sign_up

_NOTE = "自带笔记本电脑；午餐在培训地点食堂自理。"
_DECLINED = "本班面向在岗人员，您填报的岗位与本职业方向不相关，请报名初级班。"
_OPENED, _EMPLOYERS, _ENGINEERS, _DECIDED, _LATE = (TODAY - timedelta(days=days) for days in (8, 5, 4, 2, 1))


def steps(cast: Cast, tellings: Sequence[Telling], people: Sequence[Human]) -> Steps:
    """Everything here, by its days."""
    waiting = [each for each in tellings if each.plan.end == "awaiting" and each.plan.trainer in (0, SMALL)]
    for place, telling in enumerate(waiting):
        yield _opening(telling)
        for number, unit in enumerate(EMPLOYERS[place * 2 : place * 2 + 2]):
            yield _employer(telling, cast.of_unit[unit.code], _EMPLOYERS + timedelta(days=number), 6 + 3 * number)
        yield _engineer(telling, people, place, _ENGINEERS)
        first = cast.of_unit[EMPLOYERS[place * 2].code]
        yield _deciding(telling, _DECIDED)
        yield _employer(telling, first, _LATE, 8)
        yield _taking_back(telling, first, _LATE)


def _opening(telling: Telling) -> Step:
    now = at(_OPENED, 9, 10)

    def act(session: Session) -> None:
        last = telling.plan.days[0] - timedelta(days=1)
        offer = Offer(_OPENED, last, show_contact=True, note=_NOTE)
        service_signup.offer(session, telling.trainer, telling.number, offer, _OPENED, now)

    return now, act


def _employer(telling: Telling, actor: Actor, day: date, count: int) -> Step:
    now = at(day, 10, 25)

    def act(session: Session) -> None:
        workers = queries_sign_up.workers(session, actor, day, "", 1).items[:count]
        service_signup.apply_for(session, actor, telling.number, [each.id for each in workers], day, now)

    return now, act


def _engineer(telling: Telling, people: Sequence[Human], place: int, day: date) -> Step:
    now = at(day, 12, 5)

    def act(session: Session) -> None:
        human = people[ENGINEERS[place].human or 0]
        person_id = persons_of(session, [human])[0]
        actor = Actor(role=Role.ENGINEER, name=human.name, person_id=person_id)
        service_signup.apply_for(session, actor, telling.number, [person_id], day, now)

    return now, act


def _deciding(telling: Telling, day: date) -> Step:
    """One is declined; who applied first is accepted and the rest waits."""
    now = at(day, 15, 40)

    def act(session: Session) -> None:
        rows = session.execute(
            select(Person.number, Person.id)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .where(Enrolment.class_id == telling.class_id, Enrolment.state == "applied")
            .order_by(Enrolment.applied_at, Enrolment.id)
        ).all()
        keys = [f"{telling.number}:{number}" for number, _ in rows]
        service_decisions.decline(session, telling.trainer, keys[7:8], _DECLINED, day, now)
        service_decisions.accept(session, telling.trainer, keys[:7] + keys[8:15], day, now)

    return now, act


def _taking_back(telling: Telling, employer: Actor, day: date) -> Step:
    """An employer needs somebody elsewhere; who waits longest moves up."""
    now = at(day, 16, 10)

    def act(session: Session) -> None:
        first = session.scalars(
            select(Enrolment.person_id)
            .where(Enrolment.class_id == telling.class_id, Enrolment.state == "accepted")
            .where(Enrolment.applied_by == employer.institution_id).order_by(Enrolment.applied_at, Enrolment.id)
        ).first()
        service_signup.retract(session, employer, telling.number, [first] if first else [], day, now)

    return now, act
