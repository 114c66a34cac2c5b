"""A mutated list on its way into the register, put right cell by cell, and out again."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from sqlalchemy.orm import Session

from tests.mutations.cells import READ, TOLD, Typed
from tests.mutations.files import TEXTS, WORKBOOKS, physical_lines
from tests.mutations.list_sheets import Line, ListDraughtsman
from tests.mutations.worlds_bureau import earlier_hours, earlier_titles, institutions, programmes
from tests.mutations.worlds_classes import attendance, disbursements, level_certificates, scores
from tests.mutations.worlds_opening import opening
from tests.mutations.worlds_published import plan_lines, province_results
from tests.mutations.worlds_resources import trainers, venues
from training_app.intake import parts, service
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.errors import InvalidInput
from training_app.kernel.problems import Severity

WORLDS = (
    scores, attendance, disbursements, level_certificates, earlier_hours, earlier_titles, programmes, institutions, opening,
    plan_lines, province_results, trainers, venues,
)  # fmt: skip
WRITERS = [*WORKBOOKS, *TEXTS]
_ROUNDS = 3
"""How often a clerk looks at a line anew: a number put right shows whose it is, and what else is wrong."""


class ListStory:
    """One file of one list; `wrong` are silent errors in words, `doubted` readable lines that were held, `left` what keeps
    out lines that were put right."""

    def __init__(self, session: Session, seed: int) -> None:
        self.seed, self.session = seed, session
        self._chance = chance = random.Random(seed)
        self.case = WORLDS[seed % len(WORLDS)](session, chance)
        self.writer = WRITERS[(seed // len(WORLDS)) % len(WRITERS)]
        self.wrong: list[str] = []
        self.doubted: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.stored, self.corrected, self.refused = 0, 0, ""
        self.plan = ListDraughtsman(self.case, chance, is_text=self.writer in TEXTS).draw()
        self.data = {**WORKBOOKS, **TEXTS}[self.writer](self.plan.looks, chance)
        self.lines = self.plan.lines
        if self.writer in TEXTS and self.writer != "page":
            physical = physical_lines(self.plan.looks[0].rows)
            self.lines = {(sheet, block, physical[line - 1]): each for (sheet, block, line), each in self.lines.items()}

    def run(self) -> None:
        """Uploads, puts some lines right, confirms the good ones, compares, uploads again, puts the rest right, takes back."""
        before = self.case.stored()
        try:
            batch = self._stage()
        except InvalidInput as error:
            self.refused = error.code
            return
        if batch.is_unanswered:
            self.refused = "unanswered"
            return
        self._compare_lines(batch, parts.load(self.session, batch))
        if self._chance.random() < 0.4:
            self._put_right(batch, 0.5)
        if self._confirm(batch):
            self._again(batch)
        if self._put_right(batch, 1):
            self._confirm(batch)
            self._look_at_the_rest(batch)
        if batch.state == "confirmed":
            service.undo(self.session, self.case.actor, batch.number, self.case.at)
        self.session.expire_all()
        if self.case.stored() != before:
            self._say("taken back, and the register is not as it was")

    def _stage(self) -> Batch:
        case = self.case
        return service.stage(
            self.session, case.actor, case.kind, self.data, "名单.xls", subject_number=case.subject, at=case.at
        )

    def _confirm(self, batch: Batch) -> bool:
        answer = service.confirm(self.session, self.case.actor, batch.number, good_rows=True, at=self.case.at)
        self.session.expire_all()
        self._compare_facts(parts.load(self.session, batch))
        return answer.imported

    def _again(self, first: Batch) -> None:
        """The same file once more changes nothing, but for lines that were held before: one that repeats a line put right by
        hand in `first` stands alone in the file itself."""
        there, taken = self.case.stored(), self._good(first)
        again = self._stage()
        service.confirm(self.session, self.case.actor, again.number, good_rows=True, at=self.case.at)
        self.session.expire_all()
        if self._good(again) <= taken and self.case.stored() != there:
            self._say("uploaded again, and the register changed")
        if again.state == "confirmed":
            service.undo(self.session, self.case.actor, again.number, self.case.at)

    def _good(self, batch: Batch) -> set[tuple[int, int, int]]:
        return {(row.sheet, row.block, row.line) for row in parts.load(self.session, batch) if row.status != "error"}

    def _say(self, words: str) -> None:
        self.wrong.append(f"seed {self.seed} ({self.case.kind}, {self.writer}): {words}")

    def _line(self, row: Row) -> Line | None:
        return self.lines.get((row.sheet, row.block, row.line))

    def _put_right(self, batch: Batch, share: float) -> bool:
        """Types the truth into the cells in error, on the page, of this share of the lines; whether there was anything."""
        done = False
        for row in parts.load(self.session, batch):
            line = self._line(row)
            if line is None or not row.open or row.status != "error" or self._chance.random() > share:
                continue
            for _ in range(_ROUNDS):
                names = {each.field for each in row.problems if each.severity is Severity.ERROR} & line.typed.keys()
                for name in sorted(names):
                    words = self.case.as_typed_anew(name, line.truth[name], self._chance) if line.truth[name] else ""
                    row = service.correct(self.session, self.case.actor, batch.number, row.position, name, words, self.case.at)
                    line.typed[name] = Typed(words, READ, "put right")
                    done = True
            self.corrected += 1
        return done

    def _look_at_the_rest(self, batch: Batch) -> None:
        for row in parts.load(self.session, batch):
            if row.open:
                self.left[" ".join(sorted(f"{each.field} {each.code}" for each in row.problems))] += 1

    def _compare_lines(self, batch: Batch, rows: list[Row]) -> None:
        told = Counter(each["code"] for each in batch.reading["problems"])
        for code, sheets in (("column.hidden", self.plan.hidden_columns), ("sheet.hidden", self.plan.hidden_sheets)):
            if told[code] < len(sheets):
                self._say(f"{code} of {sheets} and nothing is said")
        found = {(row.sheet, row.block, row.line): row for row in rows}
        if len(found) != len(rows):
            self._say("a line stands twice among the rows")
        for place, row in found.items():
            if place not in self.lines:
                self._say(f"{place} is no record and was taken for one: {row.status} {row.cells}")
        for place, line in self.lines.items():
            if place in found:
                if line.hidden and not any(each.code == "row.hidden" for each in found[place].problems):
                    self._say(f"{place} is hidden and nothing is said")
            elif not self._is_nobody(line):
                self._say(f"{place} vanished: { {name: each.cell for name, each in line.typed.items()} }")

    @staticmethod
    def _is_nobody(line: Line) -> bool:
        """Whether nobody could tell whom or what the line means."""
        return all(each.promise == TOLD for name, each in line.typed.items() if name in ("identity_number", "name"))

    def _compare_facts(self, rows: list[Row]) -> None:
        stored = self.case.stored()
        self.stored = max(self.stored, len(stored))
        taken: set[tuple[str, str]] = set()
        keys = set()
        for row in rows:
            line = self._line(row)
            if line is None:
                continue
            if row.imported:
                places = {name: self.case.placed(line.truth, name) for name in line.typed}
                taken.update(places.values())
                keys.update(key for key, _ in places.values())
                self._compare_record(row, line, stored)
            elif all(each.promise != TOLD for each in line.typed.values()):
                self.doubted[" ".join(f"{each.field} {each.code} {each.value!r}" for each in row.problems)] += 1
        for key, fields in stored.items():
            if key not in keys:
                self._say(f"{fields} is in the register and in no imported line")
            for name in fields if self.case.place else ():
                if fields[name] is None or name in ("hours", "document", "valid_from", "valid_last"):
                    continue
                if (key, name) not in taken:
                    self._say(f"{name} {fields[name]!r} is in the register and in no imported line")

    def _compare_record(self, row: Row, line: Line, stored: dict[str, dict[str, Any]]) -> None:
        told = {each.field for each in row.problems}
        for name, typed in line.typed.items():
            if typed.promise == TOLD and name not in told:
                self._say(f"{row.sheet} {row.line}: {name} {typed.cell!r} ({typed.how}) went in silently: {row.fields}")
            key, place = self.case.placed(line.truth, name)
            if key not in stored:
                self._say(f"{row.sheet} {row.line} was {row.result} and is not in the register: {row.fields}")
                return
            if place not in stored[key] or typed.promise == TOLD:
                continue
            value, right = stored[key][place], line.truth[name]
            whole = value == right or (name == "evidence" and right in value)
            if not whole and name not in told:
                self._say(f"{row.sheet} {row.line}: {name} {typed.cell!r} is stored as {value!r}, not {right!r}")
