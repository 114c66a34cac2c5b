"""The cells of a roster's lines, read column by column: canonical values, and defects with their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from training_app.classes import columns_schooling as schooling
from training_app.classes.check_age import Retirement
from training_app.classes.check_programme import COLUMNS, Defects, understand_programme
from training_app.classes.check_simple import READERS, Read, read_sex, repeat_above, understand_employer
from training_app.classes.columns import PROGRAMME, SERIAL, is_resident_word, speaks_of_any_document
from training_app.classes.columns_programme import OccupationWords
from training_app.intake.columns import (
    EMPTY_WORDS,
    MOBILE,
    as_written,
    plain,
    understand_day,
    understand_identity,
    understand_month,
    understand_phone,
)
from training_app.intake.columns_names import HANZI_NAME, understand_name
from training_app.kernel.identity import IdentityKind, birth_date, is_valid, kind_of, mask, sex
from training_app.sheets.headings import Column
from training_app.sheets.layout import DITTO
from training_app.sheets.model import DAY, FAILED, FRACTION, LOST_DIGITS
from training_app.sheets.tables import Table

Defect = tuple[int, int, str, str, str | None]
"""Position among the records, column of the sheet, field, code, suggestion."""

_OWN = frozenset({"name", "identity_number", "phone", "bank_account", SERIAL})
"""Fields that are each person's own: a ditto mark in them is no value."""

_NEVER_REMARKS = frozenset({"identity_number", "bank_account"})
_LONG_NUMBER = re.compile(r"(?<![A-Za-z\d])\d{14,}[\dXx]?(?![A-Za-z\d])")
"""Numbers of other documents and accounts, which a remark may show only masked."""
_YEAR = re.compile(r"(\d{4})\s*(?:年|届|级)?")
_RETIREMENT_BEGINS = 50


