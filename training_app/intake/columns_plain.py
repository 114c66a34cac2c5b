"""Plain lists: one line one record, understood cell by cell. Level certificates, disbursements and the like share it;
a roster, which comes in any shape, has a reading of its own. Pure but for the child process that opens the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from training_app.intake import columns_doubts
from training_app.intake.columns_doubts import SAME_AS_ABOVE
from training_app.intake.columns_evidence import evidence_of
from training_app.intake.columns_heading import Cell, Fill, Heading
from training_app.intake.columns_looks import LOOKS
from training_app.intake.columns_names import HALVES_OF_NAME
from training_app.intake.messages_help import example_words
from training_app.intake.messages_proposed import PROPOSED, offer
from training_app.intake.messages_shared import PLAIN, SHARED
from training_app.intake.rows import Reading, Row
from training_app.kernel.problems import Problem, Severity
from training_app.sheets.apart import set_apart, struck
from training_app.sheets.asking import Meaning
from training_app.sheets.child import ask
from training_app.sheets.errors import SheetError
from training_app.sheets.headings import Column, Wanted
from training_app.sheets.headless import first_record
from training_app.sheets.layout import heading_key, without_translation
from training_app.sheets.model import DAY, Workbook
from training_app.sheets.records import fill_merged, outside_lines, sort_lines
from training_app.sheets.tables import Find, Table, find_tables
from training_app.sheets.template import TemplateColumn
from training_app.sheets.wire import unpack

_EXACT, _WEAKER = 10, 5
_FROM_1904 = "1904"
_ABOUT_LINES = frozenset({"row.hidden", "row.struck", "row.set_apart"})
_DOUBTS = _ABOUT_LINES | {"column.hidden", "sheet.hidden", "sheet.unread"}
_OF_FILES = "file."
_TICKED = frozenset({"level", "result", "subject", "origin"})
"""Fields of few values, under which some lists only put ticks."""
SERIAL = "serial"
_REFERENCES = frozenset(
    {"class_number", "class_ref", "voucher", "certificate_number", "completion_certificate", "level_certificate"}
)
"""Fields of numbers given by somebody; none of them is a day."""
_SERIAL_WORDS = "序号 编号 序 no 行号 号"


class PlainList:
    """How one list is read. `sentence` gives the words of a problem, `file_sentence` those of a file that cannot be read;
    `judge` finds what is wrong with a line as a whole, as (field, code); `proof` is the field whose digits tell a record
    from a remark; a line over which all of `whole` (the needed fields, if none are named) are merged continues the one above;
    `proposed` says where values come from that only this list proposes; `is_own` finds in words that set lines apart in a list
    of learners (教师名单) that they are what this list is of."""

    def __init__(
        self, headings: tuple[Heading, ...], sentence: Callable[..., str], file_sentence: Callable[[str, str], str], *,
        judge: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]] = lambda _: (),
        warnings: frozenset[str] = frozenset(), proof: str = "identity_number", whole: tuple[str, ...] = (),
        proposed: Mapping[str, str] = PROPOSED, is_own: Callable[[str], object] = lambda _: False,
    ) -> None:  # fmt: skip
        self.headings = headings
        self._sentence = sentence
        self._file_sentence = file_sentence
        self._judge = judge
        self.warnings = warnings | _DOUBTS
        self._proposed = {**PROPOSED, **proposed}
        self._is_own = is_own
        self._by_name = {each.name: each for each in headings}
        self._evidence = evidence_of({each.name: each.takes for each in headings}, proof, SERIAL, whole)
        known = {heading_key(word): (each.name, _WEAKER) for each in headings for word in each.weaker.split()}
        known |= {heading_key(word): (each.name, _EXACT) for each in headings for word in each.words.split()}
        known |= {heading_key(word): (SERIAL, _EXACT) for word in _SERIAL_WORDS.split()}
        self._required = tuple(each.name for each in headings if each.needed)
        self.wanted = Wanted(
            lambda key: known.get(key) or known.get(without_translation(key)), self._required, **self._in_several_columns()
        )

    def _in_several_columns(self) -> dict[str, Any]:
        """What a list of people may tell in more than one column."""
        if "identity_number" not in self._by_name:
            return {}
        ticked = {name: each.takes for name, each in self._by_name.items() if name in _TICKED}
        return {"ticked": ticked, "halves": {"name": HALVES_OF_NAME} if "name" in self._by_name else {}}

    def sentence(self, code: str, **words: object) -> str:
        """The sentence of a problem."""
        if code in _ABOUT_LINES:
            return SHARED[code]
        return PLAIN[code].format(**words) if code in PLAIN else self._sentence(code, **words)

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """What a column can be said to mean."""
        own = [Meaning(each.name, each.label, each.needed, each.looks or LOOKS.get(each.name)) for each in self.headings]
        return (*own, Meaning(SERIAL, "序号"))

    @property
    def heading_names(self) -> str:
        """The columns a file needs, in words."""
        return "、".join(each.label for each in self.headings)

    def template(self, fills: Mapping[str, Fill]) -> tuple[TemplateColumn, ...]:
        """The columns as a template to be filled in."""
        return tuple(
            TemplateColumn(each.label, each.needed, *fills.get(each.name, Fill())[:3], width=fills.get(each.name, Fill()).width)
            for each in self.headings
        )

    def read(self, data: bytes, name: str, today: date, find: Find = find_tables) -> Reading:
        """The file understood. A file that cannot be read is a problem of the reading, never an exception."""
        try:
            workbook = unpack(ask("read", name, data))
        except SheetError as error:
            return Reading(problems=[self._file_problem(error.code, self._file_sentence(error.code, error.detail))])
        return self.understand(workbook, today, find)

    def understand(self, workbook: Workbook, today: date, find: Find = find_tables) -> Reading:
        """The tables of a workbook as lines; `find` finds them."""
        reading = Reading()
        found = find(workbook, self.wanted)
        if not found.tables:
            self._say_what_is_missing(reading, found.partial)
            return reading
        for table in found.incomplete:
            self._say_what_is_missing(reading, [table])
        others = [table.sheet for table in found.partial if table not in found.incomplete]
        for sheet in (*found.without, *others):
            reading.skipped.append({"sheet": sheet.name, "line": None, "reason": "no_header"})
        for sheet in (each for each in found.without if first_record(each) is not None):
            text = SHARED["sheet.unread"].format(sheet=sheet.name)
            reading.problems.append(self._file_problem("sheet.unread", text, sheet.name))
        for sheet, line in found.left_out:
            reading.skipped.append({"sheet": sheet.name, "line": line, "reason": "left_out"})
        for table in found.tables:
            self._read_table(reading, table, found.tables, today, workbook.epoch_1904)
        return reading

    def reread(self, row: Row, name: str, value: str, today: date) -> bool:
        """Understands a line again with `value` in the cell of the field; False where the list has no such column."""
        if name not in self._by_name:
            return False
        row.cells[name] = value
        row.marks.pop(name, None)
        above = {each.field: each.suggestion for each in row.problems if each.code == SAME_AS_ABOVE and each.suggestion}
        row.problems = [problem for problem in row.problems if not problem.field and problem.code in _ABOUT_LINES]
        self._understand_line(row, above, today)
        return True

    def example(self, code: str) -> str:
        """The sentence of a problem with invented words in its places."""
        if code.startswith(_OF_FILES):
            return self._file_sentence(code, "")
        wanted = next((each for each in self.headings if each.needed), self.headings[0])
        return self.sentence(code, **example_words(code, wanted.label, wanted.words.split()))

    def report(self, row: Row, code: str, name: str = "", *, suggestion: str | None = None, **words: object) -> None:
        """Adds a problem to a line at a field, with what is proposed for it."""
        column, heading = row.columns.get(name, ("", ""))
        label = self._by_name[name].label if name in self._by_name else ""
        problem = Problem(
            code, self._severity(code), self.sentence(code, **words), row.sheet, row.block,
            row.lines.get(name, row.line), column, heading or label, name, str(row.cells.get(name, "")),
        )  # fmt: skip
        row.problems.append(offer(problem, suggestion, self._proposed))

    def _read_table(
        self, reading: Reading, table: Table, tables: Sequence[Table], today: date, epoch_1904: bool
    ) -> None:
        sheet, known = table.sheet, table.fields
        letters = {name: sheet.letter(column.index) for name, column in known.items() if name != SERIAL}
        headings = {name: column.heading for name, column in known.items() if name != SERIAL}
        self._say_what_was_found(reading, table, tables, headings, letters)
        self._report_ambiguous(reading, table)
        self._report_doubts(reading, table)
        cells = fill_merged(table)
        records, others = sort_lines(table, cells, self._evidence, self._required)
        places = {name: (letters[name], headings[name]) for name in letters}
        merged = columns_doubts.over_several(
            table, {each.name: known[each.name].index for each in self.headings if each.each_own and each.name in known}
        )
        apart = set_apart(table, records, others, SERIAL)
        above: dict[str, str] = {}
        lines = table.lines
        for offset in records:
            line = table.first_row + offset
            texts = {name: cells[known[name].index][offset] for name in letters}
            row = Row(
                len(reading.rows), sheet.name, table.block, sheet.line(line), {}, cells=texts, columns=places, lines=lines
            )
            row.marks = {name: mark for name in letters if (mark := _mark(table, line, known[name]) or merged.get((line, name)))}
            row.marks |= {"": _FROM_1904} if epoch_1904 else {}
            if line in sheet.hidden_rows:
                self.report(row, "row.hidden")
            if sheet.struck and struck(table, offset, self._required):
                self.report(row, "row.struck")
            if offset in apart and not self._is_own(apart[offset]):
                self.report(row, "row.set_apart")
                row.problems[-1].value = apart[offset]
            self._understand_line(row, above, today)
            above |= columns_doubts.repeatable(row)
            reading.rows.append(row)
        reading.skipped.extend(
            {"sheet": sheet.name, "line": sheet.line(table.first_row + offset), "reason": reason}
            for offset, reason in sorted(others.items())
        )

    def _say_what_was_found(
        self, reading: Reading, table: Table, tables: Sequence[Table], headings: Mapping[str, str], letters: Mapping[str, str]
    ) -> None:
        sheet = table.sheet
        reading.tables.append(
            {"sheet": sheet.name, "block": table.block, "header_line": table.header_line,
             "columns": dict(headings), "letters": dict(letters),
             "labels": {name: self._by_name[name].label for name in letters}, **({"lines": table.lines} if table.lines else {})}
        )  # fmt: skip
        if table is next(each for each in tables if each.sheet is sheet):
            same = [each for each in tables if each.sheet is sheet]
            outside = outside_lines(sheet, same)
            reading.skipped.extend({"sheet": each.sheet, "line": each.line, "reason": each.reason} for each in outside)

    def _understand_line(self, row: Row, above: Mapping[str, str], today: date) -> None:
        """`above` are the words that signs for "the same" stand for, by field."""
        fields: dict[str, Any] = {}
        found: list[tuple[str, str, str | None]] = []
        for each in self.headings:
            text, mark = row.cells.get(each.name, ""), row.marks.get(each.name)
            values, defects = each.understand(Cell(text, mark, row.cells, today, row.marks.get("") == _FROM_1904))
            doubted = columns_doubts.doubt(text, mark, each.measure, above.get(each.name)) if values else None
            if each.name in _REFERENCES and columns_doubts.is_day_for_number(text, mark):
                doubted = columns_doubts.DAY_FOR_NUMBER, None
            if doubted:
                values, defects = {}, (doubted,)
            fields.update(values)
            found.extend((each.name, code, suggestion) for code, suggestion in defects)
        faulty = {name for name, *_ in found}
        found.extend((name, code, None) for name, code in self._judge(fields) if name not in faulty)
        row.fields = fields
        for name, code, suggestion in found:
            column, heading = row.columns.get(name, ("", ""))
            problem = Problem(
                code, self._severity(code), self.sentence(code), row.sheet, row.block,
                row.lines.get(name, row.line), column, heading or self._by_name[name].label, name, row.cells.get(name, ""),
            )  # fmt: skip
            row.problems.append(offer(problem, suggestion, self._proposed))

    def _say_what_is_missing(self, reading: Reading, partial: Sequence[Table]) -> None:
        if not partial:
            reading.problems.append(self._file_problem("sheet.no_header", self.sentence("sheet.no_header")))
            return
        best = max(partial, key=lambda table: len(table.fields))
        line = best.header_line
        for name in best.missing(self.wanted):
            heading = self._by_name[name]
            examples = "、".join(heading.words.split()[:4])
            text = self.sentence("column.missing", line=str(line), wanted=heading.label, examples=examples)
            reading.problems.append(self._file_problem("column.missing", text, best.sheet.name, line, name))

    def none_of(self, names: Sequence[str], sheet: str, line: int) -> Problem:
        """What is wrong with a table that has none of these columns."""
        labels = [self._by_name[name].label for name in names]
        text = self.sentence("column.missing", line=str(line), wanted="”或“".join(labels), examples="、".join(labels))
        return self._file_problem("column.missing", text, sheet, line, names[0])

    def _report_ambiguous(self, reading: Reading, table: Table) -> None:
        line = table.header_line
        for name, columns in table.ambiguous.items():
            if name == SERIAL:
                continue
            shown = "、".join(f"{table.sheet.letter(each.index)}列“{each.heading}”" for each in columns)
            label = self._by_name[name].label
            text = self.sentence("column.ambiguous", line=str(line), wanted=label, columns=shown)
            reading.problems.append(self._file_problem("column.ambiguous", text, table.sheet.name, line, name))

    def _report_doubts(self, reading: Reading, table: Table) -> None:
        """What is hidden, and units that are not the list's."""
        sheet, line = table.sheet, table.header_line
        if sheet.hidden and table.block == 1:
            text = SHARED["sheet.hidden"].format(sheet=sheet.name)
            reading.problems.append(self._file_problem("sheet.hidden", text, sheet.name))
        for name, heading in columns_doubts.hidden_columns(table, SERIAL):
            text = SHARED["column.hidden"].format(heading=heading)
            reading.problems.append(self._file_problem("column.hidden", text, sheet.name, line, name))
        measures = {each.name: each.measure for each in self.headings if each.measure}
        for other in columns_doubts.other_units(table, measures):
            text = self.sentence("column.unit", titled=other.said, unit=other.unit, right=other.right)
            reading.problems.append(self._file_problem("column.unit", text, sheet.name, line, other.name))

    def _severity(self, code: str) -> Severity:
        return Severity.WARNING if code in self.warnings else Severity.ERROR

    def _file_problem(self, code: str, text: str, sheet: str = "", line: int = 0, name: str = "") -> Problem:
        return Problem(code, self._severity(code), text, sheet=sheet, line=line, field=name)


def _mark(table: Table, row: int, column: Column) -> str | None:
    """What the spreadsheet did to a cell; that it is a day is told of those only that hold a number somebody gave."""
    mark = table.sheet.marks.get(row * table.sheet.width + column.index)
    return mark if mark != DAY or column.field in _REFERENCES else None
