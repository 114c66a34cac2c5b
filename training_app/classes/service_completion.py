"""Completion of a class: scores, results, hours, the report to the province, and taking a completion back.

Source: 威人社函〔2023〕25号 四（二） (结业考核 of those who completed hours and contents; report within 30 days of 结业) and
五（一） (the hours count as professional-subject hours of the year of training).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.audit.rules import members_digest
from training_app.classes import messages_attend, queries_attendance, queries_people, rules
from training_app.classes import messages_life as messages
from training_app.classes.messages_signup import OVER_REASON
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.classes.models_attendance import ClassReopening
from training_app.classes.queries_people import StandingRow
from training_app.classes.rules import AttendedYear, CompletionRules, Outcome, Verdict
from training_app.classes.service import open_for
from training_app.classes.service_notices import tell
from training_app.classes.service_seats import turn_away
from training_app.hours import service as hours
from training_app.hours.rules import Credit
from training_app.kernel import dependents
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.dependents import Consequence
from training_app.kernel.errors import InvalidInput, NotFound, RuleViolation
from training_app.kernel.quantities import format_hours
from training_app.policies.loader import load
from training_app.policies.pack import DatedValue

SOURCE_KIND = "class"
RECORD_KIND = "class.completion"
_MOST_NAMES = 5

_SET_SCORES = text(
    "UPDATE enrolments SET score = line.score "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:scores AS bigint[])) AS line(id, score) "
    "WHERE enrolments.id = line.id AND enrolments.class_id = :class_id AND enrolments.state = 'enrolled' "
    "AND enrolments.score IS DISTINCT FROM line.score"
)
_SET_RESULTS = text(
    "UPDATE enrolments SET state = line.state, hours_attended = line.hours, completed_on = CASE WHEN line.state IN "
    "('completed', 'failed') THEN CAST(:completed_on AS date) END "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:states AS text[]), CAST(:hours AS bigint[])) AS line(id, state, hours) "
    "WHERE enrolments.id = line.id AND enrolments.class_id = :class_id"
)


def completion_rules(day: date) -> CompletionRules:
    """The parameters of completion in force on a day."""
    pack = load()
    share = Decimal(pack.parameter("classes.required_share").on(day).value)
    mark = pack.parameter("classes.completion_pass_mark").on(day).value
    return CompletionRules(share, int(mark * 100))


def save_scores(
    session: Session, actor: Actor, number: str, scores: Mapping[str, int | None], at: datetime
) -> int:
    """Notes scores of the completion assessment by person number (hundredths; None: none); gives how many changed."""
    record = open_for(session, actor, number, "score").record
    return _save_scores(session, actor, record, queries_people.standing(session, record.id), scores, at)


def set_scores(session: Session, class_id: int, scores: Mapping[int, int | None]) -> int:
    """Scores by enrolment of a locked class, in one statement; gives how many changed. Who left the class gets none."""
    values = {"class_id": class_id, "ids": list(scores), "scores": list(scores.values())}
    return session.execute(_SET_SCORES, values).rowcount  # type: ignore[attr-defined]


def complete(
    session: Session, actor: Actor, number: str, version: int | None, completed_on: date,
    scores: Mapping[str, int | None], today: date, at: datetime,
) -> Outcome:  # fmt: skip
    """Completes the class in one go: results of everybody, hours credited by year, the class closed for attendance.

    Refuses (RuleViolation) while sessions lie ahead or have no attendance, or somebody with the hours has no score;
    Conflict when it was completed meanwhile. Certificates follow from `certificates/`, in the same unit of work.
    """
    record = open_for(session, actor, number, "complete", version).record
    if waiting := queries_attendance.waiting_of_class(session, record.id):
        sentence = messages_attend.OPEN_CORRECTIONS.format(count=len(waiting), numbers=messages.LIST_MARK.join(waiting))
        raise RuleViolation("classes.open_corrections", sentence)
    people = queries_people.standing(session, record.id)
    if scores and _save_scores(session, actor, record, people, scores, at):
        people = queries_people.standing(session, record.id)
    _check_sessions(session, record, completed_on, today)
    results = _results(record, people, completion_rules(completed_on))
    session.execute(
        _SET_RESULTS,
        {
            "class_id": record.id, "completed_on": completed_on, "ids": [row.enrolment_id for row in people],
            "states": results, "hours": [row.attended for row in people],
        },
    )  # fmt: skip
    record.state, record.completed_on = "completed", completed_on
    record.completions += 1
    turn_away(session, actor, record, "sign_up.declined", OVER_REASON, at)
    session.flush()
    entries = _credit(session, actor, record, completed_on, at)
    outcome = Outcome(
        completed=results.count("completed"), failed=results.count("failed"), withdrawn=results.count("withdrawn"),
        hours_entries=len(entries), hours=sum(entry.hours for entry in entries),
    )  # fmt: skip
    passed = [row.person_number for row, state in zip(people, results, strict=True) if state == "completed"]
    _note(
        session, actor, "class.complete", record, at, completed_on=completed_on, completed=outcome.completed,
        failed=outcome.failed, withdrawn=outcome.withdrawn, hours=format_hours(outcome.hours),
        members=members_digest(passed),
    )  # fmt: skip
    return outcome


def reopen(
    session: Session, actor: Actor, number: str, version: int | None, reason: str, at: datetime
) -> TrainingClass:
    """Takes a completion back: results open again, hours reversed. RuleViolation names what hangs on it.

    Completion certificates are revoked by `certificates/` in the same unit of work.
    """
    record = open_for(session, actor, number, "reopen", version, reason).record
    blocking = [
        found.sentence
        for found in dependents.of(session, RECORD_KIND, record.id)
        if found.consequence is Consequence.BLOCKS
    ]
    if blocking:
        reasons = messages.CLAUSE_MARK.join(blocking)
        raise RuleViolation("classes.reopen_blocked", messages.REOPEN_BLOCKED.format(reasons=reasons))
    sentence = messages.CREDIT_REVERSED.format(reason=reason.strip())
    reversed_entries = hours.reverse_source(session, actor, SOURCE_KIND, record.number, sentence, at)
    session.execute(
        update(Enrolment)
        .where(Enrolment.class_id == record.id, Enrolment.state.in_(("completed", "failed")))
        .values(state="enrolled", completed_on=None, hours_attended=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Enrolment)
        .where(Enrolment.class_id == record.id, Enrolment.state == "withdrawn")
        .values(hours_attended=None)
        .execution_options(synchronize_session=False)
    )
    taken_back = insert(ClassReopening).values(
        class_id=record.id, reopened_on=at.astimezone(CHINA).date(), completed_on=record.completed_on
    )
    session.execute(taken_back.on_conflict_do_nothing())
    record.state, record.completed_on, record.reported_on = "running", None, None
    session.flush()
    _note(session, actor, "class.reopen", record, at, remark=reason.strip(), reversed_entries=reversed_entries)
    return record


def report(
    session: Session, actor: Actor, number: str, version: int | None, reported_on: date, today: date, at: datetime
) -> TrainingClass:
    """Notes the day the roster and the results went to the province."""
    record = open_for(session, actor, number, "report", version).record
    if record.completed_on is None or not record.completed_on <= reported_on <= today:
        sentence = messages.REPORTED_ON.format(completed=record.completed_on, today=today)
        raise InvalidInput("classes.reported_on", sentence, {"reported_on": sentence})
    record.state, record.reported_on = "reported", reported_on
    session.flush()
    _note(session, actor, "class.report", record, at, reported_on=reported_on)
    return record


def _save_scores(
    session: Session, actor: Actor, record: TrainingClass, people: Sequence[StandingRow],
    scores: Mapping[str, int | None], at: datetime,
) -> int:  # fmt: skip
    known = {row.person_number: row for row in people}
    wrong = {
        person: messages.SCORE
        for person, score in scores.items()
        if score is not None and not 0 <= score <= rules.HIGHEST_SCORE
    }
    if any(person not in known for person in scores):
        raise NotFound("classes.person_not_on_list", messages.PERSON_NOT_ON_LIST)
    if wrong:
        raise InvalidInput("classes.scores_invalid", messages.SCORES_INVALID.format(count=len(wrong)), wrong)
    changed = set_scores(session, record.id, {known[person].enrolment_id: score for person, score in scores.items()})
    if changed:
        _note(session, actor, "class.scores", record, at, changed=changed)
    return changed


def _check_sessions(session: Session, record: TrainingClass, completed_on: date, today: date) -> None:
    """Refuses a completion before the last session, or with a session nobody has recorded."""
    recorded = select(Attendance.session_id).where(Attendance.session_id == ClassSession.id).exists()
    rows = session.execute(
        select(ClassSession.number, ClassSession.held_on, recorded)
        .where(ClassSession.class_id == record.id)
        .order_by(ClassSession.number)
    ).all()
    ahead = [day for _, day, _ in rows if day > today]
    if ahead:
        raise RuleViolation(
            "classes.sessions_ahead", messages.COMPLETE_FUTURE.format(count=len(ahead), day=max(ahead))
        )
    if unrecorded := [str(number) for number, _, there in rows if not there]:
        sentence = messages.COMPLETE_NO_ATTENDANCE.format(sessions=messages.LIST_MARK.join(unrecorded))
        raise RuleViolation("classes.attendance_missing", sentence)
    last = max((day for _, day, _ in rows), default=record.starts_on)
    if not last <= completed_on <= today:
        sentence = messages.COMPLETED_ON.format(last=last, today=today)
        raise InvalidInput("classes.completed_on", sentence, {"completed_on": sentence})


def _results(record: TrainingClass, people: Sequence[StandingRow], completion: CompletionRules) -> list[str]:
    """The end state of everybody on the list, in its order."""
    if not any(row.state == "enrolled" for row in people):
        raise RuleViolation("classes.no_trainees", messages.COMPLETE_NO_TRAINEES.format(number=record.number))
    required = record.required_hours or 0
    verdicts = [
        rules.verdict(row.attended, row.score, required, completion) if row.state == "enrolled" else None
        for row in people
    ]
    without = [row.name for row, found in zip(people, verdicts, strict=True) if found is Verdict.NO_SCORE]
    if without:
        names = messages.LIST_MARK.join(without[:_MOST_NAMES])
        names += messages.AND_MORE if len(without) > _MOST_NAMES else ""
        sentence = messages.COMPLETE_NO_SCORE.format(count=len(without), names=names)
        raise RuleViolation("classes.score_missing", sentence)
    return [
        rules.end_state(found) if found is not None else row.state
        for row, found in zip(people, verdicts, strict=True)
    ]


def _credit(
    session: Session, actor: Actor, record: TrainingClass, completed_on: date, at: datetime
) -> list[AttendedYear]:
    """Credits what everybody attended, year by year; withdrawn people where the policy says so."""
    pack = load()
    subject = pack.parameter("hours.subject_of_digital_training").on(completed_on)
    to_withdrawn = pack.parameter("hours.credited_to_withdrawn").on(completed_on)
    states = ["completed", "failed", *(["withdrawn"] if to_withdrawn.value else [])]
    attended = queries_people.attended_by_year(session, record.id, states)
    hours.credit(
        session, actor,
        [
            Credit(
                person_id=each.person_id, year=each.year, subject=subject.value, hours=each.hours,
                occurred_on=each.last_day, source_kind=SOURCE_KIND, source_number=record.number,
                rule=_cited(subject), basis=str(subject.citation.basis), occupation_key=record.occupation_key,
                idempotency_key=rules.credit_key(record.number, each.person_number, each.year, record.completions),
                evidence=messages.HOURS_EVIDENCE,
            )
            for each in attended
        ],
        at,
    )  # fmt: skip
    return attended


def _cited(value: DatedValue) -> str:
    """A parameter as an entry cites it: its name and the day it holds from."""
    return f"{value.name} {value.begins.isoformat()}"


def credited_people(session: Session, record: TrainingClass) -> int:
    """How many people a completion of the class credits hours to; what a page says before it is taken back."""
    return (
        session.scalar(
            select(func.count()).where(Enrolment.class_id == record.id, Enrolment.hours_attended > 0)
        )
        or 0
    )


def _note(
    session: Session, actor: Actor, action: str, record: TrainingClass, at: datetime, remark: str = "", **detail: object
) -> None:
    audit.record(
        session, actor, action, "class", record.number, at=at, remark=remark or None, rule=messages.CLAUSES["complete"],
        detail={"state": record.state, **detail},
    )  # fmt: skip
    tell(session, actor, action, record, at, remark, detail)
