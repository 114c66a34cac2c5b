"""What a condition asks, as people read it."""

from __future__ import annotations

import pytest

from training_app.kernel.decision import Basis, Citation, ConditionResult, State
from training_app.policies.loader import load
from training_app.titles.wording import Words


@pytest.mark.parametrize(
    ("fact", "operator", "expected", "words"),
    [
        ("experience.years", "at_least", 6, "相关专业工程技术工作年数：6 年以上"),
        ("person.in_city_scope", "eq", True, "在我市职称申报评审范围内"),
        ("integrity.blocked", "eq", False, "没有“诚信档案限制申报”的情形"),
        ("title.level", "below", "engineer", "现有职称级别：低于工程师"),
    ],
)
def test_a_condition_reads_as_a_sentence_would(fact: str, operator: str, expected: object, words: str) -> None:
    item = ConditionResult(fact, operator, expected, None, State.UNKNOWN, Citation(Basis.TEXT, "", "", "", ""))
    assert Words(load()).wanted(item) == words
