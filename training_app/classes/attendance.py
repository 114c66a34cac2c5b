"""Attendance of a class as a list of the batch machine (威人社函〔2023〕25号 六（二）)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from training_app.classes import (
    attendance_apply,
    listed,
    messages_help_lists,
    queries,
    queries_attendance,
    queries_lists,
    rules,
)
from training_app.classes import messages_attendance as messages
from training_app.classes.attendance_apply import Present, recorded
from training_app.classes.columns_attendance import (
    ATTENDANCE_LIST,
    SessionFinder,
    attendance_list,
    blank_sessions,
    field_of,
    marks_of,
    summary,
)
from training_app.classes.columns_sessions import Held, Timetable
from training_app.classes.labels_lists import attendance_template
from training_app.classes.messages_lists import STATES
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.rules import AttendanceStatus
from training_app.classes.rules_attendance import last_entry_day
from training_app.classes.service_marks import elsewhere
from training_app.intake.columns_plain import PlainList
from training_app.intake.lists import Applied, Change, Choice, FollowUp, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Outcome, Reading, Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import RuleViolation
from training_app.kernel.permissions import Permission
from training_app.kernel.problems import Problem, Severity
from training_app.sheets.tables import Find, find_tables
from training_app.sheets.template import TemplateColumn

_COMPARED = frozenset({"row.duplicate", "row.contradiction", "session.missing"})


@dataclass(frozen=True, slots=True)
class Course:
    """The class, its sessions by number, their names, how a sheet about them is read, and until when each may be entered."""

    training_class: TrainingClass
    sessions: dict[int, ClassSession]
    timetable: Timetable
    plain: PlainList
    entry_ends: dict[int, date]


class Attendance(PlainKind):
    """The attendance of one class of one's own, of any of its sessions. Nobody is entered by it; the first one opens an
    approved class, as on the page of a session."""

    key = "attendance"
    permission = Permission.CLASS_RUN
    headings = messages.HEADINGS
    needs_subject = True
    fills_template = True
    plain = ATTENDANCE_LIST
    help = messages_help_lists.ATTENDANCE
    live = listed.MISSING | {
        "enrolment.left", "session.future", "session.locked", "session.asks", "session.asked", "session.elsewhere",
        "status.blank",
    }  # fmt: skip
    keeps_others = True
    kept_as = messages.KEPT
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("name", "姓名"), Shown("identity_number", "证件号码", mask="number", sparse=True),
        Shown("person_number", "人员编号", main=True, sparse=True), Shown("marks", "考勤", wide=True, main=True),
    )
    note_new = messages.NEW
    undo_words = messages.UNDO_WORDS
    no_choices = messages.NO_CHOICES

    def subject(self, session: Session, actor: Actor, number: str | None, *, lock: bool = False) -> Subject:
        """The class with its timetable. NotFound outside the actor's scope, RuleViolation when it takes no attendance."""
        record = (queries.locked if lock else queries.by_number)(session, actor, number or "")
        if "attend" not in rules.LIFE.open_to(record.state, actor.role):
            sentence = messages.CLOSED.format(number=record.number, state=STATES[record.state])
            raise RuleViolation("classes.attendance_closed", sentence, number=record.number)
        held = queries.sessions_of(session, record.id)
        timetable = Timetable([Held(each.number, each.held_on, each.starts_at, each.ends_at, each.is_make_up) for each in held])
        reopened = queries_attendance.reopened_on(session, record.id)
        ends = {
            each.number: last_entry_day(each.held_on, reopened, queries_attendance.late_entry_days(each.held_on))
            for each in held
        }  # fmt: skip
        course = Course(record, {each.number: each for each in held}, timetable, attendance_list(timetable), ends)
        return Subject("class", record.number, record.name, record.institution_id, record.district_code, course)

    def choices(self, session: Session, actor: Actor) -> list[Choice]:
        """The approved and running classes of the actor's own institution that have people."""
        return [
            Choice(each.record.number, each.record.name, messages.CHOICE.format(
                first=each.record.starts_on, last=each.record.ends_on, count=each.people
            ))
            for each in queries_lists.under_way(session, actor, queries.OPEN_STATES)
        ]  # fmt: skip

    def plain_for(self, subject: Subject) -> PlainList:
        """Its columns are the sessions of the class."""
        return subject.record.plain

    def template(self, subject: Subject) -> Sequence[TemplateColumn]:
        """A column for each session of the class."""
        return attendance_template(
            messages.session_title(each.number, each.held_on, is_make_up=each.is_make_up)
            for each in subject.record.timetable.sessions
        )

    def template_lines(self, session: Session, subject: Subject) -> Sequence[Sequence[str]]:
        """The people in training, with the attendance they have."""
        course: Course = subject.record
        noted = recorded(session, course.training_class.id)
        held = [course.sessions[each.number].id for each in course.timetable.sessions]
        return [
            (each.name, each.number, each.last_four,
             *(messages.STATUSES.get(noted.get(each.enrolment_id, {}).get(one, ("",))[0], "") for one in held))
            for each in queries_lists.in_training(session, course.training_class.id)
        ]  # fmt: skip

    def remarks(self, session: Session, batch: Batch, rows: Sequence[Row]) -> list[str]:
        """Who of the class is not in the file."""
        missing = listed.absent(session, batch.subject_number or "", rows)
        said = [messages.ABSENT.format(count=len(missing), names=listed.names_of(missing))] if missing else []
        asked = sum(problem.code == "session.asks" for row in rows if row.status != "error" for problem in row.problems)
        return [*said, messages.ASKS.format(count=asked)] if asked else said

    def follow_ups(self, session: Session, batch: Batch) -> list[FollowUp]:
        """The requests to the bureau that the list became where it came late."""
        return [
            FollowUp(messages.ASKED, "corrections.show", each)
            for each in queries_attendance.of_batch(session, batch.id)
        ]  # fmt: skip

    def read(self, subject: Subject, data: bytes, name: str, day: date, find: Find = find_tables) -> Reading:
        """The file understood, its columns as sessions of this class."""
        course: Course = subject.record
        finder = SessionFinder(course.timetable, find)
        reading = course.plain.read(data, name, day, finder)
        reading.problems += finder.problems
        if reading.tables and not finder.any:
            text = messages.sentence("sheet.no_sessions")
            reading.problems.insert(0, Problem("sheet.no_sessions", Severity.ERROR, text))
        self.compare(subject, reading.rows)
        return reading

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """The session of lines that only tell it by the name of their sheet, and people named twice, whose marks must agree;
        the words of each line's attendance."""
        course: Course = subject.record
        for row in rows:
            row.problems = [problem for problem in row.problems if problem.code not in _COMPARED]
            if "status" in row.fields and "held" not in row.fields and not row.cells.get("held", "").strip():
                number = course.timetable.find(row.sheet).number
                if number is None:
                    course.plain.report(row, "session.missing", "held")
                else:
                    row.fields["held"] = number
            row.fields["marks"] = summary(marks_of(row).items())
        for group in listed.same_people(rows):
            _compare_person(course, group)

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Finds each line's person on the class's list, and what the line does to the attendance noted there."""
        course: Course = subject.record
        found = listed.match(session, course.training_class.id, rows, course.plain)
        noted = recorded(session, course.training_class.id)
        ids = {number: held.id for number, held in course.sessions.items()}
        asked = queries_attendance.asked_for(session, course.training_class.id)
        # An approved class is opened by its first attendance; before that there is nothing to correct.
        begun = course.training_class.state == "running"
        locked = frozenset(number for number, last in course.entry_ends.items() if begun and last < day)
        for row in rows:
            row.found = None
            if row.position in found:
                who = found[row.position]
                waiting = asked.get(who.enrolment_id, {})
                row.found = Present(
                    who, noted.get(who.enrolment_id, {}), ids, {each: status for each, (status, _) in waiting.items()}, locked
                )
                for number in sorted(row.found.news(marks_of(row)).keys() & waiting.keys()):
                    course.plain.report(
                        row, "session.asked", field_of(row, number), session=number, number=waiting[number][1]
                    )
                _check_days(course, row, day)
        _check_places(session, actor, course, rows)
        for row in rows:
            row.outlook = Outcome.HELD if row.status == "error" else row.found.outlook(marks_of(row))

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Notes what is new or different. The class is locked and the lines were checked in the same transaction."""
        course: Course = subject.record
        return attendance_apply.apply(session, actor, batch, course.training_class, course.sessions, rows, at)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Attendance still as the batch wrote it is removed or put back, other stays."""
        course: Course = subject.record
        place = listed.places(session, course.training_class.id, rows)
        numbers = {held.id: number for number, held in course.sessions.items()}
        return attendance_apply.foretell(session, course.training_class.id, changes, place, numbers)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Puts the attendance back as it was; what changed since is left, and the class stays open."""
        return attendance_apply.take_back(session, actor, changes, at)


