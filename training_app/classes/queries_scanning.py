"""Reads for the code in the room and for whoever scans it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.classes.layout_sheet import Sheet, SheetLine
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.models_attendance import AttendanceScan
from training_app.classes.queries import ClassFacts
from training_app.classes.rules_scanning import Code, ScanRules
from training_app.classes.rules_signup import SEATED
from training_app.kernel.actor import Actor
from training_app.kernel.dates import first_moment, last_moment
from training_app.people import queries as people
from training_app.people.models import Person
from training_app.policies.loader import load

_LATEST = 5


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a code leads: the class, the session (None: not in the timetable), and the actor's own line on the list (None:
    not on it)."""

    record: TrainingClass
    held: ClassSession | None
    enrolment: Enrolment | None


@dataclass(frozen=True, slots=True)
class Room:
    """What the screen says beside its code: how many have scanned of how many, and who did just now."""

    scanned: int
    expected: int
    latest: Sequence[tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class OwnScan:
    """A scan of one's own that was taken, with what it counts for."""

    class_number: str
    class_name: str
    session_number: int
    direction: str
    scanned_at: datetime
    status: str | None
    hours: int | None


def scan_rules(day: date) -> ScanRules:
    """The minutes in force on a day."""
    pack = load()
    opens, late = pack.parameter("attendance.scan_opens_minutes"), pack.parameter("attendance.late_after_minutes")
    return ScanRules(opens.on(day).value, late.on(day).value)


def seat(session: Session, actor: Actor, code: Code, *, lock: bool = False) -> Seat | None:
    """Where a signed code leads the actor; None when its class is gone. With `lock` the class stays as it is to the end of
    the transaction; many may hold it so at once, whoever completes the class waits for them."""
    wanted = select(TrainingClass).where(TrainingClass.number == code.class_number)
    if lock:
        wanted = wanted.with_for_update(read=True, of=TrainingClass).execution_options(populate_existing=True)
    record = session.scalar(wanted)
    if record is None:
        return None
    held = session.scalar(
        select(ClassSession).where(ClassSession.class_id == record.id, ClassSession.number == code.session_number)
    )
    enrolment = session.scalar(
        select(Enrolment).where(Enrolment.class_id == record.id, Enrolment.person_id.in_(_own_ids(actor)))
        # After a merge somebody may have two lines; the one that is in training counts.
        .order_by((Enrolment.state == "enrolled").desc(), Enrolment.id).limit(1)
    )
    return Seat(record, held, enrolment)


def taken(session: Session, held: ClassSession, enrolment: Enrolment) -> dict[str, datetime]:
    """When somebody's scans of a session were taken, by direction."""
    rows = session.execute(
        select(AttendanceScan.direction, AttendanceScan.scanned_at).where(
            AttendanceScan.session_id == held.id, AttendanceScan.enrolment_id == enrolment.id, AttendanceScan.taken
        )
    )
    return dict(rows.all())


def room(session: Session, held: ClassSession, direction: str) -> Room:
    """What is known at the session now."""
    scan = AttendanceScan
    of_session = (scan.session_id == held.id, scan.direction == direction, scan.taken)
    scanned = session.scalar(select(func.count()).where(*of_session)) or 0
    expected = session.scalar(
        select(func.count()).where(Enrolment.class_id == held.class_id, Enrolment.state == "enrolled")
    )
    latest = session.execute(
        select(Enrolment.name_at, scan.scanned_at)
        .join(Enrolment, Enrolment.id == scan.enrolment_id).where(*of_session)
        .order_by(scan.scanned_at.desc(), scan.id.desc()).limit(_LATEST)
    )  # fmt: skip
    return Room(scanned, expected or 0, [(name, at) for name, at in latest])


def own_scans(session: Session, actor: Actor, day: date) -> list[OwnScan]:
    """The actor's own scans of a day, newest first."""
    scan = AttendanceScan
    rows = session.execute(
        select(
            TrainingClass.number, TrainingClass.name, ClassSession.number, scan.direction, scan.scanned_at,
            Attendance.status, Attendance.hours,
        )
        .join(ClassSession, ClassSession.id == scan.session_id)
        .join(TrainingClass, TrainingClass.id == ClassSession.class_id)
        .join(Enrolment, Enrolment.id == scan.enrolment_id)
        .outerjoin(Attendance, (Attendance.session_id == scan.session_id) & (Attendance.enrolment_id == scan.enrolment_id))
        .where(Enrolment.person_id.in_(_own_ids(actor)), scan.taken)
        .where(scan.scanned_at.between(first_moment(day), last_moment(day)))
        .order_by(scan.scanned_at.desc(), scan.id.desc())
    )  # fmt: skip
    return [OwnScan(*row) for row in rows]


def sheet(session: Session, facts: ClassFacts, held: ClassSession, address: str) -> Sheet:
    """The sign-in sheet of a session: everybody who is in the class on its day."""
    there = or_(
        Enrolment.state.in_(SEATED),
        (Enrolment.state == "withdrawn") & (Enrolment.withdrawn_on > held.held_on),
    )
    rows = session.execute(
        select(Person.id, Enrolment.name_at, Enrolment.employer_name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.class_id == held.class_id, there).order_by(Person.name_pinyin, Person.number)
    ).all()  # fmt: skip
    masked = people.masked_numbers(session, [row.id for row in rows])
    times = f" {held.starts_at:%H:%M}–{held.ends_at:%H:%M}" if held.starts_at and held.ends_at else ""
    return Sheet(
        facts.record.number, facts.record.name, facts.institution.name, held.number, f"{held.held_on}{times}",
        held.place or facts.record.venue, held.topic, held.instructor,
        [SheetLine(row.name_at, masked.get(row.id, ""), row.employer_name) for row in rows], address,
        held.is_make_up,
    )  # fmt: skip


def _own_ids(actor: Actor):  # type: ignore[no-untyped-def]
    """The ids of the actor's person, over merges."""
    me = aliased(Person)
    survivor = select(func.coalesce(me.merged_into, me.id)).where(me.id == actor.person_id).scalar_subquery()
    return select(Person.id).where(or_(Person.id == survivor, Person.merged_into == survivor))
