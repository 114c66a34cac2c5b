"""Silent wrong acceptances: none, over mutated files of every container. A failure prints the seed that makes the file again.

MUTATIONS=5000 MUTATIONS_SEED=1 python -m pytest tests/mutations -m long
"""

from __future__ import annotations

import os
import random
from collections import Counter

import pytest

from tests.classes.rosters import TODAY, WORDS
from tests.mutations.files import TEXTS, WORKBOOKS, physical_lines
from tests.mutations.layouts import Draughtsman
from tests.mutations.oracle import Verdict, judge
from training_app.classes.check import check_roster
from training_app.sheets.reading import read

_WRITERS = [*WORKBOOKS, *TEXTS]


def one_file(seed: int) -> tuple[str, Verdict, int]:
    """Makes the file of a seed and judges its check: writer, verdict, number of people in it."""
    chance = random.Random(seed)
    writer = _WRITERS[seed % len(_WRITERS)]
    plan = Draughtsman(chance).plan(one_sheet=writer in TEXTS)
    data = {**WORKBOOKS, **TEXTS}[writer](plan.looks, chance)
    check = check_roster(read(data, f"{plan.looks[0].name}.xls"), WORDS, TODAY)
    lines = physical_lines(plan.looks[0].rows) if writer in TEXTS and writer != "page" else None
    return writer, judge(check, plan, lines), len(plan.people)


def run(first: int, count: int) -> tuple[list[str], Counter[str], int]:
    """Silent errors with their seeds, complaints about readable cells, people."""
    wrong: list[str] = []
    doubted: Counter[str] = Counter()
    people = 0
    for seed in range(first, first + count):
        writer, verdict, number = one_file(seed)
        wrong += [f"seed {seed} ({writer}): {each}" for each in verdict.wrong]
        doubted += verdict.doubted
        people += number
    return wrong, doubted, people


def test_a_sample_of_mutated_files_is_stored_right_or_reported() -> None:
    wrong, doubted, people = run(20261121, 150)
    assert not wrong, "\n".join(wrong)
    assert people > 700
    assert sum(doubted.values()) < people // 20, doubted.most_common(20)


@pytest.mark.long
def test_thousands_of_mutated_files_are_stored_right_or_reported() -> None:
    count = int(os.environ.get("MUTATIONS", "3000"))
    first = int(os.environ.get("MUTATIONS_SEED", "219974178"))
    wrong, doubted, people = run(first, count)
    assert not wrong, f"first seed {first}\n" + "\n".join(wrong[:50])
    assert sum(doubted.values()) < people // 20, doubted.most_common(20)
