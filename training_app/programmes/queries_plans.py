"""Reads of year plans, always through the actor's scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from training_app.files.models import StoredFile
from training_app.institutions import queries_standing as standing
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.institutions.rules_scope import Programme
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.quantities import format_hours
from training_app.programmes import labels, labels_plans, messages_plans
from training_app.programmes.models import Direction, Occupation
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.rules_plans import OPEN_STATES, LineWords


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line with the names it points at."""

    record: PlanLine
    occupation: str
    direction: str
    body: Institution

    @property
    def subject(self) -> str:
        """What it trains for, in words."""
        return labels_plans.SUBJECT.format(
            occupation=self.occupation, level=labels.LEVELS[self.record.level], direction=self.direction
        )

    @property
    def months(self) -> str:
        """The months in which its classes open."""
        first, last = self.record.first_month, self.record.last_month
        return (labels_plans.MONTHS if last > first else labels_plans.ONE_MONTH).format(first=first, last=last)

    @property
    def hours(self) -> str:
        """The 学时 of each of its classes, "" where the plan says none."""
        return format_hours(self.record.hours) if self.record.hours else ""

    def words(self) -> LineWords:
        """The line for comparing."""
        each = self.record
        values = {
            "body": self.body.name, "classes": str(each.classes), "headcount": str(each.headcount), "months": self.months,
            "assessment_plan": each.assessment_plan, "hours": self.hours, "hours_source": each.hours_source,
        }  # fmt: skip
        return LineWords(each.line, self.subject, values)


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """A plan with everything it points at; an assessment body sees the lines it was asked about."""

    record: AnnualPlan
    institution: Institution
    lines: Sequence[LineRow]
    files: dict[str, StoredFile]

    @property
    def classes(self) -> int:
        return sum(row.record.classes for row in self.lines)

    @property
    def headcount(self) -> int:
        return sum(row.record.headcount for row in self.lines)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The plans the actor may see: bureau all, district those of institutions seated in it once submitted, institution its
    own, assessment body those with a line it was asked about."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        seated = select(Institution.id).where(Institution.district_code == actor.district_code)
        return and_(AnnualPlan.institution_id.in_(seated), AnnualPlan.submitted_at.is_not(None))
    if actor.role is Role.TRAINING_INSTITUTION:
        return AnnualPlan.institution_id == actor.institution_id
    if actor.role is Role.ASSESSMENT_BODY:
        asked = select(PlanLine.plan_id).where(PlanLine.body_id == actor.institution_id, PlanLine.answer != "")
        return AnnualPlan.id.in_(asked)
    return false()


def lines_shown(actor: Actor) -> ColumnElement[bool]:
    """Of the lines of a plan in scope those the actor may see."""
    if actor.role is Role.ASSESSMENT_BODY:
        return and_(PlanLine.body_id == actor.institution_id, PlanLine.answer != "")
    return true()


def by_number(session: Session, actor: Actor, number: str, *, lock: bool = False) -> AnnualPlan:
    """The plan of that number, with `lock` fresh and held to the end of the transaction. NotFound outside the scope."""
    wanted = select(AnnualPlan).where(AnnualPlan.number == number, visible(actor))
    if lock:
        wanted = wanted.with_for_update(of=AnnualPlan).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("plans.not_found", messages_plans.NOT_FOUND.format(number=number[:30]))
    return found


def facts(session: Session, actor: Actor, number: str) -> PlanFacts:
    """The plan with lines and files."""
    record = by_number(session, actor, number)
    ids = {
        "document": record.document_file_id, "filing": record.filing_file_id, "province": record.province_file_id,
    }  # fmt: skip
    stored = session.scalars(select(StoredFile).where(StoredFile.id.in_([each for each in ids.values() if each])))
    by_id = {each.id: each for each in stored}
    files = {name: by_id[each] for name, each in ids.items() if each}
    rows = lines_of(session, record.id, lines_shown(actor))
    return PlanFacts(record, session.get_one(Institution, record.institution_id), rows, files)


def lines_of(session: Session, plan_id: int, *conditions: ColumnElement[bool]) -> list[LineRow]:
    """The lines of a plan in order."""
    rows = session.execute(_lines().where(PlanLine.plan_id == plan_id, *conditions).order_by(PlanLine.line))
    return [_line_row(row) for row in rows]


