"""An act on many lines: each in a savepoint of its own, so that one that is refused takes none of the others with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from training_app.kernel.actor import Actor
from training_app.kernel.errors import DomainError, InvalidInput
from training_app.listing import messages, rules
from training_app.listing.sources import Act, Subject


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one line: done, or refused and why."""

    subject: Subject
    ok: bool
    text: str


def subjects(session: Session, actor: Actor, act: Act, chosen: Sequence[str]) -> list[Subject]:
    """The records chosen, in the actor's scope. InvalidInput when there is none, or more than can be done at once."""
    if len(chosen) > rules.MOST_CHOSEN:
        sentence = messages.TOO_MANY_CHOSEN.format(count=len(chosen), most=rules.MOST_CHOSEN)
        raise InvalidInput("listing.too_many_chosen", sentence)
    numbers = [number for number in chosen if 0 < len(number) < 100 and "\x00" not in number and number.isprintable()]
    found = act.subjects(session, actor, numbers) if numbers else []
    if not found:
        raise InvalidInput("listing.nothing_chosen", messages.NOTHING_CHOSEN)
    return found


def run(
    session: Session, actor: Actor, act: Act, wanted: Sequence[Subject], answers: Mapping[str, str], today: date,
    at: datetime,
) -> list[Result]:  # fmt: skip
    """Does the act to each record and answers what came of it, in their order. What was done before is refused again by
    the record's own rules, so that sending the form twice does nothing twice. InvalidInput when the answers are wrong for
    all of them."""
    if act.together is not None:
        return _together(session, actor, act, wanted, answers, today, at)
    assert act.run is not None
    results = []
    for subject in wanted:
        try:
            with session.begin_nested():
                done = act.run(session, actor, subject.number, answers, today, at)
        except DomainError as error:
            results.append(Result(subject, False, error.message))
        except (StaleDataError, IntegrityError):
            results.append(Result(subject, False, messages.CHANGED_MEANWHILE))
        else:
            results.append(Result(subject, True, done))
    return results


def _together(
    session: Session, actor: Actor, act: Act, wanted: Sequence[Subject], answers: Mapping[str, str], today: date,
    at: datetime,
) -> list[Result]:  # fmt: skip
    assert act.together is not None
    try:
        with session.begin_nested():
            came = act.together(session, actor, [subject.number for subject in wanted], answers, today, at)
    except (StaleDataError, IntegrityError):
        return [Result(subject, False, messages.CHANGED_MEANWHILE) for subject in wanted]
    results = []
    for subject in wanted:
        outcome = came[subject.number]
        refused = isinstance(outcome, DomainError)
        results.append(Result(subject, not refused, outcome.message if isinstance(outcome, DomainError) else outcome))
    return results
