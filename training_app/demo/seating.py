"""How the people of a demo class come to their assessment: they apply, the body accepts and gives them seats in a session.

Of one class in seven somebody who failed re-sits: the session of it is still to come, or was held and noted on its page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from training_app.certificates import queries_applications, queries_sessions, service_applications, service_sessions
from training_app.certificates import service_sessions_marks as marks
from training_app.certificates.rules_sessions import Plan
from training_app.certificates.service_sessions_marks import Line
from training_app.demo.plan import TODAY
from training_app.demo.telling import EMPTY_PDF, Steps, Telling, at
from training_app.demo.units import ASSESSORS

_CHECKED, _UNSIGNED = "已核对原件。", "承诺书没有本人签名，请补签后重新申报。"
_PLACE, _NOTE = "{body} {room} 考场", "提前 30 分钟到场，不得携带手机。"


def steps(telling: Telling, assessed_on: date) -> Steps:
    """The session is opened, the institution applies with signed sheets, the body accepts and seats; of one late class one
    application is sent back and one waits."""
    serial = telling.plan.serial
    opened = at(assessed_on - timedelta(days=10), 9, serial)
    applied = at(assessed_on - timedelta(days=8), 9, serial)
    decided = at(assessed_on - timedelta(days=6), 14, serial)
    seated = at(assessed_on - timedelta(days=5), 10, serial)
    until = assessed_on - timedelta(days=5)
    deeds = (
        (opened, lambda session: _open(session, telling, assessed_on, until, len(telling.completed) + 4, opened)),
        (applied, lambda session: _apply(session, telling, telling.completed, applied)),
        (decided, lambda session: _decide(session, telling, assessed_on, decided)),
        (seated, lambda session: _seat(session, telling, seated)),
    )
    for moment, deed in deeds:
        if moment.date() <= TODAY:
            yield moment, deed


def again(telling: Telling, noted: datetime) -> Steps:
    """Who failed first re-sits two weeks after the results."""
    if telling.plan.serial % 7 != 3:
        return
    day = noted.date()
    held_on = day + timedelta(days=16)
    applied, decided, seated = (
        at(day + timedelta(days=days), hour, telling.plan.serial) for days, hour in ((5, 9), (7, 9), (8, 10))
    )
    marked = at(held_on, 17, telling.plan.serial % 30)
    deeds = (
        (applied, lambda session: _apply(session, telling, _failed(telling), applied)),
        (decided, lambda session: _accept_all(session, telling, decided)),
        (seated, lambda session: _open_and_seat(session, telling, held_on, seated)),
        (marked, lambda session: _mark(session, telling, held_on, marked)),
    )
    for moment, deed in deeds:
        if moment.date() <= TODAY:
            yield moment, deed


def _open(session: Session, telling: Telling, day: date, until: date, seats: int, now: datetime) -> None:
    plan, serial = telling.plan, telling.plan.serial
    starts = time(9) if serial % 2 else time(14)
    place = _PLACE.format(body=ASSESSORS[plan.assessor].name, room=301 + serial % 6)
    wanted = Plan(
        plan.occupation, "", plan.level, day, starts, time(starts.hour + 2, 30), place, seats, until, _NOTE if serial % 3 else "",
    )
    telling.assessment = service_sessions.open_session(session, telling.assessor, wanted, now.date(), now).number


def _apply(session: Session, telling: Telling, people: Sequence[str], now: datetime) -> None:
    if people:
        service_applications.apply_on_paper(
            session, telling.trainer, telling.number, people, (f"{telling.title}告知承诺书.pdf", EMPTY_PDF), now
        )


def _decide(session: Session, telling: Telling, assessed_on: date, now: datetime) -> None:
    waiting = {each.person_number: each for each in queries_applications.candidates(session, telling.class_id)}
    late = telling.plan.serial % 5 == 2 and assessed_on > TODAY - timedelta(days=20)
    telling.unaccepted = set(telling.completed[-2:]) if late else set()
    for person in telling.completed:
        each = waiting[person]
        if person not in telling.unaccepted:
            service_applications.decide(session, telling.assessor, each.application, "accept", _CHECKED, now)
        elif person == telling.completed[-1]:
            service_applications.decide(session, telling.assessor, each.application, "return", _UNSIGNED, now)


def _accept_all(session: Session, telling: Telling, now: datetime) -> None:
    for each in queries_applications.candidates(session, telling.class_id):
        if each.state == "applied" and each.person_number in _failed(telling):
            service_applications.decide(session, telling.assessor, each.application, "accept", _CHECKED, now)


def _open_and_seat(session: Session, telling: Telling, held_on: date, now: datetime) -> None:
    if _failed(telling):
        _open(session, telling, held_on, held_on - timedelta(days=6), 12, now)
        _seat(session, telling, now)


def _seat(session: Session, telling: Telling, now: datetime) -> None:
    record = queries_sessions.by_number(session, telling.assessor, telling.assessment)
    chosen = [each.application for each in queries_sessions.waiting_for(session, record) if each.person_number in telling.people]
    service_sessions.seat(session, telling.assessor, telling.assessment, chosen, now.date(), now)


def _mark(session: Session, telling: Telling, held_on: date, now: datetime) -> None:
    record = queries_sessions.by_number(session, telling.assessor, telling.assessment)
    lines = {
        each.application: Line({"theory": "78", "ability": "71.5"}, frozenset())
        for each in queries_sessions.seats(session, record)
    }
    if lines and record.held_on == held_on:
        marks.save(session, telling.assessor, telling.assessment, lines, now.date(), now)


def _failed(telling: Telling) -> list[str]:
    """The first of the class who did not reach the mark."""
    return [person for person, scores in telling.marks.items() if min(scores) < 60][:1]
