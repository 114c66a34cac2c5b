"""Rosters in the manner of real 花名册, 签到表, 成绩汇总表, 补贴申领花名册, each with the people a reader of the paper sees.

A sheet is written line by line, cells between bars; {1} is a right number, {1x} one with a wrong last digit, {t1} a phone.
A truth is a line "sheet line name number field=value …"; of fields that are not named nothing may be stored. `refused`: what
is told instead of reading anybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.classes.rosters import number, sheet
from training_app.classes.check import RosterCheck
from training_app.kernel.problems import Severity
from training_app.sheets.model import Sheet

FIELDS = (
    "sex", "phone", "employer", "education", "birth_date", "level", "occupation", "direction", "bank_account", "post",
    "held_title", "major", "graduation_date", "experience_years",
)  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """A file on paper: its sheets by name, merged ranges of the first, and the people in it."""

    name: str
    sheets: dict[str, str]
    truth: str
    merges: tuple[tuple[int, int, int, int], ...] = ()
    refused: str = ""

    def drawn(self) -> list[Sheet]:
        """As sheets of a workbook."""
        found = []
        for place, (name, text) in enumerate(self.sheets.items()):
            rows = [[_filled(cell.strip()) for cell in line.split("|")] for line in text.strip("\n").split("\n")]
            found.append(sheet(rows, name, merges=list(self.merges) if place == 0 else []))
        return found


def _filled(cell: str) -> str:
    def put(found: re.Match[str]) -> str:
        kind, serial, wrong = found.groups()
        if kind == "t":
            return f"138000000{int(serial):02d}"
        right = number(int(serial))
        return right if not wrong else right[:17] + ("1" if right[17] != "1" else "2")

    return re.sub(r"\{(t?)(\d+)(x?)\}", put, cell).replace("\\n", "\n")


def faults(paper: Paper, found: RosterCheck) -> list[str]:
    """What went in otherwise than it is meant and without a word."""
    wrong: list[str] = []
    errors = [each.code for each in found.problems if each.severity is Severity.ERROR]
    if paper.refused:
        return [] if paper.refused in errors else [f"not refused by {paper.refused} but {errors}, {len(found.rows)} rows"]
    if errors:
        return [f"refused: {errors}"]
    rows = {(row.sheet, row.line, row.block): row for row in found.rows}
    for line in paper.truth.strip().split("\n"):
        name_of_sheet, place, name, serial, *told = line.split()
        right = {"name": name, "identity_number": number(int(serial)), **dict(each.split("=", 1) for each in told)}
        right = {field: value.replace("_", " ") if field in ("name", "employer") else value for field, value in right.items()}
        key = next((each for each in rows if each[:2] == (name_of_sheet, int(place)) and _is(rows[each].fields, right)), None)
        key = key or next((each for each in rows if each[:2] == (name_of_sheet, int(place))), None)
        if key is None:
            wrong.append(f"{line} vanished")
            continue
        row = rows.pop(key)
        said = {each.field for each in row.problems}
        for field in ("name", "identity_number", *FIELDS):
            if row.fields.get(field) != right.get(field) and field not in said:
                wrong.append(f"{line}: {field} is {row.fields.get(field)!r}")
    wrong += [
        f"{row.sheet} {row.line} is nobody and was read: {row.fields}" for row in rows.values()
        if row.status != "error" and "row.set_apart" not in {each.code for each in row.problems}
    ]
    return wrong


def _is(fields: dict[str, str], right: dict[str, str]) -> bool:
    return fields.get("identity_number") == right["identity_number"]
