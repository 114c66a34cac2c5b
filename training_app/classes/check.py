"""The check of a roster file: every line read as a person, or said why not; every problem with its place and remedy."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from training_app.classes import messages
from training_app.classes.check_apart import doubts
from training_app.classes.check_cells import LineReader
from training_app.classes.check_prerequisites import FindJudge, warn_of_file
from training_app.classes.check_result import RosterCheck, RosterRow, RosterTable, file_problem, severity_of
from training_app.classes.columns import PROGRAMME, REQUIRED, SERIAL, WANTED
from training_app.classes.columns_programme import OccupationWords
from training_app.classes.labels_roster import HEADINGS, worded
from training_app.intake.columns import clean_identity, understand_sex
from training_app.intake.columns_names import understand_name
from training_app.intake.messages_proposed import offer
from training_app.kernel.problems import Problem, Severity
from training_app.sheets.headless import first_record
from training_app.sheets.model import Sheet, Workbook
from training_app.sheets.records import Evidence, Skipped, fill_merged, outside_lines, sort_lines
from training_app.sheets.tables import Find, Table, find_tables

_DIGITS_OF_NUMBER = 14
"""Digits in a cell of numbers that settle it: dates and telephone numbers in the lines of signatures have fewer."""
_WORDS = re.compile(r"[\u4e00-\u9fff:：]")
_DOCUMENT = re.compile(r"[A-Za-z]{1,3}\d{6,12}|0\d{7}(?:\d\d)?|\d{15}|\d{17}[\dXx]", re.ASCII)
_ORDINARY = frozenset({
    "employer", "major", "post", "identity_number", "phone", "birth_date", "graduation_date", "bank_account", "education",
    "held_title", "prior_certificate", "occupation", "level", "direction",
})


@dataclass(frozen=True, slots=True)
class ClassContext:
    """The class a roster is meant for: its programme, and how many people it may have (None: not limited here)."""

    occupation: str
    level: str
    direction: str | None = None
    capacity: int | None = None


RetirementDay = Callable[[str, date], date]
"""The day somebody of a sex and birth date reaches the statutory retirement age."""


def unreadable(code: str, detail: str) -> RosterCheck:
    """The result for a file that could not be read at all (the code and detail of a SheetError)."""
    return RosterCheck(problems=[file_problem(code, messages.file(code, detail))])


def check_roster(
    workbook: Workbook, words: OccupationWords, today: date, expected: ClassContext | None = None,
    retirement_day: RetirementDay | None = None, find: Find = find_tables, judges: FindJudge | None = None,
) -> RosterCheck:
    """Reads a workbook as rosters. Pure: the same file gives the same result, and nothing is looked up elsewhere.

    With `expected` the file must hold one roster, of that programme, of no more people than the class may have. `find` finds
    the tables, where somebody has said what the columns are. `judges` find what the standards ask, where the file alone is
    to tell; with a class that is judged with the register.
    """
    with _without_collector():
        check = _check(workbook, words, today, expected, retirement_day, find)
        if judges is not None and expected is None:
            warn_of_file(check, judges)
    for row in check.rows:
        if len(row.problems) > 1:
            row.problems.sort(key=lambda each: (each.severity is Severity.WARNING, len(each.column), each.column))
    return check


@contextmanager
def _without_collector() -> Iterator[None]:
    """Many lines are built and none is let go: looking for garbage among them meanwhile costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _check(
    workbook: Workbook, words: OccupationWords, today: date, expected: ClassContext | None,
    retirement_day: RetirementDay | None, find: Find,
) -> RosterCheck:
    check = RosterCheck()
    found = find(workbook, WANTED)
    for sheet in found.without:
        if not (found.tables or found.partial) or sheet.cells:
            check.skipped.append(Skipped(sheet.name, None, "no_header"))
        if found.tables and first_record(sheet) is not None:
            text = messages.roster("sheet.unread", sheet=sheet.name)
            check.problems.append(file_problem("sheet.unread", text, sheet=sheet.name))
    if not found.tables:
        _no_table(check, found.partial)
        return check
    for table in found.partial:
        if table in found.incomplete:
            _say_what_is_missing(check, table)
        else:
            check.skipped.append(Skipped(table.sheet.name, None, "no_header"))
    check.skipped.extend(Skipped(sheet.name, line, "left_out") for sheet, line in found.left_out)
    for sheet in dict.fromkeys(id(table.sheet) for table in found.tables):
        tables = [table for table in found.tables if id(table.sheet) == sheet]
        _read_sheet(check, tables, LineReader(words, today, workbook.epoch_1904, retirement_day))
    _find_duplicates(check)
    if expected is not None:
        # Forms are one list together, however many sheets they stand on.
        _compare(check, expected, ["" if table.sheet.places else table.sheet.name for table in found.tables])
    return check


