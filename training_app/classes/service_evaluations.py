"""Evaluating a class that one has finished, and reminding of it. Source: 威人社函〔2023〕25号 六（二）."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_evaluations as messages
from training_app.classes import queries_evaluations as evaluations
from training_app.classes import rules_evaluations
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_evaluations import EvaluationAnswer, EvaluationGiven
from training_app.classes.queries_evaluations import Own
from training_app.classes.rules_evaluations import FINISHED
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation
from training_app.notices.registry import Reminder
from training_app.notices.rules import Recipient

_TOLD_WITHIN = timedelta(days=7)


def give(
    session: Session, actor: Actor, number: str, scores: Sequence[int | None], instructors: Mapping[str, int | None],
    remark: str, today: date, at: datetime,
) -> TrainingClass:  # fmt: skip
    """Keeps what the engineer thinks of a class, and apart from it that the engineer has answered.

    NotFound for a class one has not finished, RuleViolation after the last day, Conflict the second time, InvalidInput with
    every wrong field. Instructors who are not the class's are left out.
    """
    own = evaluations.own_class(session, actor, number)
    record = own.record
    assert record.completed_on is not None
    terms = evaluations.terms_on(record.completed_on)
    if today > own.until:
        raise RuleViolation("evaluations.over", messages.OVER.format(number=number, day=own.until))
    known = evaluations.instructors_of(session, record.id)
    met = {name: instructors.get(name) for name in known}
    padded = [*scores, *[None] * len(terms.questions)][: len(terms.questions)]
    if wrong := rules_evaluations.mistakes(padded, met, remark, terms):
        raise InvalidInput("evaluations.wrong", next(iter(wrong.values())), wrong)
    mark = upsert(EvaluationGiven).values(enrolment_id=own.enrolment_id).on_conflict_do_nothing()
    if session.scalar(mark.returning(EvaluationGiven.enrolment_id)) is None:
        raise Conflict("evaluations.given", messages.GIVEN)
    rows = [{"instructor": "", "scores": padded, "remark": remark.strip()}]
    rows += [{"instructor": name, "scores": [score], "remark": ""} for name, score in met.items() if score]
    session.execute(
        insert(EvaluationAnswer), [{"id": uuid.uuid4(), "class_id": record.id, "mingled": False, **row} for row in rows]
    )
    # Of whom it is stands in `evaluations_given` anyway; what was answered is told to nobody.
    audit.record(session, actor, "evaluation.give", "evaluation", number, at=at, rule=messages.CLAUSE)
    return record


def mingle(session: Session) -> int:
    """Writes all answers of the classes that got some since the last time anew, in one statement and in the order of new
    random keys, so that neither their place nor their transaction tells whose they are, also where one came alone; how many."""
    answers = EvaluationAnswer.__table__
    names = [column.name for column in answers.columns if column.name != "mingled"]
    moved = select(answers.c.class_id).where(~answers.c.mingled)
    rows = session.execute(
        delete(answers).where(answers.c.class_id.in_(moved)).returning(*(answers.c[name] for name in names))
    ).all()
    if rows:
        anew = [dict(zip(names, row, strict=True)) | {"id": uuid.uuid4(), "mingled": True} for row in rows]
        session.execute(insert(answers), sorted(anew, key=lambda row: row["id"]))
    return len(rows)


def find(session: Session, today: date) -> Iterator[Reminder]:
    """Tells everybody who finished a class lately that it may be evaluated, once."""
    rows = session.execute(
        select(TrainingClass, Enrolment.person_id)
        .join(Enrolment, Enrolment.class_id == TrainingClass.id)
        .outerjoin(EvaluationGiven, EvaluationGiven.enrolment_id == Enrolment.id)
        .where(TrainingClass.state.in_(("completed", "reported")), TrainingClass.origin == "register")
        .where(TrainingClass.completed_on.between(today - _TOLD_WITHIN, today - timedelta(days=1)))
        .where(Enrolment.state.in_(FINISHED), EvaluationGiven.enrolment_id.is_(None))
        .order_by(TrainingClass.id, Enrolment.id)
    )
    found = [(record, person_id) for record, person_id in rows]
    last_days = evaluations.last_days(session, [record for record, _ in found])
    for record, person_id in found:
        until = last_days[record.id]
        if until < today:
            continue
        yield Reminder(
            "evaluation.open", Recipient(person_id=person_id), "evaluation", record.number,
            f"evaluation.open/{record.number}/{person_id}", until, {"name": record.name, "due": until},
        )  # fmt: skip


def waiting(session: Session, actor: Actor, today: date) -> list[Own]:
    """The classes the engineer could evaluate now, the one that closes first before."""
    found = [each for each in evaluations.own(session, actor) if not each.given and today <= each.until]
    return sorted(found, key=lambda each: (each.until, each.record.number))
