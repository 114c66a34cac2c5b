"""Loads the demo city in the order of its days. The caller's unit of work makes it all or nothing."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence

from argon2 import PasswordHasher
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.accounts import service as accounts
from training_app.crypto.blind_index import blind_index_many
from training_app.demo import acts, founding, humans, plan
from training_app.demo.humans import Human
from training_app.kernel import identity
from training_app.people.models import NUMBER_COLUMN, PersonDocument

_ANALYSE_EVERY = 150


def load(session: Session, hasher: PasswordHasher | None = None) -> None:
    """Writes the whole demo city into an empty register. `hasher` cheaper than the platform's is for tests."""
    hasher = hasher or accounts.HASHER
    cast = founding.found(session, hasher)
    people = list(humans.distinct(humans.humans(plan.PERSONS + 50)))[: plan.PERSONS]
    tellings = [
        acts.Telling(each, cast, people, random.Random(each.serial)) for each in plan.class_plans()
    ]
    for done, (_, _, _, act) in enumerate(heapq.merge(*map(acts.acts_of, tellings))):
        if done % _ANALYSE_EVERY == _ANALYSE_EVERY - 1:
            # One transaction of thousands of rows: the planner would still believe the tables to be empty.
            session.execute(text("ANALYZE"))
        act(session)
    persons = persons_of(session, people)
    founding.engineers(session, persons, [human.name for human in people], hasher)


def persons_of(session: Session, people: Sequence[Human]) -> dict[int, int]:
    """Ids of the registered persons by their place in the list of humans."""
    canonical = [identity.canonical(human.kind, human.number) for human in people]
    places = dict(zip(blind_index_many(NUMBER_COLUMN, canonical), range(len(people)), strict=True))
    rows = session.execute(select(PersonDocument.number_index, PersonDocument.person_id))
    return {places[bytes(index)]: person_id for index, person_id in rows if bytes(index) in places}
