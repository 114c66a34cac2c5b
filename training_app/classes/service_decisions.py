"""What an institution decides about applications: accept, let wait, decline. Many at once, each with its own answer.

The class is locked first, then the persons, then the seats: whoever else seats somebody waits, and the last seat goes to one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.classes import labels, queries
from training_app.classes import messages_signup as messages
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries_applications import Application, applications_of
from training_app.classes.queries_eligibility import eligibilities
from training_app.classes.queries_signup import place_in_line
from training_app.classes.rules import ENROLMENT_LIFE
from training_app.classes.service import check_remark
from training_app.classes.service_applicants import tell_applicants
from training_app.classes.service_seats import free_seats, lock_persons, note, promote, seat, seated_twice
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, DomainError, RuleViolation
from training_app.notices import service as notices

Came = dict[str, str | DomainError]
_Decide = Callable[[TrainingClass, list[Application]], Came]


def accept(session: Session, actor: Actor, keys: Sequence[str], today: date, at: datetime) -> Came:
    """Gives these applications (keys: class and person) a seat, who applied first before the others; for whom none is left
    waits. What came of each, in words or as the error that says why not."""

    def decide(record: TrainingClass, chosen: list[Application]) -> Came:
        lock_persons(session, [each.enrolment.person_id for each in chosen])
        judged = eligibilities(session, record, [each.enrolment.person_id for each in chosen], today)
        came: Came = {
            each.key: RuleViolation(f"classes.{found.code}", messages.NOT_ABLE.format(reason=found.reason))
            for each in chosen if (found := judged[each.enrolment.person_id]).refused
        }
        twice = seated_twice(session, record, [each.enrolment for each in chosen if each.key not in came])
        came |= {
            each.key: Conflict("classes.seated_twice", messages.SEATED_TWICE) for each in chosen if each.enrolment.id in twice
        }
        able = [each for each in chosen if each.key not in came]
        count = max(0, min(free_seats(session, record), len(able)))
        seated = [each.enrolment for each in able[:count]]
        seat(session, record, seated, at)
        done = messages.ENROLLED if record.state == "running" else messages.ACCEPTED
        came |= {each.key: done for each in able[:count]}
        if seated:
            note(session, actor, "accept", record, seated, at)
            tell_applicants(session, "sign_up.accepted", record, seated, at)
        return came | _wait(session, actor, record, able[count:], at, full=True)

    return _decided(session, actor, keys, "accept", decide, at)


def wait(session: Session, actor: Actor, keys: Sequence[str], today: date, at: datetime) -> Came:
    """Lets these applications wait: the list moves when a seat falls free."""

    def decide(record: TrainingClass, chosen: list[Application]) -> Came:
        return _wait(session, actor, record, chosen, at, full=False)

    return _decided(session, actor, keys, "wait", decide, at)


def decline(session: Session, actor: Actor, keys: Sequence[str], reason: str, today: date, at: datetime) -> Came:
    """Declines these applications; the persons read the reason. A seat that falls free goes to who waits longest."""
    check_remark(reason)

    def decide(record: TrainingClass, chosen: list[Application]) -> Came:
        people = [each.enrolment for each in chosen]
        for each in people:
            each.state, each.decided_at, each.decline_reason = "declined", at, reason.strip()
        session.flush()
        note(session, actor, "decline", record, people, at, reason.strip())
        tell_applicants(session, "sign_up.declined", record, people, at, reason=reason.strip())
        promote(session, actor, record, today, at)
        return {each.key: messages.DECLINED for each in chosen}

    return _decided(session, actor, keys, "decline", decide, at)


def _decided(session: Session, actor: Actor, keys: Sequence[str], verb: str, decide: _Decide, at: datetime) -> Came:
    """Class by class: locked, read anew, what may not be decided so refused, the rest decided together."""
    came: Came = {}
    for number in sorted({key.partition(":")[0] for key in keys}):
        own = [key for key in keys if key.partition(":")[0] == number]
        try:
            record = queries.locked(session, actor, number)
            if record.state not in queries.OPEN_STATES:
                raise Conflict("classes.not_deciding", messages.CLASS_OVER.format(number=number))
        except DomainError as error:
            came |= dict.fromkeys(own, error)
            continue
        chosen = []
        for each in applications_of(session, actor, own):
            session.refresh(each.enrolment)
            try:
                ENROLMENT_LIFE.step(each.enrolment.state, verb, actor.role)
            except Conflict:
                words = labels.ENROLMENT_STATES[each.enrolment.state][0]
                came[each.key] = Conflict("classes.decided", messages.DECIDED.format(state=words))
            else:
                chosen.append(each)
        if chosen:
            came |= decide(record, chosen)
            notices.settle(session, ("sign_up.received",), "applications", number, at)
    return {key: came.get(key) or Conflict("classes.no_application", messages.NOT_FOUND) for key in keys}


def _wait(
    session: Session, actor: Actor, record: TrainingClass, chosen: Sequence[Application], at: datetime, *, full: bool
) -> Came:
    """Lets who does not wait yet wait, and says everybody's place."""
    new = [each.enrolment for each in chosen if each.enrolment.state != "waiting"]
    for each in new:
        each.state, each.decided_at = "waiting", at
    session.flush()
    if new:
        note(session, actor, "wait", record, new, at)
        tell_applicants(session, "sign_up.waiting", record, new, at)
    return {each.key: _place(session, record, each.enrolment, new, full=full) for each in chosen}


def _place(
    session: Session, record: TrainingClass, enrolment: Enrolment, new: Sequence[Enrolment], *, full: bool
) -> str:
    sentence = messages.WAITING if not full else messages.FULL if enrolment in new else messages.STILL_FULL
    return sentence.format(capacity=record.capacity, place=place_in_line(session, enrolment))
