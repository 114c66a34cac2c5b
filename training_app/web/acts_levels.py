"""Accepting and returning many applications for level assessments at once."""

from __future__ import annotations

from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.certificates import messages_applications as words
from training_app.certificates import queries_applications as queries
from training_app.certificates import service_applications as service
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Answers, Question, Subject


def _applications(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    return [
        Subject(
            each.number, each.name, url_for("level_applications.index", q=each.number),
            f"{words.STATES[each.state][0]} {words.VERDICTS[each.prerequisite][0]}",
        )
        for each in queries.of_numbers(session, actor, numbers)
    ]  # fmt: skip


def _accept(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    service.decide(session, actor, number, "accept", answers["remark"], at)
    return words.ACCEPTED


def _return(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    service.decide(session, actor, number, "return", answers["remark"], at)
    return words.RETURNED


ACCEPT_LEVEL = Act(
    "accept_level", *words.ACT_ACCEPT, Permission.LEVEL_ASSESS, _applications, _accept,
    (Question("remark", words.ACT_REMARK, required=False),),
)  # fmt: skip
RETURN_LEVEL = Act(
    "return_level", *words.ACT_RETURN, Permission.LEVEL_ASSESS, _applications, _return,
    (Question("remark", words.ACT_REASON),),
)  # fmt: skip
