"""The seats of all sessions in scope as one list, and what a person sees of the own ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from training_app.certificates import messages_sessions as messages
from training_app.certificates.labels import LEVELS
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.queries import family
from training_app.certificates.queries_sessions import row_of, seats, visible
from training_app.classes.layout_sheet import Printed
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import paging
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.people.queries import masked_numbers

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list is narrowed to; empty means all. `result` "open": nothing noted yet."""

    text: str = ""
    session: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class AdmissionRow:
    """A line of the list; marks in hundredths. `masked` is the masked document number."""

    session: str
    seat_no: int
    person_id: int
    person_number: str
    name: str
    application: str
    class_number: str
    held_on: date
    starts_at: time
    ends_at: time
    place: str
    attempt: int
    part: str
    noted: bool
    absent: str
    theory: int | None
    ability: int | None
    passed: bool | None
    masked: str = ""

    @property
    def result(self) -> str:
        """The key of what became of it: "" for nothing yet."""
        if not self.noted:
            return ""
        return "absent" if self.passed is None else "passed" if self.passed else "failed"


@dataclass(frozen=True, slots=True)
class OwnSeat:
    """A seat as its person sees it."""

    application: str
    session: str
    body: str
    seat_no: int
    held_on: date
    starts_at: time
    ends_at: time
    place: str
    note: str
    part: str
    attempt: int
    noted: bool
    absent: str
    theory: int | None
    ability: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A session that still takes applications."""

    held_on: date
    starts_at: time
    place: str
    left: int
    apply_until: date


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked) -> paging.Page:
    """One page of the seats in scope."""
    s, result, wanted = AssessmentSession, LevelAssessment, _rows().where(visible(actor))
    if filters.session:
        wanted = wanted.where(s.number == filters.session.upper())
    conditions = {
        "open": AssessmentSeat.noted_at.is_(None), "passed": result.passed, "failed": ~result.passed,
        "absent": and_(AssessmentSeat.noted_at.is_not(None), result.id.is_(None)),
    }
    if filters.result in conditions:
        wanted = wanted.where(conditions[filters.result])
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                LevelApplication.number == text.upper(), TrainingClass.number == text.upper(), Person.number == text.upper(),
                Enrolment.name_at.contains(text, autoescape=True),
                Person.name_initials.startswith(text.lower(), autoescape=True),
            )
        )
    orders = {"held_on": [paging.Key(s.held_on, date), paging.Key(AssessmentSeat.id, int)]}
    page = paging.page_of(session, wanted, orders, asked, lambda row: AdmissionRow(*row))
    numbers = masked_numbers(session, [row.person_id for row in page.items])
    return replace(page, items=[replace(row, masked=numbers.get(row.person_id, "")) for row in page.items])


def own_seats(session: Session, person_id: int) -> dict[str, OwnSeat]:
    """The seats of a person (over merges) by application."""
    a, s, seat, result = LevelApplication, AssessmentSession, AssessmentSeat, LevelAssessment
    rows = session.execute(
        select(
            a.number, s.number, Institution.name, seat.seat_no, s.held_on, s.starts_at, s.ends_at, s.place, s.note, a.part,
            a.attempt, seat.noted_at.is_not(None), seat.absent, result.theory_score, result.ability_score, result.passed,
        )
        .join(seat, seat.application_id == a.id)
        .join(s, s.id == seat.session_id)
        .join(Institution, Institution.id == s.body_id)
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .outerjoin(result, result.application_id == a.id)
        .where(Enrolment.person_id.in_(family(person_id)))
        .order_by(s.held_on.desc(), a.id.desc())
    )  # fmt: skip
    return {row[0]: OwnSeat(*row) for row in rows}


def past_attempts(session: Session, person_id: int) -> dict[str, list[OwnSeat]]:
    """What a person sat or missed (over merges), newest first, by the number of the class."""
    wanted = (
        select(LevelApplication.number, TrainingClass.number)
        .join(Enrolment, Enrolment.id == LevelApplication.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.person_id.in_(family(person_id)))
    )
    class_of: Mapping[str, str] = dict(session.execute(wanted).all())
    found: dict[str, list[OwnSeat]] = {}
    for application, seat in own_seats(session, person_id).items():
        if seat.noted:
            found.setdefault(class_of[application], []).append(seat)
    return found


def offers(session: Session, class_number: str, day: date) -> list[Offer]:
    """Sessions of the class's body for its occupation and level that take applications on a day, the nearest first."""
    s = AssessmentSession
    rows = session.execute(
        select(s.held_on, s.starts_at, s.place, s.seats - s.taken, s.apply_until)
        .join(
            TrainingClass,
            and_(
                TrainingClass.assessment_body_id == s.body_id, TrainingClass.occupation_key == s.occupation_key,
                TrainingClass.level == s.level,
                or_(
                    s.direction_key.is_(None), TrainingClass.direction_key.is_(None),
                    TrainingClass.direction_key == s.direction_key,
                ),
            ),
        )
        .where(TrainingClass.number == class_number, s.state == "planned", s.apply_until >= day)
        .order_by(s.held_on, s.id).limit(MOST_OFFERED)
    )  # fmt: skip
    return [Offer(*row) for row in rows]


def sheet(session: Session, actor: Actor, record: AssessmentSession) -> Printed:
    """The list of admission of a session, to be printed and signed."""
    facts, rows = row_of(session, actor, record.number), seats(session, record)
    numbers = masked_numbers(session, [row.person_id for row in rows])
    times = f"{record.held_on} {record.starts_at:%H:%M}–{record.ends_at:%H:%M}"
    programme = f"{facts.occupation}（{LEVELS.get(facts.level, facts.level)}）{facts.direction}"
    return Printed(
        title=messages.SHEET_TITLE, author=facts.body, number=record.number,
        heads=(f"{facts.body}　{record.number}　{programme}", times, record.place), columns=messages.SHEET_COLUMNS,
        lines=[
            (str(row.seat_no), row.name, numbers.get(row.person_id, ""), row.application, messages.PARTS[row.part])
            for row in rows
        ],
        counted=messages.SHEET_COUNTED.format(count=len(rows)), signed=messages.SHEET_SIGNED, note=messages.SHEET_NOTE,
    )  # fmt: skip


def _rows() -> Select:
    a, s, seat, result = LevelApplication, AssessmentSession, AssessmentSeat, LevelAssessment
    return (
        select(
            s.number, seat.seat_no, Enrolment.person_id, Person.number, Enrolment.name_at, a.number, TrainingClass.number,
            s.held_on, s.starts_at, s.ends_at, s.place, a.attempt, a.part, seat.noted_at.is_not(None), seat.absent,
            result.theory_score, result.ability_score, result.passed,
        )
        .select_from(seat)
        .join(s, s.id == seat.session_id)
        .join(a, a.id == seat.application_id)
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .outerjoin(result, result.application_id == a.id)
    )  # fmt: skip
