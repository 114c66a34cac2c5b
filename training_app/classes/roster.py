"""The roster of a class as a list of the batch machine: read, checked against the register, corrected, imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.classes import messages_lists, queries, roster_apply, roster_correct, roster_undo
from training_app.classes import messages_roster as messages
from training_app.classes.check import ClassContext, RosterCheck, check_roster, unreadable
from training_app.classes.check_result import WARNINGS
from training_app.classes.columns import WANTED
from training_app.classes.columns_programme import OccupationWords
from training_app.classes.labels import STATES
from training_app.classes.labels_roster import CELL_WORDS, MEANINGS
from training_app.classes.labels_template import roster_template
from training_app.classes.messages_help import AT_TIMES, HELP
from training_app.classes.models import TrainingClass
from training_app.classes.roster_check import LIVE, check_rows
from training_app.classes.service_notices import tell_roster_undone
from training_app.classes.service_seats import enrol_accepted, promote
from training_app.intake.lists import Applied, Change, Choice, ListKind, Shown, Subject
from training_app.intake.messages_help import EXAMPLE_WORDS
from training_app.intake.models import Batch
from training_app.intake.rows import Reading, Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import RuleViolation
from training_app.kernel.permissions import Permission
from training_app.kernel.problems import Problem, Severity
from training_app.policies import loader as policies
from training_app.policies.occupations import occupations
from training_app.policies.retirement import retirement_day
from training_app.sheets.errors import SheetError
from training_app.sheets.reading import read
from training_app.sheets.tables import Find, find_tables
from training_app.sheets.template import TemplateColumn


class Roster(ListKind):
    """The people of one class. Only an approved or running class takes one, from its own institution."""

    key = "roster"
    beside = ("person.name_conflict", "roster_names.show")
    beside_for = (Permission.ROSTER_IMPORT, Permission.CLASS_REVIEW)
    permission = Permission.ROSTER_IMPORT
    headings = messages.HEADINGS
    needs_subject = True
    wanted = WANTED
    meanings = MEANINGS
    keeps_others = True
    help = HELP
    warnings = WARNINGS
    warnings_at_times = AT_TIMES
    undo_words = messages.UNDO_WORDS
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("name", "姓名"), Shown("identity_number", "证件号码", mask="number"), Shown("sex", "性别", group="sex"),
        Shown("phone", "手机号码", mask="phone"), Shown("education", "学历", group="education"),
        Shown("employer", "工作单位", wide=True), Shown("occupation", "职业", group="occupation"),
        Shown("level", "等级", group="level"),
    )

    def sentence(self, code: str) -> str:
        """The sentence of a problem, with words of an example."""
        return messages.sentence(code, **EXAMPLE_WORDS)

    def subject(self, session: Session, actor: Actor, number: str | None, *, lock: bool = False) -> Subject:
        """The class. NotFound outside the actor's scope, RuleViolation when its list is closed."""
        find = queries.locked if lock else queries.by_number
        record = find(session, actor, number or "")
        if record.state not in queries.OPEN_STATES:
            raise RuleViolation("classes.roster_closed", _closed(record), number=record.number)
        return Subject("class", record.number, record.name, record.institution_id, record.district_code, record)

    def choices(self, session: Session, actor: Actor) -> list[Choice]:
        """The approved and running classes of the actor's own institution."""
        return [
            Choice(record.number, record.name, _standing(record, count))
            for record, count in queries.taking_a_roster(session, actor)
        ]

    def template(self, subject: Subject) -> Sequence[TemplateColumn]:
        """With the occupation, direction and level of the class to choose."""
        record: TrainingClass = subject.record
        entry = next(each for each in occupations() if each.key == record.occupation_key)
        own = _direction_name(record)
        directions = (own,) if own else tuple(each.name for each in entry.directions)
        return roster_template(entry.name, directions, CELL_WORDS["level"][record.level])

    def read(self, subject: Subject, data: bytes, name: str, day: date, find: Find = find_tables) -> Reading:
        """The file understood as a roster of this class."""
        return reading_of(read_file(data, name, day, expected(subject.record), find))

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Capacity, known persons, other classes of the same people."""
        check_rows(session, subject.record, rows, day, words(), actor)

    def is_live(self, problem: Problem) -> bool:
        """Problems `check` finds anew each time. Retirement by birth date is found in the file, a recorded one here."""
        return problem.code in LIVE or (problem.code == "age.retired" and problem.severity == Severity.ERROR)

    def correct(self, subject: Subject, rows: Sequence[Row], row: Row, name: str, value: str, day: date) -> None:
        """Understands the line again with one cell typed anew."""
        roster_correct.correct(row, name, value, expected(subject.record), words(), day, retires)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Persons recognised or entered, then enrolled."""
        return roster_apply.apply(session, actor, batch, subject.record, rows, at)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Line by line."""
        return roster_undo.foretell(session, batch, rows, changes)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Enrolments of the batch removed, values put back, persons removed that nothing else uses."""
        counts = roster_apply.take_back(session, batch, changes)
        if subject.record.state == "running":
            enrol_accepted(session, subject.record)
        promote(session, actor, subject.record, at.astimezone(CHINA).date(), at)
        tell_roster_undone(session, subject.record, batch.number, counts["enrolments"], at)
        return counts


