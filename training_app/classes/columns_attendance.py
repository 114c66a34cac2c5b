"""The columns of an attendance sheet: a column for each session of the class, or a line for each person and session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from training_app.classes import messages, messages_attendance
from training_app.classes.columns_scores import PEOPLE_HEADINGS, WARNINGS
from training_app.classes.columns_sessions import Named, Timetable
from training_app.intake.columns import NOTHING, plain
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.intake.rows import Row
from training_app.kernel.problems import Problem, Severity
from training_app.sheets.headings import Column, Merged, Wanted, spread
from training_app.sheets.model import Workbook
from training_app.sheets.tables import Find, Found, Table

_PREFIX = "session-"
_WORDS = {
    "present": "√ ✓ ✔ ☑ 到 出勤 到课 已到 实到 正常 正常出勤 出席 签到 已签到 已签 全勤 是",
    "late": "迟到 迟 晚到",
    "leave": "请假 事假 病假 公假 假 休假",
    "absent": "× ✗ ✘ ☒ x 缺 缺勤 缺课 缺席 旷 旷课 旷工 未到 没到 否",
}
_STATUSES = {word: status for status, words in _WORDS.items() for word in words.split()}
_LEFT_EARLY = "早退"
UNREAD = frozenset({"session.unknown", "session.ambiguous", "session.twice", "column.unread"})
"""Codes of columns that were left out; the file is read all the same."""


def understand_status(text: str) -> str | None:
    """present, late, leave or absent from the usual words and ticks; None for anything else, also for signs that mean
    different things in different schools (○, △, /)."""
    return _STATUSES.get(plain(text).replace(" ", "").lower())


def marks_of(row: Row) -> dict[int, str]:
    """What a line says of the person's attendance, by number of the session."""
    marks = {int(name.removeprefix(_PREFIX)): status for name, status in row.fields.items() if name.startswith(_PREFIX)}
    if "held" in row.fields and "status" in row.fields:
        marks[row.fields["held"]] = row.fields["status"]
    return marks


def blank_sessions(row: Row) -> list[int]:
    """The sessions the line has an empty cell for."""
    names = [name for name in row.columns if name.startswith(_PREFIX) and not row.cells.get(name, "").strip()]
    return sorted(int(name.removeprefix(_PREFIX)) for name in names)


def field_of(row: Row, number: int) -> str:
    """The field of a line that tells of a session."""
    name = f"{_PREFIX}{number}"
    return name if name in row.columns else "status"


def attendance_list(timetable: Timetable) -> PlainList:
    """How an attendance sheet of a class is read."""
    sessions = tuple(
        Heading(
            f"{_PREFIX}{each.number}",
            messages_attendance.session_title(each.number, each.held_on, is_make_up=each.is_make_up), "",
            _status(f"{_PREFIX}{each.number}"), needed=False,
        )
        for each in timetable.sessions
    )  # fmt: skip
    return PlainList(
        (
            *PEOPLE_HEADINGS,
            Heading(
                "held", "课次", "课次 日期 上课日期 培训日期 考勤日期 上课时间 签到日期 第几次课", _held(timetable), needed=False
            ),
            Heading(
                "status", "考勤",
                "考勤 出勤 考勤情况 出勤情况 到课情况 签到情况 考勤结果 考勤状态 出勤状态 是否出勤 是否到课 到课",
                _status("status"), needed=False,
            ),
            *sessions,
        ),
        messages_attendance.sentence, messages.file, warnings=WARNINGS | UNREAD | {"status.blank", "session.asks"},
    )  # fmt: skip


