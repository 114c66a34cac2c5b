"""Accepting and returning many applications for level assessments, and accepting many claims, at once."""

from __future__ import annotations

from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.certificates import messages_applications as words
from training_app.certificates import messages_claims, queries_claims, service_claims
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


def _claims(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    return [
        Subject(
            each.number, each.name, url_for("claims.show", number=each.number),
            f"{each.claimed_number} {each.issuer}" + (f" {messages_claims.CLASH}" if each.clashes else ""),
        )
        for each in queries_claims.rows_of(session, actor, numbers)
    ]


def _accept_claim(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    made = service_claims.accept(session, actor, number, answers["remark"], at)
    return messages_claims.ACCEPTED.format(number=made.number)


ACCEPT_LEVEL = Act(
    "accept_level", *words.ACT_ACCEPT, Permission.LEVEL_ASSESS, _applications, _accept,
    (Question("remark", words.ACT_REMARK, required=False),),
)  # fmt: skip
RETURN_LEVEL = Act(
    "return_level", *words.ACT_RETURN, Permission.LEVEL_ASSESS, _applications, _return,
    (Question("remark", words.ACT_REASON),),
)  # fmt: skip
ACCEPT_CLAIM = Act(
    "accept_claim", *messages_claims.ACT_ACCEPT, Permission.CERTIFICATE_DECIDE, _claims, _accept_claim,
    (Question("remark", messages_claims.ACT_HOW),),
)  # fmt: skip
