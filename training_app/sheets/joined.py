"""Columns of a file that say one thing together: a tick under one of several values (男 | 女), a name in two parts (姓 | 名)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from training_app.sheets.headings import GUESSED, Column, Joined, Wanted
from training_app.sheets.layout import BRACKET_AT_END, HALF_OF_NAME, NO_TICK, NOT_TICKED, TICKED, heading_key
from training_app.sheets.model import Sheet

_HANZI = re.compile("[\u3400-\u9fff\U00020000-\U000323af]")
_MOST_TICKED, _LONGEST_HEADING = 12, 40
_LETTERS = re.compile("[a-z]+")


@dataclass(frozen=True, slots=True)
class _Told:
    """What the lines of a header say of one column: the user's words over it, its own value if it can be one."""

    column: Column
    group: str
    word: str


def join(columns: Sequence[Column], texts: Mapping[int, Sequence[str]], wanted: Wanted) -> list[Column]:
    """The columns of a header, those that belong together as one. `texts` are the words over each column, top to bottom.
    Ticks are only supposed here; whether the cells hold some is for `apart` to say."""
    columns = _halves(columns, texts, wanted)
    return _ticks(columns, texts, wanted) if wanted.ticked else columns


def apart(columns: Iterable[Column], sheet: Sheet, top: int, bottom: int) -> list[Column]:
    """The columns with those parted again in whose cells, from row `top` to before `bottom`, stand no ticks."""
    found: list[Column] = []
    for column in columns:
        joined = column.joined
        if joined is None or not joined.words or _is_ticked(joined, sheet, top, bottom):
            found.append(column)
        else:
            found.extend(joined.columns)
    return found


def together(joined: Joined, sheet: Sheet, top: int, bottom: int) -> list[str]:
    """The cells of joined columns as one column: the ticked value, the whole name; what cannot be told as it stands."""
    columns = [sheet.column(column.index, top, bottom) for column in joined.columns]
    combine = _ticked if joined.words else _named
    return [combine(joined, texts) if any(texts) else "" for texts in zip(*columns, strict=True)]


def say_what_lacks(
    columns: Iterable[Column], cells: Mapping[int, list[str]], sheet: Sheet, first: int, records: Iterable[int]
) -> None:
    """Writes into `cells` of joined columns what makes a record's cell be asked about: no tick at all, half of a name."""
    for column in columns:
        joined = column.joined
        if joined is None or column.field is None:
            continue
        for row in records:
            texts = [sheet.cells[(first + row) * sheet.width + each.index].strip() for each in joined.columns]
            if joined.words and not joined.may_be_none and not cells[column.index][row]:
                cells[column.index][row] = NO_TICK
            elif not joined.words and any(texts) and not all(texts):
                cells[column.index][row] += HALF_OF_NAME


def _halves(columns: Sequence[Column], texts: Mapping[int, Sequence[str]], wanted: Wanted) -> list[Column]:
    found = list(columns)
    for name, (firsts, seconds) in wanted.halves.items():
        for first in (each for each in columns if _is_half(texts[each.index], firsts)):
            free = [each for each in found if each.joined is None and _is_half(texts[each.index], seconds)]
            if not free:
                continue
            second = min(free, key=partial(_distance, first))
            left, right = sorted((first, second), key=lambda each: each.index)
            heading = f"{left.heading}／{right.heading}"
            found[found.index(left)] = Column(left.index, heading, name, GUESSED, joined=Joined((first, second)))
            found.remove(right)
    return found


_key = lru_cache(maxsize=4096)(heading_key)


def _distance(first: Column, second: Column) -> tuple[int, bool]:
    return abs(second.index - first.index), second.index < first.index


def _is_half(texts: Sequence[str], words: frozenset[str]) -> bool:
    key = _key(texts[-1]) if texts and len(texts[-1]) <= _LONGEST_HEADING else ""
    return key in words or (_HANZI.search(key) is not None and _LETTERS.sub("", key) in words)


