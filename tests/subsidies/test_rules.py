"""The window in which nobody is paid twice."""

from __future__ import annotations

from datetime import date

import pytest

from training_app.subsidies.rules import Paid, clash, years_later


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2026, 6, 20), 1, date(2027, 6, 20)), (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)), (date(2023, 2, 28), 1, date(2024, 2, 28)),
    ],
)  # fmt: skip
def test_the_same_day_years_later(day: date, years: int, expected: date) -> None:
    assert years_later(day, years) == expected


@pytest.mark.parametrize(
    ("earlier", "on", "clashes"),
    [
        (date(2025, 6, 20), date(2026, 6, 19), True), (date(2025, 6, 20), date(2026, 6, 20), False),
        (date(2026, 6, 20), date(2026, 6, 20), True), (date(2027, 6, 19), date(2026, 6, 20), True),
        (date(2027, 6, 20), date(2026, 6, 20), False), (date(2024, 2, 29), date(2025, 2, 27), True),
        (date(2024, 2, 29), date(2025, 2, 28), False), (date(2023, 2, 28), date(2024, 2, 27), True),
    ],
)  # fmt: skip
def test_the_window_holds_from_the_day_to_before_its_anniversary(earlier: date, on: date, clashes: bool) -> None:
    assert (clash(on, [Paid(earlier, "PZ1")], 1) is not None) == clashes


def test_the_nearest_one_is_named() -> None:
    others = [Paid(date(2025, 9, 1), "far"), Paid(date(2026, 5, 1), "near"), Paid(date(2020, 1, 1), "old")]
    found = clash(date(2026, 6, 1), others, 1)
    assert found is not None and found.voucher == "near"
