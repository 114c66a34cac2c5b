"""Keyset pages: every line once, whatever the order, direction and holes; strange places are the first page."""

from __future__ import annotations

import base64
import json
from datetime import date

import pytest
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from training_app.classes.models import TrainingClass
from training_app.db import paging
from training_app.db.paging import Key, Page
from training_app.kernel.lists import Asked

NUMBER = Key(TrainingClass.number, str)
ORDERS = {
    "number": [NUMBER],
    "starts_on": [Key(TrainingClass.starts_on, date), NUMBER],
    "completed_on": [Key(TrainingClass.completed_on, date, nullable=True), NUMBER],
}


@pytest.fixture
def numbers(session: Session) -> set[str]:
    """Eleven classes, several on one day, some completed and some not."""
    found = set()
    for serial in range(11):
        state = "completed" if serial % 3 else "running"
        record = make_class(session, state, starts_on=date(2026, 3, 1 + serial // 4), number=f"PG2026-{serial:04d}")
        found.add(record.number)
    return found


def wanted() -> Select:
    return select(TrainingClass.number, TrainingClass.starts_on).where(TrainingClass.number.startswith("PG2026-"))


def page(session: Session, order: str, at: str = "", size: int = 4) -> Page:
    return paging.page_of(session, wanted(), ORDERS, Asked(order, at, size), lambda row: row[0])


@pytest.mark.parametrize("order", [f"{sign}{name}" for name in ORDERS for sign in ("", "-")])
def test_forth_and_back_shows_every_line_once(session: Session, numbers: set[str], order: str) -> None:
    pages, at = [], ""
    while True:
        current = page(session, order, at)
        pages.append(current)
        if not current.next:
            break
        at = current.next
    assert [each.first for each in pages] == [1, 5, 9] and pages[-1].last == 11
    forth = [number for each in pages for number in each.items]
    assert sorted(forth) == sorted(numbers)
    everything = page(session, order, size=50)
    assert list(everything.items) == forth
    back = pages[-1]
    for expected in reversed(pages[:-1]):
        back = page(session, order, back.previous)
        assert (list(back.items), back.first) == (list(expected.items), expected.first)
    assert not back.previous and back.next


def test_a_page_does_not_move_when_a_line_comes_in_above(session: Session, numbers: set[str]) -> None:
    first = page(session, "number")
    make_class(session, "running", number="PG2026-0000a")
    assert page(session, "number", first.next).items[0] == "PG2026-0004"


def test_the_count_stops_where_it_no_longer_helps(
    session: Session, numbers: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (page(session, "number").total, page(session, "number").more_than_counted) == (11, False)
    monkeypatch.setattr(paging, "COUNTED_AT_MOST", 10)
    assert (page(session, "number").total, page(session, "number").more_than_counted) == (10, True)


def written(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "at",
    [
        "x", "%", "=" * 9, "ä", "a" * 3000, written(), written(1, 2, 3, 4), written("number", 0, 1, "x"),
        written("number", 0, 1, ["a", "b"]), written("number", 0, 1, [None]), written("number", 0, 1, [5]),
        written("number", 0, 1, ["a\x00"]), written("number", 0, 1, ["\ud800"]), written("number", 0, -3, ["PG2026-0004"]),
        written("number", 0, 10**30, ["PG2026-0004"]), written("number", "0", 1, ["PG2026-0004"]),
        written("-number", 0, 5, ["PG2026-0004"]), written("number", 0, 5, ["zzz"]), written("number", 1, 5, [""]),
        written("number", 0, 1, {"a": 1}), base64.urlsafe_b64encode(b"[" * 1200).decode(),
    ],
)  # fmt: skip
def test_a_place_that_is_none_is_the_first_page(session: Session, numbers: set[str], at: str) -> None:
    assert page(session, "number", at).items == page(session, "number").items


def test_a_day_that_is_none_is_the_first_page(session: Session, numbers: set[str]) -> None:
    for day in ("2026-13-40", "", 7):
        assert page(session, "starts_on", written("starts_on", 0, 5, [day, "x"])).first == 1


def test_all_lines_come_in_pieces(session: Session, numbers: set[str]) -> None:
    sizes = []

    def fetch(asked: Asked) -> Page:
        found = paging.page_of(session, wanted(), ORDERS, asked, lambda row: row[0])
        sizes.append(len(found.items))
        return found

    assert sorted(paging.lines_of(fetch, "-completed_on", size=3)) == sorted(numbers)
    assert sizes == [3, 3, 3, 2]
