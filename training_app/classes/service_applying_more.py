"""What of an approved class a request may change beside its filing: the hours it requires, and the days of sign-up.

Neither may take back what people already have: hours they attended under the old figure, an application made in time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.classes import messages_requests as messages
from training_app.classes import messages_signup, queries_requests, rules_filing
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.models_signup import ClassSignUp
from training_app.classes.rules_requests import HOURS, SIGN_UP
from training_app.classes.rules_timetable import parse_day
from training_app.kernel.dates import CHINA
from training_app.kernel.quantities import parse_hundredths


def wrong(session: Session, record: TrainingClass, fields: Mapping[str, str], ends_on: date) -> dict[str, str]:
    """Every wrong field of these with its sentence; `ends_on` is the last day the class will have."""
    there = queries_requests.values_of(session, record)
    found: dict[str, str] = {}
    if fields.keys() & set(HOURS):
        found |= _wrong_hours(session, record, there, fields)
    if fields.keys() & set(SIGN_UP):
        found |= _wrong_sign_up(session, record, there, fields, ends_on)
    return found


def put(session: Session, record: TrainingClass, fields: Mapping[str, str]) -> None:
    """Writes them; `wrong` has found nothing."""
    text = queries_requests.values_of(session, record) | dict(fields)
    if fields.keys() & set(HOURS):
        record.required_hours = parse_hundredths(text["required_hours"])
        record.required_hours_source = text["required_hours_source"].strip()
    if fields.keys() & set(SIGN_UP):
        opens_on, closes_on = (parse_day(text[name]) for name in SIGN_UP)
        assert opens_on is not None and closes_on is not None
        offered = session.get(ClassSignUp, record.id)
        if offered is None:
            session.add(ClassSignUp(class_id=record.id, opens_on=opens_on, closes_on=closes_on))
        else:
            offered.opens_on, offered.closes_on = opens_on, closes_on
    session.flush()


def _wrong_hours(
    session: Session, record: TrainingClass, there: Mapping[str, str], fields: Mapping[str, str]
) -> dict[str, str]:
    text = {**there, **fields}
    try:
        hours = parse_hundredths(text["required_hours"])
    except ValueError:
        hours = None
    found = rules_filing.wrong_required(hours, text["required_hours_source"])
    if found or "required_hours" not in fields:
        return found
    attended = session.scalar(
        select(func.count())
        .select_from(Attendance)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(ClassSession.class_id == record.id)
    )
    return {"required_hours": messages.HOURS_ATTENDED.format(count=attended)} if attended else {}


def _wrong_sign_up(
    session: Session, record: TrainingClass, there: Mapping[str, str], fields: Mapping[str, str], ends_on: date
) -> dict[str, str]:
    text = {**there, **fields}
    for name in SIGN_UP:
        if not text[name].strip():
            return {name: messages.SIGN_UP_KEPT if there[name] else messages.SIGN_UP_BOTH}
    opens_on, closes_on = (parse_day(text[name]) for name in SIGN_UP)
    if opens_on is None:
        return {"sign_up_opens": messages_signup.OPENS_ON}
    if closes_on is None:
        return {"sign_up_closes": messages_signup.CLOSES_ON}
    if closes_on < opens_on:
        return {"sign_up_closes": messages_signup.REVERSED}
    if closes_on > ends_on:
        return {"sign_up_closes": messages_signup.TOO_LATE.format(ends_on=ends_on)}
    first = session.scalar(select(func.min(Enrolment.applied_at)).where(Enrolment.class_id == record.id))
    if first is not None and opens_on > (day := first.astimezone(CHINA).date()):
        return {"sign_up_opens": messages.SIGN_UP_APPLIED.format(day=day)}
    return {}
