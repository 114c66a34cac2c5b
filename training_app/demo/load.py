"""Loads the demo city in the order of its days. The caller's unit of work makes it all or nothing."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from operator import itemgetter

from argon2 import PasswordHasher
from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.accounts import service as accounts
from training_app.demo import (
    acts,
    applicants,
    changed,
    earlier,
    evaluated,
    exported,
    founding,
    honoured,
    humans,
    inspected,
    oddities,
    papers,
    plan,
    published,
    reconciled,
    resources,
    returns,
    signups,
)
from training_app.demo import plans as year
from training_app.demo.logins import ENGINEERS
from training_app.demo.telling import Steps, Telling, persons_of

_ANALYSE_EVERY = 150


def load(session: Session, hasher: PasswordHasher | None = None) -> list[Telling]:
    """Writes the whole demo city into an empty register and answers its classes. `hasher` cheaper than the platform's is
    for tests."""
    hasher = hasher or accounts.HASHER
    cast = founding.found(session, hasher)
    people = list(humans.distinct(humans.humans(plan.PERSONS + 50)))[: plan.PERSONS]
    plans = plan.class_plans()
    pairs = oddities.twins(plans, people)
    year_plans = year.draw_up(cast, plans)
    tellings = [Telling(each, cast, people, random.Random(each.serial), year_plans.line_of) for each in plans]
    stories = [acts.steps(each) for each in tellings]
    stories.append(year.steps(year_plans))
    stories.append(oddities.steps(cast, tellings, people, pairs))
    stories.append(papers.steps(tellings))
    stories.append(earlier.steps(cast, people))
    stories.append(published.steps(cast))
    stories.append(returns.steps(cast))
    stories.append(applicants.steps(cast))
    stories.append(inspected.steps(cast, tellings))
    stories.append(evaluated.steps(tellings))
    stories.append(signups.steps(cast, tellings, people))
    stories.append(honoured.steps(cast))
    stories.append(exported.steps(cast, tellings))
    stories.append(reconciled.steps(cast, tellings))
    stories.append(resources.steps(cast))
    stories.append(changed.steps(cast, tellings))
    for done, (_, _, _, act) in enumerate(sorted(_dated(stories), key=itemgetter(0, 1, 2))):
        if done % _ANALYSE_EVERY == _ANALYSE_EVERY - 1:
            # One transaction of thousands of rows: the planner would still believe the tables to be empty.
            session.execute(text("ANALYZE"))
        act(session)
    persons = persons_of(session, people)
    oddities.register_claims(session, cast, [persons[each.human] for each in ENGINEERS[1:] if each.human is not None])
    founding.engineers(session, persons, [human.name for human in people], hasher)
    return tellings


def _dated(stories: Iterable[Steps]) -> Iterator[tuple[datetime, int, int, Callable[[Session], None]]]:
    """Every act with its instant, the place of its story and its order there, which settle ties."""
    for place, story in enumerate(stories):
        for order, (instant, act) in enumerate(story):
            yield instant, place, order, act
