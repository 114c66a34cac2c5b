"""Cross-checks, differences, deadline, numbers and the content hash, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from training_app.kernel.actor import Role
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import Conflict, PermissionDenied
from training_app.reports import rules
from training_app.reports.layout import ReturnRow


def row(**figures: int) -> ReturnRow:
    return ReturnRow("big_data", "大数据", **figures)


GOOD = row(
    classes_held=2, headcount_trained=60, subsidy_paid_fen=180000, classes_subsidised=2, headcount_certified=30,
    headcount_subsidised=20,
)  # fmt: skip


def keys(rows: list[ReturnRow], cumulative: list[ReturnRow], total: ReturnRow = GOOD) -> list[str]:
    return [check.key for check in rules.cross_checks(rows, total, cumulative)]


def test_figures_that_fit_need_no_word() -> None:
    assert keys([GOOD, row()], [GOOD, row()]) == []


@pytest.mark.parametrize(
    ("figures", "key"),
    [
        ({"classes_held": 1, "headcount_trained": 9, "classes_subsidised": 2}, "classes_subsidised.big_data"),
        ({"subsidy_paid_fen": 1}, "money_and_persons.big_data"),
        ({"headcount_subsidised": 1}, "money_and_persons.big_data"),
        ({"classes_held": 1}, "classes_and_persons.big_data"),
        ({"headcount_trained": 1}, "classes_and_persons.big_data"),
    ],
)
def test_what_does_not_fit_in_a_quarter(figures: dict[str, int], key: str) -> None:
    assert keys([row(**figures)], []) == [key]


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"headcount_trained": 1, "headcount_certified": 2, "headcount_subsidised": 1}, ["certified_over_trained.big_data"]),
        ({"headcount_trained": 9, "headcount_certified": 2, "headcount_subsidised": 3}, ["subsidised_over_certified.big_data"]),
        ({"headcount_trained": 9, "headcount_certified": 2}, ["certified_without_subsidy.big_data"]),
    ],
)
def test_what_does_not_fit_over_the_year(figures: dict[str, int], found: list[str]) -> None:
    assert keys([], [row(**figures)]) == found
    assert keys([row(classes_held=1, subsidy_paid_fen=figures.get("headcount_subsidised", 0), **figures)], []) == []


def test_a_return_of_nothing_wants_a_word() -> None:
    assert keys([row()], [row()], ReturnRow("total", "合计")) == ["nil.total"]


def test_a_check_says_its_values() -> None:
    (check,) = rules.cross_checks([row(classes_held=1, headcount_trained=9, classes_subsidised=2)], GOOD, [])
    assert (check.row_name, check.text) == ("大数据", "纳入补贴 2 班，已培训 1 班")


def test_differences_go_cell_by_cell_and_a_missing_row_is_zeros() -> None:
    other = ReturnRow("blockchain", "区块链", classes_held=1)
    changed = row(**{**{c: GOOD.__getattribute__(c) for c in ("classes_held", "classes_subsidised", "headcount_certified",
                     "headcount_subsidised", "subsidy_paid_fen")}, "headcount_trained": 61})  # fmt: skip
    found = {(d.row, d.column.key, d.frozen, d.now) for d in rules.differences([GOOD], [changed, other])}
    assert found == {("big_data", "headcount_trained", 60, 61), ("blockchain", "classes_held", 0, 1)}
    assert rules.differences([GOOD, other], [GOOD])[0].row_name == "区块链"
    assert rules.differences([GOOD], [GOOD]) == []


def test_a_row_is_kept_and_comes_back_whole() -> None:
    kept = ReturnRow("big_data", "大数据", 1, 2, 3, 4, 5, 6, {"headcount_trained": 1})
    assert rules.row_from(rules.row_document(kept)) == kept


def test_the_hash_does_not_depend_on_the_order_of_keys_but_on_every_value() -> None:
    members = [("classes_held", "WH1", date(2026, 4, 6), None), ("classes_held", "WH2", date(2026, 4, 7), 5)]
    first = rules.content_hash({"a": 1, "b": {"x": "壹", "y": 2}}, members)
    assert len(first) == 32
    assert rules.content_hash({"b": {"y": 2, "x": "壹"}, "a": 1}, members) == first
    assert rules.content_hash({"a": 1, "b": {"x": "壹", "y": 3}}, members) != first
    assert rules.content_hash({"a": 1, "b": {"x": "壹", "y": 2}}, members[::-1]) != first
    assert rules.content_hash({"a": 1, "b": {"x": "壹", "y": 2}}, members[:1]) != first


def test_deadline_and_numbers() -> None:
    assert rules.due_on(Quarter(2026, 3), "last_day_of_quarter") == date(2026, 9, 30)
    with pytest.raises(ValueError, match="some day"):
        rules.due_on(Quarter(2026, 3), "some day")
    assert rules.number_of(Quarter(2026, 3), 7, 1) == "KB2026Q3-0007"
    assert rules.number_of(Quarter(2026, 3), 7, 2) == "KB2026Q3-0007-2"


@pytest.mark.parametrize(
    ("state", "verb", "role", "outcome"),
    [
        ("draft", "submit", Role.TRAINING_INSTITUTION, "submitted"), ("submitted", "accept", Role.BUREAU, "accepted"),
        ("submitted", "return", Role.BUREAU, "returned"), ("draft", "submit", Role.BUREAU, PermissionDenied),
        ("submitted", "accept", Role.DISTRICT, PermissionDenied), ("accepted", "submit", Role.TRAINING_INSTITUTION, Conflict),
        ("accepted", "return", Role.BUREAU, Conflict), ("submitted", "correct", Role.TRAINING_INSTITUTION, Conflict),
    ],
)  # fmt: skip
def test_the_life_of_a_return(state: str, verb: str, role: Role, outcome: object) -> None:
    if isinstance(outcome, str):
        assert rules.LIFE.step(state, verb, role).target == outcome
    else:
        with pytest.raises(outcome):  # type: ignore[arg-type]
            rules.LIFE.step(state, verb, role)
