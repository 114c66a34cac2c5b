"""Puts changes that were agreed to into a class, and sees that it is still a class that could have been approved.

Sessions are changed in place, so that what hangs on them stays; one that was held is never touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from training_app.classes import messages_requests as messages
from training_app.classes import (
    queries,
    queries_requests,
    rules,
    rules_filing,
    rules_timetable,
    service_applying_more,
    service_filing,
    service_resources,
    service_standing,
)
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.models_signup import ClassSeats, ClassSignUp
from training_app.classes.rules import SessionPlan
from training_app.classes.rules_requests import FIELD, FIXED_ONCE_RUNNING, HOURS, NEEDED, SESSION, SIGN_UP, Change
from training_app.classes.rules_timetable import TypedSession
from training_app.kernel.errors import InvalidInput, RuleViolation
from training_app.kernel.quantities import format_hours

_COLUMNS = {"assessment_body": ("assessment_body_id",), "plan_line": ("plan_line_id", "plan_reference")}
_DAYS = ("starts_on", "ends_on")


def apply(session: Session, record: TrainingClass, changes: Sequence[Change], today: date) -> None:
    """Changes the class. InvalidInput names wrong fields, RuleViolation what would no longer hold."""
    fields = {each.name: each.after for each in changes if each.part == FIELD}
    if fields:
        _put_fields(session, record, fields, today)
    _put_sessions(session, record, [each for each in changes if each.part == SESSION], today)
    flag_modified(record, "name")
    session.flush()
    session.expire(record, ["sessions"])
    _check(session, record, fields, today)


def _put_fields(session: Session, record: TrainingClass, fields: Mapping[str, str], today: date) -> None:
    wrong = {name: messages.STILL_NEEDED for name in NEEDED if name in fields and not fields[name].strip()}
    if record.state == "running" and any(name in fields for name in FIXED_ONCE_RUNNING):
        wrong["starts_on"] = messages.STARTS_FIXED
    filing = queries_requests.filing_with(session, record, fields)
    choices = service_filing.choices_of(session, record.institution_id, filing)
    asked = set(fields) | ({"assessment_body"} if fields.keys() & set(_DAYS) else set()) | {"plan_line"}
    # What was approved and is not asked about may have become impossible since; that is not the matter now.
    wrong |= {name: text for name, text in rules_filing.mistakes(filing, choices).items() if name in asked}
    if "starts_on" in fields and "starts_on" not in wrong and filing.starts_on and filing.starts_on < today:
        wrong["starts_on"] = messages.STARTS_PAST.format(day=filing.starts_on)
    taken = session.scalar(select(ClassSeats.taken).where(ClassSeats.class_id == record.id)) or 0
    if "capacity" in fields and "capacity" not in wrong and (filing.capacity or 0) < taken:
        wrong["capacity"] = messages.CAPACITY_TAKEN.format(taken=taken)
    if "plan_line" in fields and not filing.plan_line and record.plan_line_id is not None:
        wrong["plan_line"] = messages.STILL_NEEDED
    wrong |= service_applying_more.wrong(session, record, fields, filing.ends_on or record.ends_on)
    if wrong:
        raise InvalidInput("classes.change_invalid", messages.INVALID.format(count=len(wrong)), wrong)
    columns = rules_filing.columns(filing, choices)
    for name in fields.keys() - {*HOURS, *SIGN_UP}:
        for column in _COLUMNS.get(name, (name,)):
            setattr(record, column, columns[column])
    service_applying_more.put(session, record, fields)
    _shorten_sign_up(session, record)


def _shorten_sign_up(session: Session, record: TrainingClass) -> None:
    """Nobody signs up for a class after its last day."""
    offered = session.get(ClassSignUp, record.id)
    if offered is not None and offered.closes_on > record.ends_on:
        offered.opens_on, offered.closes_on = min(offered.opens_on, record.ends_on), record.ends_on


def _put_sessions(session: Session, record: TrainingClass, changes: Sequence[Change], today: date) -> None:
    held = {each.number: each for each in queries.sessions_of(session, record.id)}
    plans = [_plan(each.after) for each in changes if each.after is not None]
    columns = iter(service_resources.columns_of(session, record.institution_id, plans))
    last = max(held, default=0)
    for each in changes:
        values = next(columns) if each.after is not None else None
        if values is not None and values["held_on"] < today:
            raise RuleViolation("classes.session_past", messages.SESSION_PAST.format(day=values["held_on"]))
        if each.number is None:
            if values is not None:
                last += 1
                session.add(ClassSession(class_id=record.id, number=last, **values))
            continue
        found = held.get(each.number)
        if found is None:
            raise RuleViolation("classes.session_missing", messages.SESSION_MISSING.format(session=each.number))
        if is_held(session, found, today):
            raise RuleViolation("classes.session_held", messages.SESSION_HELD.format(session=each.number))
        if values is None:
            session.delete(found)
            continue
        for name, value in values.items():
            setattr(found, name, value)


def is_held(session: Session, held: ClassSession, today: date) -> bool:
    """Whether a session is over, somebody's attendance of it is noted, or somebody scanned its code."""
    return held.held_on < today or bool(session.scalar(select(queries_requests.noted(held.id))))


def _plan(line: Mapping[str, str]) -> SessionPlan:
    plans, mistakes = rules_timetable.read([TypedSession(**line)])
    if mistakes:
        raise InvalidInput("classes.change_invalid", messages.INVALID.format(count=1), {"sessions": mistakes[0].sentence})
    return plans[0]


def _check(session: Session, record: TrainingClass, fields: Mapping[str, str], today: date) -> None:
    """Whether the whole still holds: days, no overlap, enough hours, both qualified."""
    held = queries.sessions_of(session, record.id)
    if len(held) > rules.MOST_SESSIONS:
        raise RuleViolation("classes.too_many_sessions", messages.TOO_MANY.format(most=rules.MOST_SESSIONS))
    plans = [
        SessionPlan(each.held_on, each.starts_at, each.ends_at, each.mode, each.kind, each.hours) for each in held
    ]
    if outside := rules.outside_dates(plans, record.starts_on, record.ends_on):
        named = messages.LIST_MARK.join(str(held[line - 1].number) for line in outside)
        words = {"sessions": named, "starts_on": record.starts_on, "ends_on": record.ends_on}
        raise RuleViolation("classes.sessions_outside", messages.OUTSIDE.format(**words))
    if overlaps := rules.clashes(plans):
        one, other = (held[line - 1].number for line in overlaps[0])
        raise RuleViolation("classes.sessions_clash", messages.CLASH.format(one=one, other=other))
    planned = sum(each.hours for each in held if not each.is_make_up)
    if planned < (record.required_hours or 0):
        words = {"planned": format_hours(planned), "required": format_hours(record.required_hours or 0)}
        raise RuleViolation("classes.hours_short", messages.HOURS_SHORT.format(**words))
    if fields.keys() & {"capacity", "starts_on", "plan_line"}:
        service_filing.check_plan(session, record, today)
    if "starts_on" in fields:
        service_standing.check_opening(session, record, record.starts_on)
