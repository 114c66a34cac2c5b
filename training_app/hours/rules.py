"""What a year of hours is: credits, balances and what is still missing. Hours are hundredths of a 学时.

Source of the ledger: 威人社函〔2023〕25号 五（一） (学时 of digital training are professional-subject hours of the year of the
training) and 威人社字〔2022〕32号 八 (学时银行).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Subject(StrEnum):
    """公需科目 and 专业科目."""

    GENERAL = "general"
    PROFESSIONAL = "professional"


@dataclass(frozen=True, slots=True)
class Credit:
    """One credit to be entered: whose, for which year and subject, from where and by which rule.

    `idempotency_key` names the fact: the same fact is entered once, however often it is tried.
    """

    person_id: int
    year: int
    subject: str
    hours: int
    occurred_on: date
    source_kind: str
    source_number: str
    rule: str
    basis: str
    idempotency_key: str
    occupation_key: str | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as statements show it; `reverses` is the number of the entry it takes back."""

    number: str
    on: date
    recorded_at: datetime
    subject: str
    hours: int
    source_kind: str
    source_number: str
    reverses: str | None
    rule: str
    basis: str
    reason: str
    evidence: str
    occupation_key: str | None
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Amounts:
    """Hours by subject, with their sum."""

    professional: int
    general: int

    @property
    def total(self) -> int:
        return self.professional + self.general

    @classmethod
    def of(cls, by_subject: Mapping[str, int]) -> Amounts:
        return cls(by_subject.get(Subject.PROFESSIONAL, 0), by_subject.get(Subject.GENERAL, 0))


@dataclass(frozen=True, slots=True)
class Required:
    """What a year asks; `unverified` when the text of the rule is not at hand (待核实). None: no rule in force that year."""

    total: int | None
    professional: int | None
    general: int | None
    unverified: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The hours of one person in one year, as they stood at the end of a day in China."""

    person_number: str
    person_name: str
    year: int
    as_of: date
    required: Required
    balance: Amounts
    entries: tuple[Entry, ...]

    @property
    def missing(self) -> dict[str, int]:
        """What is still missing in total and by subject; 0 when there is enough or nothing is required."""
        return {
            name: max((getattr(self.required, name) or 0) - getattr(self.balance, name), 0)
            for name in ("total", "professional", "general")
        }


def balance(entries: Iterable[Entry]) -> Amounts:
    """The sum of the entries by subject; reversals are negative and cancel what they reverse."""
    sums: dict[str, int] = {}
    for entry in entries:
        sums[entry.subject] = sums.get(entry.subject, 0) + entry.hours
    return Amounts.of(sums)
