"""Writes the attendance of many sessions at once, and takes exactly that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.classes import messages_attend as attend
from training_app.classes import messages_attendance as messages
from training_app.classes.columns_attendance import marks_of
from training_app.classes.listed import Listed, net
from training_app.classes.models import Attendance, ClassSession, TrainingClass
from training_app.classes.models_attendance import AttendanceCorrection, AttendanceCorrectionLine
from training_app.classes.rules import AttendanceStatus
from training_app.classes.service_corrections_asked import create, withdraw_listed
from training_app.classes.service_marks import Noted, elsewhere, keep_persons, save_of_many
from training_app.classes.service_running import open_by_attendance
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict

REQUESTS = "attendance_corrections"
Recorded = tuple[str, int]
"""What is noted of somebody at a session: status and hours."""

_LINES = (
    "FROM unnest(CAST(:sessions AS bigint[]), CAST(:enrolments AS bigint[]), CAST(:statuses AS text[]), "
    "CAST(:hours AS bigint[]), CAST(:old_statuses AS text[]), CAST(:old_hours AS bigint[])) "
    "AS line (session_id, enrolment_id, status, hours, old_status, old_hours) "
)
_SAME = (
    "WHERE a.session_id = line.session_id AND a.enrolment_id = line.enrolment_id AND a.status = line.status "
    "AND a.hours = line.hours AND line.old_status IS "
)
_REMOVE = text(f"DELETE FROM attendances a USING ({'SELECT * ' + _LINES}) line {_SAME} NULL")
_PUT_BACK = text(
    f"UPDATE attendances a SET status = line.old_status, hours = line.old_hours FROM (SELECT * {_LINES}) line {_SAME} NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Present:
    """Who a line means, and what is noted of them by id of the session. `asked`: what a request that waits asks for, `locked`:
    what only a request can change, both by number of the session."""

    who: Listed
    recorded: Mapping[int, Recorded]
    sessions: Mapping[int, int]
    asked: Mapping[int, str] = field(default_factory=dict)
    locked: frozenset[int] = frozenset()

    def news(self, marks: Mapping[int, str]) -> dict[int, str]:
        """The marks, by number of the session, that say something else than is noted or asked for. Hours noted with the same
        status stay: the sheet does not tell them."""
        return {
            number: status for number, status in marks.items()
            if status not in (self.recorded.get(self.sessions[number], ("",))[0], self.asked.get(number))
        }  # fmt: skip

    def entered(self, marks: Mapping[int, str]) -> dict[int, str]:
        """What of the news is noted at once."""
        return {number: status for number, status in self.news(marks).items() if number not in self.locked}

    def requested(self, marks: Mapping[int, str]) -> dict[int, str]:
        """What of the news is locked, and so asked for."""
        return {number: status for number, status in self.news(marks).items() if number in self.locked}

    def outlook(self, marks: Mapping[int, str]) -> str:
        """What the line would do to what is noted: a first attendance, a different one, nothing."""
        if not self.entered(marks):
            return Outcome.EXISTING
        known = any(self.sessions[number] in self.recorded for number in marks)
        return Outcome.UPDATED if known else Outcome.CREATED


def recorded(session: Session, class_id: int) -> dict[int, dict[int, Recorded]]:
    """All attendance of a class: by enrolment, by id of the session."""
    rows = session.execute(
        select(Attendance.enrolment_id, Attendance.session_id, Attendance.status, Attendance.hours)
        .join(ClassSession, ClassSession.id == Attendance.session_id)
        .where(ClassSession.class_id == class_id)
    )
    found: dict[int, dict[int, Recorded]] = defaultdict(dict)
    for enrolment_id, session_id, status, hours in rows:
        found[enrolment_id][session_id] = (status, hours)
    return found


def apply(
    session: Session, actor: Actor, batch: Batch, record: TrainingClass, sessions: Mapping[int, ClassSession],
    rows: Sequence[Row], at: datetime,
) -> Applied:  # fmt: skip
    """Notes what the lines say and was not noted so, with full hours; opens an approved class. What is locked becomes one
    request to the bureau."""
    changes: list[Change] = []
    news = [(row.found, row.found.entered(marks_of(row))) for row in rows]
    if any(entered for _, entered in news):
        _refuse_elsewhere(session, actor, sessions, news)
        first = min(sessions[number].held_on for _, entered in news for number in entered)
        open_by_attendance(session, actor, record, first, at)
        changes = _note(session, actor, sessions, news, at)
    if asked := _ask(session, actor, batch, record, sessions, rows, at):
        changes.append(Change(REQUESTS, asked.id, "state", None, asked.state))
    return Applied({row.position: row.outlook for row in rows}, changes, [row.found.who.number for row in rows])


def _ask(
    session: Session, actor: Actor, batch: Batch, record: TrainingClass, sessions: Mapping[int, ClassSession],
    rows: Sequence[Row], at: datetime,
) -> AttendanceCorrection | None:  # fmt: skip
    lines: list[AttendanceCorrectionLine] = []
    numbers: set[int] = set()
    for row in rows:
        found: Present = row.found
        for number, status in found.requested(marks_of(row)).items():
            held = sessions[number]
            before = found.recorded.get(held.id, (None, None))
            numbers.add(number)
            lines.append(
                AttendanceCorrectionLine(
                    session_id=held.id, enrolment_id=found.who.enrolment_id, before_status=before[0], before_hours=before[1],
                    after_status=status, after_hours=held.hours if AttendanceStatus(status).attended else 0,
                )
            )
    if not lines:
        return None
    words = attend.LIST_MARK.join(map(str, sorted(numbers)))
    reason = attend.LISTED.format(batch=batch.number, sessions=words)
    return create(session, actor, record, lines, reason, at, batch_id=batch.id)


def _note(
    session: Session, actor: Actor, sessions: Mapping[int, ClassSession],
    news: Sequence[tuple[Present, Mapping[int, str]]], at: datetime,
) -> list[Change]:  # fmt: skip
    """Notes the marks, which give full hours, of a make-up session what is missing."""
    marks = [(found, sessions[number], status) for found, entered in news for number, status in entered.items()]
    _, hours = save_of_many(
        session,
        [
            (held, found.who.enrolment_id, status, held.hours if AttendanceStatus(status).attended else 0)
            for found, held, status in marks
        ],
        Noted("list", at, actor.user_id),
    )  # fmt: skip
    return [
        Change(
            "attendances", found.who.enrolment_id, str(held.id),
            list(found.recorded[held.id]) if held.id in found.recorded else None, [status, given],
        )
        for (found, held, status), given in zip(marks, hours, strict=True)
    ]  # fmt: skip


def _refuse_elsewhere(
    session: Session, actor: Actor, sessions: Mapping[int, ClassSession],
    news: Sequence[tuple[Present, Mapping[int, str]]],
) -> None:  # fmt: skip
    """Conflict when somebody was noted elsewhere since the lines were checked; nobody can be from here on."""
    came = [
        (sessions[number].id, found.who.enrolment_id) for found, entered in news
        for number, status in entered.items() if AttendanceStatus(status).attended
    ]  # fmt: skip
    ids = [enrolment_id for _, enrolment_id in came]
    keep_persons(session, ids)
    if elsewhere(session, actor, [session_id for session_id, _ in came], ids):
        raise Conflict("classes.elsewhere_meanwhile", messages.ELSEWHERE_MEANWHILE)


def foretell(
    session: Session, class_id: int, changes: Sequence[Change], place: Mapping[int, Sequence[Row]], numbers: Mapping[int, int]
) -> Fates:
    """What `take_back` would do now: to the lines in `place` (by enrolment) that tell of the session; `numbers` are those
    of the sessions, by id."""
    fates, noted = Fates(), recorded(session, class_id)
    _foretell_requests(session, [each.record_id for each in changes if each.table == REQUESTS], place, numbers, fates)
    for each in net([each for each in changes if each.table != REQUESTS]):
        present = noted.get(each.record_id, {}).get(int(each.column))
        fate = (Fate.BACK, "value" if each.before else "removed")
        if present is None or list(present) != list(each.after):
            fate = (Fate.KEPT, "value_changed")
        for row in place.get(each.record_id, ()):
            if numbers.get(int(each.column)) in marks_of(row):
                fates.add(*fate, row.position)
    return fates


def _foretell_requests(
    session: Session, ids: Sequence[int], place: Mapping[int, Sequence[Row]], numbers: Mapping[int, int], fates: Fates
) -> None:
    c, line = AttendanceCorrection, AttendanceCorrectionLine
    asked = session.execute(
        select(c.state, line.enrolment_id, line.session_id).join(line, line.correction_id == c.id).where(c.id.in_(ids))
    )
    for state, enrolment_id, session_id in asked:
        for row in place.get(enrolment_id, ()):
            if numbers.get(session_id) in marks_of(row):
                fate = (Fate.BACK, "request") if state == "asked" else (Fate.KEPT, "request_answered")
                fates.add(*fate, row.position)


def take_back(session: Session, actor: Actor, changes: Sequence[Change], at: datetime) -> dict[str, int]:
    """Removes attendance that was new and puts back what was there; what somebody changed since is left. Requests that wait
    are taken back."""
    asked = [each.record_id for each in changes if each.table == REQUESTS]
    changes = net([each for each in changes if each.table != REQUESTS])
    values = {
        "sessions": [int(each.column) for each in changes], "enrolments": [each.record_id for each in changes],
        "statuses": [each.after[0] for each in changes], "hours": [each.after[1] for each in changes],
        "old_statuses": [each.before[0] if each.before else None for each in changes],
        "old_hours": [each.before[1] if each.before else None for each in changes],
    }  # fmt: skip
    removed = session.execute(_REMOVE, values).rowcount  # type: ignore[attr-defined]
    restored = session.execute(_PUT_BACK, values).rowcount  # type: ignore[attr-defined]
    session.expire_all()
    counts = {"attendances": removed, "values_restored": restored, "values_left": len(changes) - removed - restored}
    return {**counts, "requests": withdraw_listed(session, actor, asked, at)} if asked else counts
