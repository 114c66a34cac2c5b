"""Reads of requests to change what was approved of a class, and what of a class differs from what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.accounts.models import User
from training_app.classes import labels, labels_requests, queries, queries_plans, rules_requests, rules_timetable
from training_app.classes import messages_requests as messages
from training_app.classes.models import Attendance, ClassSession, TrainingClass
from training_app.classes.models_attendance import AttendanceScan
from training_app.classes.models_requests import ChangeRequest
from training_app.classes.models_signup import ClassSignUp
from training_app.classes.rules import SessionPlan
from training_app.classes.rules_filing import Filing
from training_app.classes.rules_requests import FIELD, Change
from training_app.classes.rules_timetable import TypedSession, parse_day
from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.kernel.quantities import format_hours
from training_app.places.models import District

_ASKER, _DECIDER = aliased(User), aliased(User)


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all."""

    state: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request with its class, institution and the people behind it."""

    record: ChangeRequest
    class_number: str
    class_name: str
    class_state: str
    institution: str
    asker: str
    decider: str

    @property
    def items(self) -> int:
        """How many things are to change."""
        return len(self.record.changes)


@dataclass(frozen=True, slots=True)
class Item:
    """One change in words: what, before, after; `moved`: it is no longer what stood there when it was asked."""

    what: str
    before: str
    after: str
    moved: bool


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the requests in scope."""
    wanted = fitting(_rows(actor), (ChangeRequest.state, filters.state))
    if text := filters.text:
        columns = (ChangeRequest.number, TrainingClass.number, TrainingClass.name, Institution.name)
        wanted = wanted.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return paging.page_of(session, wanted, _ORDERS, asked, lambda row: RequestRow(*row))


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many requests in scope stand in each state."""
    rows = session.execute(
        select(ChangeRequest.state, func.count())
        .join(TrainingClass, TrainingClass.id == ChangeRequest.class_id)
        .where(queries.visible(actor))
        .group_by(ChangeRequest.state)
    )
    return dict(rows.all())


def waiting(session: Session, actor: Actor) -> tuple[int, datetime | None, str | None]:
    """How many requests in scope wait for an answer, since when the one that waits longest, and the first number."""
    wanted = (
        select(func.count(), func.min(ChangeRequest.asked_at), func.min(ChangeRequest.number))
        .join(TrainingClass, TrainingClass.id == ChangeRequest.class_id)
        .where(queries.visible(actor), ChangeRequest.state == "asked")
    )
    return session.execute(wanted).one()


def by_number(session: Session, actor: Actor, number: str) -> RequestRow:
    """The request of that number. NotFound outside the actor's scope."""
    found = session.execute(_rows(actor).where(ChangeRequest.number == number)).one_or_none()
    if found is None:
        raise NotFound("classes.change_not_found", messages.NOT_FOUND.format(number=number[:30]))
    return RequestRow(*found)


def of_class(session: Session, class_id: int) -> list[ChangeRequest]:
    """The requests of a class, newest first. The caller has shown that the actor may see the class."""
    wanted = select(ChangeRequest).where(ChangeRequest.class_id == class_id).order_by(ChangeRequest.id.desc())
    return list(session.scalars(wanted))


def values_of(session: Session, record: TrainingClass) -> dict[str, str]:
    """The fields that may be asked to change, as texts of the form."""
    body = session.get(Institution, record.assessment_body_id) if record.assessment_body_id else None
    offered = session.get(ClassSignUp, record.id)
    return {
        "plan_line": queries_plans.chosen(session, record),
        "required_hours": format_hours(record.required_hours or 0), "required_hours_source": record.required_hours_source,
        "sign_up_opens": offered.opens_on.isoformat() if offered else "",
        "sign_up_closes": offered.closes_on.isoformat() if offered else "",
        "name": record.name, "assessment_body": body.code if body else "", "district_code": record.district_code,
        "venue": record.venue, "mode": record.mode, "capacity": str(record.capacity),
        "starts_on": record.starts_on.isoformat(), "ends_on": record.ends_on.isoformat(),
        "contact_name": record.contact_name, "contact_phone": record.contact_phone,
    }  # fmt: skip


def filing_with(session: Session, record: TrainingClass, fields: Mapping[str, str]) -> Filing:
    """The filing of a class with some fields replaced."""
    text = values_of(session, record) | dict(fields)
    capacity = text["capacity"].strip()
    return Filing(
        text["name"], record.occupation_key, record.direction_key or "", record.level, text["assessment_body"],
        text["district_code"], text["venue"], text["mode"],
        int(capacity) if capacity.isascii() and capacity.isdigit() and len(capacity) < 9 else None,
        parse_day(text["starts_on"]), parse_day(text["ends_on"]), text["plan_line"],
        text["contact_name"], text["contact_phone"],
    )  # fmt: skip


