"""Filters every template may use."""

from __future__ import annotations

from datetime import timedelta

from training_app.kernel import dates
from training_app.web.presentation import waited


def test_a_wait_is_counted_in_days_of_china() -> None:
    this_morning = dates.first_moment(dates.today())
    assert waited(dates.now()) == waited(this_morning) == "今天起"
    assert waited(this_morning - timedelta(seconds=1)) == "1 天"
    assert waited(this_morning - timedelta(days=6)) == "6 天"
    assert waited(None) == ""