def _no_table(check: RosterCheck, partial: list[Table]) -> None:
    if not partial:
        check.problems.append(file_problem("sheet.no_header", messages.roster("sheet.no_header")))
        return
    best = max(partial, key=lambda table: len(table.fields))
    for table in partial:
        if table is not best:
            check.skipped.append(Skipped(table.sheet.name, None, "no_header"))
    _say_what_is_missing(check, best)
    check.tables.append(_table(best))


def _say_what_is_missing(check: RosterCheck, table: Table) -> None:
    line = table.header_line
    for name in table.missing(WANTED):
        wanted, examples = messages.WANTED[name]
        text = messages.roster("column.missing", line=str(line), wanted=wanted, examples=examples)
        check.problems.append(
            file_problem("column.missing", text, sheet=table.sheet.name, block=table.block, line=line, field=name)
        )


def _table(table: Table) -> RosterTable:
    known = {name: column for name, column in table.fields.items() if name not in (SERIAL, PROGRAMME)}
    if PROGRAMME in table.fields:
        known.setdefault("occupation", table.fields[PROGRAMME])
        known.setdefault("level", table.fields[PROGRAMME])
    return RosterTable(
        table.sheet.name, table.block, table.header_line,
        {name: column.heading for name, column in known.items()},
        {name: table.sheet.letter(column.index) for name, column in known.items()}, table.lines,
    )


def _read_sheet(check: RosterCheck, tables: list[Table], reader: LineReader) -> None:
    sheet = tables[0].sheet
    outside = list(outside_lines(sheet, tables))
    reasons: dict[int, str] = {}
    taken: set[int] = set()
    rows: list[RosterRow] = []
    for table in tables:
        check.tables.append(_table(table))
        check.problems.extend(_problems_of_table(table))
        cells = fill_merged(table)
        records, others = sort_lines(table, cells, _EVIDENCE, REQUIRED)
        for offset, reason in others.items():
            row = table.first_row + offset
            if reasons.get(row, "blank") == "blank":
                reasons[row] = reason
        taken.update(table.first_row + offset for offset in records)
        rows.extend(_rows(check, table, cells, (records, others), reader))
    if sheet.hidden:
        text = messages.roster("sheet.hidden", sheet=sheet.name)
        check.problems.append(file_problem("sheet.hidden", text, sheet=sheet.name))
    rows.sort(key=lambda row: (row.line, row.block)) if len(tables) > 1 else None
    check.rows.extend(rows)
    check.skipped.extend(outside)
    check.skipped.extend(
        Skipped(sheet.name, sheet.line(row), reason) for row, reason in sorted(reasons.items()) if row not in taken
    )


def _proves(cell: str) -> bool:
    return sum(map(str.isdigit, cell)) >= _DIGITS_OF_NUMBER and not _WORDS.search(cell)


