"""Who changed which field since the page was opened."""

from __future__ import annotations

import pytest

from training_app.kernel.clashes import Difference, Edition, compare
from training_app.kernel.errors import InvalidInput

OPENED = {"name": "一班", "venue": "文化路 1 号", "capacity": "40", "mode": ""}


def test_each_difference_says_who_changed_the_field() -> None:
    edition = Edition.of(3, OPENED)
    typed = OPENED | {"name": "二班", "venue": "文化路 2 号", "mode": "online"}
    now = OPENED | {"venue": "文化路 3 号", "capacity": "50", "mode": "online"}
    assert compare(edition, typed, now) == [
        Difference("name", "二班", "一班", mine=True, theirs=False),
        Difference("venue", "文化路 2 号", "文化路 3 号", mine=True, theirs=True),
        Difference("capacity", "40", "50", mine=False, theirs=True),
    ]


def test_a_page_that_lost_what_it_showed_asks_about_everything() -> None:
    edition = Edition.read({"version": "3", "opened": "name=000 %%"})
    (only,) = compare(edition, {"name": "一班"}, {"name": "二班"})
    assert only.mine and only.theirs


def test_what_was_sent_is_read_as_it_was_drawn() -> None:
    drawn = Edition.of(3, OPENED)
    assert Edition.read({"version": "3", "opened": drawn.opened}) == drawn


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 12, "３"])
def test_a_page_without_a_version_is_refused(version: str) -> None:
    with pytest.raises(InvalidInput, match="没有写明"):
        Edition.read({"version": version})
