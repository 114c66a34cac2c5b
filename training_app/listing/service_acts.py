"""An act on many lines: each in a savepoint of its own, so that one that is refused takes none of the others with it.
What came of it is kept, so that its page can be opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from training_app.db import numbers
from training_app.kernel.actor import Actor
from training_app.kernel.errors import DomainError, InvalidInput
from training_app.listing import messages, rules
from training_app.listing.models import ActResult
from training_app.listing.queries_results import Result
from training_app.listing.sources import Act, Source, Subject


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


def keep(
    session: Session, actor: Actor, source: Source, act: Act, query: Mapping[str, str], results: Sequence[Result],
    at: datetime,
) -> ActResult:  # fmt: skip
    """Keeps what came of each line for whoever did it."""
    kept = ActResult(
        number=f"B{numbers.take(session, 'act_result')[0]:08d}", list_key=source.spec.key, label=act.label,
        user_id=actor.user_id, role=actor.role, institution_id=actor.institution_id,
        district_code=actor.district_code, created_at=at,
    )  # fmt: skip
    lines = [[each.subject.number, each.subject.name, each.subject.url, each.ok, each.text] for each in results]
    kept.content = json.dumps({"query": dict(query), "lines": lines}, ensure_ascii=False)
    session.add(kept)
    session.flush()
    return kept


def forget_old(session: Session, at: datetime) -> int:
    """Deletes results kept longer than their term; answers how many."""
    return session.execute(delete(ActResult).where(ActResult.created_at < at - rules.RESULTS_KEPT_FOR)).rowcount
