"""The 统一社会信用代码 and spans of days."""

from __future__ import annotations

from datetime import date

import pytest

from training_app.institutions import rules

# Codes of well-known units, not made by this program.
PUBLIC = ("91110000802100433B", "91440300708461136T", "12100000400010275N")


@pytest.mark.parametrize("code", PUBLIC)
def test_published_codes_are_right(code: str) -> None:
    assert rules.code_defect(code) is None
    assert rules.check_sign(code[:-1]) == code[-1]


@pytest.mark.parametrize("code", PUBLIC)
def test_any_one_wrong_sign_is_found(code: str) -> None:
    for place, sign in enumerate(code):
        wrong = code[:place] + ("7" if sign != "7" else "8") + code[place + 1:]
        assert rules.code_defect(wrong) == "check"


@pytest.mark.parametrize(
    ("code", "defect"),
    [("", "length"), ("9111000080210043", "length"), ("9111000080210043OB", "signs"), ("91110000802100433b", "signs")],
)
def test_wrong_shapes(code: str, defect: str) -> None:
    assert rules.code_defect(code) == defect


def test_one_spelling() -> None:
    assert rules.canonical_code(" ９１１１0000 802100433b ") == PUBLIC[0]


@pytest.mark.parametrize(
    ("first", "second", "meet"),
    [
        ((1, 5), (5, 9), False), ((1, 6), (5, 9), True), ((5, 9), (1, 5), False), ((1, None), (9, None), True),
        ((1, 3), (3, None), False), ((1, None), (1, 2), True),
    ],
)
def test_spans_without_their_last_day(first: tuple, second: tuple, meet: bool) -> None:
    days = [None if number is None else date(2026, 1, number) for number in (*first, *second)]
    assert rules.overlaps(*days) is meet
