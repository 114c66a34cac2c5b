"""What the lines of one earlier class say together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from training_app.intake.rows import Row
from training_app.kernel.errors import PolicyNotInForce
from training_app.opening.columns import CLASS_FIELDS
from training_app.policies.pack import DatedValue, Pack

ClassKey = tuple[int, str]
"""Institution and the number the class had in its books."""


@dataclass(slots=True)
class EarlierClass:
    """One class of the list: what its lines say of it (the first line that fills a field decides), and its lines."""

    key: ClassKey
    fields: dict[str, Any] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    told_by: dict[str, int] = field(default_factory=dict)

    @property
    def hours(self) -> int:
        """The most hours anybody of the class attended (hundredths): what the class is taken to have required."""
        return max((row.fields.get("hours", 0) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that contradicts an earlier line of its class at a field; `first` is that line's number."""

    row: Row
    field: str
    first: int


def earlier_classes(
    rows: Iterable[Row], institution_of: Callable[[Row], int | None]
) -> tuple[dict[ClassKey, EarlierClass], list[Difference]]:
    """The classes of the lines whose institution and number are known, and where lines of one class contradict."""
    classes: dict[ClassKey, EarlierClass] = {}
    differences = []
    for row in rows:
        institution, reference = institution_of(row), row.fields.get("class_ref")
        if institution is None or reference is None:
            continue
        one = classes.setdefault((institution, reference), EarlierClass((institution, reference)))
        one.rows.append(row)
        for name in CLASS_FIELDS[1:]:
            value = row.fields.get(name)
            if value is None:
                continue
            if one.fields.setdefault(name, value) != value:
                differences.append(Difference(row, name, one.told_by[name]))
            one.told_by.setdefault(name, row.line)
    return classes, differences


def hours_rule(pack: Pack, completed_on: date) -> DatedValue | None:
    """The rule by which hours of a class that ended on a day enter the ledger; None for days before there was one."""
    try:
        return pack.parameter("hours.subject_of_digital_training").on(completed_on)
    except PolicyNotInForce:
        return None
