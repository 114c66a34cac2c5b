"""Mutated files through to the database and back: nobody wrong, nobody twice, nobody lost, and undo leaves nothing behind.

MUTATIONS=300 MUTATIONS_SEED=1 python -m pytest tests/mutations/test_register.py -m long
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from tests.mutations.register import Story


def run(session: Session, first: int, count: int) -> tuple[list[str], Counter[str]]:
    """Complaints with their seeds, and what became of the files."""
    wrong: list[str] = []
    became: Counter[str] = Counter()
    for seed in range(first, first + count):
        with session.begin_nested() as point:
            story = Story(session, seed)
            story.run()
            point.rollback()
        session.expire_all()
        wrong += story.wrong
        became["stored"] += story.stored
        became["completed"] += story.completed
        became[story.refused or "taken"] += 1
    return wrong, became


def test_a_sample_of_mutated_rosters_is_in_the_register_as_it_was_meant(session: Session) -> None:
    wrong, became = run(session, 20261121, 12)
    assert not wrong, "\n".join(wrong)
    assert became["taken"] >= 8 and became["stored"] >= 40 and became["completed"] >= 4, became


@pytest.mark.long
def test_hundreds_of_mutated_rosters_are_in_the_register_as_they_were_meant(session: Session) -> None:
    count = int(os.environ.get("MUTATIONS", "200"))
    first = int(os.environ.get("MUTATIONS_SEED", "774411"))
    wrong, became = run(session, first, count)
    assert not wrong, f"first seed {first}, {became}\n" + "\n".join(wrong[:60])
