"""The facts that conditions may speak of: their kinds and values, and how given facts are checked before they are used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from typing import Any

from training_app.kernel.errors import InvalidInput
from training_app.policies.messages import sentence

KINDS = frozenset({"flag", "number", "whole_number", "choice", "ordered", "word"})
LARGEST = 1_000_000
"""No year, month or count of a person is larger; keeps absurd numbers out of the arithmetic."""
LONGEST_WORD = 60


@dataclass(frozen=True)
class Fact:
    """One fact. `values` of an ordered fact go from the lowest to the highest.

    `kind`: flag (bool), number (years, exact), whole_number, choice, ordered, word (any code). `default` is what an
    absent value means, where it does not mean "unknown". `follows` gives the value from another fact where that tells.
    `rises`: once reached, a value is not given back (an education, a title).
    """

    name: str
    label: str
    kind: str
    values: tuple[str, ...] = ()
    value_labels: Mapping[str, str] | None = None
    default: Any = None
    follows: str = ""
    follows_map: Mapping[str, str] | None = None
    origin: str = ""
    rises: bool = False

    @cached_property
    def ranks(self) -> dict[str, int] | None:
        """Place of each value on the scale; None for facts without order among words."""
        return {value: rank for rank, value in enumerate(self.values)} if self.kind == "ordered" else None

    def value_label(self, value: Any) -> str:
        """The value in words for people."""
        if isinstance(value, bool):
            return "是" if value else "否"
        if self.kind == "number":
            return f"{value} 年"
        return (self.value_labels or {}).get(value, str(value)) if isinstance(value, str) else str(value)

    def clean(self, value: Any) -> Any:
        """The value as the engine takes it. InvalidInput says what is wrong with it."""
        if self.kind == "flag":
            if isinstance(value, bool):
                return value
        elif self.kind in ("number", "whole_number"):
            number = self._number(value)
            if number is not None:
                return number
        elif isinstance(value, str):
            if self.values and value in self.values:
                return value
            if not self.values and value.strip() and value.isprintable() and len(value) <= LONGEST_WORD:
                return value.strip()
        raise self._refusal(value)

    def _number(self, value: Any) -> int | Decimal | None:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return None
        number = Decimal(str(value)) if isinstance(value, float) else value
        if (isinstance(number, Decimal) and not number.is_finite()) or not 0 <= number <= LARGEST:
            return None
        if self.kind == "whole_number":
            if number != int(number):
                return None
            number = int(number)
        return number

    def _refusal(self, value: Any) -> InvalidInput:
        code = "choice" if self.kind in ("choice", "ordered") else self.kind
        shown = str(value)[:40]
        return InvalidInput(
            f"facts.{code}",
            sentence(f"facts.{code}", fact=self.name, label=self.label, value=shown, allowed="、".join(self.values)),
            fact=self.name,
        )


@dataclass(frozen=True)
class FactTable(Mapping[str, Fact]):
    """All facts by name."""

    by_name: dict[str, Fact]

    def __getitem__(self, name: str) -> Fact:
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    @cached_property
    def _filled(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.by_name.values() if fact.default is not None or fact.follows)

    def clean(self, given: Any) -> tuple[dict[str, Any], list[str]]:
        """Checked facts with defaults and followed values filled in, and the names that are not in the table.

        A null is an absent fact. Raises InvalidInput for a value that the fact cannot have.
        """
        if not isinstance(given, Mapping):
            raise InvalidInput("facts.not_object", sentence("facts.not_object"))
        facts: dict[str, Any] = {}
        strangers: list[str] = []
        for name, value in given.items():
            fact = self.by_name.get(name)
            if fact is None:
                strangers.append(str(name))
            elif value is not None:
                facts[name] = fact.clean(value)
        for fact in self._filled:
            if fact.name not in facts:
                value = (fact.follows_map or {}).get(facts.get(fact.follows, "")) if fact.follows else fact.default
                if value is not None:
                    facts[fact.name] = value
        return facts, strangers


def completed_years(since: date, on: date) -> Decimal:
    """Years as the facts count them: completed years plus days/365, truncated to three decimals; 0 before `since`."""
    if on <= since:
        return Decimal(0)
    years = on.year - since.year - ((on.month, on.day) < (since.month, since.day))
    anniversary = _anniversary(since, since.year + years)
    part = Decimal((on - anniversary).days) / 365
    return years + min(part, Decimal("0.999")).quantize(Decimal("0.001"), ROUND_DOWN)


def _anniversary(day: date, year: int) -> date:
    """The same day in another year; 1 March for 29 February where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