def expected(record: TrainingClass) -> ClassContext:
    """What a roster of the class must agree with. How many people fit is decided against the register."""
    return ClassContext(record.occupation_key, record.level, _direction_name(record), None)


def read_file(
    data: bytes, name: str, day: date, context: ClassContext | None = None, find: Find = find_tables
) -> RosterCheck:
    """A file read in the limited child process and checked by itself; the problems of an unreadable one stand in it."""
    try:
        workbook = read(data, name)
    except SheetError as error:
        return unreadable(error.code, error.detail)
    return check_roster(workbook, words(), day, context, retires, find)


def any_class(session: Session, actor: Actor, number: str) -> TrainingClass:
    """The class of a number, open or not. NotFound outside the actor's scope."""
    return queries.by_number(session, actor, number)


def add_register(session: Session, record: TrainingClass, check: RosterCheck, day: date) -> None:
    """Adds to the check of a file what the register tells about the class and the people. Writes nothing."""
    if record.state not in queries.OPEN_STATES:
        check.problems.append(Problem("class.closed", Severity.ERROR, _closed(record)))
    reading = reading_of(check)
    for row in reading.rows:
        row.problems = [problem for problem in row.problems if not ROSTER.is_live(problem)]
    check_rows(session, record, reading.rows, day, words())
    for line, row in zip(check.rows, reading.rows, strict=True):
        line.problems = row.problems
    check.problems += told_once(reading)


def words() -> OccupationWords:
    """The words by which the catalogue's occupations are called."""
    return _WORDS


def reading_of(check: RosterCheck) -> Reading:
    """The check of a file as lines of the batch machine."""
    columns = [_columns(table.letters, table.columns) for table in check.tables]
    tables = [
        {"sheet": each.sheet, "block": each.block, "header_line": each.header_line, "columns": each.columns,
         "letters": each.letters, **({"lines": each.lines} if each.lines else {})}
        for each in check.tables
    ]  # fmt: skip
    lines = [table.lines for table in check.tables]
    rows = [
        Row(
            position, row.sheet, row.block, row.line, row.fields, row.problems, columns=columns[row.table], lines=lines[row.table]
        )
        for position, row in enumerate(check.rows)
    ]
    skipped = [{"sheet": each.sheet, "line": each.line, "reason": each.reason} for each in check.skipped]
    return Reading(tables, skipped, check.problems, rows)


def told_once(reading: Reading) -> list[Problem]:
    """That the class is too full, as a problem of the file: it is none of a single line."""
    found = next((p for row in reading.rows for p in row.problems if p.code == "capacity.exceeded"), None)
    return [Problem(found.code, found.severity, found.message)] if found else []


def _standing(record: TrainingClass, count: int) -> str:
    people = messages.HAS_PEOPLE.format(count=count) if count else messages.HAS_NOBODY
    return messages.CHOICE.format(
        state=STATES[record.state][0], first=record.starts_on, last=record.ends_on, people=people
    )


def _closed(record: TrainingClass) -> str:
    return messages.NOT_OPEN.format(number=record.number, state=messages_lists.STATES[record.state])


def _columns(letters: Mapping[str, str], headings: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (letter, headings.get(name, "")) for name, letter in letters.items()}


def _direction_name(record: TrainingClass) -> str | None:
    entry = next((each for each in occupations() if each.key == record.occupation_key), None)
    found = next((each.name for each in entry.directions if each.key == record.direction_key), None) if entry else None
    return found


def retires(sex: str, born: date) -> date:
    """The day somebody reaches the statutory retirement age."""
    return retirement_day(sex, born, policies.load())


_WORDS = OccupationWords.of(occupations())
ROSTER = Roster()
