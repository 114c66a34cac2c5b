"""What a list is: its columns, the filters its address may carry, and what of it is asked for now.

One description feeds the page, the choice of columns, sorting by heads and the export, so that they never differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from training_app.kernel.dates import CHINA

PAGE_SIZE = 50
# Of a filter typed or saved no more than this is looked at.
LONGEST_FILTER = 100

PAGE, SHEET = "page", "sheet"
Cell = str | int | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `value` says what a line holds there: texts, whole numbers, days, money as Decimal in yuan.

    `sort`: whether the list's queries know an order of this key. `shown`: whether somebody who chose nothing sees it.
    `fixed`: it cannot be left out. `only`: "page" or "sheet" where the other says the same in another column.
    `cls` are the classes of its cells, `width` its width in a workbook in characters.
    """

    key: str
    label: str
    value: Callable[[Any], Cell]
    cls: str = ""
    sort: bool = False
    shown: bool = True
    fixed: bool = False
    only: str = ""
    width: int = 14
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list of the register. `filters` are the names its address may carry, `order` its order when none is asked for
    ("-starts_on": latest first), `unit` what one counts its lines in."""

    key: str
    title: str
    unit: str
    columns: tuple[Column, ...]
    filters: tuple[str, ...]
    order: str

    def order_or_default(self, asked: str) -> str:
        """The order asked for if some column has it, else the list's own."""
        known = {column.key for column in self.columns if column.sort} | {self.order.lstrip("-")}
        return asked if asked.removeprefix("-") in known else self.order

    def kept(self, query: Mapping[str, str]) -> dict[str, str]:
        """What of an address belongs to this list: filled filters and a known order, without what cannot be stored."""
        found = {name: tidy(query.get(name, "")) for name in self.filters}
        found["sort"] = "" if self.order_or_default(query.get("sort", "")) == self.order else query["sort"]
        return {name: value for name, value in found.items() if value}

    def filled(self, query: Mapping[str, str]) -> bool:
        """Whether anything narrows the list."""
        return any(name != "sort" for name in self.kept(query))

    def chosen(self, keys: list[str] | None) -> list[Column]:
        """The columns of a page for somebody who chose these (None: nothing chosen), in the list's own order."""
        return [
            column for column in self.columns
            if column.only != SHEET
            and (column.fixed or (column.shown if keys is None else column.key in keys))
        ]

    def exported(self, keys: list[str] | None) -> list[Column]:
        """The columns of a workbook: those of the page and what stands in workbooks only."""
        shown = {column.key for column in self.chosen(keys)}
        return [
            column for column in self.columns
            if column.only == SHEET or (column.key in shown and column.only != PAGE)
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a list is asked for: its order, where to go on (`at`, opaque), how many lines at most."""

    order: str = ""
    at: str = ""
    size: int = PAGE_SIZE
    counted: bool = True

    @classmethod
    def of(cls, spec: ListSpec, query: Mapping[str, str]) -> Asked:
        """The part an address asks for."""
        return cls(spec.order_or_default(query.get("sort", "")), query.get("at", ""))


def tidy(text: str) -> str:
    """A filter as it is looked for: without what a database cannot hold, outer blanks, endless length."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode().strip()[:LONGEST_FILTER]


# What filters are called in an address, where it is not their own name.
_IN_ADDRESS = {"text": "q", "first_day": "first", "last_day": "last"}


class FromAddress:
    """Filters of a list, a frozen dataclass of texts and of `first_day` and `last_day` (both included); empty means all."""

    __slots__ = ()

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """The filters an address carries."""
        found: dict[str, Any] = {}
        for each in fields(cls):  # type: ignore[arg-type]
            given = query.get(_IN_ADDRESS.get(each.name, each.name), "")
            found[each.name] = typed_day(given) if each.name in ("first_day", "last_day") else tidy(given)
        return cls(**found)


def day_of(moment: datetime | None) -> date | None:
    """The day of an instant in China."""
    return moment.astimezone(CHINA).date() if moment else None


def typed_day(text: str) -> date | None:
    """A day as a filter carries it (2026-07-01); None for none and for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
