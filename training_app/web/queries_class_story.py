"""What has gathered around a class in every package, in two statements whatever there is of it: how many of each kind stand in
which state, and what was returned or refused with the reason and by whom.

A kind the actor may not see is not asked for; the caller has found the class in the actor's scope. A new kind of record that
hangs on classes is one more part of a union here and one more step in `web/class_story`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, Select, and_, case, cast, func, literal, null, or_, select, union_all
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from training_app.accounts.models import User
from training_app.certificates.models import CompletionCertificate, LevelAssessment, LevelCertificate
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember, LotStep
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.classes import queries_inspections
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_attendance import AttendanceCorrection, AttendanceFinding, ClassReopening
from training_app.classes.models_filing import FilingRound
from training_app.classes.models_inspections import Inspection, InspectionAnswer
from training_app.classes.models_requests import ChangeRequest
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.permissions import Permission, may
from training_app.reports.models_province import ClassReport
from training_app.subsidies.models import Disbursement

MOST_SETBACKS = 40


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of one kind stand in one state. `since` is the oldest day, `until` the latest; `text` the number of the record
    they lie in (a lot) or the document they went out under; `sum` money in fen."""

    kind: str
    state: str
    count: int
    since: date | None = None
    until: date | None = None
    text: str = ""
    sum: int = 0


@dataclass(frozen=True, slots=True)
class Setback:
    """A step that was returned, refused or found wrong: of which kind, which record ("" for the class itself), why, by whom
    and when. `points`: reasons by field, where they were given by field; `count`: how many records share the reason."""

    kind: str
    number: str
    reason: str
    who: str
    at: datetime
    points: dict[str, str]
    count: int = 1


def tallies(session: Session, actor: Actor, record: TrainingClass) -> list[Tally]:
    """Everything that is counted around a class, in one statement."""
    parts = [*_open_to_all(record), *(part for allowed, part in _guarded(record) if _may(actor, allowed))]
    return [Tally(*row) for row in session.execute(union_all(*parts))]


def setbacks(session: Session, actor: Actor, record: TrainingClass) -> list[Setback]:
    """Everything that was returned or refused around a class, the latest first, in one statement."""
    rows = union_all(*_returned_here(actor, record), *_returned_later(actor, record)).subquery()
    wanted = (
        select(rows, func.coalesce(User.display_name, ""))
        .outerjoin(User, User.id == rows.c.who)
        .order_by(rows.c.at.desc(), rows.c.kind, rows.c.number)
        .limit(MOST_SETBACKS)
    )
    return [
        Setback(kind, number, reason, who, at, points or {}, count)
        for kind, number, reason, _, at, points, count, who in session.execute(wanted)
    ]


def _may(actor: Actor, permissions: Sequence[Permission]) -> bool:
    return any(may(actor.role, each) for each in permissions)


def _day(column: ColumnElement[datetime]) -> ColumnElement[date]:
    """The day of an instant in China."""
    return cast(func.timezone(str(CHINA), column), Date)


def _part(
    kind: str, state: str | ColumnElement[str], *conditions: ColumnElement[bool], count: ColumnElement[int] | None = None,
    day: ColumnElement | None = None, text: ColumnElement[str] | None = None, money: ColumnElement[int] | None = None,
) -> Select:  # fmt: skip
    """One kind by state and text, where these are columns."""
    no_day = cast(null(), Date)
    first, last = (func.min(day), func.max(day)) if day is not None else (no_day, no_day)
    named = literal(state) if isinstance(state, str) else state
    return (
        select(
            literal(kind), named, func.count() if count is None else count, first, last, literal("") if text is None else text,
            literal(0) if money is None else money,
        )
        .where(*conditions)
        .group_by(*(each for each in (state, text) if each is not None and not isinstance(each, str)))
        .having(func.count() > 0)
    )


def _open_to_all(record: TrainingClass) -> Iterator[Select]:
    """What everybody sees who sees the class."""
    of_class = Enrolment.class_id == record.id
    yield _part("reopened", "done", ClassReopening.class_id == record.id, day=ClassReopening.reopened_on)
    change = ChangeRequest
    yield _part("change", change.state, change.class_id == record.id, day=_day(change.asked_at))
    latest = and_(ClassReport.class_id == record.id, ClassReport.round == record.completions)
    answered = func.coalesce(ClassReport.receipt, "") != ""
    yield _part("report", "sent", latest, day=ClassReport.sent_on, text=ClassReport.document)
    yield _part("report", "answered", latest, answered, day=ClassReport.receipt_on, text=ClassReport.receipt)
    c = CompletionCertificate
    yield _part("completion_certificate", c.state, c.enrolment_id == Enrolment.id, of_class, day=c.issued_on)
    a = LevelAssessment
    passed = (
        select(a.enrolment_id, func.bool_or(a.passed).label("passed"), func.max(a.assessed_on).label("day"))
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .where(of_class, Enrolment.state == "completed")
        .group_by(a.enrolment_id)
        .subquery()
    )
    yield _part("result", "passed", passed.c.passed, day=passed.c.day)
    yield _part("result", "failed", ~passed.c.passed, day=passed.c.day)
    lot, noted = ConfirmationLot, func.coalesce(ConfirmationLot.national_on, ConfirmationLot.province_on, ConfirmationLot.sent_on)
    in_lot = (LotMember.lot_id == lot.id, LotMember.state == "in", LotMember.enrolment_id == Enrolment.id, of_class)
    yield _part("lot", lot.state, *in_lot, day=noted, text=lot.number)
    held = LevelCertificate
    yield _part("level_certificate", held.state, held.enrolment_id == Enrolment.id, of_class, day=held.issued_on)