def _check_days(course: Course, row: Row, day: date) -> None:
    """Sessions to come, sessions after the person left, and past ones without an entry."""
    found: Present = row.found
    marks, left = marks_of(row), found.who.withdrawn_on if found.who.state == "withdrawn" else None
    for number in sorted(marks):
        held_on = course.sessions[number].held_on
        if held_on > day:
            course.plain.report(row, "session.future", field_of(row, number), day=held_on)
    # What says the same as is noted may stand in the file: nothing would change.
    for number in sorted(found.news(marks)):
        if (last := course.entry_ends[number]) < day:
            code = "session.asks" if number in found.locked else "session.locked"
            course.plain.report(row, code, field_of(row, number), session=number, last=last)
    gone = [
        number for number in sorted(marks)
        if left and course.sessions[number].held_on >= left and course.sessions[number].id not in found.recorded
    ]  # fmt: skip
    if gone:
        course.plain.report(row, "enrolment.left", "name", day=left, sessions=_joined(gone))
    blank = [
        number for number in blank_sessions(row)
        if course.sessions[number].id not in found.recorded and course.sessions[number].held_on <= day
        and not (left and course.sessions[number].held_on >= left)
    ]  # fmt: skip
    if blank:
        course.plain.report(row, "status.blank", "", sessions=_joined(blank))


