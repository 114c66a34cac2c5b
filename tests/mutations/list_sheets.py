"""Sheets of mutated plain lists as offices send them: tables one below the other and side by side, groups over headings,
instructions, samples, totals, signatures, merged and hidden parts. Every line that is a record is a `Line`."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests.mutations.cells import TOLD, Cell, Typed
from tests.mutations.layouts import ENDINGS
from tests.mutations.lists import Case, Form
from tests.sheets.containers import Look

_TITLES = (
    "发放明细表", "2026年第2期", "填报单位：某学校（盖章）", "附件2", "（本表由机构填写）", "起止时间：2026年3月5日至4月2日",
    "填写说明：1.日期格式为2026-03-05；2.每人一行，请勿合并单元格。",
)  # fmt: skip
_EXTRAS = {
    "政治面貌": ("群众", "党员"), "部门": ("财务", "教务"), "班主任": ("宋老师",), "是否住宿": ("是", "否"), "民族": ("汉族",),
}  # fmt: skip
_SERIAL = "序号"
_MARKED = "审阅栏"
"""A column of no meaning, in which a sample can be called one."""
_NUMBER_SAMPLE = "371002199001010017"
_SAMPLES: tuple[dict[str, str], ...] = (
    {_SERIAL: "示例"}, {_SERIAL: "例"}, {_SERIAL: "例："}, {_SERIAL: "（示例）"}, {_MARKED: "示例行，上传前请删除"},
    {_MARKED: "此行为示例，请勿删除"}, {"name": "张三（示例）"}, {"name": "示例：张三"},
)  # fmt: skip
_HINTS: tuple[tuple[str, ...], ...] = (
    ("必填", "必填，与身份证一致"), ("18位，文本格式", "必填"), ("请填写", "请输入，不超过50字", "下拉选择"), ("必填", "选填"),
)  # fmt: skip
_ENDINGS: tuple[dict[int, str], ...] = (
    {0: "合计", 1: "3人"}, {0: "填表人：王五"}, {0: "（盖章）"}, {0: "填表人：王五", 1: "审核人：李四"}, {1: "以下空白"},
    {0: "平均分"},
    {0: "注：本表一式三份。"}, {0: "第1页 共2页"}, {1: "合计"}, {0: "制表日期：2026.3.5"}, {0: "小计："}, {0: "负责人签字："},
)  # fmt: skip
_TOTALLED = {"amount": "5,400.00", "hours": "192", "score": "262.5"}


@dataclass
class Line:
    """A line that is a record: what is true of it, and what stands in its cells. `hidden`: its row is."""

    form: Form
    truth: dict[str, Any]
    typed: dict[str, Typed]
    hidden: bool = False


Place = tuple[str, int, int]
"""Name of the sheet, number of the table on it, line."""


@dataclass
class ListPlan:
    """A workbook, and what a careful reader takes from it. `hidden_columns` and `hidden_sheets` are names of sheets."""

    looks: list[Look] = field(default_factory=list)
    lines: dict[Place, Line] = field(default_factory=dict)
    hidden_columns: set[str] = field(default_factory=set)
    hidden_sheets: set[str] = field(default_factory=set)


class ListDraughtsman:
    """Draws the file of one case; `is_text` for containers of a single table without merged cells."""

    def __init__(self, case: Case, chance: random.Random, *, is_text: bool) -> None:
        self._case, self._chance, self._is_text = case, chance, is_text
        self.plan = ListPlan()
        self._rows: list[list[Cell]] = []
        self._look = Look()
        self._blocks = 0

    def draw(self) -> ListPlan:
        """Every line of the case once, and now and then one twice."""
        chance, plan = self._chance, self.plan
        forms = self._case.forms[:1] if self._is_text else self._case.forms
        turn = chance.random()
        if not self._is_text and turn < 0.12:
            plan.looks.append(Look("填写说明", rows=[["填写说明"], ["1、姓名须与身份证一致"], ["2、日期写成2026-03-05"]]))
        for form in forms:
            self._form(form, "名单" if form is forms[0] else form.sheet or f"表{len(plan.looks) + 1}")
        if not self._is_text and turn > 0.9:
            plan.looks.append(Look("字典", rows=[["初级", "男"], ["中级", "女"], ["高级", ""]], hidden=turn > 0.95))
        return plan

    def _form(self, form: Form, name: str) -> None:
        chance = self._chance
        lines = [*form.lines, *([chance.choice(form.lines)] if chance.random() < 0.2 else [])]
        cut = chance.randint(1, len(lines) - 1) if len(lines) > 1 else 1
        turn = chance.random()
        self._begin(name)
        if turn < 0.12 and form.narrow and len(lines) > 1:
            self._beside(form, [lines[:cut], lines[cut:]])
        elif turn < 0.22 and len(lines) > 1:
            self._table(form, lines[:cut])
            self._rows += [[], ["第二部分名单"]] if chance.random() < 0.5 else [[]]
            self._table(form, lines[cut:])
        elif turn < 0.34 and len(lines) > 1 and not self._is_text and not form.sheet:
            self._table(form, lines[:cut])
            self._end(name)
            name = f"{name}续"
            self._begin(name)
            self._table(form, lines[cut:])
        else:
            self._table(form, lines)
        self._end(name)

    def _begin(self, name: str) -> None:
        chance = self._chance
        self._rows = [[title] for title in chance.sample(_TITLES, chance.choice((0, 0, 1, 2)))]
        self._look, self._blocks = Look(name, rows=self._rows, merges=[], hidden_rows=[], hidden_columns=[]), 0

    def _end(self, name: str) -> None:
        if not self._is_text and self.plan.looks and self._chance.random() < 0.15:
            self._look.hidden = True
            self.plan.hidden_sheets.add(name)
        self.plan.looks.append(self._look)

    def _line(self, form: Form, truth: dict[str, Any], names: list[str]) -> Line:
        return Line(form, dict(truth), {name: self._case.typists[name](truth[name], self._chance) for name in names})

    def _place(self, line: Line, block: int, row: int) -> None:
        self.plan.lines[self._look.name, block, row + 1] = line

    def _beside(self, form: Form, parts: list[list[dict[str, Any]]]) -> None:
        """Two narrow tables of the same columns."""
        chance = self._chance
        order = [*([_SERIAL] if chance.random() < 0.5 else []), *form.narrow]
        gap = chance.choice((0, 1, 1, 2))
        heads = [_SERIAL if each == _SERIAL else chance.choice(form.heads[each].split(" ")) for each in order]
        self._rows.append([*heads, *[None] * gap, *heads])
        top = len(self._rows)
        self._rows += [[None] * (2 * len(order) + gap) for _ in range(max(map(len, parts)))]
        for block, part in enumerate(parts):
            left = block * (len(order) + gap)
            for offset, truth in enumerate(part):
                line = self._line(form, truth, list(form.narrow))
                cells: list[Cell] = [offset + 1 if each == _SERIAL else line.typed[each].cell for each in order]
                self._rows[top + offset][left : left + len(order)] = cells
                self._place(line, block + 1, top + offset)

    def _table(self, form: Form, truths: list[dict[str, Any]]) -> None:
        chance = self._chance
        names = list(form.heads)
        order = [*names, *chance.sample(list(_EXTRAS), chance.choice((0, 0, 1, 2)))]
        if chance.random() < 0.3:
            order.append(_MARKED)
        if chance.random() < 0.7:
            chance.shuffle(order)
        if chance.random() < 0.6:
            order.insert(0, _SERIAL)
        left = chance.choice((0, 0, 0, 1))
        self._blocks += 1
        self._header(form, order, left)
        self._before(form, order, left)
        mine: list[tuple[int, Line]] = []
        for truth in truths:
            if chance.random() < 0.05:
                self._rows.append([])
            line = self._line(form, truth, names)
            cells = {name: each.cell for name, each in line.typed.items()} | {_SERIAL: len(mine) + 1}
            cells |= {each: chance.choice(words) for each, words in _EXTRAS.items()}
            self._write(order, left, cells)
            mine.append((len(self._rows) - 1, line))
            self._place(line, self._blocks, len(self._rows) - 1)
        if not self._is_text:
            self._merge(form, order, left, mine)
            self._hide(order, left, mine, names)
        self._after(order, left)

    def _header(self, form: Form, order: list[str], left: int) -> None:
        heads: list[Cell] = [
            self._chance.choice(form.heads[each].split(" ")) if each in form.heads else each for each in order
        ]
        pair = next(
            (place for place in range(len(order) - 1) if {order[place], order[place + 1]} == {"identity_number", "name"}), None
        )
        if pair is None or self._is_text or self._chance.random() < 0.5:
            self._rows.append([*[None] * left, *heads])
            return
        top, upper = len(self._rows), list(heads)
        upper[pair : pair + 2] = ["人员信息", None]
        lower: list[Cell] = [heads[place] if place in (pair, pair + 1) else None for place in range(len(order))]
        self._rows += [[*[None] * left, *upper], [*[None] * left, *lower]]
        merges = [(top, left + pair, top, left + pair + 1)]
        merges += [(top, left + place, top + 1, left + place) for place in range(len(order)) if place not in (pair, pair + 1)]
        self._look.merges = [*self._look.merges, *merges]

    def _before(self, form: Form, order: list[str], left: int) -> None:
        chance = self._chance
        known = [each for each in order if each in form.heads]
        if chance.random() < 0.15:
            words = chance.choice(_HINTS)
            self._write(order, left, {each: chance.choice(words) for each in known})
        marks = [each for each in _SAMPLES if set(each) <= set(order)]
        if chance.random() < 0.25 and marks:
            truth = chance.choice(form.lines)
            cells: dict[str, Cell] = {each: self._case.as_typed_anew(each, truth[each], chance) for each in known}
            cells |= {name: word for name, word in (("identity_number", _NUMBER_SAMPLE), ("name", "张三")) if name in known}
            self._write(order, left, cells | chance.choice(marks))

    def _after(self, order: list[str], left: int) -> None:
        chance = self._chance
        endings: list[dict[str, str]] = [
            {order[place + (_SERIAL in order and place > 0)]: word for place, word in each.items()} for each in _ENDINGS
        ]
        named = [{_SERIAL if name == "serial" else name: word for name, word in each.items()} for each in ENDINGS]
        endings += [each for each in named if set(each) <= set(order)]
        sums = {name: total for name, total in _TOTALLED.items() if name in order[1:]}
        endings += [{order[0]: word, **sums} for word in ("合计", "总计", "合　计：") if sums]
        for ending in chance.sample(endings, chance.choice((0, 0, 1, 2))):
            if chance.random() < 0.3:
                self._rows.append([])
            self._write(order, left, dict(ending))

    def _write(self, order: list[str], left: int, cells: dict[str, Any]) -> None:
        self._rows.append([*[None] * left, *(cells.get(each) for each in order)])

    def _merge(self, form: Form, order: list[str], left: int, mine: list[tuple[int, Line]]) -> None:
        """Merges cells of neighbouring lines that say the same; also sums, which are then nobody's own."""
        chance = self._chance
        first = chance.randrange(len(mine))
        last = min(first + chance.randint(1, 4), len(mine) - 1)
        for name in (*form.alike, *self._case.own):
            if chance.random() > (0.05 if name in self._case.own else 0.25) or name not in order:
                continue
            top, bottom, column = mine[first][0], mine[last][0], left + order.index(name)
            values = {mine[each][1].truth[name] for each in range(first, last + 1)}
            how = mine[first][1].typed[name]
            said = len(values) == 1 if name in form.alike else how.cell not in (None, "")
            if bottom - top != last - first or first == last or not said:
                continue
            for row, line in mine[first : last + 1]:
                promise = TOLD if name in self._case.own else how.promise
                line.typed[name] = Typed(how.cell, promise, f"merged {how.how}")
                self._rows[row][column] = how.cell if row == top else None
            self._look.merges = [*self._look.merges, (top, column, bottom, column)]

    def _hide(self, order: list[str], left: int, mine: list[tuple[int, Line]], names: list[str]) -> None:
        chance = self._chance
        if chance.random() < 0.12:
            row, line = chance.choice(mine)
            line.hidden = True
            self._look.hidden_rows = [*self._look.hidden_rows, row]
        if chance.random() < 0.1:
            self._look.hidden_columns = [*self._look.hidden_columns, left + order.index(chance.choice(names))]
            self.plan.hidden_columns.add(self._look.name)
