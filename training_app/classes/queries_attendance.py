"""Reads about locked attendance and the requests to change it, through the scope of the class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from training_app.accounts.models import User
from training_app.classes import messages_attend as messages
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.models_attendance import AttendanceCorrection as Correction
from training_app.classes.models_attendance import AttendanceCorrectionLine as Line
from training_app.classes.models_attendance import ClassReopening
from training_app.classes.queries import visible
from training_app.classes.rules_attendance import last_entry_day
from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.policies.loader import load

_ASKER = aliased(User)
_DECIDER = aliased(User)


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list of requests is narrowed to; empty means all."""

    state: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A request with the names it needs, the first session it speaks of, and how many lines it has."""

    record: Correction
    class_number: str
    class_name: str
    class_state: str
    institution: str
    asker: str
    decider: str
    first_day: date
    lines: int


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A line of a request: who, at which session, what was noted, what is asked for, and what is noted now."""

    line: Line
    session_number: int
    held_on: date
    full_hours: int
    person_number: str
    name: str
    now_status: str | None
    now_hours: int | None

    @property
    def moved(self) -> bool:
        """Whether attendance was changed since it was asked."""
        return (self.line.before_status, self.line.before_hours) != (self.now_status, self.now_hours)


def late_entry_days(day: date) -> int:
    """How many days after a session of that day its attendance may be entered."""
    return load().parameter("attendance.late_entry_days").on(day).value


def correction_days(day: date) -> int:
    """After how many days a correction counts as asked late."""
    return load().parameter("attendance.correction_days").on(day).value


def reopened_on(session: Session, class_id: int) -> date | None:
    """The last day the class's completion was taken back."""
    return session.scalar(select(func.max(ClassReopening.reopened_on)).where(ClassReopening.class_id == class_id))


def entry_ends(session: Session, held: ClassSession) -> date:
    """The last day attendance of a session may be entered or changed."""
    return last_entry_day(held.held_on, reopened_on(session, held.class_id), late_entry_days(held.held_on))


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the requests in scope."""
    return paging.page_of(session, _narrowed(_rows(actor), filters), _ORDERS, asked, lambda row: CorrectionRow(*row))


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """How many requests in scope stand in each state."""
    rows = session.execute(
        select(Correction.state, func.count())
        .join(TrainingClass, TrainingClass.id == Correction.class_id).where(visible(actor)).group_by(Correction.state)
    )  # fmt: skip
    return dict(rows.all())


def waiting(session: Session, actor: Actor) -> tuple[int, datetime | None, str | None]:
    """How many requests in scope wait for an answer, since when the one that waits longest, and the first number."""
    asked = select(func.count(), func.min(Correction.asked_at), func.min(Correction.number))
    wanted = asked.join(TrainingClass, TrainingClass.id == Correction.class_id)
    return session.execute(wanted.where(visible(actor), Correction.state == "asked")).one()


def by_number(session: Session, actor: Actor, number: str) -> CorrectionRow:
    """The request of that number. NotFound outside the actor's scope."""
    found = session.execute(_rows(actor).where(Correction.number == number)).one_or_none()
    if found is None:
        raise NotFound("classes.correction_not_found", messages.CORRECTION_NOT_FOUND.format(number=number))
    return CorrectionRow(*found)


def by_numbers(session: Session, actor: Actor, numbers: Sequence[str]) -> list[CorrectionRow]:
    """Those of these numbers that are in the actor's scope."""
    return [CorrectionRow(*row) for row in session.execute(_rows(actor).where(Correction.number.in_(numbers)))]


def lines(session: Session, correction: Correction) -> list[CorrectionLine]:
    """What a request asks for, by session and name."""
    rows = session.execute(
        select(
            Line, ClassSession.number, ClassSession.held_on, ClassSession.hours, Person.number, Enrolment.name_at,
            Attendance.status, Attendance.hours,
        )
        .join(ClassSession, ClassSession.id == Line.session_id)
        .join(Enrolment, Enrolment.id == Line.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .outerjoin(Attendance, (Attendance.session_id == Line.session_id) & (Attendance.enrolment_id == Line.enrolment_id))
        .where(Line.correction_id == correction.id)
        .order_by(ClassSession.held_on, ClassSession.number, Person.name_pinyin, Person.number)
    )  # fmt: skip
    return [CorrectionLine(*row) for row in rows]


def asked_already(session: Session, held: ClassSession, enrolment_ids: Sequence[int]) -> dict[int, str]:
    """Numbers of the requests that wait, by whom of the session they speak of."""
    rows = session.execute(
        select(Line.enrolment_id, Correction.number)
        .join(Correction, Correction.id == Line.correction_id)
        .where(Line.session_id == held.id, Line.enrolment_id.in_(enrolment_ids), Correction.state == "asked")
    )
    return dict(rows.all())


def asked_for(session: Session, class_id: int) -> dict[int, dict[int, tuple[str, str]]]:
    """What waiting requests about a class ask for: by enrolment, by number of the session, status and request."""
    rows = session.execute(
        select(Line.enrolment_id, ClassSession.number, Line.after_status, Correction.number)
        .join(Correction, Correction.id == Line.correction_id)
        .join(ClassSession, ClassSession.id == Line.session_id)
        .where(Correction.class_id == class_id, Correction.state == "asked")
    )
    found: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for enrolment_id, number, *asked in rows:
        found[enrolment_id][number] = (asked[0], asked[1])
    return found


def of_batch(session: Session, batch_id: int) -> list[str]:
    """The requests an uploaded list became, by number; its reader may see the list."""
    return list(session.scalars(select(Correction.number).where(Correction.batch_id == batch_id).order_by(Correction.id)))


def waiting_of_class(session: Session, class_id: int) -> list[str]:
    """The requests about a class that wait for the bureau."""
    wanted = select(Correction.number).where(Correction.class_id == class_id, Correction.state == "asked")
    return list(session.scalars(wanted.order_by(Correction.number)))


def _rows(actor: Actor) -> Select:
    of_line = Line.correction_id == Correction.id
    first = select(func.min(ClassSession.held_on)).join(Line, Line.session_id == ClassSession.id).where(of_line)
    return (
        select(
            Correction, TrainingClass.number, TrainingClass.name, TrainingClass.state, Institution.name,
            func.coalesce(_ASKER.display_name, ""), func.coalesce(_DECIDER.display_name, ""),
            first.correlate(Correction).scalar_subquery(),
            select(func.count()).where(of_line).correlate(Correction).scalar_subquery(),
        )
        .join(TrainingClass, TrainingClass.id == Correction.class_id)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .outerjoin(_ASKER, _ASKER.id == Correction.asked_by)
        .outerjoin(_DECIDER, _DECIDER.id == Correction.decided_by)
        .where(visible(actor))
    )  # fmt: skip


_NUMBER = paging.Key(Correction.number, str)
_ORDERS = {
    "number": [_NUMBER], "asked_at": [paging.Key(Correction.asked_at, datetime), _NUMBER],
    "institution": [paging.Key(Institution.name_initials, str), _NUMBER], "state": [paging.Key(Correction.state, str), _NUMBER],
}  # fmt: skip


def _narrowed(wanted: Select, filters: Filters) -> Select:
    wanted = fitting(wanted, (Correction.state, filters.state))
    if words := filters.text.strip():
        wanted = wanted.where(
            Correction.number.icontains(words, autoescape=True) | TrainingClass.number.icontains(words, autoescape=True)
            | TrainingClass.name.icontains(words, autoescape=True) | Institution.name.icontains(words, autoescape=True)
        )
    return wanted
