"""Cells as people type them: every way to write a value, and whether a careful reader still reads the truth in it.

A `Typed` is what stands in the cell and a promise: READ (the truth must be stored, or said why not), TOLD (something must
be said about this cell). A cell of READ that is complained about is no silent error, but counted.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.mutations.people import EDUCATION, LEVELS, OCCUPATIONS, Learner

READ, TOLD = "read", "told"
BY_NUMBER = ("the other sex", "other day")
"""What can be seen to be wrong only where the number of the identity document is understood."""
Cell = str | int | float | date | None


@dataclass(frozen=True)
class Typed:
    """What stands in a cell, what may be expected of it, and the name of what was done to it."""

    cell: Cell
    promise: str
    how: str


Damage = tuple[str, str, Callable[[str, random.Random], Cell]]
"""Promise, name, and what it makes of the plain text."""


def _inside(piece: str) -> Callable[[str, random.Random], str]:
    def put(text: str, chance: random.Random) -> str:
        place = chance.randrange(len(text) + 1)
        return text[:place] + piece + text[place:]

    return put


def _wide(text: str, _: random.Random) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


def _round_about(before: str, after: str = "") -> Callable[[str, random.Random], str]:
    return lambda text, _: f"{before}{text}{after}"


def _is(value: Cell) -> Callable[[str, random.Random], Cell]:
    return lambda text, chance: value


def _other_digit(text: str, chance: random.Random) -> str:
    places = [place for place, each in enumerate(text) if each.isdigit()]
    place = chance.choice(places)
    return text[:place] + chance.choice([each for each in "0123456789" if each != text[place]]) + text[place + 1 :]


def _swapped(text: str, chance: random.Random) -> str:
    places = [place for place in range(len(text) - 1) if text[place] != text[place + 1]]
    place = chance.choice(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _letter_for(digit: str, letter: str) -> Callable[[str, random.Random], str]:
    return lambda text, _: text.replace(digit, letter, 1) if digit in text else text[:-1] + "*"


def _instead_of(old: str, new: str) -> Callable[[str, random.Random], str]:
    return lambda text, _: text.replace(old, new)


def _grouped(text: str, _: random.Random) -> str:
    return f"{text[:6]} {text[6:14]} {text[14:]}"


AROUND: list[Damage] = [
    (READ, "spaces around", _round_about("  ", " ")),
    (READ, "ideographic space", _round_about("　", "　")),
    (READ, "no-break space", _round_about("\u00a0", "\u00a0")),
    (READ, "zero width", _inside("\u200b")),
    (READ, "byte order mark", _round_about("\ufeff")),
    (READ, "line end", _round_about("", "\n")),
    (READ, "apostrophe", _round_about("'")),
    (READ, "left-to-right mark", _round_about("\u200e", "\u200f")),
    (READ, "tab", _round_about("", "\t")),
    (READ, "word joiner", _inside("\u2060")),
]
NOTHING_WORDS = ("", " ", "　", "无", "/", "—", "暂无", "N/A", "\u200b")
NAME: list[Damage] = [
    *AROUND,
    *(
        (TOLD, f"no name {word!r}", _is(word))
        for word in (*NOTHING_WORDS, "没有", "不详", "同上", "〃", "待定", "姓名", "0", "#N/A")
    ),
    (TOLD, "digit after", _round_about("", "1")),
    (TOLD, "remark", _round_about("", "（组长）")),
    (TOLD, "second name", _round_about("", "、王五")),
    (TOLD, "second name after space", _is("李四 王五")),
    (TOLD, "second name on a new line", _is("李四\n王五")),
    (TOLD, "question mark", lambda text, _: f"{text[:-1]}?"),
    (TOLD, "lost character", lambda text, _: f"{text[:-1]}\ufffd"),
    (TOLD, "one character", lambda text, _: text[0]),
    (TOLD, "blacked out", lambda text, _: f"{text[0]}某某"),
    (TOLD, "stars", lambda text, _: f"{text[0]}**"),
    (TOLD, "private use", lambda text, _: f"{text[:1]}\ue5ff"),
    (TOLD, "backwards", _round_about("\u202e")),
    (TOLD, "number", _is(371002)),
]
SHORT_NAME: list[Damage] = [
    (READ, "spaced", lambda text, _: "  ".join(text)),
    (READ, "ideographic spaced", lambda text, _: "　".join(text)),
    (READ, "broken", lambda text, _: f"{text[0]}\n{text[1:]}"),
    (READ, "no-break spaced", lambda text, _: "\u00a0".join(text)),
]
DOTTED_NAME: list[Damage] = [(READ, f"dot {ord(dot):04x}", _instead_of("·", dot)) for dot in "•‧・･∙⋅．."]
NUMBER: list[Damage] = [
    *AROUND,
    (READ, "full width", _wide),
    (READ, "lower case", lambda text, _: text.lower()),
    (READ, "space", _inside(" ")),
    (READ, "full stop", _round_about("", "。")),
    *((TOLD, f"no number {word!r}", _is(word)) for word in (*NOTHING_WORDS, "待补", "同上", "请填写")),
    (TOLD, "question mark", _round_about("", "?")),
    (TOLD, "two numbers", lambda text, _: f"{text}/{text[::-1]}"),
]
EIGHTEEN: list[Damage] = [
    *NUMBER,
    (READ, "grouped", _grouped),
    (READ, "hyphens", lambda text, chance: _grouped(text, chance).replace(" ", "-")),
    (READ, "labelled", _round_about("身份证：")),
    (TOLD, "another digit", _other_digit),
    (TOLD, "swapped", _swapped),
    (TOLD, "O for 0", _letter_for("0", "O")),
    (TOLD, "l for 1", _letter_for("1", "l")),
    (TOLD, "I for 1", _letter_for("1", "I")),
    (TOLD, "S for 5", _letter_for("5", "S")),
    (TOLD, "too short", lambda text, _: text[:-1]),
    (TOLD, "too long", _round_about("", "1")),
    (TOLD, "first lost", lambda text, _: text[1:]),
    (TOLD, "eight", lambda text, _: text[:8]),
    (TOLD, "ten", lambda text, _: text[:10]),
    (TOLD, "last six", lambda text, _: text[-6:]),
    (TOLD, "fifteen", lambda text, _: text[:6] + text[8:17]),
    (TOLD, "fifteen as number", lambda text, _: int(text[:6] + text[8:17])),
    (TOLD, "stored as number", lambda text, _: float(f"{text[:15]}000")),
    (TOLD, "lost digits", lambda text, _: f"{text[:15]}000"),
    (TOLD, "scientific", lambda text, _: f"{text[0]}.{text[1:6]}E+17"),
    (TOLD, "masked", lambda text, _: f"{text[:6]}********{text[-4:]}"),
    (TOLD, "future", lambda text, _: f"{text[:6]}2030{text[10:]}"),
    (TOLD, "cut in two", lambda text, _: f"{text[:9]}等{text[9:]}"),
]
OTHER_NUMBER: list[Damage] = [
    *NUMBER,
    (TOLD, "too short", lambda text, _: text[:5]),
    (TOLD, "too long", lambda text, _: f"{text}0000000"),
]
PHONE: list[Damage] = [
    *AROUND,
    (READ, "full width", _wide),
    (READ, "number", lambda text, _: int(text)),
    (READ, "float", lambda text, _: float(text)),
    (READ, "spaced", lambda text, _: f"{text[:3]} {text[3:7]} {text[7:]}"),
    (READ, "hyphens", lambda text, _: f"{text[:3]}-{text[3:7]}-{text[7:]}"),
    (READ, "+86", _round_about("+86")),
    (READ, "+86 space", _round_about("+86 ")),
    (READ, "0086", _round_about("0086")),
    (READ, "(86)", _round_about("(86)")),
    (READ, "86-", _round_about("86-")),
    (READ, "full-width plus", _round_about("＋86")),
    (TOLD, "too short", lambda text, _: text[:-1]),
    (TOLD, "too long", _round_about("", "0")),
    (TOLD, "scientific", _is("1.39E+10")),
    (TOLD, "two", _round_about("", "/13900000001")),
    (TOLD, "landline", _is("0631-5200000")),
    (TOLD, "O for 0", lambda text, _: f"{text[:10]}O"),
    (TOLD, "words", _is("见备注")),
    (TOLD, "remark", _round_about("", "（父亲）")),
]


def type_name(learner: Learner, chance: random.Random) -> Typed:
    """A name, mostly as it is."""
    name = learner.fields["name"]
    kinds = NAME + (SHORT_NAME if len(name) in (2, 3) else DOTTED_NAME if "·" in name else [])
    return _typed(name, kinds, chance, 0.3)


def type_number(learner: Learner, chance: random.Random) -> Typed:
    """The number of an identity document."""
    number = learner.fields["identity_number"]
    return _typed(number, EIGHTEEN if len(number) == 18 else OTHER_NUMBER, chance, 0.4)


def type_phone(learner: Learner, chance: random.Random) -> Typed:
    """A mobile number; an empty cell is as good as the truth, for a phone may be missing."""
    return _typed(learner.fields["phone"], PHONE, chance, 0.4)


def _typed(text: str, kinds: list[Damage], chance: random.Random, share: float) -> Typed:
    if chance.random() > share:
        return Typed(text, READ, "as it is")
    promise, how, make = chance.choice(kinds)
    cell = make(text, chance)
    return Typed(cell, READ if cell == text else promise, how)


def type_sex(learner: Learner, chance: random.Random) -> Typed:
    """Sex in words and codes; unknown and wrong ones."""
    right, wrong = ("男", "女") if learner.fields["sex"] == "male" else ("女", "男")
    readable: list[Cell] = [right] * 6 + (
        ["M", "male", "1", 1, "男性", " 男 ", "１"] if right == "男" else ["F", "Female", "2", 2, "女性", "女\n"]
    )
    if chance.random() < 0.85:
        cell = chance.choice(readable)
        return Typed(cell, READ, f"word {cell!r}")
    if len(learner.fields["identity_number"]) == 18 and chance.random() < 0.5:
        return Typed(wrong, TOLD, BY_NUMBER[0])
    return Typed(chance.choice(("？", "未知", "3", "x", "男女")), TOLD, "no sex")


def type_birth(learner: Learner, chance: random.Random) -> Typed:
    """The birth date in every spelling, as a date, as a serial number, wrong."""
    born = date.fromisoformat(learner.fields["birth_date"])
    serial = (born - date(1899, 12, 30)).days
    readable: list[Cell] = [
        born.isoformat(),
        f"{born.year}.{born.month}.{born.day}",
        f"{born:%Y/%m/%d}",
        f"{born.year}年{born.month}月{born.day}日",
        f"{born:%Y%m%d}",
        int(f"{born:%Y%m%d}"),
        born,
        serial,
        f" {born:%Y-%m-%d} ",
        _wide(f"{born:%Y.%m.%d}", chance),
        f"{born.year} 年 {born.month} 月 {born.day} 日",
        f"{born:%Y-%m-%d} 00:00:00",
        f"{born.year}、{born.month}、{born.day}",
    ]
    turn = chance.random()
    if turn < 0.8:
        return Typed(chance.choice(readable), READ, "day")
    if len(learner.fields["identity_number"]) == 18 and turn < 0.9:
        other = born + timedelta(days=chance.choice((1, -1, 30, 365, 1462, 3652)))
        return Typed(
            chance.choice((other.isoformat(), other, f"{other:%Y%m%d}", f"{other.year}.{other.month}.{other.day}")),
            TOLD,
            BY_NUMBER[1],
        )
    wrong: tuple[Cell, ...] = (
        f"{born:%y.%m.%d}",
        "1990-13-01",
        "1990.2.30",
        "不详",
        "19900",
        "3/7/1990",
        f"农历{born:%Y-%m-%d}",
    )
    return Typed(chance.choice(wrong), TOLD, "no day")


def type_education(learner: Learner, chance: random.Random) -> Typed:
    """Schooling in words and codes, and words that leave it open."""
    if chance.random() < 0.85:
        return Typed(chance.choice(EDUCATION[learner.fields["education"]]), READ, "word")
    return Typed(
        chance.choice(("本科/专科", "本科以下", "大专及以上", "非本科", "不详", "未上过大学", "？", "同等学力")),
        TOLD,
        "open word",
    )


def type_employer(learner: Learner, chance: random.Random) -> Typed:
    """The employer; an empty cell must be told, because it is registered as none."""
    name = learner.fields["employer"]
    turn = chance.random()
    if turn < 0.8:
        return Typed(name, READ, "as it is")
    if turn < 0.92:
        return Typed(
            chance.choice(
                (f" {name}", f"{name}\n", f"{name[:4]}\n{name[4:]}", f"\u200b{name}", f"'{name}", f"{name}　")
            ),
            READ,
            "odd",
        )
    return Typed(chance.choice(NOTHING_WORDS), TOLD, "none")


def type_occupation(learner: Learner, chance: random.Random) -> Typed:
    """The occupation by any of its names."""
    if chance.random() < 0.85:
        return Typed(chance.choice(OCCUPATIONS[learner.fields["occupation"]]), READ, "word")
    return Typed(chance.choice(("智能焊接", "会计", "大数剧", "智能制造/大数据", "？")), TOLD, "unknown word")


def type_level(learner: Learner, chance: random.Random) -> Typed:
    """The level, and words that name another or none."""
    if chance.random() < 0.85:
        return Typed(chance.choice(LEVELS[learner.fields["level"]]), READ, "word")
    return Typed(
        chance.choice(("高级工", "三级", "初级/中级", "非高级", "中级以上", "已有初级", "特级", "中级职称", "？")),
        TOLD,
        "open word",
    )


def type_graduation(learner: Learner, chance: random.Random) -> Typed:
    """The day of graduation in every spelling; a number such as 2015.1 leaves the month open."""
    day = date.fromisoformat(learner.fields["graduation_date"])
    readable: list[Cell] = [
        day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", day,
        f"{day:%Y/%m/%d} ", int(f"{day:%Y%m%d}"),
    ]  # fmt: skip
    if chance.random() < 0.85:
        return Typed(chance.choice(readable), READ, "day")
    wrong: tuple[Cell, ...] = ("20150", "201513", "2015-02-30", "去年", "大约2015年", "15.7")
    return Typed(chance.choice(wrong), TOLD, "no day")


ACCOUNT: list[Damage] = [
    *AROUND,
    (READ, "full width", _wide),
    (READ, "grouped", lambda text, _: " ".join(text[each : each + 4] for each in range(0, 19, 4))),
    (TOLD, "stored as number", lambda text, _: float(text)),
    (TOLD, "scientific", lambda text, _: f"{text[0]}.{text[1:6]}E+18"),
    (TOLD, "letters", _round_about("", "工行")),
    (TOLD, "too short", lambda text, _: text[:5]),
    (TOLD, "masked", _is("6217****1234")),
]


def type_account(learner: Learner, chance: random.Random) -> Typed:
    """A bank account of 19 digits, which no spreadsheet can keep as a number."""
    return _typed(learner.fields["bank_account"], ACCOUNT, chance, 0.4)


def type_free(name: str) -> Callable[[Learner, random.Random], Typed]:
    """Free text, with what surrounds it."""

    def write(learner: Learner, chance: random.Random) -> Typed:
        text = learner.fields[name]
        return Typed(chance.choice((text, text, text, f" {text}", f"{text}\n", f"\u200b{text}")), READ, "free text")

    return write


TYPISTS: dict[str, Callable[[Learner, random.Random], Typed]] = {
    "name": type_name,
    "identity_number": type_number,
    "phone": type_phone,
    "sex": type_sex,
    "birth_date": type_birth,
    "education": type_education,
    "employer": type_employer,
    "occupation": type_occupation,
    "level": type_level,
    "graduation_date": type_graduation,
    "bank_account": type_account,
    "major": type_free("major"),
    "post": type_free("post"),
}
