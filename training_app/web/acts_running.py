"""Opening and completing many classes at once, and noting for many lots what one document says of them."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.certificates import labels_lots, queries_lots, service_completing, service_lots
from training_app.certificates.service_lots import Step
from training_app.classes import labels as class_labels
from training_app.classes import queries as classes
from training_app.classes import queries_people, rules, service_completion, service_running
from training_app.classes.models import TrainingClass
from training_app.kernel import dates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import typed_day
from training_app.kernel.permissions import Permission
from training_app.kernel.quantities import format_hours
from training_app.listing.sources import Act, Answers, Question, Subject
from training_app.web import labels_acts_running as words
from training_app.web.acts import class_subjects


def _start(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    record = service_running.start(session, actor, number, None, at)
    return words.STARTED.format(count=queries_people.counts(session, record.id).get("enrolled", 0))


def _to_complete(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    """The classes chosen; of those under way how everybody stands, so that nobody fails unseen."""
    found = []
    for subject in class_subjects(session, actor, numbers):
        record = classes.by_number(session, actor, subject.number)
        note = _standing(session, record) if record.state == "running" else subject.note
        found.append(Subject(subject.number, subject.name, url_for("completion.show", number=subject.number), note))
    return found


def _standing(session: Session, record: TrainingClass) -> str:
    completion = service_completion.completion_rules(dates.today())
    tally = Counter(
        str(rules.verdict(row.attended, row.score, record.required_hours or 0, completion))
        for row in queries_people.standing(session, record.id) if row.state == "enrolled"
    )  # fmt: skip
    return words.SEPARATOR.join(
        f"{label} {tally[verdict]}" for verdict, (label, _) in class_labels.VERDICTS.items() if tally[verdict]
    )


def _complete(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    outcome = service_completing.complete_on_its_last_day(session, actor, number, today, at)
    return words.COMPLETED.format(
        completed=outcome.completed, failed=outcome.failed, hours=format_hours(outcome.hours)
    )


def _lots(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    found = []
    for number in numbers:
        try:
            row = queries_lots.row_of(session, actor, number)
        except NotFound:
            continue
        name = words.LOT_NAME.format(occupation=row.occupation, level=class_labels.LEVELS[row.level], count=row.members)
        state = labels_lots.STATES[row.state][0]
        found.append(Subject(row.number, name, url_for("lots.show", number=row.number), state))
    return found


def _province(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    return _noted(session, actor, number, "confirm_province", answers, today, at)


def _nation(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    return _noted(session, actor, number, "approve_nation", answers, today, at)


def _noted(session: Session, actor: Actor, number: str, verb: str, answers: Answers, today: date, at: datetime) -> str:
    service_lots.note(session, actor, number, verb, Step(typed_day(answers["day"]), answers["document"]), today, at)
    return words.NOTED


def _about_the_document(day: date) -> tuple[Question, ...]:
    return (
        Question("day", words.STEP_DAY[0], "day", words.STEP_DAY[1], given=day.isoformat()),
        Question("document", words.STEP_DOCUMENT),
    )


START = Act("start", *words.START, Permission.CLASS_RUN, class_subjects, _start)
COMPLETE = Act("complete", *words.COMPLETE, Permission.CLASS_RUN, _to_complete, _complete)
CONFIRM_PROVINCE = Act(
    "confirm_province", *words.CONFIRM_PROVINCE, Permission.LEVEL_CONFIRM, _lots, _province, _about_the_document
)
APPROVE_NATION = Act("approve_nation", *words.APPROVE_NATION, Permission.LEVEL_CONFIRM, _lots, _nation, _about_the_document)
