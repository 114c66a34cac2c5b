"""Rosters for tests: rows become a workbook, valid synthetic numbers, and a check with fixed words and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from training_app.classes.check import ClassContext, RosterCheck, check_roster
from training_app.classes.columns_programme import OccupationWords
from training_app.kernel.identity import check_digit
from training_app.policies.occupations import occupations
from training_app.sheets.model import Sheet, Workbook

TODAY = date(2026, 9, 30)
WORDS = OccupationWords.of(occupations())


def number(sequence: int, born: str = "19900307", region: str = "371002") -> str:
    """A synthetic 18-character number with a right check digit; an odd sequence is a man's."""
    body = f"{region}{born}{sequence:03d}"
    return body + check_digit(body)


def sheet(rows: Sequence[Sequence[str]], name: str = "名单", **more: Any) -> Sheet:
    """A sheet of the rows, padded to a rectangle."""
    width = max(map(len, rows))
    cells = [cell for row in rows for cell in [*row, *[""] * (width - len(row))]]
    return Sheet(name, cells, width, **more)


def check(*sheets: Sheet | Sequence[Sequence[str]], expected: ClassContext | None = None, **more: Any) -> RosterCheck:
    """The check of a workbook with these sheets."""
    book = Workbook("xlsx", [each if isinstance(each, Sheet) else sheet(each) for each in sheets], **more)
    return check_roster(book, WORDS, TODAY, expected)


def fields_of(header: Sequence[str], *cells: str, **more: Any) -> dict[str, Any]:
    """The fields of the only line of a roster with a name, a right number and these cells."""
    found = check([["姓名", "身份证号", *header], ["李四", number(1), *cells]], **more)
    assert len(found.rows) == 1
    fields = dict(found.rows[0].fields)
    assert (fields.pop("name"), fields.pop("identity_number"), fields.pop("identity_kind")) == (
        "李四", number(1), "resident_id",
    )  # fmt: skip
    return fields


def codes_of(header: Sequence[str], *cells: str, **more: Any) -> list[str]:
    """The codes of the problems of the same line."""
    found = check([["姓名", "身份证号", *header], ["李四", number(1), *cells]], **more)
    return [problem.code for problem in found.rows[0].problems]
