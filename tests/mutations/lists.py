"""Lists of one line per record, mutated: what such a list is, and how the values in it are written."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.mutations.cells import READ, TOLD, Cell, Typed, type_name, type_number
from tests.mutations.people import LEVELS, Learner, learner
from training_app.kernel.actor import Actor
from training_app.kernel.identity import is_valid
from training_app.people.models import PersonDocument

Typist = Callable[[Any, random.Random], Typed]
Facts = dict[str, dict[str, Any]]
"""By the key of a record, what the register holds of it, in the fields of the list."""


@dataclass
class Form:
    """One shape of a list. `heads` are the wordings of headings by field, the first field is the record's key; `lines` the
    truth by field. `narrow` are the fields of a table that stands beside another, `alike` those of which one cell may be
    merged over several lines that say the same, `sheet` the name of the sheet where that says something."""

    heads: dict[str, str]
    lines: list[dict[str, Any]]
    narrow: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    sheet: str = ""


@dataclass
class Case:
    """One list in its world: its forms, of which a delimited text holds the first only; `typists` say how a value is written,
    `own` are fields of which a cell merged over several lines must be told; `stored` is what the register holds now, `place`
    where it holds a field of a line: under which key, by which name."""

    kind: str
    actor: Actor
    at: datetime
    forms: list[Form]
    typists: dict[str, Typist]
    stored: Callable[[], Facts]
    subject: str | None = None
    own: tuple[str, ...] = ()
    place: Callable[[dict[str, Any], str], tuple[str, str]] | None = None

    def placed(self, truth: dict[str, Any], name: str) -> tuple[str, str]:
        """Key and field under which `stored` has a field of a line."""
        return self.place(truth, name) if self.place else (str(truth[next(iter(self.forms[0].heads))]), name)

    def as_typed_anew(self, name: str, value: Any, chance: random.Random) -> str:
        """How a clerk types the right value on the page."""
        for _ in range(200):
            typed = self.typists[name](value, chance)
            if typed.promise == READ and isinstance(typed.cell, str):
                return typed.cell
        raise AssertionError(f"{name} has no readable words for {value!r}")


def pick(chance: random.Random, right: Sequence[Cell], wrong: Sequence[Cell], share: float = 0.25) -> Typed:
    """One of the cells a reader understands, or one of those that must be told."""
    if chance.random() > share:
        cell = chance.choice(right)
        return Typed(cell, READ, f"{cell!r}")
    cell = chance.choice(wrong)
    return Typed(cell, TOLD, f"{cell!r}")


def wide(text: str) -> str:
    """In full-width signs."""
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def type_money(fen: int, chance: random.Random) -> Typed:
    """Money in 元 as books have it; what could be another sum must be told."""
    whole, text = fen // 100, f"{fen / 100:.2f}"
    return pick(
        chance,
        (text, f"{fen / 100:,.2f}", f"¥{text}", f"￥{fen / 100:,.2f}", f"{text}元", f" {text} ", wide(text), fen / 100,
         f"{text}\n", f"\u200b{text}", f"人民币{text}元", f"'{text}"),
        ("", "0", f"-{text}", f"({text})", f"{whole / 10000}万元", f"{whole}①", f"{whole}²", "1.8E3", "壹仟捌佰元整", "同上",
         f"{whole}/{whole}", f"{whole},5", "1,80", f"{whole} {whole}", "见备注", f"{text}5", f"{whole}.", "O.5", "1800元/人"),
    )  # fmt: skip


def type_points(hundredths: int, chance: random.Random) -> Typed:
    """A score of a hundred."""
    text = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return pick(
        chance,
        (text, f"{text}分", f" {text}", wide(text), hundredths / 100, f"{hundredths / 100:.2f}", f"\u200b{text}"),
        ("101", "-1", "82,5", "8,5", "合格", f"{text}①", 0.82, "0.82", "82.5%", "八十二", "8O", "同上", "82/100", "82.555", "优",
         "良好", "1e1", "82 5"),
    )  # fmt: skip


def type_hours(hundredths: int, chance: random.Random) -> Typed:
    """学时."""
    text = f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
    return pick(
        chance,
        (text, f"{text}学时", f"{text} 课时", f" {text}", wide(text), hundredths / 100, f"{text}\n"),
        ("-8", "7,5", "3天", f"{text}①", f"{text}/{text}", "同上", "24小时", "二十四", "24+8", "约24", "24.555", "2学分", "NaN"),
        0.2,
    )  # fmt: skip


def type_day(day: date, chance: random.Random) -> Typed:
    """A day in every spelling."""
    return pick(
        chance,
        (day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日",
         f"{day:%Y%m%d}", int(f"{day:%Y%m%d}"), day, (day - date(1899, 12, 30)).days, f" {day:%Y-%m-%d} ",
         wide(f"{day:%Y.%m.%d}"), f"{day:%Y-%m-%d} 00:00:00", f"{day.year}、{day.month}、{day.day}", f"\u200b{day}"),
        ("2026-02-30", "2026.13.1", "不详", f"{day:%y.%m.%d}", "3/5/2026", f"{day.year}年{day.month}月", f"{day.year}", "同上",
         f"{day.year}.{day.month}", "去年", f"{day}①", "20260", f"约{day}", "2999-01-01"),
        0.2,
    )  # fmt: skip


def type_reference(text: str, chance: random.Random) -> Typed:
    """A number of vouchers or certificates."""
    return pick(
        chance, (text, f" {text}", f"{text}\n", f"\u200b{text}", f"'{text}", text),
        (20260301000012345678.0, "2.02603E+19", "同上", "〃"), 0.2,
    )  # fmt: skip


def type_words(text: str, chance: random.Random) -> Typed:
    """Free text."""
    return pick(chance, (text, text, f" {text}", f"{text}\n", f"\u200b{text}"), ("同上", "〃"), 0.1)


def type_one_of(words: dict[Any, tuple[str, ...]], wrong: tuple[Cell, ...]) -> Typist:
    """One of the words for a value, or words that leave it open."""
    return lambda value, chance: pick(chance, words[value], wrong, 0.15)


type_level = type_one_of(LEVELS, ("高级工", "三级", "初级/中级", "中级以上", "？", "同上", "特级"))


def people_of(chance: random.Random, count: int) -> list[Learner]:
    """Invented people of whom some share a name."""
    start = chance.randrange(1, 900)
    found = []
    for serial in range(start, start + count):
        one = learner(chance, serial, documents=False)
        one.fields["name"] = chance.choice(("丛林", "于海生", "毕云", "古丽娜尔·艾尼瓦尔", "欧阳娜娜", "𬭎芳"))
        found.append(one)
    return found


def _type_number(one: Learner, chance: random.Random) -> Typed:
    while True:
        typed = type_number(one, chance)
        # One in eleven of the lost numbers has a right check digit: nobody can see it.
        if typed.how != "lost digits" or not is_valid(str(typed.cell)):
            return typed


def person_typists(people: dict[str, Learner]) -> dict[str, Typist]:
    """How number and name of these people are written."""
    return {
        "identity_number": lambda number, chance: _type_number(people[number], chance),
        "name": lambda name, chance: type_name(Learner({"name": name}), chance),
    }


PERSON_HEADS = {
    "identity_number": "证件号码 身份证号 身份证号码 有效证件号码 身份证号（18位） *证件号码",
    "name": "姓名 学员姓名 姓　名 *姓名 姓名：",
}  # fmt: skip


def numbers_of(session: Session) -> dict[int, str]:
    """The number of everybody, by person."""
    return {each.person_id: each.number or "" for each in session.scalars(select(PersonDocument))}



def may_be_none(typist: Typist) -> Typist:
    """An empty cell where there is nothing to say."""
    return lambda value, chance: Typed("", READ, "empty") if value is None else typist(value, chance)
