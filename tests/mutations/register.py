"""A mutated roster on its whole way: uploaded, confirmed, uploaded again, put right, taken back; the register compared with
what a person reading the file would have stored."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import openpyxl
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, make_institution
from tests.classes.test_roster import picture
from tests.mutations.cells import READ, TYPISTS, Typed
from tests.mutations.files import TEXTS, WORKBOOKS, physical_lines
from tests.mutations.layouts import _KIND_WORDS, Draughtsman, Expected, Plan
from tests.mutations.people import Learner, learner
from training_app.classes.labels_roster import worded
from training_app.classes.models import Enrolment
from training_app.intake import parts, service, service_files
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.errors import InvalidInput
from training_app.kernel.problems import Severity
from training_app.people.models import Education, Employment, Person, PersonDocument

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
WRITERS = [*WORKBOOKS, *TEXTS]
LEVEL = "intermediate"


class OneLevel(Draughtsman):
    """Everybody is entered for the level of the class, so that most lines are good ones."""

    def _person(self, order: list[str], *, any_document: bool) -> tuple[Learner, dict[str, Typed]]:
        self._serial += 1
        one = learner(self._chance, self._serial, documents=any_document)
        one.fields["level"] = LEVEL
        typed = {each: typist(one, self._chance) for each, typist in TYPISTS.items() if each in order}
        if "identity_kind" in order:
            typed["identity_kind"] = Typed(_KIND_WORDS[one.fields["identity_kind"]], READ, "word")
        return one, typed


@dataclass
class Story:
    """One file on its way: what went wrong in words, and how far it came."""

    session: Session
    seed: int
    wrong: list[str] = field(default_factory=list)
    refused: str = ""
    stored: int = 0
    completed: bool = False

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        self.writer = WRITERS[self.seed % len(WRITERS)]
        self.plan: Plan = OneLevel(chance).plan(one_sheet=self.writer in TEXTS)
        self.data = {**WORKBOOKS, **TEXTS}[self.writer](self.plan.looks, chance)
        institution = make_institution(self.session)
        self.record = make_class(self.session, "approved", institution=institution, level=LEVEL, capacity=80)
        self.actor = actor_of(institution)
        lines = physical_lines(self.plan.looks[0].rows) if self.writer in TEXTS and self.writer != "page" else None
        self.by_line = {
            (each.sheet, each.block, lines[each.line - 1] if lines else each.line): each for each in self.plan.people
        }

    def run(self) -> None:
        """The whole way; complaints are in `wrong`."""
        before = picture(self.session)
        try:
            batch = self._stage()
        except InvalidInput as error:
            self.refused = error.code
            return
        if batch.is_unanswered:
            self.refused = "unanswered"
            return
        rows = parts.load(self.session, batch)
        held = {row.position for row in rows if row.status == "error"}
        service.confirm(self.session, self.actor, batch.number, good_rows=True, at=AT)
        self._compare(batch, [row for row in rows if row.position not in held])
        self._again()
        if held and (self._correct if self.seed % 2 else self._send_back)(batch):
            answer = service.confirm(self.session, self.actor, batch.number, good_rows=True, at=AT)
            if answer.counts["held"]:
                left = [row for row in parts.load(self.session, batch) if row.open]
                self._say(f"lines put right are held still: {[(row.line, _codes(row)) for row in left]}")
            self._compare(batch, parts.load(self.session, batch))
            self.completed = True
        if batch.state == "confirmed":
            service.undo(self.session, self.actor, batch.number, AT)
        if picture(self.session) != before:
            self._say("taken back, and the register is not as it was")

    def _stage(self) -> Batch:
        name = f"{self.plan.looks[0].name}.xls"
        number = self.record.number
        return service.stage(self.session, self.actor, "roster", self.data, name, subject_number=number, at=AT)

    def _say(self, words: str) -> None:
        self.wrong.append(f"seed {self.seed} ({self.writer}): {words}")

    def _again(self) -> None:
        """The same file once more changes nothing."""
        there = picture(self.session)
        batch = self._stage()
        new = [row for row in parts.load(self.session, batch) if row.status != "error" and row.outlook != "existing"]
        if new:
            self._say(f"uploaded again, and something would change: {[(row.line, row.outlook, row.fields) for row in new]}")
        service.confirm(self.session, self.actor, batch.number, good_rows=True, at=AT)
        if picture(self.session) != there:
            self._say("uploaded again, and the register changed")

    def _compare(self, batch: Batch, rows: list[Row]) -> None:
        """The people of the class are those of these lines, each as the file says."""
        self.session.expire_all()
        register = _people_of(self.session, self.record.id)
        wanted: dict[str, tuple[Row, Expected]] = {}
        for row in rows:
            expected = self.by_line.get((row.sheet, row.block, row.line))
            if expected is None:
                self._say(f"line {row.line} is nobody and was imported")
            elif row.status != "error":
                typed = expected.typed["identity_number"]
                # One in eleven of the lost numbers has a right check digit: nobody can see it.
                unseen = typed.how == "lost digits" and row.fields["identity_number"] == typed.cell
                wanted[str(typed.cell) if unseen else expected.learner.fields["identity_number"]] = row, expected
        for number in register.keys() - wanted.keys():
            self._say(f"{register[number]} is in the register and in no line")
        for number in wanted.keys() - register.keys():
            self._say(f"line {wanted[number][0].line} was imported and is not in the register: {wanted[number][0].fields}")
        for number in wanted.keys() & register.keys():
            self._compare_person(*wanted[number], register[number])
        self.stored = max(self.stored, len(register))

    def _compare_person(self, row: Row, expected: Expected, stored: dict[str, Any]) -> None:
        told = {problem.field for problem in row.problems}
        truth = expected.learner.fields
        for name in ("post", "major", "graduation_date"):
            # Without employer or schooling the register has no other place for them.
            kept = name in expected.typed and str(truth[name]) in stored["remark"]
            stored[name] = truth[name] if kept and stored[name] in (None, "") else stored[name]
        for name, value in stored.items():
            if name == "remark":
                missing = [words for words in expected.extra.values() if words not in value]
                if missing:
                    self._say(f"line {row.line}: {missing} are not in the remark {value!r}")
            elif name not in ("name", "identity_kind", *expected.typed):
                known = name in ("sex", "birth_date") and len(truth["identity_number"]) == 18
                if value not in (None, "") and not (known and value == truth[name]):
                    self._say(f"line {row.line}: {name} {value!r} stands in no cell")
            elif name == "name" and expected.typed[name].how == "private use" and name in told:
                continue  # kept as it is written, with a warning
            elif value != truth[name] and not (value in (None, "") and self._may_be_blank(row, expected, name, told)):
                self._say(f"line {row.line}: {name} {expected.typed[name].cell!r} is stored as {value!r}, not {truth[name]!r}")

    @staticmethod
    def _may_be_blank(row: Row, expected: Expected, name: str, told: set[str]) -> bool:
        return name in told or name == "phone" and not str(expected.typed[name].cell or "").strip()

    def _put_right(self, row: Row) -> dict[str, str] | None:
        """What is to be typed into the cells of a line in error; None where its error is in no cell of its own."""
        expected = self.by_line[row.sheet, row.block, row.line]
        names = {each.field for each in row.problems if each.severity is Severity.ERROR}
        if not names <= expected.typed.keys():
            return None
        return {name: worded(name, expected.learner.fields[name]) for name in names}

    def _correct(self, batch: Batch) -> bool:
        """On the page, cell by cell."""
        for row in parts.load(self.session, batch):
            right = self._put_right(row) if row.open else {}
            if right is None:
                return False
            for name, value in right.items():
                service.correct(self.session, self.actor, batch.number, row.position, name, value, AT)
        return True

    def _send_back(self, batch: Batch) -> bool:
        """In the workbook that came back marked, saved by another program."""
        data = service_files.returned_workbook(self.session, self.actor, batch.number, AT)
        # Spreadsheets keep the values of formulas; openpyxl only without the formulas.
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        for row in parts.load(self.session, batch):
            right = self._put_right(row) if row.open else {}
            if right is None:
                return False
            sheet = book[row.sheet] if row.sheet in book.sheetnames else book.worksheets[0]
            for name, value in right.items():
                letter, _ = row.columns[name]
                cell = sheet[f"{letter}{row.line}"]
                if "FFC7CE" not in str(cell.fill.start_color.rgb):
                    self._say(f"line {row.line}: {letter} is not marked in the workbook given back")
                cell.value, cell.data_type = value, "s"
        output = io.BytesIO()
        book.save(output)
        again = service.stage(
            self.session, self.actor, "roster", output.getvalue(), "改好.xlsx", subject_number=self.record.number, at=AT
        )
        if again.number != batch.number:
            self._say(f"the workbook sent back began a batch of its own: {again.reading['notes']}")
            return False
        return True


def _codes(row: Row) -> list[str]:
    return [f"{each.field} {each.code}" for each in row.problems]


def _people_of(session: Session, class_id: int) -> dict[str, dict[str, Any]]:
    """What the register holds of the people of a class, by number of their document, in words of a roster's fields."""
    found: dict[str, dict[str, Any]] = {}
    for enrolment in session.scalars(select(Enrolment).where(Enrolment.class_id == class_id)):
        person = session.get_one(Person, enrolment.person_id)
        [document] = session.scalars(select(PersonDocument).where(PersonDocument.person_id == person.id)).all()
        employments = session.scalars(select(Employment).where(Employment.person_id == person.id)).all()
        educations = session.scalars(select(Education).where(Education.person_id == person.id)).all()
        assert len(employments) < 2 and len(educations) < 2, "somebody has two of what one line told"
        assert enrolment.name_at == person.name and enrolment.state == "enrolled"
        employment, education = next(iter(employments), None), next(iter(educations), None)
        number = document.number or ""
        assert number not in found, "somebody stands twice in the class"
        found[number] = {
            "name": person.name, "identity_kind": str(document.kind), "sex": person.sex, "phone": person.phone,
            "birth_date": person.birth_date and person.birth_date.isoformat(), "employer": enrolment.employer_name,
            "post": employment.post if employment else "", "education": education.level if education else None,
            "major": education.major if education else "", "remark": enrolment.remark,
            "graduation_date": education.graduated_on.isoformat() if education and education.graduated_on else None,
        }  # fmt: skip
        if employment and employment.employer_name != enrolment.employer_name:
            found[number]["employer"] = f"{enrolment.employer_name} / {employment.employer_name}"
    return found
