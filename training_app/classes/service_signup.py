"""Signing up for a class: the institution offers it, engineers apply for themselves and employers for their people, and
both may retract. Nobody gets a seat by applying; the institution accepts (`service_decisions`).

Source: 威人社函〔2023〕25号 三 (who may take part), 六（一）.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_lists, queries, queries_signup
from training_app.classes import messages_signup as messages
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_signup import ClassSignUp
from training_app.classes.queries_eligibility import eligibilities
from training_app.classes.rules import ENROLMENT_LIFE
from training_app.classes.rules_signup import MOST_NOTE, TURNED_AWAY, Offer, Span, span_on
from training_app.classes.service_applicants import tell_received
from training_app.classes.service_notices import institution_of
from training_app.classes.service_seats import lock_persons, note, promote
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, RuleViolation
from training_app.kernel.texts import can_be_kept
from training_app.notices import service as notices
from training_app.people.models import Person
from training_app.people.queries import present_employers

OFFERING = ("draft", "returned", "approved", "running")
"""States of a class in which its institution may say who can sign up; not while the bureau reads the filing: then the reviewer
may."""
REVIEWED = ("submitted", "approved")
"""States in which the reviewer may change what the institution said."""


@dataclass(slots=True)
class Applied:
    """What applying for several came to: how many applied, and why not for the others, by person id."""

    count: int = 0
    refused: dict[int, str] = field(default_factory=dict)


def offer(session: Session, actor: Actor, number: str, typed: Offer, today: date, at: datetime) -> ClassSignUp:
    """Lets a class take applications on some days, or changes the days; the institution hears of what the reviewer changes.
    InvalidInput names every wrong field."""
    record = _offering(session, actor, number)
    opens_on, closes_on = _checked(record, typed)
    found = session.get(ClassSignUp, record.id) or ClassSignUp(class_id=record.id)
    found.opens_on, found.closes_on = opens_on, closes_on
    found.show_contact, found.note = typed.show_contact, typed.note.strip()
    session.add(found)
    session.flush()
    audit.record(
        session, actor, "class.open_sign_up", "class", number, at=at,
        detail={"first": opens_on, "last": closes_on, "state": record.state},
    )  # fmt: skip
    if actor.role is Role.BUREAU:
        notices.send(
            session, "sign_up.changed", institution_of(record), subject_kind="class", number=number, at=at,
            detail={"name": record.name, "first": opens_on, "last": closes_on},
        )  # fmt: skip
    promote(session, actor, record, today, at)
    return found


def close(session: Session, actor: Actor, number: str, at: datetime) -> None:
    """The class takes no more applications; those it has stay. Conflict when it takes none."""
    record = _offering(session, actor, number)
    found = session.get(ClassSignUp, record.id)
    if found is None:
        raise Conflict("classes.no_sign_up", messages.NO_SIGN_UP.format(number=number))
    session.delete(found)
    session.flush()
    audit.record(session, actor, "class.close_sign_up", "class", number, at=at, detail={"state": record.state})


def apply_for(
    session: Session, actor: Actor, number: str, person_ids: Sequence[int], today: date, at: datetime
) -> Applied:
    """Applies for these (surviving) persons, whom the caller has found to be the actor's own person or people.

    NotFound where the class takes no applications, RuleViolation outside the days. Each person stands alone: who is
    refused by a rule or in the class already is told of in the answer.
    """
    record, days = queries_signup.record_of(session, number, keep=True)
    check_open(record, days, today)
    lock_persons(session, person_ids)
    standing = queries_signup.states_of(session, record.id, person_ids)
    judged = eligibilities(session, record, person_ids, today)
    persons = {each.id: each for each in session.scalars(select(Person).where(Person.id.in_(list(person_ids))))}
    employers = _employers(session, actor, person_ids)
    done, new = Applied(), []
    for person_id in person_ids:
        enrolment, found = standing.get(person_id), judged[person_id]
        if enrolment is not None and enrolment.state not in TURNED_AWAY:
            done.refused[person_id] = messages.ALREADY[enrolment.state]
        elif found.refused:
            done.refused[person_id] = messages.REFUSED_BY_RULE.format(reason=found.reason)
        else:
            if enrolment is None:
                person = persons[person_id]
                enrolment = Enrolment(
                    class_id=record.id, person_id=person_id, name_at=person.name, district_code=record.district_code,
                    state="applied",
                )  # fmt: skip
                session.add(enrolment)
            else:
                enrolment.state = ENROLMENT_LIFE.step(enrolment.state, "apply", actor.role).target
            enrolment.employer_name = employers.get(person_id, "")
            enrolment.applied_at, enrolment.decided_at, enrolment.decline_reason = at, None, None
            enrolment.applied_by = actor.institution_id if actor.role is Role.EMPLOYER else None
            new.append(enrolment)
    session.flush()
    done.count = len(new)
    if new:
        note(session, actor, "apply", record, new, at)
        tell_received(session, record, at)
    return done


def retract(
    session: Session, actor: Actor, number: str, person_ids: Sequence[int], today: date, at: datetime
) -> int:
    """Takes applications of these (surviving) persons back, an employer those it made itself; how many. A seat that falls
    free goes to who waits longest. Conflict when there is none to take back."""
    record = session.scalar(
        select(TrainingClass).where(TrainingClass.number == number).with_for_update().execution_options(populate_existing=True)
    )
    if record is None:
        raise NotFound("classes.not_open", messages.NOT_OPEN.format(number=number))
    standing = queries_signup.states_of(session, record.id, person_ids)
    found = [each for each in standing.values() if each.applied_at is not None]
    if actor.role is Role.EMPLOYER:
        found = [each for each in found if each.applied_by == actor.institution_id]
    mine = [each for each in found if "retract" in ENROLMENT_LIFE.open_to(each.state, actor.role)]
    if not mine:
        late = any(each.state == "enrolled" for each in found)
        sentence = messages.TOO_LATE_TO_RETRACT if late else messages.NOTHING_TO_RETRACT
        raise Conflict("classes.nothing_to_retract", sentence)
    for each in mine:
        each.state = ENROLMENT_LIFE.step(each.state, "retract", actor.role).target
        each.decided_at = at
    session.flush()
    note(session, actor, "retract", record, mine, at)
    promote(session, actor, record, today, at)
    return len(mine)


def check_open(record: TrainingClass, days: ClassSignUp, today: date) -> None:
    """RuleViolation unless one may apply today."""
    span = span_on(days.opens_on, days.closes_on, today)
    if span is not Span.OPEN:
        sentence = messages.BEFORE if span is Span.BEFORE else messages.AFTER
        raise RuleViolation(
            f"classes.sign_up_{span}",
            sentence.format(number=record.number, opens_on=days.opens_on, closes_on=days.closes_on),
        )


def may_offer(role: Role, state: str) -> bool:
    """Whether a role may say, of a class in that state, who can sign up."""
    return state in {Role.TRAINING_INSTITUTION: OFFERING, Role.BUREAU: REVIEWED}.get(role, ())


def check_offering(record: TrainingClass, role: Role) -> None:
    """Conflict where a class is in no state for this role to say who can sign up."""
    if not may_offer(role, record.state):
        words = messages_lists.STATES[record.state]
        raise Conflict("classes.sign_up_not_now", messages.NOT_NOW.format(number=record.number, state=words))


def _offering(session: Session, actor: Actor, number: str) -> TrainingClass:
    record = queries.locked(session, actor, number)
    check_offering(record, actor.role)
    return record


def _checked(record: TrainingClass, typed: Offer) -> tuple[date, date]:
    wrong: dict[str, str] = {}
    if typed.opens_on is None:
        wrong["opens_on"] = messages.OPENS_ON
    if typed.closes_on is None:
        wrong["closes_on"] = messages.CLOSES_ON
    elif typed.opens_on is not None and typed.closes_on < typed.opens_on:
        wrong["closes_on"] = messages.REVERSED
    elif typed.closes_on > record.ends_on:
        wrong["closes_on"] = messages.TOO_LATE.format(ends_on=record.ends_on)
    if typed.show_contact and not (record.contact_name and record.contact_phone):
        wrong["show_contact"] = messages.CONTACT_MISSING
    if len(typed.note) > MOST_NOTE:
        wrong["note"] = messages.NOTE_LONG.format(most=MOST_NOTE)
    elif not can_be_kept(typed.note):
        wrong["note"] = messages.NOTE_UNPRINTABLE
    if wrong or typed.opens_on is None or typed.closes_on is None:
        raise InvalidInput("classes.sign_up_invalid", next(iter(wrong.values())), wrong)
    return typed.opens_on, typed.closes_on


def _employers(session: Session, actor: Actor, person_ids: Sequence[int]) -> dict[int, str]:
    """The employer of each as the list of the class will name it: who applies for its people, else the present one."""
    if actor.role is not Role.EMPLOYER:
        return present_employers(session, person_ids)
    name = session.scalar(select(Institution.name).where(Institution.id == actor.institution_id)) or ""
    return dict.fromkeys(person_ids, name)