def line(session: Session, plan_id: int, number: int, plan_number: str) -> PlanLine:
    """A line of a plan by its number. NotFound when there is none."""
    found = session.scalar(select(PlanLine).where(PlanLine.plan_id == plan_id, PlanLine.line == number))
    if found is None:
        raise NotFound("plans.line_not_found", messages_plans.LINE_NOT_FOUND.format(number=plan_number, line=number))
    return found


def filed_lines(session: Session, institution_id: int) -> list[tuple[AnnualPlan, LineRow]]:
    """The lines of an institution's filed plans, newest year first."""
    rows = session.execute(
        _lines()
        .add_columns(AnnualPlan)
        .join(AnnualPlan, AnnualPlan.id == PlanLine.plan_id)
        .where(AnnualPlan.institution_id == institution_id, AnnualPlan.state == "filed")
        .order_by(AnnualPlan.year.desc(), PlanLine.line)
    )
    return [(row[-1], _line_row(row[:-1])) for row in rows]


def standing_line(session: Session, line_id: int) -> tuple[AnnualPlan, PlanLine] | None:
    """The line as the plan filed now has it; None when that version left it out. An amendment keeps the numbers of lines."""
    given, plan = session.get_one(PlanLine, line_id), AnnualPlan
    own = session.get_one(AnnualPlan, given.plan_id)
    found = session.execute(
        select(plan, PlanLine)
        .join(PlanLine, PlanLine.plan_id == plan.id)
        .where(plan.institution_id == own.institution_id, plan.year == own.year, plan.state == "filed")
        .where(PlanLine.line == given.line)
    ).first()
    return (found[0], found[1]) if found else None


def version_before(session: Session, record: AnnualPlan) -> AnnualPlan | None:
    """The filed version a plan amends."""
    return session.get_one(AnnualPlan, record.amends) if record.amends else None


def versions(session: Session, record: AnnualPlan) -> list[AnnualPlan]:
    """Every version of the institution's plan of that year, newest first, without what was given up."""
    plan = AnnualPlan
    wanted = select(plan).where(
        plan.institution_id == record.institution_id, plan.year == record.year, plan.state != "discarded"
    )
    return list(session.scalars(wanted.order_by(plan.round.desc())))


def open_amendment(session: Session, record: AnnualPlan) -> AnnualPlan | None:
    """The amendment of the plan's year that is not filed yet."""
    return next((each for each in versions(session, record) if each.state in OPEN_STATES), None)


def bodies(session: Session, year: int) -> list[Institution]:
    """Assessment bodies qualified on some day of a year, by name."""
    held = _qualified(QualificationKind.ASSESSMENT_BODY, year)
    return list(session.scalars(select(Institution).where(held).order_by(Institution.name_initials)))


def assesses(session: Session, body_id: int, year: int, occupation_key: str, level: str) -> bool:
    """Whether the published scope of an assessment body takes an occupation and level in, in a qualification of that year or
    later."""
    programme = Programme(occupation_key, level)
    return body_id in standing.gaps(session, QualificationKind.ASSESSMENT_BODY, date(year, 1, 1), [body_id], programme)


def is_training_institution(session: Session, institution_id: int, year: int) -> bool:
    """Whether an institution is a published training institution on some day of a year."""
    held = _qualified(QualificationKind.TRAINING_INSTITUTION, year)
    return bool(session.scalar(select(Institution.id).where(Institution.id == institution_id, held)))


def _qualified(kind: QualificationKind, year: int) -> ColumnElement[bool]:
    q = Qualification
    return (
        select(q.id)
        .where(q.institution_id == Institution.id, q.kind == kind, q.valid_from < date(year + 1, 1, 1))
        .where(or_(q.valid_to.is_(None), q.valid_to > date(year, 1, 1)))
        .exists()
    )


def _lines() -> Select:
    line = PlanLine
    return (
        select(line, Occupation.name, Direction.name, Institution)
        .join(Occupation, Occupation.key == line.occupation_key)
        .join(Institution, Institution.id == line.body_id)
        .outerjoin(Direction, and_(Direction.occupation_key == line.occupation_key, Direction.key == line.direction_key))
    )


def _line_row(row: Sequence) -> LineRow:
    record, occupation, direction, body = row
    return LineRow(record, occupation, direction or "", body)