def open_sessions(session: Session, record: TrainingClass, today: date) -> list[ClassSession]:
    """The sessions that may still change: not over, nobody's attendance noted, no code scanned."""
    return list(
        session.scalars(
            select(ClassSession)
            .where(ClassSession.class_id == record.id, ClassSession.held_on >= today, ~noted(ClassSession.id))
            .order_by(ClassSession.held_on, ClassSession.starts_at.nulls_first(), ClassSession.number)
        )
    )


def noted(session_id: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Whether anything of who was at a session is kept."""
    return or_(exists().where(Attendance.session_id == session_id), exists().where(AttendanceScan.session_id == session_id))


def typed(held: ClassSession) -> TypedSession:
    """A session as a line of the timetable form."""
    plan = SessionPlan(
        held.held_on, held.starts_at, held.ends_at, held.mode, held.kind, held.hours, held.topic, held.instructor, held.place
    )
    return rules_timetable.typed(plan)


def differences(
    session: Session, record: TrainingClass, fields: Mapping[str, str],
    lines: Sequence[tuple[int | None, TypedSession | None]],
) -> list[Change]:  # fmt: skip
    """What of the fields and lines differs from the class as it is."""
    there = {each.number: typed(each) for each in queries.sessions_of(session, record.id)}
    known = [(number, line) for number, line in lines if number is None or number in there]
    return [
        *rules_requests.field_changes(values_of(session, record), fields), *rules_requests.session_changes(there, known),
    ]  # fmt: skip


def moved(session: Session, record: TrainingClass, changes: Sequence[Change]) -> list[str]:
    """What of the changes no longer is what it was when they were asked for, in words."""
    values = values_of(session, record)
    there = {each.number: asdict(typed(each)) for each in queries.sessions_of(session, record.id)}
    found = []
    for each in changes:
        if each.part == FIELD:
            if values[each.name] != each.before:
                found.append(labels_requests.FIELDS[each.name])
        elif each.number is not None and there.get(each.number) != each.before:
            found.append(messages.SESSION_NAME.format(number=each.number))
    return found


def items(session: Session, record: TrainingClass, request: ChangeRequest) -> list[Item]:
    """The changes of a request in words."""
    changes = rules_requests.read(request.changes)
    gone = set(moved(session, record, changes)) if request.state == "asked" else set()
    codes = {each.before for each in changes if each.name == "assessment_body"}
    codes |= {each.after for each in changes if each.name == "assessment_body"}
    names = dict(session.execute(select(Institution.code, Institution.name).where(Institution.code.in_(codes))).all())
    names |= dict(session.execute(select(District.code, District.name)).all())
    found = []
    for each in changes:
        if each.part == FIELD:
            what = labels_requests.FIELDS[each.name]
            found.append(
                Item(what, _word(each.name, each.before, names), _word(each.name, each.after, names), what in gone)
            )
        else:
            what = messages.SESSION_NAME.format(number=each.number) if each.number else messages.NEW_SESSION
            before, after = (line_words(line) if line else "" for line in (each.before, each.after))
            found.append(Item(what, before, after or messages.CANCELLED, what in gone))
    return found


def line_words(line: Mapping[str, str]) -> str:
    """A line of the timetable form in words."""
    times = "–".join(filter(None, (line["starts_at"], line["ends_at"])))
    words = (
        line["held_on"], times, labels.SESSION_MODES.get(line["mode"], line["mode"]),
        labels.SESSION_KINDS.get(line["kind"], line["kind"]), messages.HOURS.format(hours=line["hours"]), line["topic"],
        line["instructor"], line["place"],
    )  # fmt: skip
    return " ".join(filter(None, words))


def _word(name: str, value: str, names: Mapping[str, str]) -> str:
    if name in ("assessment_body", "district_code"):
        return names.get(value, value)
    if name == "plan_line":
        plan, _, line = value.partition("/")
        return labels_requests.PLAN_LINE.format(plan=plan, line=line) if value else labels_requests.NO_PLAN_LINE
    if name == "required_hours":
        return messages.HOURS.format(hours=value)
    return labels.MODES.get(value, value) if name == "mode" else value


def _rows(actor: Actor) -> Select:
    return (
        select(
            ChangeRequest, TrainingClass.number, TrainingClass.name, TrainingClass.state, Institution.name,
            func.coalesce(_ASKER.display_name, ""), func.coalesce(_DECIDER.display_name, ""),
        )
        .join(TrainingClass, TrainingClass.id == ChangeRequest.class_id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .outerjoin(_ASKER, _ASKER.id == ChangeRequest.asked_by)
        .outerjoin(_DECIDER, _DECIDER.id == ChangeRequest.decided_by)
        .where(queries.visible(actor))
    )  # fmt: skip


_NUMBER = paging.Key(ChangeRequest.number, str)
_ORDERS = {
    "number": [_NUMBER],
    "institution": [paging.Key(Institution.name_initials, str), _NUMBER],
    "asked_at": [paging.Key(ChangeRequest.asked_at, datetime), _NUMBER],
    "state": [paging.Key(ChangeRequest.state, str), _NUMBER],
}
