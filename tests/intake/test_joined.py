"""Plain lists that say one thing in several columns: ticks under values, names in two parts."""

from __future__ import annotations

from datetime import date

from tests.classes.rosters import number
from tests.sheets.containers import Look, xlsx
from training_app.intake.rows import Reading
from training_app.subsidies.columns import PAYMENT_LIST

DAY = date(2026, 11, 1)
HEADER = [
    ["姓", "名", "证件号码", "班次编号", "等级", "", "", "金额", "发放日期", "凭证号"],
    ["", "", "", "", "初级", "中级", "高级", "", "", ""],
]  # fmt: skip


def read(*people: list[str]) -> Reading:
    merged = [(0, column, 1, column) for column in (0, 1, 2, 3, 7, 8, 9)]
    look = Look(rows=[*HEADER, *map(list, people)], merges=[(0, 4, 0, 6), *merged])  # type: ignore[arg-type]
    return PAYMENT_LIST.read(xlsx(look), "名单.xlsx", DAY)


def line(place: int, *ticks: str, halves: tuple[str, str] = ("李", "四")) -> list[str]:
    return [*halves, number(place), "WH2026-0001", *ticks, "1800", "2026-03-05", "PZ1"]


def test_ticks_and_halves_of_a_name_are_read() -> None:
    reading = read(line(1, "√", "", ""), line(2, "", "", "√"), line(3, "√", "√", ""), line(4, "", "", ""))
    assert not reading.problems
    assert [row.line for row in reading.rows] == [3, 4, 5, 6]
    assert [(row.fields["name"], row.fields.get("level")) for row in reading.rows] == [
        ("李四", "junior"), ("李四", "senior"), ("李四", None), ("李四", None),
    ]  # fmt: skip
    told = [(row.line, p.column, p.value) for row in reading.rows for p in row.problems]
    assert told == [(5, "E", "初级、中级"), (6, "E", "未勾选")]


def test_half_of_a_name_is_no_name() -> None:
    [row] = read(line(1, "√", "", "", halves=("", "三丰"))).rows
    assert [(p.field, p.code, p.value) for p in row.problems] == [("name", "name.invalid", "三丰？")]
