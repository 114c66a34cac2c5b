"""Seats of a class: who waits gets the seat that falls free, who was accepted becomes a trainee when the class opens, and
applicants of a cancelled class are told. Whoever calls has locked the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, select, text, update
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_signup as messages
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_signup import ClassSeats, ClassSignUp
from training_app.classes.queries_eligibility import eligibilities, survivors_of
from training_app.classes.rules_signup import SEATED, UNDECIDED, Span, places, span_on
from training_app.classes.service_applicants import tell_applicants
from training_app.kernel.actor import Actor
from training_app.people.models import Person
from training_app.policies.loader import load

_LOCK_PERSONS = text(
    "SELECT id FROM persons WHERE id = ANY(:ids) OR id IN (SELECT merged_into FROM persons WHERE id = ANY(:ids)) "
    "ORDER BY id FOR NO KEY UPDATE"
)
_OFF = text(
    "SELECT c.number FROM class_seats s JOIN training_classes c ON c.id = s.class_id LEFT JOIN LATERAL (SELECT count(*) AS n "
    "FROM enrolments e WHERE e.class_id = s.class_id AND e.state = ANY(:seated)) AS held ON true "
    "WHERE held.n <> s.taken OR c.capacity <> s.capacity ORDER BY c.number"
)


def free_seats(session: Session, record: TrainingClass) -> int:
    """Seats nobody has; the row is locked to the end of the transaction."""
    seats = session.scalar(
        select(ClassSeats).where(ClassSeats.class_id == record.id).with_for_update().execution_options(populate_existing=True)
    )
    return seats.left if seats else 0


def lock_persons(session: Session, person_ids: Sequence[int]) -> None:
    """Nobody can enrol them, or whom they were merged into, elsewhere to the end of the transaction."""
    if person_ids:
        session.execute(_LOCK_PERSONS, {"ids": sorted(person_ids)})


def seated_twice(session: Session, record: TrainingClass, chosen: Sequence[Enrolment]) -> set[int]:
    """Ids of those whose person, under another record merged with this one, has a seat of the class or stands before them."""
    taken = session.scalars(
        select(Enrolment.person_id).where(Enrolment.class_id == record.id, Enrolment.state.in_(SEATED))
    ).all()
    owner = survivors_of(session, [*taken, *(each.person_id for each in chosen)])
    seen, twice = {owner[person_id] for person_id in taken}, set()
    for each in chosen:
        if owner[each.person_id] in seen:
            twice.add(each.id)
        seen.add(owner[each.person_id])
    return twice


def promote(session: Session, actor: Actor, record: TrainingClass, today: date, at: datetime) -> int:
    """Gives free seats to those who wait longest, while the class takes applications and the policy lets the list move by
    itself; how many. Somebody bound to another class, retired or found to be a trainee already by now keeps waiting."""
    if record.state not in ("approved", "running") or not load().parameter("classes.waiting_list_promotes").on(today).value:
        return 0
    offer = session.get(ClassSignUp, record.id)
    if offer is None or span_on(offer.opens_on, offer.closes_on, today) is not Span.OPEN:
        return 0
    waiting = session.scalars(waiting_list(record)).all()
    if not waiting:
        return 0
    lock_persons(session, [each.person_id for each in waiting])
    judged = eligibilities(session, record, [each.person_id for each in waiting], today)
    twice = seated_twice(session, record, waiting)
    able = [each for each in waiting if not judged[each.person_id].refused and each.id not in twice]
    count, _ = places(free_seats(session, record), len(able))
    chosen = able[:count]
    seat(session, record, chosen, at)
    if chosen:
        note(session, actor, "promote", record, chosen, at)
        tell_applicants(session, "sign_up.promoted", record, chosen, at)
    return count


def seat(session: Session, record: TrainingClass, chosen: Sequence[Enrolment], at: datetime) -> None:
    """Accepts these; in a class under way they are its trainees at once."""
    state = "enrolled" if record.state == "running" else "accepted"
    for each in chosen:
        each.state, each.decided_at, each.decline_reason = state, at, None
    session.flush()


def waiting_list(record: TrainingClass) -> Select[tuple[Enrolment]]:
    """Who waits for a seat, who applied first before the others."""
    return (
        select(Enrolment)
        .where(Enrolment.class_id == record.id, Enrolment.state == "waiting")
        .order_by(Enrolment.applied_at, Enrolment.id)
    )


def enrol_accepted(session: Session, record: TrainingClass) -> int:
    """Makes trainees of everybody who was accepted, when the class opens; how many."""
    return session.execute(
        update(Enrolment)
        .where(Enrolment.class_id == record.id, Enrolment.state == "accepted")
        .values(state="enrolled")
        .execution_options(synchronize_session="fetch")
    ).rowcount  # type: ignore[attr-defined]


def turn_away(session: Session, actor: Actor, record: TrainingClass, kind: str, sentence: str, at: datetime) -> int:
    """Declines everybody who applied for a class that is not held, or is over, and tells them why (`kind` of notice); how
    many."""
    applicants = session.scalars(
        select(Enrolment).where(Enrolment.class_id == record.id, Enrolment.state.in_((*UNDECIDED, "accepted")))
    ).all()
    for each in applicants:
        each.state, each.decided_at, each.decline_reason = "declined", at, sentence
    session.flush()
    if applicants:
        note(session, actor, "decline", record, applicants, at, sentence)
        tell_applicants(session, kind, record, applicants, at, reason=sentence)
    return len(applicants)


def note(
    session: Session, actor: Actor, verb: str, record: TrainingClass, people: Sequence[Enrolment], at: datetime, remark: str = ""
) -> None:
    """One act in the trail, naming the persons by their numbers."""
    ids = [each.person_id for each in people]
    numbers = list(session.scalars(select(Person.number).where(Person.id.in_(ids)).order_by(Person.number)))
    audit.record(
        session, actor, f"application.{verb}", "application", record.number, at=at, remark=remark or None,
        rule=messages.CLAUSE, detail={"count": len(numbers), "people": numbers},
    )  # fmt: skip


def wrong_seats(session: Session) -> list[str]:
    """The numbers of classes whose seats are not what their lists say."""
    return list(session.scalars(_OFF, {"seated": list(SEATED)}))