def _check_places(session: Session, actor: Actor, course: Course, rows: Sequence[Row]) -> None:
    """Who was at another session at the same time."""
    came = {
        (course.sessions[number].id, row.found.who.enrolment_id): (row, number)
        for row in rows if row.found is not None
        for number, status in row.found.news(marks_of(row)).items() if AttendanceStatus(status).attended
    }  # fmt: skip
    if not came:
        return
    session_ids, enrolment_ids = zip(*came, strict=True)
    for place, sentence in elsewhere(session, actor, session_ids, enrolment_ids).items():
        row, number = came[place]
        course.plain.report(row, "session.elsewhere", field_of(row, number), session=number, why=sentence)


def _compare_person(course: Course, group: Sequence[Row]) -> None:
    told: dict[int, list[tuple[Row, str]]] = defaultdict(list)
    for row in group:
        for number, status in marks_of(row).items():
            told[number].append((row, status))
    differing = {number: rows for number, rows in told.items() if len({status for _, status in rows}) > 1}
    for row in group:
        own = marks_of(row)
        wrong = sorted(number for number in differing if number in own)
        repeated = own and all(told[number][0][0] is not row for number in own)
        if wrong and row.open:
            other = next(each for each, _ in differing[wrong[0]] if each is not row)
            course.plain.report(
                row, "row.contradiction", field_of(row, wrong[0]), first=listed.place(other, row), sessions=_joined(wrong)
            )
        elif repeated and row.open:
            other = told[min(own)][0][0]
            course.plain.report(row, "row.duplicate", "name", first=listed.place(other, row))


def _joined(numbers: Sequence[int]) -> str:
    return messages.LIST_MARK.join(map(str, numbers))


ATTENDANCE = Attendance()