_EVIDENCE = Evidence(
    "identity_number", _proves, _ORDINARY, SERIAL,
    {
        "name": lambda cell: understand_name(cell)[0] is not None,
        "identity_number": lambda cell: _DOCUMENT.fullmatch(clean_identity(cell)) is not None,
        "sex": lambda cell: understand_sex(cell) is not None,
        SERIAL: lambda cell: cell.isascii() and cell.isdigit(),
    },
)


def _rows(
    check: RosterCheck, table: Table, cells: dict[int, list[str]], lines: tuple[list[int], dict[int, str]],
    reader: LineReader,
) -> list[RosterRow]:
    sheet, number = table.sheet, len(check.tables) - 1
    records, others = lines
    fields, defects = reader.read(table, cells, records)
    line = sheet.line
    places = sheet.places
    rows = [
        RosterRow(sheet.name, table.block, line(table.first_row + offset), each, number)
        for offset, each in zip(records, fields, strict=True)
    ]
    for position, index, name, code, suggestion in defects:
        row = rows[position]
        heading = next((column.heading for column in table.columns if column.index == index), "")
        problem = Problem(
            code, severity_of(code), messages.roster(code), sheet.name, table.block,
            places[index][0] if places else row.line, sheet.letter(index), heading, name, cells[index][records[position]],
        )
        row.problems.append(offer(problem, suggestion))
    for position, code, value in doubts(table, cells, records, others):
        row = rows[position]
        row.problems.append(
            Problem(code, severity_of(code), messages.roster(code), sheet.name, table.block, row.line, value=value)
        )
    return rows


def _problems_of_table(table: Table) -> Iterable[Problem]:
    sheet, line = table.sheet, table.header_line
    for column in table.columns:
        if column.index in sheet.hidden_columns and column.field != SERIAL and _has_content(sheet, table, column.index):
            heading = column.heading or sheet.letter(column.index)
            yield file_problem(
                "column.hidden", messages.roster("column.hidden", heading=heading), sheet=sheet.name,
                block=table.block, line=line, column=sheet.letter(column.index), heading=column.heading,
                field=column.field or "",
            )
    for name, columns in table.ambiguous.items():
        same_heading = len({column.heading for column in columns}) < len(columns)
        if name in REQUIRED or (same_heading and name != SERIAL):
            letters = "、".join(f"{sheet.letter(each.index)}列“{each.heading}”" for each in columns)
            wanted = messages.WANTED.get(name, (columns[0].heading, ""))[0]
            yield file_problem(
                "column.ambiguous", messages.roster("column.ambiguous", line=str(line), wanted=wanted, columns=letters),
                sheet=sheet.name, block=table.block, line=line, column=sheet.letter(columns[0].index),
                heading=columns[0].heading, field=name,
            )


def _has_content(sheet: Sheet, table: Table, index: int) -> bool:
    return any(sheet.column(index, table.first_row, table.bottom))


def _find_duplicates(check: RosterCheck) -> None:
    seen: dict[str, RosterRow] = {}
    for row in check.rows:
        identity = row.identity
        if identity is None:
            continue
        first = seen.setdefault(identity, row)
        if first is not row:
            place = str(first.line) if first.sheet == row.sheet else f"{first.line}（{first.sheet}）"
            check.report(row, "row.duplicate", "identity_number", first=place)


def _compare(check: RosterCheck, expected: ClassContext, sheets: list[str]) -> None:
    names = list(dict.fromkeys(sheets))
    if len(names) > 1:
        text = messages.roster("sheet.ambiguous", sheets="、".join(name or messages.FORMS for name in names))
        check.problems.append(file_problem("sheet.ambiguous", text))
    for row in check.rows:
        for name in ("occupation", "level", "direction"):
            wanted, given = getattr(expected, name), row.fields.get(name)
            if given is not None and wanted is not None and given != wanted:
                check.report(row, "class.mismatch", name, what=HEADINGS[name], filed=worded(name, wanted))
    if expected.capacity is not None and len(check.rows) > expected.capacity:
        check.problems.append(file_problem("capacity.exceeded", messages.roster("capacity.exceeded")))
