"""Long lists beside themselves: each line is compared with others of its kind, not with every other line."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest

from tests.builders.institutions import credit_code
from training_app.catalogues import compare_institutions, programmes_check
from training_app.intake.rows import Row

LINES = 3_000
DAYS = {"valid_from": "2026-01-01", "valid_last": "2028-12-31"}


def qualification(number: int, **changes: str) -> Row:
    fields = {"code": credit_code(1), "name": "威海海韵职业培训学校", "kind": "training_institution", "document": "名录1号"}
    return Row(number, "表", 0, number + 3, {**fields, **DAYS, "scope": f"范围{number}", **changes})


def entry(number: int, **changes: str) -> Row:
    fields = {"occupation": "big_data", "level_words": "intermediate", "level": "intermediate", "document": "目录1号"}
    return Row(number, "表", 0, number + 3, {**fields, **DAYS, "institution_code": credit_code(number), "hours": "80", **changes})


@pytest.mark.parametrize(
    ("compare", "make"), [(compare_institutions.compare, qualification), (programmes_check.compare, entry)]
)
def test_a_long_list_of_one_thing_is_compared_at_once(
    compare: Callable[[Sequence[Row]], None], make: Callable[..., Row]
) -> None:
    rows = [make(number) for number in range(LINES)]
    begun = time.perf_counter()
    compare(rows)
    assert time.perf_counter() - begun < 20, "several minutes when every line meets every other"
    assert not any(row.problems for row in rows)


def test_a_contradiction_names_the_first_line_that_says_something_else() -> None:
    rows = [
        qualification(0), qualification(1), qualification(2, valid_last="2027-12-31"), qualification(3, scope="范围1"),
        qualification(4, valid_from="2029-01-01", valid_last="2029-12-31"),
    ]  # fmt: skip
    compare_institutions.compare(rows)
    told = [[(each.code, each.message) for each in row.problems] for row in rows]
    assert [[code for code, _ in some] for some in told] == [
        ["qualification.contradiction"], ["qualification.contradiction"], ["qualification.contradiction"],
        ["qualification.contradiction", "row.duplicate"], [],
    ]  # fmt: skip
    assert "第5行" in told[0][0][1] and "第5行" in told[1][0][1] and "第3行" in told[2][0][1]
    assert "第4行" in told[3][1][1]


def test_hours_of_one_standard_contradict_each_other_whoever_teaches_it() -> None:
    rows = [entry(0), entry(1, hours="100"), entry(2), entry(3, institution_code=credit_code(2))]
    programmes_check.compare(rows)
    told = [{each.code: each.message for each in row.problems} for row in rows]
    assert [sorted(each) for each in told] == [
        ["hours.contradiction"], ["hours.contradiction"], ["hours.contradiction"], ["hours.contradiction", "row.duplicate"],
    ]  # fmt: skip
    assert "第4行" in told[0]["hours.contradiction"] and "第3行" in told[1]["hours.contradiction"]
