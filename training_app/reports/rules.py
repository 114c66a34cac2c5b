"""The life of a return, its deadline, the cross-checks before submission, its content hash and the later differences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives import hashes

from training_app.kernel.actor import Role
from training_app.kernel.dates import Quarter
from training_app.kernel.workflow import Transition, Workflow
from training_app.reports import labels
from training_app.reports.layout import COLUMNS, Column, ReturnRow

RECORD_KIND = "return"
TOTAL = "total"
_UNIT = frozenset({Role.TRAINING_INSTITUTION})
_BUREAU = frozenset({Role.BUREAU})

# 六（二）: the unit reports, the bureau takes it in. A correction leaves its version as it is and begins the next one.
LIFE = Workflow(
    RECORD_KIND,
    (
        Transition("draft", "edit", _UNIT, "draft"),
        Transition("draft", "submit", _UNIT, "submitted"),
        Transition("draft", "discard", _UNIT, "draft"),
        Transition("submitted", "accept", _BUREAU, "accepted"),
        Transition("submitted", "return", _BUREAU, "returned", remark=True),
        Transition("returned", "correct", _UNIT, "returned"),
        Transition("accepted", "correct", _UNIT, "accepted", remark=True),
    ),
)
# What a unit writes into a draft beside its answers; of the second set the trail keeps only that it changed.
ENTERED = ("prepared_by", "phone", "measures", "practice", "issues")
UNSPOKEN = ("prepared_by", "phone")
ANSWER_PREFIX = "answer-"
FROZEN = frozenset({"submitted", "accepted", "returned"})


def entered(record: Any) -> dict[str, str]:
    """What a draft holds of its unit's own words, by the names of the form."""
    answers = {f"{ANSWER_PREFIX}{key}": text for key, text in sorted(record.answers.items())}
    return {name: getattr(record, name) for name in ENTERED} | answers


def due_on(quarter: Quarter, reading: object) -> date:
    """The last day to report, by the reading of parameter `reports.due`; ValueError for a reading nobody wrote."""
    if reading != "last_day_of_quarter":
        raise ValueError(f"unknown reading of reports.due: {reading!r}")
    return quarter.last_day


def number_of(quarter: Quarter, serial: int, version: int) -> str:
    """KB2026Q3-0007, later versions KB2026Q3-0007-2."""
    return f"KB{quarter}-{serial:04d}" + (f"-{version}" if version > 1 else "")


# ---- cross-checks --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Check:
    """A cross-check of one row that does not fit. `key` names it in the answers; `text` says what stands against what."""

    key: str
    rule: str
    row_name: str
    text: str


def cross_checks(rows: Iterable[ReturnRow], total: ReturnRow, cumulative: Iterable[ReturnRow]) -> list[Check]:
    """What does not fit together in the quarter's rows and in those of the year so far; all to be answered by a remark.

    Certificates and payments lag behind the training, so people are compared over the year only (docs: the form's
    columns are read together; no document prescribes these checks).
    """
    found = [check for row in rows for check in _of_quarter(row)]
    found += [check for row in cumulative for check in _of_year(row)]
    if not any(total.figure(column) for column in COLUMNS):
        found.append(_check("nil", total))
    return found


def checks_made(rows: int, cumulative_rows: int) -> int:
    """How many comparisons `cross_checks` makes for that many rows."""
    return rows * len(labels.QUARTER_CHECKS) + cumulative_rows * len(labels.YEAR_CHECKS) + 1


def _of_quarter(row: ReturnRow) -> Iterator[Check]:
    if row.classes_subsidised > row.classes_held:
        yield _check("classes_subsidised", row, row.classes_subsidised, row.classes_held)
    if (row.subsidy_paid_fen == 0) != (row.headcount_subsidised == 0):
        yield _check("money_and_persons", row, row.printed(_COLUMN["subsidy_paid_fen"]), row.headcount_subsidised)
    if (row.classes_held == 0) != (row.headcount_trained == 0):
        yield _check("classes_and_persons", row, row.classes_held, row.headcount_trained)


def _of_year(row: ReturnRow) -> Iterator[Check]:
    if row.headcount_certified > row.headcount_trained:
        yield _check("certified_over_trained", row, row.headcount_certified, row.headcount_trained)
    if row.headcount_subsidised > row.headcount_certified:
        yield _check("subsidised_over_certified", row, row.headcount_subsidised, row.headcount_certified)
    if row.headcount_certified and not row.headcount_subsidised:
        yield _check("certified_without_subsidy", row, row.headcount_certified)


def _check(rule: str, row: ReturnRow, *values: object) -> Check:
    return Check(f"{rule}.{row.occupation}", labels.CHECKS[rule][0], row.name, labels.CHECKS[rule][1].format(*values))


_COLUMN = {column.key: column for column in COLUMNS}


# ---- frozen content ------------------------------------------------------------------------------------------------


def row_document(row: ReturnRow) -> dict[str, Any]:
    """A row as it is kept."""
    figures = {column.key: row.figure(column) for column in COLUMNS}
    return {"occupation": row.occupation, "name": row.name, **figures, "distinct": dict(row.distinct)}


def row_from(document: Mapping[str, Any]) -> ReturnRow:
    """A kept row as it was."""
    return ReturnRow(**{**document, "distinct": dict(document["distinct"])})


def content_hash(document: Mapping[str, Any], members: Iterable[tuple[Any, ...]]) -> bytes:
    """SM3 over the canonical JSON of the frozen content, then of every member line in its order."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(_canonical(document))
    for member in members:
        digest.update(b"\n" + _canonical([str(value) if isinstance(value, date) else value for value in member]))
    return digest.finalize()


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is no longer what was submitted."""

    row: str
    row_name: str
    column: Column
    frozen: int
    now: int


def differences(frozen: Iterable[ReturnRow], now: Iterable[ReturnRow]) -> list[Difference]:
    """The cells in which the live figures differ from the frozen ones; a row only one of them has counts as zeros."""
    before, after = ({row.occupation: row for row in rows} for rows in (frozen, now))
    found = []
    for key in {**before, **after}:
        old, new = before.get(key, ReturnRow(key, "")), after.get(key, ReturnRow(key, ""))
        for column in COLUMNS:
            if old.figure(column) != new.figure(column):
                name = old.name or new.name
                found.append(Difference(key, name, column, old.figure(column), new.figure(column)))
    return found
