"""SELECTs of the home page, one for each block, each through the scope its package gives the actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.audit.models import AuditEvent
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_applications import LevelApplication
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible as classes_visible
from training_app.classes.rules_signup import SEATED
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.institutions.queries import visible as institutions_visible
from training_app.intake import lists
from training_app.intake.models import Batch
from training_app.intake.queries import in_scope as batches_in_scope
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import Quarter
from training_app.web.home_tasks import ClassRow

OPEN = ("draft", "submitted", "returned", "approved", "running", "completed")
LIMIT = 200
RECENT = 8


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """A completed class with persons the assessment body has recorded no result for."""

    number: str
    name: str
    institution: str
    completed_on: date
    waiting: int


def open_classes(session: Session, actor: Actor, institution_id: int | None = None) -> list[ClassRow]:
    """Classes in scope (of one institution, if asked) that are not over, those that begin first first; the first `LIMIT`."""
    rows = session.execute(_open_classes(actor, institution_id).order_by(TrainingClass.starts_on, TrainingClass.number))
    return [ClassRow(*row) for row in rows]


def classes_to_watch(session: Session, actor: Actor, today: date) -> list[ClassRow]:
    """Of the open classes those of which somebody other than the institution has to know: a filing waits for review, the
    last day or the report is due; for a district also what was returned. Filings first, so that none of them is cut off
    by `LIMIT`."""
    c = TrainingClass
    told = ("submitted", "completed", "returned") if actor.role is Role.DISTRICT else ("submitted", "completed")
    known = or_(c.state.in_(told), and_(c.state.in_(("approved", "running")), c.ends_on < today))
    order = (c.state == "submitted").desc(), c.starts_on, c.number
    return [ClassRow(*row) for row in session.execute(_open_classes(actor).where(known).order_by(*order))]


def _open_classes(actor: Actor, institution_id: int | None = None) -> Select[tuple]:
    headcount = (
        select(func.count())
        .where(Enrolment.class_id == TrainingClass.id, Enrolment.state.in_(SEATED))
        .scalar_subquery()
    )
    c = TrainingClass
    return (
        select(
            c.number, c.name, c.state, Institution.name, c.contact_name, c.starts_on, c.ends_on, c.completed_on,
            c.submitted_at, c.reviewed_at, c.created_at, headcount,
        )
        .join(Institution, Institution.id == c.institution_id)
        .where(classes_visible(actor), c.state.in_(OPEN), c.origin == "register")
        .where(c.institution_id == institution_id if institution_id is not None else true())
        .limit(LIMIT)
    )


def awaiting_results(session: Session, actor: Actor, body_id: int | None = None) -> list[AssessmentRow]:
    """Completed classes in scope (assessed by one body, if asked) with persons who passed the course and have neither an
    assessment nor ever applied for one, longest waiting first. Who applied waits by the application (`home_levels`), or was
    absent and may apply anew."""
    applied = select(LevelApplication.id).where(LevelApplication.enrolment_id == Enrolment.id).exists()
    assessed = select(LevelAssessment.id).where(LevelAssessment.enrolment_id == Enrolment.id).exists()
    rows = session.execute(
        select(
            TrainingClass.number, TrainingClass.name, Institution.name, TrainingClass.completed_on, func.count()
        )
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .join(Enrolment, and_(Enrolment.class_id == TrainingClass.id, Enrolment.state == "completed"))
        .where(classes_visible(actor), TrainingClass.state.in_(("completed", "reported")), ~assessed, ~applied)
        .where(TrainingClass.origin == "register")
        .where(TrainingClass.assessment_body_id == body_id if body_id is not None else true())
        .group_by(TrainingClass.id, Institution.name)
        .order_by(TrainingClass.completed_on, TrainingClass.number)
        .limit(LIMIT)
    )
    return [AssessmentRow(*row) for row in rows]


def waiting_batches(session: Session, actor: Actor) -> Sequence[Batch]:
    """Uploaded lists that wait for the actor, the newest first: nobody has confirmed or discarded them, or lines of them are
    held open to be corrected. Of a kind the actor brings in, for the own organisation or by the own hand; those of others
    in scope wait for them."""
    own = or_(Batch.institution_id.is_not_distinct_from(actor.institution_id), Batch.created_by == actor.user_id)
    kinds = [kind.key for kind in lists.kinds_of(actor)]
    held = and_(Batch.state == "confirmed", Batch.result["held"].as_integer() > 0)
    return session.scalars(
        select(Batch).where(batches_in_scope(actor), or_(Batch.state == "staged", held), Batch.kind.in_(kinds), own)
        .order_by(Batch.id.desc()).limit(20)
    ).all()  # fmt: skip


def trained_in(session: Session, institution_id: int, quarter: Quarter) -> bool:
    """Whether the institution was a training institution on some day of the quarter, and so has to report it."""
    q = Qualification
    held = select(q.id).where(
        q.institution_id == institution_id, q.kind == QualificationKind.TRAINING_INSTITUTION,
        q.valid_from <= quarter.last_day, or_(q.valid_to.is_(None), q.valid_to > quarter.first_day),
    )
    return bool(session.scalar(select(held.exists())))


def recent(session: Session, actor: Actor) -> Sequence[AuditEvent]:
    """The latest acts on classes in scope, newest first."""
    if actor.role not in (Role.BUREAU, Role.DISTRICT, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY):
        return []
    of_a_class = (
        # Every session of every class is one such act: they would leave room for nothing else.
        AuditEvent.object_kind == "class", AuditEvent.result == "ok", AuditEvent.action != "class.attendance",
        AuditEvent.object_number == TrainingClass.number,
    )  # fmt: skip
    newest = AuditEvent.seq.desc()
    if actor.role in (Role.BUREAU, Role.DISTRICT):
        acts = select(AuditEvent).join(TrainingClass, and_(*of_a_class)).where(classes_visible(actor))
        return session.scalars(acts.order_by(newest).limit(RECENT)).all()
    # An organisation has few of all classes, and perhaps none of the latest million acts: asked class by class.
    latest = select(AuditEvent).where(*of_a_class).order_by(newest).limit(RECENT).lateral()
    acts = select(aliased(AuditEvent, latest)).select_from(TrainingClass).join(latest, true()).where(classes_visible(actor))
    return session.scalars(acts.order_by(latest.c.seq.desc()).limit(RECENT)).all()


@dataclass(frozen=True, slots=True)
class Touched:
    """A record the reader did something to: the last act on it and when."""

    kind: str
    number: str
    action: str
    at: datetime


def touched(session: Session, actor: Actor, kinds: Sequence[str]) -> list[Touched]:
    """The records of these kinds the actor last did something to, newest first, each once."""
    e = AuditEvent
    latest = (
        select(e.object_kind, e.object_number, e.action, e.at)
        .where(e.actor_user_id == actor.user_id, e.object_kind.in_(list(kinds)), e.result == "ok")
        .where(e.actor_role == actor.role, e.object_number != "")
        # Live figures taken along: their number is the quarter, there is no record to open.
        .where(e.action != "return.export")
        .order_by(e.seq.desc())
        .limit(LIMIT)
    )
    found: dict[tuple[str, str], Touched] = {}
    for row in session.execute(latest):
        found.setdefault((row[0], row[1]), Touched(*row))
    return list(found.values())[:RECENT]


def names_of(session: Session, actor: Actor, records: Sequence[Touched]) -> dict[tuple[str, str], str]:
    """What the classes and institutions among these records are called; only those the actor may see."""
    numbers = {kind: [each.number for each in records if each.kind == kind] for kind in ("class", "institution")}
    c, i = TrainingClass, Institution
    classes = select(c.number, c.name).where(classes_visible(actor), c.number.in_(numbers["class"]))
    institutions = select(i.code, i.name).where(institutions_visible(actor), i.code.in_(numbers["institution"]))
    return {("class", number): name for number, name in session.execute(classes)} | {
        ("institution", code): name for code, name in session.execute(institutions)
    }