def _guarded(record: TrainingClass) -> Iterator[tuple[Sequence[Permission], Select]]:
    """What needs a permission of its own."""
    e, of_class = Enrolment, Enrolment.class_id == record.id
    applied = _day(e.applied_at)
    yield (Permission.APPLICATION_VIEW,), _part("application", e.state, of_class, e.applied_at.is_not(None), day=applied)
    each = AttendanceCorrection
    yield (
        (Permission.ATTENDANCE_DECIDE, Permission.CLASS_RUN),
        _part("correction", each.state, each.class_id == record.id, day=_day(each.asked_at)),
    )
    finding = AttendanceFinding
    yield (
        (Permission.ATTENDANCE_DECIDE,), _part("finding", finding.state, finding.class_id == record.id, day=finding.found_on),
    )  # fmt: skip
    asked = LevelApplication
    yield (
        (Permission.CERTIFICATE_VIEW,),
        _part("level_application", asked.state, asked.enrolment_id == e.id, of_class, day=_day(asked.declared_at)),
    )
    seat, held = AssessmentSeat, AssessmentSession
    noted = case((seat.noted_at.is_(None), "open"), else_="noted")
    yield (
        (Permission.CERTIFICATE_VIEW,),
        _part(
            "sitting", noted, seat.application_id == asked.id, asked.enrolment_id == e.id, of_class, held.id == seat.session_id,
            day=held.held_on, text=held.number,
        ),
    )
    paid = Disbursement
    people, money = func.count(paid.person_id.distinct()), func.coalesce(func.sum(paid.amount_fen), 0)
    yield (
        (Permission.DISBURSEMENT_VIEW,),
        _part("payment", "paid", paid.class_id == record.id, count=people, day=paid.paid_on, money=money),
    )


def _setback(
    kind: str, number: ColumnElement[str], reason: ColumnElement[str], who: ColumnElement | None, at: ColumnElement,
    *conditions: ColumnElement[bool], points: ColumnElement | None = None,
) -> Select:  # fmt: skip
    nobody, none = cast(null(), User.id.type), cast(null(), JSONB)
    return select(
        literal(kind).label("kind"), number.label("number"), reason.label("reason"),
        (nobody if who is None else who).label("who"), at.label("at"), (none if points is None else points).label("points"),
        literal(1).label("count"),
    ).where(at.is_not(None), *conditions)  # fmt: skip


def _returned_here(actor: Actor, record: TrainingClass) -> Iterator[Select]:
    """Of the training: filings, changes of what was approved, applications for a seat, corrections, findings."""
    e, filed, change = Enrolment, FilingRound, ChangeRequest
    yield _setback(
        "filing", literal(""), filed.remark, filed.decided_by, filed.decided_at, filed.class_id == record.id,
        filed.outcome == "returned", points=filed.points,
    )  # fmt: skip
    yield _setback(
        "change", change.number, change.remark, change.decided_by, change.decided_at, change.class_id == record.id,
        change.state == "refused",
    )  # fmt: skip
    if may(actor.role, Permission.APPLICATION_VIEW):
        declined = func.max(e.decided_at)
        why = func.coalesce(e.decline_reason, "")
        yield (
            select(
                literal("application"), literal(""), why, cast(null(), User.id.type), declined, cast(null(), JSONB), func.count()
            )
            .where(e.class_id == record.id, e.state == "declined", e.decided_at.is_not(None))
            .group_by(why)
        )
    if _may(actor, (Permission.ATTENDANCE_DECIDE, Permission.CLASS_RUN)):
        asked = AttendanceCorrection
        yield _setback(
            "correction", asked.number, asked.remark, asked.decided_by, asked.decided_at, asked.class_id == record.id,
            asked.state == "refused",
        )  # fmt: skip
    if may(actor.role, Permission.ATTENDANCE_DECIDE):
        found = AttendanceFinding
        yield _setback(
            "finding", found.number, found.decision, found.decided_by, found.decided_at, found.class_id == record.id,
            found.state == "upheld",
        )  # fmt: skip


def _returned_later(actor: Actor, record: TrainingClass) -> Iterator[Select]:
    """Of what follows it: applications for the level assessment, lots, answers to inspections."""
    e, of_class = Enrolment, Enrolment.class_id == record.id
    if may(actor.role, Permission.CERTIFICATE_VIEW):
        level = LevelApplication
        yield _setback(
            "level_application", level.number, level.remark, level.decided_by, level.decided_at, level.enrolment_id == e.id,
            of_class, level.state == "returned",
        )  # fmt: skip
    if may(actor.role, Permission.LEVEL_CONFIRM):
        step = LotStep
        here = select(LotMember.lot_id).join(e, e.id == LotMember.enrolment_id).where(of_class)
        yield _setback(
            "lot", ConfirmationLot.number, step.remark, step.recorded_by, step.recorded_at, step.lot_id == ConfirmationLot.id,
            step.lot_id.in_(here), or_(step.verb == "return_province", step.verb == "return_nation"),
        )  # fmt: skip
    answer = InspectionAnswer
    yield _setback(
        "inspection", Inspection.number, answer.remark, null(), answer.answered_at, answer.inspection_id == Inspection.id,
        Inspection.class_id == record.id, queries_inspections.visible(actor), answer.remark != "",
    )  # fmt: skip
