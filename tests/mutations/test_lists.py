"""Mutated lists of one line per record through to the database and back.

MUTATIONS=500 MUTATIONS_SEED=1 python -m pytest tests/mutations/test_lists.py -m long
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field

import pytest
from sqlalchemy.orm import Session

from tests.mutations.list_story import WORLDS, ListStory


@dataclass
class Told:
    """Complaints with their seeds; what became of the files; readable lines that were held; what kept out lines that were put
    right."""

    wrong: list[str] = field(default_factory=list)
    became: Counter[str] = field(default_factory=Counter)
    doubted: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return "\n".join([*self.wrong[:60], str(self.became), str(self.doubted), str(self.left)])


def run(session: Session, first: int, count: int) -> Told:
    told = Told()
    for seed in range(first, first + count):
        try:
            with session.begin_nested() as point:
                story = ListStory(session, seed)
                story.run()
                point.rollback()
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
        session.expire_all()
        told.wrong += story.wrong
        told.doubted += story.doubted
        told.left += story.left
        told.became["stored"] += story.stored
        told.became["corrected"] += story.corrected
        told.became[f"{story.case.kind} {story.refused or 'taken'}"] += 1
    return told


def test_a_sample_of_mutated_lists_is_in_the_register_as_it_was_meant(session: Session) -> None:
    told = run(session, 20261121, 4 * len(WORLDS))
    assert not told.wrong, told
    assert told.became["stored"] >= 100 and told.became["corrected"] >= 30, told
    assert sum(told.doubted.values()) <= 3 * len(WORLDS) // 2, told


@pytest.mark.long
def test_hundreds_of_mutated_lists_are_in_the_register_as_they_were_meant(session: Session) -> None:
    count = int(os.environ.get("MUTATIONS", "400"))
    first = int(os.environ.get("MUTATIONS_SEED", "915733"))
    told = run(session, first, count)
    assert not told.wrong, f"first seed {first}\n{told}"
