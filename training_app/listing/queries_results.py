"""Reads what came of acts on many lines: everybody the own ones, in the role they were done in."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.listing import messages, rules
from training_app.listing.models import ActResult
from training_app.listing.sources import Subject


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one line: done, or refused and why."""

    subject: Subject
    ok: bool
    text: str


def get(session: Session, actor: Actor, number: str) -> ActResult:
    """The results of this number. NotFound when there are none, or not the actor's."""
    found = session.scalar(
        select(ActResult).where(
            ActResult.number == number, ActResult.user_id == actor.user_id, ActResult.role == actor.role,
            ActResult.institution_id.is_not_distinct_from(actor.institution_id),
            ActResult.district_code.is_not_distinct_from(actor.district_code),
        )
    )  # fmt: skip
    if found is None:
        sentence = messages.RESULT_NOT_FOUND.format(number=number[:20], days=rules.RESULTS_KEPT_FOR.days)
        raise NotFound("listing.result_not_found", sentence)
    return found


def opened(kept: ActResult) -> tuple[dict[str, str], list[Result]]:
    """The filters of the list, and what came of each line, those that were refused first."""
    content = json.loads(kept.content or "{}")
    lines = [Result(Subject(number, name, url), ok, text) for number, name, url, ok, text in content["lines"]]
    return content["query"], sorted(lines, key=lambda line: line.ok)
