"""Recognising the titles of many certificates at once."""

from __future__ import annotations

from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.dates import today
from training_app.kernel.errors import DomainError, InvalidInput
from training_app.kernel.lists import typed_day
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Answers, Question, Subject
from training_app.policies.loader import load
from training_app.titles import queries, service
from training_app.titles.labels import CONFIRM, ENGINEERING_SERIES, EXAM_BASED, LEVEL
from training_app.titles.rules_recognition import ENGINEERING
from training_app.titles.service import Choice
from training_app.web import labels_acts as words


def _candidates(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    found = service.examine_candidates(session, queries.among(session, actor, numbers), Choice(today()))
    subjects = []
    for each, recognition in found:
        note = words.BRINGS.format(title=LEVEL[recognition.level]) if recognition.level else words.BRINGS_NONE
        if recognition.to_confirm:
            note += words.TO_CONFIRM.format(count=len(recognition.to_confirm))
        elif not recognition.granted:
            note += words.NOT_NOW
        subjects.append(Subject(each.number, each.person_name, url_for("titles.certificate", number=each.number), note))
    return subjects


def _questions(day: date) -> tuple[Question, ...]:
    listed = load().parameter("titles.exam_based_series").on(day).value
    series = ((ENGINEERING, ENGINEERING_SERIES), *((key, EXAM_BASED.format(name=name)) for key, name in listed.items()))
    return (
        Question("series", words.SERIES, "choice", choices=series, given=ENGINEERING),
        Question("specialty", words.SPECIALTY[0], hint=words.SPECIALTY[1], required=False),
        Question("recognised_on", words.RECOGNISED_ON, "day", given=day.isoformat()),
        *(Question(name, words.CHECKED.format(text=text), "check", required=False) for name, text in CONFIRM.items()),
    )


def _recognise(
    session: Session, actor: Actor, numbers: list[str], answers: Answers, today: date, at: datetime
) -> dict[str, str | DomainError]:
    on = typed_day(answers["recognised_on"])
    if on is None:
        raise InvalidInput("titles.day", words.DAY_UNREADABLE, {"recognised_on": words.DAY_UNREADABLE})
    confirmed = frozenset(name for name in CONFIRM if answers[name])
    choice = Choice(on, answers["series"], answers["specialty"], confirmed)
    results = service.recognise_each(session, actor, numbers, choice, today, at)
    return {
        each.candidate.number: each.error or words.RECOGNISED.format(number=each.record_number) for each in results
    }


RECOGNISE = Act(
    "recognise", *words.RECOGNISE, Permission.TITLE_RECOGNISE, _candidates, questions=_questions, together=_recognise
)
