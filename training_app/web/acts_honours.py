"""Checking many claimed honours at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Question, Subject
from training_app.titles import labels_honours as labels
from training_app.titles import queries_honours as honours
from training_app.titles import service_honours as service
from training_app.web import labels_acts as words


def _subjects(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    return [
        Subject(
            record.number, name, url_for("honours.show", number=record.number),
            words.HONOUR.format(
                state=labels.STATES[record.state][0], kind=labels.KINDS[record.kind], name=record.name, document=record.document
            ),
        )
        for record, name in honours.among(session, actor, numbers)
    ]  # fmt: skip


def _check(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    record = honours.by_number(session, actor, number, lock=True)
    service.decide(session, actor, number, "check", record.version, "", at)
    return words.HONOUR_CHECKED


def _refuse(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    record = honours.by_number(session, actor, number, lock=True)
    service.decide(session, actor, number, "refuse", record.version, answers["reason"], at)
    return words.HONOUR_REFUSED


CHECK_HONOURS = Act("check", *words.CHECK_HONOURS, Permission.HONOUR_CHECK, _subjects, _check)
REFUSE_HONOURS = Act(
    "refuse", *words.REFUSE_HONOURS, Permission.HONOUR_CHECK, _subjects, _refuse,
    (Question("reason", words.HONOUR_REASON),), danger=True,
)  # fmt: skip