class SessionFinder:
    """Finds tables by `find` and reads the headings of their columns as sessions. Afterwards `problems` are of columns that
    look like attendance and could not be read, and `any` says whether there is any attendance at all."""

    def __init__(self, timetable: Timetable, find: Find) -> None:
        self._timetable = timetable
        self._find = find
        self.problems: list[Problem] = []
        self.any = False

    def __call__(self, workbook: Workbook, wanted: Wanted) -> Found:
        found = self._find(workbook, wanted)
        found.tables = [self._with_sessions(table, workbook.epoch_1904) for table in found.tables]
        self.any = any(
            name == "status" or name.startswith(_PREFIX) for table in found.tables for name in table.fields
        )
        return found

    def _with_sessions(self, table: Table, epoch_1904: bool) -> Table:
        rows = _heading_rows(table, self._timetable, epoch_1904)
        named = {
            column.index: _named([cells[column.index] for cells in rows], self._timetable, epoch_1904)
            for column in table.columns if column.is_other or column.field == "status"
        }  # fmt: skip
        numbers = [each.number for each in named.values() if each.number is not None]
        counted = bool(numbers) and "held" not in table.fields
        columns = []
        for column in table.columns:
            each = named.get(column.index, Named())
            heading = " ".join(dict.fromkeys(cells[column.index] for cells in rows if cells[column.index])) or column.heading
            code = "session.twice" if each.number is not None and numbers.count(each.number) > 1 else each.code
            if each.number is not None and not code:
                column = Column(column.index, heading, f"{_PREFIX}{each.number}")
            elif code or ((column.is_other or counted and column.field == "status") and _looks_like_attendance(table, column)):
                self._report(table, column, heading, code or "column.unread")
                column = Column(column.index, column.heading, None, dropped=True)
            elif counted and column.field == "status":
                # Beside columns of sessions it is how often somebody came.
                column = Column(column.index, column.heading, None, dropped=True)
            columns.append(column)
        first_row = max(table.first_row, table.header_top + len(rows))
        left = {name: [each for each in rivals if not named.get(each.index, Named()).number] for name, rivals in
                table.ambiguous.items()}  # fmt: skip
        return replace(
            table, columns=columns, first_row=first_row, ambiguous={name: each for name, each in left.items() if len(each) > 1}
        )

    def _report(self, table: Table, column: Column, heading: str, code: str) -> None:
        sheet, line = table.sheet, table.header_line
        text = messages_attendance.sentence(code, letter=sheet.letter(column.index), heading=heading[:40])
        self.problems.append(Problem(code, Severity.WARNING, text, sheet=sheet.name, line=line))


def _heading_rows(table: Table, timetable: Timetable, epoch_1904: bool) -> list[list[str]]:
    """The rows of headings, with a row of days below those of the people where only the upper line was known."""
    sheet, merged = table.sheet, Merged(table.sheet)
    last = table.first_row
    rows = [spread(sheet, merged, row, row < last) for row in range(table.header_top, last + (last < table.bottom))]
    if last < table.bottom:
        people = [column.index for column in table.columns if column.field in ("name", "identity_number")]
        cells = sheet.row(last)
        above = [[upper[index] for upper in rows] for index, cell in enumerate(cells) if cell]
        if not any(cells[index] for index in people) and any(_named(each, timetable, epoch_1904).number for each in above):
            return rows
    return [spread(sheet, merged, row, row < last - 1) for row in range(table.header_top, last)]


def _named(texts: Sequence[str], timetable: Timetable, epoch_1904: bool) -> Named:
    """What the texts above a column name together, else the lowest of them."""
    told = list(dict.fromkeys(text for text in texts if text))
    together = timetable.find(" ".join(told), epoch_1904=epoch_1904)
    if together.number is not None or not told:
        return together
    lowest = timetable.find(told[-1], epoch_1904=epoch_1904)
    return lowest if lowest.number is not None or lowest.code else together


def _looks_like_attendance(table: Table, column: Column) -> bool:
    cells = [cell for cell in table.sheet.column(column.index, table.first_row, table.bottom) if cell.strip()]
    known = sum(understand_status(cell) is not None for cell in cells)
    return known * 2 > len(cells) > 0


def _held(timetable: Timetable) -> Callable[[Cell], Understood]:
    def understand(cell: Cell) -> Understood:
        if not cell.text.strip():
            return {}, NOTHING
        named = timetable.find(cell.text, epoch_1904=cell.epoch_1904)
        if named.number is None and plain(cell.text).isdecimal():
            named = timetable.find(messages_attendance.ORDINAL.format(number=plain(cell.text)))
        return ({"held": named.number}, NOTHING) if named.number else ({}, ((f"held.{named.code or 'session.unknown'}", None),))

    return understand


def _status(name: str) -> Callable[[Cell], Understood]:
    def understand(cell: Cell) -> Understood:
        text = plain(cell.text)
        if not text:
            return {}, NOTHING
        status = understand_status(text)
        if status is not None:
            return {name: status}, NOTHING
        return {}, (("status.left_early" if _LEFT_EARLY in text else "status.unknown", None),)

    return understand


def summary(marks: Iterable[tuple[int, str]]) -> str:
    """The marks of a line in words: how often the person came, and which sessions not."""
    by_status: dict[str, list[int]] = {}
    for number, status in sorted(marks):
        by_status.setdefault(status, []).append(number)
    words = []
    for status, label in messages_attendance.STATUSES.items():
        if numbers := by_status.get(status):
            which = messages_attendance.LIST_MARK.join(map(str, numbers))
            form = messages_attendance.CAME if status == "present" else messages_attendance.WHICH
            words.append(form.format(label=label, count=len(numbers), sessions=which))
    return messages_attendance.CLAUSE.join(words)


ATTENDANCE_LIST = attendance_list(Timetable(()))
"""The columns that do not depend on the class."""
