"""Planning inspections of many classes at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.classes import labels_inspections as words
from training_app.classes import service_inspections
from training_app.classes.rules_inspections import Plan
from training_app.classes.rules_timetable import parse_day
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Question
from training_app.web.acts import class_subjects


def _plan(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    wanted = Plan(
        "", number, answers["kind"], parse_day(answers["day"]), answers["inspectors"],
        announced=bool(answers["announced"]),
    )  # fmt: skip
    return words.BULK_DONE.format(number=service_inspections.plan(session, actor, wanted, today, at).number)


INSPECT = Act(
    "inspect", *words.BULK, Permission.INSPECT, class_subjects, _plan,
    lambda day: (
        Question("kind", words.BULK_KIND, "choice", choices=tuple(words.KINDS.items())),
        Question("day", words.BULK_DAY, "day", given=day.isoformat()),
        Question("inspectors", words.BULK_INSPECTORS),
        Question("announced", words.BULK_ANNOUNCED, "check", required=False, given="1"),
    ),
)  # fmt: skip