class LineReader:
    """Reads the lines of one sheet's tables. What a text means is worked out once and remembered."""

    def __init__(
        self, words: OccupationWords, today: date, epoch_1904: bool, retirement_day: Callable[[str, date], date] | None
    ) -> None:
        self._words = words
        self._today = today
        self._epoch_1904 = epoch_1904
        self._retirement = Retirement(retirement_day, today)

    def read(
        self, table: Table, cells: dict[int, list[str]], records: list[int]
    ) -> tuple[list[dict[str, Any]], list[Defect]]:
        """Fields of every record, and the defects found."""
        self._table = table
        self._records = records
        self._cells = cells
        self._marks = {index: mark for index, mark in table.sheet.marks.items() if mark != DAY}  # days are ordinary here
        self.fields: list[dict[str, Any]] = [{} for _ in records]
        self.defects: list[Defect] = []
        known = table.fields
        self._settle(known)
        if "name" in known:
            self._names(known["name"])
        if "identity_number" in known:
            self._identities(known["identity_number"], known.get("identity_kind"))
        if "sex" in known:
            self._simple(known["sex"], read_sex)
        if "phone" in known:
            self._phones(known["phone"])
        if "birth_date" in known:
            self._birth_dates(known["birth_date"])
        for name, read in READERS.items():
            if name in known:
                self._simple(known[name], read)
        if "education" in known and re.match(r"(?!非|是否).*全日制", known["education"].heading):
            for fields in self.fields:
                if "education" in fields:
                    fields.setdefault("full_time", True)
        for name in ("graduation_date", "held_title_on"):
            if name in known:
                self._days(known[name])
        if "employer" in known:
            self._simple(known["employer"], understand_employer)
        self._programme(known)
        if "bank_account" in known:
            self._accounts(known["bank_account"])
        self._remarks(known.get("remark"))
        self._compare_with_numbers(known)
        return self.fields, self.defects

    def _texts(self, column: Column) -> list[str]:
        source = self._cells[column.index]
        if len(self._records) == len(source):
            return source
        return [source[row] for row in self._records]

    def _mark(self, position: int, column: Column) -> str | None:
        return self._marks.get((self._table.first_row + self._records[position]) * self._table.sheet.width + column.index)

    def _settle(self, known: dict[str, Column]) -> None:
        """Cells that stand for the one above take its words, formulas without a result are left out."""
        for name, column in known.items():
            cells = self._cells[column.index]
            if name not in _OWN and not DITTO.isdisjoint(cells):
                repeat_above(cells, self._records)
            if name not in (PROGRAMME, "remark") and not FAILED.isdisjoint(cells):
                for position, row in enumerate(self._records):
                    if cells[row] in FAILED:
                        cells[row] = ""
                        self._defect(position, column, "value.unknown")

    def _defect(self, position: int, column: Column, code: str, suggestion: str | None = None) -> None:
        name = code.partition(".")[0] if column.field == PROGRAMME else column.field or ""
        self.defects.append((position, column.index, name, code, suggestion))

    def _names(self, column: Column) -> None:
        fits = HANZI_NAME.fullmatch
        for position, (text, fields) in enumerate(zip(self._texts(column), self.fields, strict=True)):
            if fits(text):
                fields["name"] = text
                continue
            value, defects = understand_name(text)
            if value is not None:
                fields["name"] = value
            for code, suggestion in defects:
                self._defect(position, column, code, suggestion)

    def _identities(self, column: Column, kinds: Column | None) -> None:
        today, marks = self._today, self._marks
        any_document = speaks_of_any_document(column.heading)
        kind_texts = self._texts(kinds) if kinds is not None else None
        plain_kinds: dict[str, bool] = {}
        for position, text in enumerate(self._texts(column)):
            word = kind_texts[position] if kind_texts is not None else ""
            if word not in plain_kinds:
                plain_kinds[word] = is_resident_word(word)
            if plain_kinds[word] and not (marks and self._mark(position, column)) and is_valid(text, today):
                found: Any = (kind_of(text), text)
                defects: Any = ()
                if word and found[0] is not IdentityKind.RESIDENT_ID:
                    defects = (("identity.kind_mismatch", None),)
            else:
                found, defects = understand_identity(
                    text, self._mark(position, column), word, any_document=any_document, today=today
                )
            if found is not None:
                fields = self.fields[position]
                fields["identity_kind"], fields["identity_number"] = str(found[0]), found[1]
            for code, suggestion in defects:
                self._defect(position, column, code, suggestion)
        self._suspect_zeros(column)

    def _suspect_zeros(self, column: Column) -> None:
        """Where some numbers of a column have lost their last digits, those that end alike have lost them too."""
        lost = {each[0] for each in self.defects if each[1] == column.index and each[3] == "identity.lost_digits"}
        if not lost:
            return
        for position, fields in enumerate(self.fields):
            number = fields.get("identity_number", "")
            if len(number) == 18 and number.endswith("000"):
                del fields["identity_number"], fields["identity_kind"]
                self._defect(position, column, "identity.lost_digits")

    def _simple(self, column: Column, read: Read) -> None:
        """A column whose cells mean the same wherever they stand: fields, code of a defect, suggestion."""
        memo: dict[str, tuple[dict[str, Any], str | None, str | None]] = {}
        for position, text in enumerate(self._texts(column)):
            found = memo.get(text)
            if found is None:
                found = memo[text] = read(text)
            if found[0]:
                self.fields[position].update(found[0])
            if found[1] is not None:
                self._defect(position, column, found[1], found[2])

    def _phones(self, column: Column) -> None:
        fits = MOBILE.fullmatch
        for position, text in enumerate(self._texts(column)):
            if fits(text):
                self.fields[position]["phone"] = text
            elif text:
                value, defects = understand_phone(text)
                if value is not None:
                    self.fields[position]["phone"] = value
                for code, suggestion in defects:
                    self._defect(position, column, code, suggestion)

    def _birth_dates(self, column: Column) -> None:
        for position, text in enumerate(self._texts(column)):
            if not text or text in EMPTY_WORDS:
                continue
            fields = self.fields[position]
            day = understand_day(text, epoch_1904=self._epoch_1904)
            if day is not None:
                fields["birth_date"] = day
                continue
            if plain(text) in EMPTY_WORDS:
                continue
            told = birth_date(fields.get("identity_number", ""))
            month = understand_month(text)
            if month is None or told is None:
                self._defect(position, column, "date.invalid", told.isoformat() if told else None)
                continue
            typed = {month, month[:-2] + "10"} if self._mark(position, column) == FRACTION and month[-2:] == "01" else {month}
            if told.isoformat()[:7] in typed:
                fields["birth_date"] = told.isoformat()
            else:
                self._defect(position, column, "birth.mismatch", told.isoformat())

    def _days(self, column: Column) -> None:
        name = column.field or ""
        memo: dict[str, str | None] = dict.fromkeys(EMPTY_WORDS)
        for position, text in enumerate(self._texts(column)):
            if text not in memo:
                memo[text] = self._day_month_or_year(text)
            value = memo[text]
            if value is not None and text[4:] == ".1" and self._mark(position, column) == FRACTION:
                value = None  # a number 2015.1 may have been typed as 2015.10
            if value is not None:
                self.fields[position][name] = value
            elif plain(text) not in EMPTY_WORDS:
                self._defect(position, column, "date.invalid")

    def _day_month_or_year(self, text: str) -> str | None:
        value = understand_day(text, epoch_1904=self._epoch_1904) or understand_month(text)
        year = _YEAR.fullmatch(plain(text))
        if value is None and year and 1950 <= int(year[1]) <= self._today.year + 10:
            return year[1]
        return value

    def _programme(self, known: dict[str, Column]) -> None:
        columns = [known.get(name) for name in COLUMNS]
        if not any(columns):
            return
        texts = [self._texts(column) if column is not None else None for column in columns]
        memo: dict[tuple[str, ...], tuple[dict[str, Any], Defects]] = {}
        for position, fields in enumerate(self.fields):
            key = tuple(each[position] if each is not None else "" for each in texts)
            found = memo.get(key)
            if found is None:
                found = memo[key] = understand_programme(self._words, key, known)
            fields.update(found[0])
            for column, code, suggestion in found[1]:
                self._defect(position, column, code, suggestion)

    def _accounts(self, column: Column) -> None:
        marks = self._marks
        for position, text in enumerate(self._texts(column)):
            if text.isdigit() and text.isascii() and len(text) > 7 and not marks:
                self.fields[position]["bank_account"] = text
                continue
            if not text or plain(text) in EMPTY_WORDS:
                continue
            value = schooling.understand_account(text)
            lost = self._mark(position, column) == LOST_DIGITS or re.search(r"\d[eE]\+?\d", text)
            if value is None or lost:
                self._defect(position, column, "bank_account.lost_digits" if lost else "bank_account.invalid")
            else:
                self.fields[position]["bank_account"] = value

    def _remarks(self, column: Column | None) -> None:
        if column is not None:
            for fields, text in zip(self.fields, self._texts(column), strict=True):
                shown = as_written(text) if text else ""
                if shown:
                    fields["remark"] = f"{shown}；{fields['remark']}" if "remark" in fields else shown
        extras = (each for each in self._table.columns if each.is_other and each.contested not in _NEVER_REMARKS)
        for extra in extras:
            heading = as_written(extra.heading) or f"{self._table.sheet.letter(extra.index)}列"
            for fields, text in zip(self.fields, self._texts(extra), strict=True):
                shown = as_written(text) if text else ""
                if shown and shown not in EMPTY_WORDS:
                    words = _LONG_NUMBER.sub(lambda found: mask(found[0]), shown)
                    piece = f"{heading}：{words}" if heading else words
                    fields["remark"] = f"{fields['remark']}；{piece}" if "remark" in fields else piece

    def _compare_with_numbers(self, known: dict[str, Column]) -> None:
        """Sex and birth date against the number, and the statutory retirement age."""
        sexes, births, numbers = known.get("sex"), known.get("birth_date"), known.get("identity_number")
        eldest = str(self._today.year - _RETIREMENT_BEGINS)
        for position, fields in enumerate(self.fields):
            number = fields.get("identity_number", "")
            if len(number) == 18:
                if sexes is not None and "sex" in fields and fields["sex"] != (by_number := sex(number)):
                    self._defect(position, sexes, "sex.mismatch", {"male": "男", "female": "女"}[by_number or "male"])
                born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
                if births is not None and "birth_date" in fields and fields["birth_date"] != born:
                    self._defect(position, births, "birth.mismatch", born)
                if numbers is not None and number[6:10] <= eldest and self._retirement.reached(sex(number) or "", born):
                    self._defect(position, numbers, "age.retired")
            elif fields.get("birth_date", "9")[:4] <= eldest and "sex" in fields and births is not None:
                if self._retirement.reached(fields["sex"], fields["birth_date"]):
                    self._defect(position, births, "age.retired")
