"""Deciding many differences between the register and the published list at once."""

from __future__ import annotations

from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.certificates import messages_reconciliation as words
from training_app.certificates import queries_reconciliation as queries
from training_app.certificates import service_reconciliation as service
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Answers, Question, Subject


def _differences(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    return [
        Subject(each.number, each.name, url_for("differences.index", q=each.number), words.KINDS[each.kind])
        for each in queries.of_numbers(session, actor, numbers)
    ]


def _decide(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    done = service.decide(session, actor, number, answers["outcome"], answers["remark"], at)
    return words.DECIDED.format(outcome=words.OUTCOMES[done.outcome])


DECIDE_DIFFERENCE = Act(
    "decide_difference", *words.ACT, Permission.CERTIFICATE_DECIDE, _differences, _decide,
    (
        Question("outcome", words.ACT_OUTCOME, "choice", choices=tuple(words.OUTCOMES.items())),
        Question("remark", words.ACT_REMARK),
    ),
)  # fmt: skip
