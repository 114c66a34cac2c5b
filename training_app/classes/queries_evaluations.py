"""Reads about evaluations of teaching: of the trainee what there is to evaluate, of the others results that may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.classes import messages_evaluations as messages
from training_app.classes import queries, rules_evaluations
from training_app.classes.models import ClassSession, Enrolment, TrainingClass
from training_app.classes.models_attendance import ClassReopening
from training_app.classes.models_evaluations import EvaluationAnswer, EvaluationGiven
from training_app.classes.rules_evaluations import FINISHED, Group, Terms
from training_app.db import paging
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.people.models import Person
from training_app.policies.loader import load

_COMPLETED = ("completed", "reported")


@dataclass(frozen=True, slots=True)
class Own:
    """A class one has finished, whether one has evaluated it, and the last day for it."""

    enrolment_id: int
    record: TrainingClass
    given: bool
    until: date


@dataclass(frozen=True, slots=True)
class Results:
    """The evaluation of a class: of how many trainees how many have answered, until when, and what may be shown of it
    (`group` None: nothing yet). `instructors` are those who may be shown."""

    record: TrainingClass
    terms: Terms
    asked: int
    given: int
    until: date
    group: Group | None
    instructors: Sequence[Group]
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What the list of evaluated classes is narrowed to; the days are those of completion."""

    text: str = ""
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An evaluated class in a list."""

    record: TrainingClass
    institution: str
    asked: int
    given: int
    until: date
    group: Group | None


@dataclass(frozen=True, slots=True)
class Sums:
    """Results of an institution over its classes: all together, each instructor, and each class."""

    whole: Group | None
    instructors: Sequence[Group]
    lines: Sequence[Line]


def terms_on(day: date) -> Terms:
    """What holds for classes completed on a day."""
    pack = load()
    return Terms(
        tuple(pack.parameter("evaluation.questions").on(day).value),
        pack.parameter("evaluation.instructor_question").on(day).value,
        pack.parameter("evaluation.min_answers").on(day).value, pack.parameter("evaluation.open_days").on(day).value,
    )  # fmt: skip


def own(session: Session, actor: Actor) -> list[Own]:
    """The classes the engineer has finished, over merges, latest first."""
    me = aliased(Person)
    survivor = select(func.coalesce(me.merged_into, me.id)).where(me.id == actor.person_id).scalar_subquery()
    ids = select(Person.id).where(or_(Person.id == survivor, Person.merged_into == survivor))
    rows = session.execute(
        select(Enrolment.id, TrainingClass, EvaluationGiven.enrolment_id.is_not(None))
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .outerjoin(EvaluationGiven, EvaluationGiven.enrolment_id == Enrolment.id)
        .where(Enrolment.person_id.in_(ids), Enrolment.state.in_(FINISHED))
        .where(TrainingClass.state.in_(_COMPLETED), TrainingClass.origin == "register")
        .order_by(TrainingClass.completed_on.desc(), TrainingClass.number)
    )
    found = [(enrolment, record, given) for enrolment, record, given in rows]
    until = last_days(session, [record for _, record, _ in found])
    return [Own(enrolment, record, given, until[record.id]) for enrolment, record, given in found]


def last_days(session: Session, records: Sequence[TrainingClass]) -> dict[int, date]:
    """The last day on which each of these completed classes can be evaluated. Of a class that was completed before and had
    its results shown ere that completion was taken back it is the last day of then: every further answer could be read
    from the difference between both results."""
    until = {record.id: _until(record) for record in records}
    before = session.execute(
        select(ClassReopening.class_id, ClassReopening.completed_on, ClassReopening.reopened_on)
        .where(ClassReopening.class_id.in_(until))
    )  # fmt: skip
    for class_id, completed_on, reopened_on in before:
        last = rules_evaluations.last_day(completed_on, terms_on(completed_on))
        if reopened_on > last:
            until[class_id] = min(until[class_id], last)
    return until


def own_class(session: Session, actor: Actor, number: str) -> Own:
    """One class the engineer has finished. NotFound for any other."""
    found = next((each for each in own(session, actor) if each.record.number == number), None)
    if found is None:
        raise NotFound("evaluations.not_yours", messages.NOT_YOURS.format(number=number[:30]))
    return found


def instructors_of(session: Session, class_id: int) -> list[str]:
    """The instructors of a class as its timetable names them, in order of their first session."""
    named = func.btrim(ClassSession.instructor)
    first = func.min(ClassSession.held_on)
    return list(session.scalars(
        select(named).where(ClassSession.class_id == class_id, named != "").group_by(named).order_by(first, named)
    ))  # fmt: skip


def of_class(session: Session, record: TrainingClass, today: date) -> Results | None:
    """The evaluation of a class; None for one that is not completed. The caller has shown that the actor may see the class."""
    if record.state not in _COMPLETED or record.completed_on is None:
        return None
    terms = terms_on(record.completed_on)
    groups = _groups(session, [record])
    whole = groups.get((record.id, ""))
    asked, given = _counted(session, [record.id]).get(record.id, (0, 0))
    shown = whole is not None and rules_evaluations.may_show(whole.count, record.completed_on, terms, today)
    remarks: Sequence[str] = []
    if shown:
        said = EvaluationAnswer.remark
        remarks = session.scalars(
            select(said).where(EvaluationAnswer.class_id == record.id, said != "").order_by(EvaluationAnswer.id)
        ).all()
    of_instructors = [
        group for (_, name), group in sorted(groups.items())
        if name and rules_evaluations.may_show(group.count, record.completed_on, terms, today)
    ]
    return Results(
        record, terms, asked, given, _until(record), whole if shown else None, of_instructors, remarks
    )


def of_institution(session: Session, actor: Actor, institution_id: int, today: date) -> Sums:
    """What the classes of an institution in scope were evaluated with. Totals hold only what is shown by itself."""
    rows = session.execute(
        _evaluated(actor).where(TrainingClass.institution_id == institution_id)
        .order_by(TrainingClass.completed_on.desc(), TrainingClass.number)
    )  # fmt: skip
    found = [(record, name) for record, name in rows]
    lines = _lines(session, found, today)
    groups = _groups(session, [record for record, _ in found])
    by_name: dict[str, list[Group]] = {}
    for record, _ in found:
        assert record.completed_on is not None
        terms = terms_on(record.completed_on)
        for (class_id, name), group in groups.items():
            if class_id == record.id and name and rules_evaluations.may_show(group.count, record.completed_on, terms, today):
                by_name.setdefault(name, []).append(group)
    instructors = [group for name in sorted(by_name) if (group := rules_evaluations.total(by_name[name], name))]
    whole = rules_evaluations.total(line.group for line in lines if line.group)
    return Sums(whole, instructors, lines)


def page_of(session: Session, actor: Actor, filters: Filters, asked: Asked, today: date) -> paging.Page:
    """One page of the completed classes in scope, with what may be shown of their evaluation."""
    wanted = _evaluated(actor)
    if filters.first_day:
        wanted = wanted.where(TrainingClass.completed_on >= filters.first_day)
    if filters.last_day:
        wanted = wanted.where(TrainingClass.completed_on <= filters.last_day)
    if text := filters.text.strip():
        wanted = wanted.where(
            or_(
                TrainingClass.number.icontains(text, autoescape=True), TrainingClass.name.icontains(text, autoescape=True),
                Institution.name.icontains(text, autoescape=True),
                Institution.name_initials.startswith(text.lower(), autoescape=True),
            )
        )
    number = paging.Key(TrainingClass.number, str)
    orders = {
        "number": [number], "completed_on": [paging.Key(TrainingClass.completed_on, date, nullable=True), number],
        "institution": [paging.Key(Institution.name_initials, str), number],
    }
    page = paging.page_of(session, wanted, orders, asked, lambda row: (row[0], row[1]))
    return paging.Page(
        _lines(session, page.items, today), page.total, page.more_than_counted, page.first, page.previous, page.next
    )


def _evaluated(actor: Actor) -> Select:
    return (
        select(TrainingClass, Institution.name)
        .join(Institution, Institution.id == TrainingClass.institution_id)
        .where(queries.visible(actor), TrainingClass.state.in_(_COMPLETED), TrainingClass.origin == "register")
    )


def _lines(session: Session, found: Sequence[tuple[TrainingClass, str]], today: date) -> list[Line]:
    records = [record for record, _ in found]
    groups, counted = _groups(session, records), _counted(session, [record.id for record in records])
    lines = []
    for record, name in found:
        assert record.completed_on is not None
        group = groups.get((record.id, ""))
        if group and not rules_evaluations.may_show(group.count, record.completed_on, terms_on(record.completed_on), today):
            group = None
        lines.append(Line(record, name, *counted.get(record.id, (0, 0)), _until(record), group))
    return lines


def _groups(session: Session, records: Sequence[TrainingClass]) -> dict[tuple[int, str], Group]:
    """All answers of classes, summed by class and instructor ("" for the class itself)."""
    a = EvaluationAnswer
    score = func.unnest(a.scores).table_valued("score", with_ordinality="place").render_derived()
    rows = session.execute(
        select(a.class_id, a.instructor, score.c.place, func.count(), func.sum(score.c.score))
        .select_from(a).join(score, and_(True))
        .where(a.class_id.in_([record.id for record in records]))
        .group_by(a.class_id, a.instructor, score.c.place).order_by(a.class_id, a.instructor, score.c.place)
    )  # fmt: skip
    found: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for class_id, instructor, _, count, total in rows:
        found.setdefault((class_id, instructor), []).append((count, int(total)))
    return {key: Group(key[1], sums[0][0], tuple(each for _, each in sums)) for key, sums in found.items()}


def _counted(session: Session, class_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many may answer, and how many have, by class."""
    rows = session.execute(
        select(Enrolment.class_id, func.count(), func.count(EvaluationGiven.enrolment_id))
        .outerjoin(EvaluationGiven, EvaluationGiven.enrolment_id == Enrolment.id)
        .where(Enrolment.class_id.in_(class_ids), Enrolment.state.in_(FINISHED))
        .group_by(Enrolment.class_id)
    )
    return {class_id: (asked, given) for class_id, asked, given in rows}


def _until(record: TrainingClass) -> date:
    assert record.completed_on is not None
    return rules_evaluations.last_day(record.completed_on, terms_on(record.completed_on))
