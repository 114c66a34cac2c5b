"""Results of a session entered on its page: marks and absences, once for each person; taking one back while nothing hangs on
it. A result is never rewritten (models_confirmation)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import messages_sessions as messages
from training_app.certificates import queries_resits, service_attempts
from training_app.certificates import queries_sessions as queries
from training_app.certificates import rules_sessions as rules
from training_app.certificates import service_sessions_checks as checks
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_confirmation import LotMember
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.queries_sessions import SeatRow
from training_app.certificates.rules_levels import PassMark
from training_app.certificates.rules_sessions import BOTH, LIFE, RECORD_KIND, Marks
from training_app.certificates.service_sessions_told import tell
from training_app.classes.models import Enrolment, TrainingClass
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation
from training_app.policies.loader import load


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed for one application: texts by part, and the parts nobody came to."""

    typed: Mapping[str, str]
    absent: frozenset[str]


@dataclass(frozen=True, slots=True)
class Saved:
    """How many results came into the register."""

    passed: int
    failed: int
    absent: int


def save(
    session: Session, actor: Actor, number: str, lines: Mapping[str, Line], today: date, at: datetime
) -> Saved:
    """Notes results by the numbers of applications; lines that say nothing wait. InvalidInput with a sentence per application
    (nothing is saved then), Conflict for who has a result or no seat (any more)."""
    record = queries.by_number(session, actor, number, lock=True)
    LIFE.step(record.state, "mark", actor.role)
    if record.held_on > today:
        raise RuleViolation("assessment_sessions.early", messages.NOTHING_NOTED_YET.format(day=record.held_on))
    rows = {row.application: row for row in queries.seats(session, record)}
    chosen = _chosen(session, rows, lines)
    _hold_classes(session, record, [row.enrolment_id for row, _ in chosen])
    checks.entitled(session, record, [row.enrolment_id for row, _ in chosen])
    if twice := checks.doubles(session, [row.person_id for row in rows.values()]):
        raise Conflict("assessment_sessions.twice", messages.SAME_PERSON.format(count=twice))
    mark = PassMark.on(record.held_on, load())
    results = [(row, marks, mark.passes(marks.theory, marks.ability)) for row, marks in chosen if marks.came]
    _insert(session, record, results)
    for row, marks in chosen:
        session.execute(
            update(AssessmentSeat).where(AssessmentSeat.id == row.seat_id).values(absent=marks.absent, noted_at=at)
        )
    missed = [row for row, marks in chosen if not marks.came]
    service_attempts.end(session, [row.application_id for row, *_ in results], "assess", actor)
    service_attempts.end(session, [row.application_id for row in missed], "miss", actor)
    service_attempts.settle_sessions(session, [record.id])
    saved = Saved(sum(good for *_, good in results), sum(not good for *_, good in results), len(missed))
    audit.record(
        session, actor, "assessment_session.mark", RECORD_KIND, number, at=at,
        detail={"completed": saved.passed, "failed": saved.failed, "absent": saved.absent},
    )  # fmt: skip
    for kind, people in (
        ("level.passed", [row.person_id for row, _, good in results if good]),
        ("level.failed", [row.person_id for row, _, good in results if not good]),
        ("level.absent", [row.person_id for row in missed]),
    ):
        tell(session, kind, record, people, at)
    return saved


def take_back(session: Session, actor: Actor, number: str, application: str, reason: str, at: datetime) -> SeatRow:
    """Takes one result (or absence) noted on the page back, with the reason; it can be noted anew. RuleViolation once it is in
    a lot or a re-sit was declared for it, Conflict where there is none."""
    record = queries.by_number(session, actor, number, lock=True)
    LIFE.step(record.state, "unmark", actor.role)
    reason = checks.reason_of(reason)
    found = [
        row for row in queries.seats(session, record)
        if row.application == application and row.noted and row.batch_id is None
    ]
    if not found:
        raise Conflict("assessment_sessions.not_noted", messages.NOT_SEATED)
    row = found[0]
    in_lot = exists().where(LotMember.assessment_id == LevelAssessment.id, LevelAssessment.application_id == row.application_id)
    if session.scalar(select(in_lot)):
        raise RuleViolation("assessment_sessions.in_lot", messages.IN_LOT.format(name=row.name))
    if queries_resits.declared_after(session, row.enrolment_id, record.held_on):
        raise RuleViolation("assessment_sessions.resat", messages.RESAT.format(name=row.name))
    session.execute(delete(LevelAssessment).where(LevelAssessment.application_id == row.application_id))
    session.execute(update(AssessmentSeat).where(AssessmentSeat.id == row.seat_id).values(absent="", noted_at=None))
    service_attempts.reopen(session, [row.application_id])
    service_attempts.settle_sessions(session, [record.id])
    audit.record(
        session, actor, "assessment_session.unmark", RECORD_KIND, number, at=at, remark=reason,
        detail={"members": [application]},
    )
    tell(session, "level.result_taken_back", record, [row.person_id], at, remark=reason)
    return row


