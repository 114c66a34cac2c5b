"""Forms for one person (登记表): a label with its value to the right of it or behind a colon, on a sheet each or one below the
other. Each becomes a sheet of two rows, labels and values, whose cells know where they stand in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from training_app.sheets.headings import GUESSED, Merged, Wanted
from training_app.sheets.layout import CHECKED, NO_TICK, SIGNATURE, UNCHECKED, heading_key
from training_app.sheets.model import Sheet

_FEWEST = 3
"""Fewest known labels of a form."""
_LONGEST_LABEL = 14
_LONGEST_SAID = 200
_SAID = re.compile(r"\s*([^:：\s][^:：]*?)\s*[:：]\s*(\S.*?|)\s*")
_BETWEEN = re.compile(r"\s{2,}|\n|\t")
_OPTION = re.compile(rf"([{CHECKED}{UNCHECKED}])\s*([^{CHECKED}{UNCHECKED}\s]+)")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A label and its value: where the value stands, the field the label means (None: not known)."""

    label: str
    value: str
    row: int
    column: int
    field: str | None


@dataclass(slots=True)
class _Form:
    pairs: list[_Pair] = field(default_factory=list)

    @property
    def fields(self) -> dict[str, str]:
        """The first value of each known field."""
        found: dict[str, str] = {}
        for pair in self.pairs:
            if pair.field is not None and not found.get(pair.field):
                found[pair.field] = pair.value
        return found

    def is_whole(self, wanted: Wanted) -> bool:
        """Whether every needed label is there, with enough others, and somebody is entered."""
        fields = self.fields
        needed = [fields.get(name) for name in wanted.required]
        return None not in needed and any(needed) and len(fields) >= min(_FEWEST, len(wanted.required) + 1)


def forms_of(sheet: Sheet, wanted: Wanted) -> list[Sheet]:
    """The forms of a sheet, top to bottom; none where it holds no form with all that is needed."""
    forms, leading = [_Form()], wanted.required[0]
    head: list[tuple[int, str | None]] = []
    inner = False
    rows = groupby(_pairs(sheet, wanted), key=lambda pair: pair.row)
    for pairs in (list(each) for _, each in rows):
        if any(pair.field == leading for pair in pairs):
            labels = [(pair.column, pair.field) for pair in pairs]
            if head and labels != head:
                inner = True
                continue  # the headings of a table within the form (家庭成员)
            if head:
                forms.append(_Form())
            head = labels
        inner = inner and not any(pair.field for pair in pairs)
        if not inner:
            forms[-1].pairs.extend(pairs)
    if not forms[0].is_whole(wanted):
        return []
    # Of the others nobody may vanish: one that lacks a label is told like a list that lacks a column.
    whole = [form for form in forms if any(form.fields.get(name) for name in wanted.required)]
    used = {pair.row for form in whole for pair in form.pairs}
    filled = [row for row in range(sheet.height) if any(sheet.row(row))]
    if 5 * len(used) < 2 * len(filled):
        return []  # somebody's particulars beside a list are no form
    unread = tuple(sheet.line(row) for row in filled if row not in used)
    return [_unrolled(sheet, form, leading, () if place else unread) for place, form in enumerate(whole)]


def label_of(text: str, wanted: Wanted) -> tuple[str | None, int] | None:
    """The field a text means as a label (None: something known that is no field of the list), and how surely; None for no label.
    Words that only contain a familiar one are as likely a value (某某单位)."""
    if len(text) > 4 * _LONGEST_LABEL:
        return None
    key = heading_key(text)
    known = wanted.recognise(key) if key and len(key) <= _LONGEST_LABEL else None
    return (known[0] or None, known[1]) if known is not None and (known[1] > GUESSED or not known[0]) else None


def _pairs(sheet: Sheet, wanted: Wanted) -> Iterator[_Pair]:
    merged = Merged(sheet)
    for row in range(sheet.height):
        cells = [(index, text.strip()) for index, text in enumerate(sheet.row(row)) if text.strip()]
        position = 0
        has_label = any(label_of(text, wanted) for _, text in cells)
        while position < len(cells):
            index, text = cells[position]
            position += 1
            said = _said(text, row, index, wanted)
            if said:
                yield from said
                continue
            known = label_of(text, wanted)
            if known is None and (SIGNATURE.search(text) or not (has_label or len(cells) == 2)):
                continue
            after = cells[position] if position < len(cells) else None
            if after is not None and label_of(after[1], wanted) is None and not _said(after[1], row, after[0], wanted):
                position += 1
                yield _Pair(text, _chosen(after[1]), row, after[0], known[0] if known else None)
            elif known is not None:
                yield _Pair(text, "", row, min(merged.right(row, index) + 1, sheet.width - 1), known[0])


def _said(text: str, row: int, index: int, wanted: Wanted) -> list[_Pair]:
    """The labels and values in one cell (姓名：张三  性别：男); none where not every part is such."""
    pairs = []
    if len(text) > _LONGEST_SAID or not (":" in text or "：" in text):
        return []
    for part in _BETWEEN.split(text):
        found = _SAID.fullmatch(part)
        known = label_of(found[1], wanted) if found else None
        if found is None or known is None or not found[2]:
            return []
        pairs.append(_Pair(found[1], _chosen(found[2]), row, index, known[0]))
    return pairs


def _chosen(text: str) -> str:
    """The one of several choices in a cell (□男 ☑女) that is ticked; a text without boxes as it is."""
    options = _OPTION.findall(text)
    if len(options) < 2 or _OPTION.sub("", text).strip():
        return text
    ticked = [word for box, word in options if box in CHECKED]
    return ticked[0] if len(ticked) == 1 else "、".join(ticked) or NO_TICK


def _unrolled(sheet: Sheet, form: _Form, leading: str, unread: tuple[int, ...]) -> Sheet:
    pairs = form.pairs
    first = next((pair for pair in pairs if pair.field == leading), pairs[0])
    width = len(pairs)
    places = [pair.row * sheet.width + pair.column for pair in pairs]
    return Sheet(
        sheet.name, [pair.label for pair in pairs] + [pair.value for pair in pairs], width,
        lines=[sheet.line(pairs[0].row), sheet.line(first.row)], hidden=sheet.hidden, part=sheet.part,
        hidden_rows=frozenset({1}) if any(pair.row in sheet.hidden_rows for pair in pairs) else frozenset(),
        hidden_columns=frozenset(index for index, pair in enumerate(pairs) if pair.column in sheet.hidden_columns),
        struck=frozenset(width + index for index, place in enumerate(places) if place in sheet.struck),
        marks={width + index: sheet.marks[place] for index, place in enumerate(places) if place in sheet.marks},
        places=tuple((sheet.line(pair.row), sheet.first_column + pair.column) for pair in pairs), unread=unread,
    )
