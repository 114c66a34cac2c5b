"""Acts on many applications at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.classes import service_decisions
from training_app.classes.labels import ENROLMENT_STATES
from training_app.classes.queries_applications import applications_of
from training_app.kernel.actor import Actor
from training_app.kernel.errors import DomainError
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Question, Subject
from training_app.web import labels_acts as words

Came = Mapping[str, "str | DomainError"]


def _applications(session: Session, actor: Actor, keys: list[str]) -> list[Subject]:
    return [
        Subject(
            each.key, f"{each.enrolment.name_at} {each.class_number}", url_for("applications.index", number=each.class_number),
            ENROLMENT_STATES[each.enrolment.state][0],
        )
        for each in applications_of(session, actor, keys)
    ]  # fmt: skip


def _accept(session: Session, actor: Actor, keys: list[str], answers: Mapping[str, str], today: date, at: datetime) -> Came:
    return service_decisions.accept(session, actor, keys, today, at)


def _wait(session: Session, actor: Actor, keys: list[str], answers: Mapping[str, str], today: date, at: datetime) -> Came:
    return service_decisions.wait(session, actor, keys, today, at)


def _decline(session: Session, actor: Actor, keys: list[str], answers: Mapping[str, str], today: date, at: datetime) -> Came:
    return service_decisions.decline(session, actor, keys, answers["remark"], today, at)


ACCEPT = Act("accept", *words.ACCEPT_PEOPLE, Permission.CLASS_RUN, _applications, together=_accept)
WAIT = Act("wait", *words.LET_WAIT, Permission.CLASS_RUN, _applications, together=_wait)
DECLINE = Act(
    "decline", *words.DECLINE_PEOPLE, Permission.CLASS_RUN, _applications, together=_decline, danger=True,
    questions=(Question("remark", words.DECLINE_REASON[0], hint=words.DECLINE_REASON[1]),),
)  # fmt: skip
