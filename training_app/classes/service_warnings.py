"""Nothing a reviewer has to decide on passes unseen: each warning is accepted, with a reason, or nothing is approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from training_app.classes import messages_resources as messages
from training_app.classes import queries_warnings
from training_app.classes.models import TrainingClass
from training_app.classes.queries_warnings import Concern
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput
from training_app.kernel.texts import can_be_kept

MOST_REASON = 500
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The warnings a reviewer ticked, by their keys, and why they may be."""

    keys: frozenset[str] = frozenset()
    reason: str = ""


NOTHING_ACCEPTED = Acceptance()


def accepted(
    session: Session, actor: Actor, record: TrainingClass, acceptance: Acceptance, today: date
) -> Sequence[Concern]:
    """The warnings of a class, all of them accepted. InvalidInput names those that are not, or the missing reason."""
    warnings = queries_warnings.of(session, actor, record, today)
    check(warnings, acceptance)
    return warnings


def check(warnings: Sequence[Concern], acceptance: Acceptance) -> None:
    """InvalidInput unless all of these are accepted with a reason."""
    if missing := [each for each in warnings if each.key not in acceptance.keys]:
        named = messages.CLAUSE_MARK.join(each.sentence for each in missing[:_NAMED])
        if len(missing) > _NAMED:
            named += messages.CLAUSE_MARK + messages.ACCEPT_MORE.format(count=len(missing))
        _refuse(messages.ACCEPT.format(count=len(missing), sentences=named))
    if not warnings:
        return
    reason = acceptance.reason.strip()
    if not reason:
        _refuse(messages.ACCEPT_REASON)
    if len(reason) > MOST_REASON:
        _refuse(messages.REASON_LONG.format(most=MOST_REASON))
    if not can_be_kept(reason):
        _refuse(messages.REASON_UNPRINTABLE)


def _refuse(sentence: str) -> None:
    raise InvalidInput("classes.warnings_open", sentence, {"acceptance": sentence})