def _chosen(session: Session, rows: Mapping[str, SeatRow], lines: Mapping[str, Line]) -> list[tuple[SeatRow, Marks]]:
    """The seats a result is typed for. InvalidInput for what cannot be read and for nothing at all, Conflict for who is no
    longer open."""
    read, wrong = _read(session, rows, lines)
    if wrong:
        sentence = messages.MARKS_WRONG.format(count=len(wrong))
        raise InvalidInput("assessment_sessions.marks", sentence, {name: messages.MARKS[key] for name, key in wrong.items()})
    if not read:
        raise InvalidInput("assessment_sessions.no_marks", messages.NOTHING_TYPED, {"marks": messages.NOTHING_TYPED})
    if gone := sum(name not in rows or rows[name].noted for name in read):
        raise Conflict("assessment_sessions.line_gone", messages.LINE_GONE.format(count=gone))
    return [(rows[name], marks) for name, marks in read.items()]


def _read(
    session: Session, rows: Mapping[str, SeatRow], lines: Mapping[str, Line]
) -> tuple[dict[str, Marks], dict[str, str]]:
    """The lines as marks, and what is wrong with others, both by application."""
    carried = queries_resits.carried(
        session, {row.application_id: (row.enrolment_id, row.failed_on, row.part) for row in rows.values() if row.part != BOTH}
    )
    read: dict[str, Marks] = {}
    wrong: dict[str, str] = {}
    for name, line in lines.items():
        row = rows.get(name)
        part, kept = (row.part, carried.get(row.application_id, {})) if row else (BOTH, {})
        match rules.read_marks(line.typed, line.absent, part, kept):
            case Marks() as marks:
                read[name] = marks
            case str() as key:
                wrong[name] = key
    return read, wrong


def _hold_classes(session: Session, record: AssessmentSession, enrolment_ids: Sequence[int]) -> None:
    """Keeps the classes as they are to the end of the transaction; refuses who did not complete (any more), completed only after
    that day (as the list of results does), or has a result of that day by list."""
    standing = session.execute(
        select(Enrolment.completed_on, Enrolment.state, TrainingClass.state)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.id.in_(enrolment_ids))
        .order_by(TrainingClass.id)
        .with_for_update(read=True, of=TrainingClass)
    ).all()
    if gone := sum(mine != "completed" or its not in ("completed", "reported") for _, mine, its in standing):
        raise Conflict("assessment_sessions.reopened", messages.CLASS_REOPENED.format(count=gone))
    if late := [day for day, *_ in standing if day and day > record.held_on]:
        sentence = messages.COMPLETED_LATER.format(count=len(late), day=max(late))
        raise Conflict("assessment_sessions.completed_later", sentence)
    of_day = select(LevelAssessment.id).where(
        LevelAssessment.enrolment_id.in_(enrolment_ids), LevelAssessment.assessed_on == record.held_on
    )
    if there := len(session.scalars(of_day).all()):
        raise Conflict("assessment_sessions.listed", messages.ALREADY_THAT_DAY.format(count=there))


def _insert(session: Session, record: AssessmentSession, results: Sequence[tuple[SeatRow, Marks, bool]]) -> None:
    if results:
        session.execute(
            insert(LevelAssessment),
            [
                {
                    "enrolment_id": row.enrolment_id, "person_id": row.person_id, "body_id": record.body_id,
                    "theory_score": marks.theory, "ability_score": marks.ability, "passed": passed,
                    "assessed_on": record.held_on, "application_id": row.application_id, "session_id": record.id,
                    "absent": marks.absent,
                }
                for row, marks, passed in results
            ],
        )


