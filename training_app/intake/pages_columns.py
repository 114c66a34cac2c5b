"""Gathers what the page shows that asks about the columns of a file."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from training_app.intake import messages_columns as messages
from training_app.intake.columns import plain
from training_app.intake.rules_columns import Objection, from_kept, objections, told_from
from training_app.intake.service_columns import Asked
from training_app.kernel import identity
from training_app.sheets.asking import (
    DROPPED,
    KEPT,
    Answer,
    Guess,
    Told,
    first_told,
    header_rows,
    proposed,
    samples,
    table_at,
)
from training_app.sheets.remembering import proposed_before
from training_app.sheets.tables import HEADLESS, Table

_LONGEST_SAMPLE = 24
_LONGEST_LINE = 46
_BETWEEN = re.compile(r"[\s\-—–_.]+")
_WHOLE_NUMBER = re.compile(r"[A-Za-z]{0,2}\d{14,}[\dXx]?")
_NUMBER = re.compile(r"[A-Za-z]{0,2}\d(?: ?\d){6,}[Xx]?")
_DAY = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")


@dataclass(slots=True)
class ColumnLine:
    """A column to be asked about: `name` of its field in the form, letter and heading of the file, what stands in it, what
    it means now, what is wrong with that, and whether that was only concluded from its values."""

    name: str
    letter: str
    heading: str
    samples: list[str]
    meaning: str
    hidden: bool
    error: str = ""
    guessed: bool = False


@dataclass(slots=True)
class TablePage:
    """A table to be asked about. `lines` are the lines its headings may stand in, as (row, words)."""

    position: int
    sheet: str
    line: int
    row: int
    lines: list[tuple[int, str]]
    use: bool
    columns: list[ColumnLine]
    errors: list[str]


@dataclass(slots=True)
class ColumnsPage:
    """Everything the page needs. `options` are what a column can mean, `errors` all that is wrong with where it stands."""

    tables: list[TablePage]
    options: list[tuple[str, str]]
    errors: list[tuple[str, str]] = field(default_factory=list)


def said_so_far(asked: Asked, query: Mapping[str, str]) -> list[Told]:
    """What the page begins with: what was said before, what the headings say, other heading lines where chosen."""
    keeps = asked.kind.keeps_others
    before = from_kept(asked.batch.reading.get("answer", ()))
    if len(before) != len(asked.guesses):
        before = [first_told(guess, keeps_others=keeps) for guess in asked.guesses]
    chosen = told_from(query, asked.guesses, asked.kind.wanted, keeps_others=keeps, filled=False)
    return [
        new if f"row{position}" in query and new.row != old.row else old
        for position, (old, new) in enumerate(zip(before, chosen, strict=True))
    ]


def with_proposals(asked: Asked, told: Answer) -> tuple[Answer, set[str]]:
    """The answer with what values look like filled in where nothing is said of a field, and the names of those columns."""
    filled, names = [], set[str]()
    for position, (guess, each) in enumerate(zip(asked.guesses, told, strict=True)):
        before = proposed_before(guess, asked.known) if each.use and each.row == HEADLESS else {}
        said = {**each.columns, **{index: meaning for index, meaning in before.items() if index in each.columns}}
        found = proposed(table_at(guess, each.row, asked.kind.wanted), said, asked.kind.meanings) if each.use else {}
        filled.append(replace(each, columns={**said, **found}))
        names |= {f"column{position}-{index}" for index in found}
    return filled, names


def columns_page(asked: Asked, told: Answer, guessed: Collection[str] = ()) -> ColumnsPage:
    """The page for an answer as it stands, with what is wrong with it; `guessed` are columns named by their values."""
    kind = asked.kind
    words = {DROPPED: messages.DROPPED, **({KEPT: kind.kept_as} if kind.keeps_others else {})}
    labels = {each.field: each.label for each in kind.meanings}
    for each in kind.meanings:
        words[each.field] = messages.NEEDED.format(label=each.label) if each.needed else each.label
    others = messages.OR_KEPT.format(kept=kind.kept_as) if kind.keeps_others else ""
    wrong = objections(told, kind.meanings, keeps_others=kind.keeps_others)
    page = ColumnsPage([], list(words.items()))
    for position, (guess, each) in enumerate(zip(asked.guesses, told, strict=True)):
        table = table_at(guess, each.row, kind.wanted)
        own = [objection for objection in wrong if objection.table == position]
        shown = _table(position, guess, table, each, own, labels, others)
        for column in shown.columns:
            column.guessed = column.name in guessed
        page.tables.append(shown)
        page.errors += [(f"table-{position}", text) for text in shown.errors]
        said = dict.fromkeys(column.error for column in shown.columns if column.error)
        for text in said:
            page.errors.append((next(column.name for column in shown.columns if column.error == text), text))
    return page


def mask(text: str) -> str:
    """A value of a file as a sample: shortened, numbers of documents, phones and accounts hidden but for their ends."""
    shown = plain(text)
    whole = _BETWEEN.sub("", shown)
    if _WHOLE_NUMBER.fullmatch(whole):
        return identity.mask(whole)
    shown = _NUMBER.sub(lambda found: found[0] if _DAY.fullmatch(found[0]) else identity.mask(found[0].replace(" ", "")), shown)
    return shown if len(shown) <= _LONGEST_SAMPLE else shown[: _LONGEST_SAMPLE - 1] + "…"


def _table(
    position: int, guess: Guess, table: Table, told: Told, wrong: Sequence[Objection], labels: Mapping[str, str],
    others: str,
) -> TablePage:
    sheet = table.sheet
    letters: dict[str, list[str]] = {}
    for index, meaning in told.columns.items():
        letters.setdefault(meaning, []).append(sheet.letter(index))
    sentences = {
        (each.column, each.code): messages.OBJECTIONS[each.code].format(
            field=labels.get(each.field, ""), columns="、".join(letters.get(each.field, ())),
            others=others,
        )
        for each in wrong if each.code != "missing"
    }  # fmt: skip
    columns = [
        ColumnLine(
            f"column{position}-{column.index}", sheet.letter(column.index), mask(column.heading) or messages.NO_HEADING,
            [mask(value) for value in samples(table, column.index)], told.columns.get(column.index, DROPPED),
            column.index in sheet.hidden_columns,
            next((text for (index, _), text in sentences.items() if index == column.index), ""),
        )
        for column in table.columns
    ]
    missing = [
        messages.OBJECTIONS["missing"].format(field=labels[each.field]) for each in wrong if each.code == "missing"
    ]
    general = [text for (index, _), text in sentences.items() if index is None]
    return TablePage(
        position, sheet.name, table.header_line, table.header_row,
        [(row, _line(guess, row)) for row in header_rows(guess)], told.use, columns, [*general, *missing],
    )


def _line(guess: Guess, row: int) -> str:
    sheet, shown, sentence = guess.table.sheet, row, messages.LINE
    if row == HEADLESS:
        shown, sentence = guess.table.first_row if guess.start is None else guess.start, messages.NO_HEADINGS
    words = "、".join(mask(cell) for cell in sheet.row(shown)[guess.left : guess.right + 1] if cell.strip())
    if len(words) > _LONGEST_LINE:
        words = words[: _LONGEST_LINE - 1] + "…"
    return sentence.format(line=sheet.line(shown), words=words)