def _ticks(columns: Sequence[Column], texts: Mapping[int, Sequence[str]], wanted: Wanted) -> list[Column]:
    told = [_told(column, texts[column.index]) for column in columns]
    found: list[Column] = []
    start = 0
    while start < len(told):
        group, name = _group_at(told, start, wanted)
        if name is None:
            found.append(told[start].column)
        else:
            words = tuple(each.word for each in group)
            over, first = told[start].group, told[start].column
            shown = f"{over}（{'／'.join(words)}）" if over else "／".join(words)
            joined = Joined(tuple(each.column for each in group), words, name in wanted.often_none)
            found.append(Column(first.index, shown, name, first.strength or GUESSED, joined=joined))
        start += len(group)
    return found


def _group_at(told: Sequence[_Told], start: int, wanted: Wanted) -> tuple[Sequence[_Told], str | None]:
    """The columns from one on that stand for values of one field, and which; else that column alone."""
    first = told[start]
    end = start
    # Nearly every column ends here: nothing is said over it, and its own word is no value.
    if not first.group and (first.column.field or not any(takes(first.word) for takes in wanted.ticked.values())):
        return told[start : start + 1], None
    while end < min(len(told), start + _MOST_TICKED) and told[end].group == first.group and not told[end].column.joined:
        end += 1
    while end > start + 1:
        name = _field_of(told[start:end], wanted)
        if name is not None:
            return told[start:end], name
        end = start if first.group else end - 1  # without words over them, fewer columns may belong together
    return told[start : start + 1], None


def _told(column: Column, texts: Sequence[str]) -> _Told:
    present = list(dict.fromkeys(text for text in texts if text))
    if not present:
        return _Told(column, "", "")
    if len(present) > 1:
        return _Told(column, present[-2], present[-1])
    bracketed = BRACKET_AT_END.fullmatch(present[0]) if len(present[0]) <= _LONGEST_HEADING else None
    return _Told(column, bracketed[1], bracketed[2]) if bracketed else _Told(column, "", present[0])


def _field_of(group: Sequence[_Told], wanted: Wanted) -> str | None:
    """The field of which the words over these columns are values; under words of their own these must name it."""
    words = [each.word for each in group]
    if len(group) < 2 or len(set(words)) < len(words) or not all(words):
        return None
    over = group[0].group
    if over:
        known = wanted.recognise(heading_key(over))
        takes = wanted.ticked.get(known[0]) if known is not None else None
        return known[0] if known is not None and takes is not None and sum(map(takes, words)) > 1 else None
    names = [name for name, takes in wanted.ticked.items() if all(map(takes, words))]
    unknown = all(each.column.field is None for each in group)
    return names[0] if unknown and len(names) == 1 else None


def _is_ticked(joined: Joined, sheet: Sheet, top: int, bottom: int) -> bool:
    ticks = others = 0
    for column, word in zip(joined.columns, joined.words, strict=True):
        for cell in filter(None, sheet.column(column.index, top, bottom)):
            text = cell.strip()
            ticks += text in TICKED or text == word
            others += text not in TICKED and text not in NOT_TICKED and text != word
    return ticks > others


def _ticked(joined: Joined, texts: Sequence[str]) -> str:
    ticked, said = [], []
    for text, word in zip((text.strip() for text in texts), joined.words, strict=True):
        if text in TICKED or text == word:
            ticked.append(word)
        elif text not in NOT_TICKED:
            said.append(text)
    if not said:
        return "、".join(ticked)
    return "；".join([*ticked, *said]) if ticked else " ".join(said)


def _named(joined: Joined, texts: Sequence[str]) -> str:
    first, second = (text.strip() for text in texts)
    tight = not (first and second) or (_HANZI.search(first[-1]) and _HANZI.search(second[0]))
    return f"{first}{second}" if tight else f"{first} {second}"
