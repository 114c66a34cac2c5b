"""What was said of a file's columns on the page, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from training_app.sheets.asking import (
    DROPPED,
    KEPT,
    Answer,
    Guess,
    Meaning,
    Told,
    first_meanings,
    header_rows,
    table_at,
)
from training_app.sheets.headings import Wanted


@dataclass(frozen=True, slots=True)
class Objection:
    """Why an answer cannot be: `code` twice, missing, unknown or nothing_read; the table and the column it is about (None:
    the table as a whole), the field it is about."""

    code: str
    table: int = 0
    column: int | None = None
    field: str = ""


def told_from(
    form: Mapping[str, str], asked: Sequence[Guess], wanted: Wanted, *, keeps_others: bool, filled: bool
) -> list[Told]:
    """The answer in a form: `use<n>`, `row<n>`, and `column<n>-<index>` for every column of table n.

    `filled` False: only other heading lines were chosen, and every column means what its heading says.
    """
    answer = []
    for position, guess in enumerate(asked):
        row = _row(form.get(f"row{position}", ""), guess)
        table = table_at(guess, row, wanted)
        columns = first_meanings(table, table.columns, keeps_others=keeps_others)
        if filled:
            columns = {index: form.get(f"column{position}-{index}", "")[:40] for index in columns}
        answer.append(Told(f"use{position}" in form if filled else guess.use, row, columns))
    return answer


def from_kept(kept: Iterable[tuple[bool, int, Mapping[str, str]]]) -> list[Told]:
    """The answer a batch keeps, as it was."""
    return [
        Told(bool(use), int(row), {int(index): meaning for index, meaning in columns.items()}) for use, row, columns in kept
    ]


def objections(answer: Answer, meanings: Sequence[Meaning], *, keeps_others: bool) -> list[Objection]:
    """Everything that keeps an answer from being one, table by table."""
    if not any(told.use for told in answer):
        return [Objection("nothing_read")]
    allowed = {DROPPED, *(each.field for each in meanings), *((KEPT,) if keeps_others else ())}
    found: list[Objection] = []
    for position, told in enumerate(answer):
        if not told.use:
            continue
        counts = Counter(told.columns.values())
        for index, meaning in told.columns.items():
            if meaning not in allowed:
                found.append(Objection("unknown", position, index))
            elif counts[meaning] > 1 and meaning not in (DROPPED, KEPT):
                found.append(Objection("twice", position, index, meaning))
        found.extend(
            Objection("missing", position, None, each.field) for each in meanings if each.needed and not counts[each.field]
        )
    return found


def _row(text: str, guess: Guess) -> int:
    rows = {str(row): row for row in header_rows(guess)}
    return rows.get(text, guess.table.header_row)
