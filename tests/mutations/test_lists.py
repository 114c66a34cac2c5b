"""Mutated lists of one line per record through to the database and back.

MUTATIONS=500 MUTATIONS_SEED=1 python -m pytest tests/mutations/test_lists.py -m long
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from tests.mutations.list_story import ListStory


def run(session: Session, first: int, count: int) -> tuple[list[str], Counter[str], Counter[str]]:
    """Complaints with their seeds, what became of the files, readable lines that were held."""
    wrong: list[str] = []
    became: Counter[str] = Counter()
    doubted: Counter[str] = Counter()
    for seed in range(first, first + count):
        with session.begin_nested() as point:
            story = ListStory(session, seed)
            story.run()
            point.rollback()
        session.expire_all()
        wrong += story.wrong
        doubted += story.doubted
        became["stored"] += story.stored
        became[f"{story.case.kind} {story.refused or 'taken'}"] += 1
    return wrong, became, doubted


def test_a_sample_of_mutated_lists_is_in_the_register_as_it_was_meant(session: Session) -> None:
    wrong, became, doubted = run(session, 20261121, 24)
    assert not wrong, "\n".join(wrong)
    assert became["stored"] >= 30 and sum(doubted.values()) <= 8, (became, doubted)


@pytest.mark.long
def test_hundreds_of_mutated_lists_are_in_the_register_as_they_were_meant(session: Session) -> None:
    count = int(os.environ.get("MUTATIONS", "400"))
    first = int(os.environ.get("MUTATIONS_SEED", "915733"))
    wrong, became, doubted = run(session, first, count)
    assert not wrong, f"first seed {first}, {became}, {doubted}\n" + "\n".join(wrong[:60])
