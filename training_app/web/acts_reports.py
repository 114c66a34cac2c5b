"""Noting for many classes at once that they were reported to the province."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput
from training_app.kernel.lists import typed_day
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Question
from training_app.reports import service_province
from training_app.web import labels_acts_reports as words
from training_app.web.acts import class_subjects


def _report(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    day = typed_day(answers["reported_on"])
    if day is None:
        raise InvalidInput("classes.reported_on", words.DAY_UNREADABLE)
    service_province.note(session, actor, number, None, day, answers["document"], today, at)
    return words.REPORTED.format(day=day)


def _questions(day: date) -> tuple[Question, ...]:
    return (
        Question("reported_on", words.REPORT_DAY[0], "day", words.REPORT_DAY[1], given=day.isoformat()),
        Question("document", words.REPORT_DOCUMENT[0], hint=words.REPORT_DOCUMENT[1], required=False),
    )


REPORT = Act("report", *words.REPORT, Permission.CLASS_RUN, class_subjects, _report, _questions)
