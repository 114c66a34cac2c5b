"""A mutated list on its way into the register and out again."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from tests.mutations.cells import TOLD, Cell, Typed
from tests.mutations.files import TEXTS, WORKBOOKS, physical_lines
from tests.mutations.lists import WORLDS, Case
from tests.sheets.containers import Look
from training_app.intake import parts, service
from training_app.intake.rows import Row
from training_app.kernel.errors import InvalidInput

WRITERS = [*WORKBOOKS, *TEXTS]
_TITLES = ("发放明细表", "2026年第2期", "填报单位：某学校（盖章）", "附件2", "（本表由机构填写）",
           "起止时间：2026年3月5日至4月2日")
_EXTRAS = {"政治面貌": ("群众", "党员"), "部门": ("财务", "教务"), "班主任": ("宋老师",), "是否住宿": ("是", "否")}
_ENDINGS: tuple[dict[int, str], ...] = (
    {0: "合计", 1: "3人"}, {0: "填表人：王五"}, {0: "（盖章）"}, {0: "填表人：王五", 1: "审核人：李四"}, {1: "以下空白"},
    {0: "平均分"},
    {0: "注：本表一式三份。"}, {0: "第1页 共2页"}, {1: "合计"}, {0: "制表日期：2026.3.5"}, {0: "小计："}, {0: "负责人签字："},
)  # fmt: skip


class ListStory:
    """One file of one list; `wrong` are silent errors in words, `doubted` readable lines that were held."""

    def __init__(self, session: Session, seed: int) -> None:
        self.seed, self.session = seed, session
        chance = random.Random(seed)
        self.case: Case = WORLDS[seed % len(WORLDS)](session, chance)
        self.writer = WRITERS[(seed // len(WORLDS)) % len(WRITERS)]
        self.wrong: list[str] = []
        self.doubted: Counter[str] = Counter()
        self.stored, self.refused = 0, ""
        self._draw(chance)
        self.data = {**WORKBOOKS, **TEXTS}[self.writer]([self.look], chance)

    def _draw(self, chance: random.Random) -> None:
        case, merges = self.case, self.writer in WORKBOOKS
        order: list[str] = [*case.heads, *chance.sample(list(_EXTRAS), chance.choice((0, 0, 1, 2)))]
        chance.shuffle(order)
        if chance.random() < 0.6:
            order.insert(0, "序号")
        left = chance.choice((0, 0, 0, 1))
        rows: list[list[Cell]] = [[title] for title in chance.sample(_TITLES, chance.choice((0, 1, 2)))]
        wordings = {name: chance.choice(words.split(" ")) for name, words in case.heads.items()}
        rows.append([None] * left + [wordings.get(each, each) for each in order])
        self.people: dict[int, tuple[dict[str, Any], dict[str, Typed]]] = {}
        lines = [*case.lines, *([chance.choice(case.lines)] if chance.random() < 0.2 else [])]
        for truth in lines:
            if chance.random() < 0.06:
                rows.append([])
            typed = {name: case.typists[name](truth[name], chance) for name in case.heads}
            cells: dict[str, Cell] = {name: each.cell for name, each in typed.items()}
            cells |= {each: chance.choice(words) for each, words in _EXTRAS.items()} | {"序号": len(self.people) + 1}
            rows.append([None] * left + [cells[each] for each in order])
            self.people[len(rows)] = truth, typed
        for ending in chance.sample(_ENDINGS, chance.choice((0, 1, 2))):
            cells = {order[place + ("序号" in order and place > 0)]: word for place, word in ending.items()}
            rows.append([None] * left + [cells.get(each) for each in order])
        self.look = Look("名单", rows=rows)
        self.hidden: set[int] = set()
        if merges and chance.random() < 0.15:
            self.hidden = {chance.choice(list(self.people))}
            self.look.hidden_rows = [line - 1 for line in self.hidden]
        self.hides_column = merges and chance.random() < 0.1
        if self.hides_column:
            self.look.hidden_columns = [left + order.index(chance.choice(list(case.heads)))]
        if self.writer in TEXTS and self.writer != "page":
            physical = physical_lines(rows)
            self.people = {physical[line - 1]: each for line, each in self.people.items()}

    def run(self) -> None:
        """Uploads, confirms the good lines, compares, uploads again, takes back."""
        case, before = self.case, self.case.stored()
        try:
            batch = self._stage()
        except InvalidInput as error:
            self.refused = error.code
            return
        if batch.is_unanswered:
            self.refused = "unanswered"
            return
        rows = parts.load(self.session, batch)
        self._compare_lines(rows)
        told = {each["code"] for each in batch.reading["problems"]}
        if self.hides_column and "column.hidden" not in told:
            self._say("a column is hidden and nothing is said")
        answer = service.confirm(self.session, case.actor, batch.number, good_rows=True, at=case.at)
        rows = parts.load(self.session, batch)
        self.session.expire_all()
        self._compare_facts(rows)
        if answer.imported:
            there = case.stored()
            again = self._stage()
            service.confirm(self.session, case.actor, again.number, good_rows=True, at=case.at)
            self.session.expire_all()
            if case.stored() != there:
                self._say("uploaded again, and the register changed")
            if batch.state == "confirmed":
                if again.state == "confirmed":
                    service.undo(self.session, case.actor, again.number, case.at)
                service.undo(self.session, case.actor, batch.number, case.at)
        self.session.expire_all()
        if case.stored() != before:
            self._say("taken back, and the register is not as it was")

    def _stage(self) -> Any:
        case = self.case
        return service.stage(
            self.session, case.actor, case.kind, self.data, "名单.xls", subject_number=case.subject, at=case.at
        )

    def _say(self, words: str) -> None:
        self.wrong.append(f"seed {self.seed} ({self.case.kind}, {self.writer}): {words}")

    def _compare_lines(self, rows: list[Row]) -> None:
        lines = {row.line for row in rows}
        for row in rows:
            if row.line not in self.people:
                self._say(f"line {row.line} is no record and was taken for one: {row.status} {row.cells}")
        for line in self.people.keys() - lines:
            if all(self.people[line][1][name].promise == TOLD for name in ("identity_number", "name") if name in self.case.heads):
                continue  # nobody could tell whom it means
            cells = {name: each.cell for name, each in self.people[line][1].items()}
            self._say(f"line {line} vanished: {cells}")
        for line in self.hidden & lines:
            if not any(each.code == "row.hidden" for row in rows if row.line == line for each in row.problems):
                self._say(f"line {line} is hidden and nothing is said")

    def _compare_facts(self, rows: list[Row]) -> None:
        stored, key = self.case.stored(), next(iter(self.case.heads))
        self.stored = len(stored)
        taken: dict[str, Row] = {}
        for row in rows:
            if row.line not in self.people:
                continue
            truth, typed = self.people[row.line]
            told = {each.field for each in row.problems}
            if row.imported:
                taken[truth[key]] = row
                self._compare_record(row, truth, typed, told, stored.get(truth[key]))
            elif all(each.promise != TOLD for each in typed.values()):
                self.doubted[" ".join(f"{each.field} {each.code} {each.value!r}" for each in row.problems)] += 1
        for number in stored.keys() - taken.keys():
            self._say(f"{stored[number]} is in the register and in no imported line")

    def _compare_record(
        self, row: Row, truth: dict[str, Any], typed: dict[str, Typed], told: set[str], stored: dict[str, Any] | None
    ) -> None:
        if stored is None:
            if row.result != "existing":
                self._say(f"line {row.line} was {row.result} and is not in the register: {row.fields}")
            return
        for name, each in typed.items():
            if each.promise == TOLD and name not in told and each.how != "lost digits":
                self._say(f"line {row.line}: {name} {each.cell!r} went in silently: {row.fields}")
            if name not in stored or each.promise == TOLD:
                continue
            value, right = stored[name], truth[name]
            whole = value == right or (name == "evidence" and right in value)
            if not whole and name not in told:
                self._say(f"line {row.line}: {name} {each.cell!r} is stored as {value!r}, not {right!r}")
