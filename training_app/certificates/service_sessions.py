"""Assessment sessions: opening, changing and cancelling one, giving seats and taking them back (威人社函〔2023〕25号 四（三）).

Whoever touches the seats of a body holds its lock first, then the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import messages_sessions as messages
from training_app.certificates import queries_sessions as queries
from training_app.certificates import rules_sessions as rules
from training_app.certificates import service_sessions_checks as checks
from training_app.certificates.models_sessions import AssessmentSeat, AssessmentSession
from training_app.certificates.queries_entitled import assesses
from training_app.certificates.rules_sessions import LIFE, RECORD_KIND, Plan
from training_app.certificates.service_attempts import settle_sessions
from training_app.certificates.service_sessions_told import tell
from training_app.db.numbers import take
from training_app.institutions.rules_scope import Programme
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, PermissionDenied, RuleViolation
from training_app.kernel.messages import NOT_ALLOWED
from training_app.policies.loader import load


def lead_days(day: date) -> int:
    """How many days at least lie between the last day to apply and the assessment."""
    return int(load().parameter("levels.session_lead_days").on(day).value)


def open_session(session: Session, actor: Actor, plan: Plan, today: date, at: datetime) -> AssessmentSession:
    """A new session of the acting body. InvalidInput with a sentence per field; RuleViolation for a body that may not assess
    the occupation and level that day."""
    if actor.role is not Role.ASSESSMENT_BODY or actor.institution_id is None:
        raise PermissionDenied("assessment_sessions.not_allowed", NOT_ALLOWED)
    _check(session, actor.institution_id, plan, today)
    year = at.astimezone(CHINA).year
    made = AssessmentSession(
        number=f"AS{year}-{take(session, f'assessment_session/{year}')[0]:04d}", body_id=actor.institution_id,
        occupation_key=plan.occupation, direction_key=plan.direction or None, level=plan.level, state="planned", **_facts(plan),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, actor, "assessment_session.create", RECORD_KIND, made.number, at=at, detail={"on": str(plan.held_on)})
    return made


def change(session: Session, actor: Actor, number: str, plan: Plan, today: date, at: datetime) -> int:
    """Day, time, place, seats and last day to apply anew; how many are told. The programme stays what it is."""
    record = _locked(session, actor, number)
    LIFE.step(record.state, "change", actor.role)
    if record.held_on < today:
        raise RuleViolation("assessment_sessions.over", messages.OVER)
    _check(session, record.body_id, plan, today, record.taken)
    people = [row.person_id for row in queries.seats(session, record)]
    if plan.held_on and plan.starts_at and plan.ends_at and (
        clashes := checks.busy(session, people, plan.held_on, plan.starts_at, plan.ends_at, but=record.id)
    ):
        raise RuleViolation("assessment_sessions.clash", messages.CHANGE_CLASH.format(count=clashes))
    before = {name: getattr(record, name) for name in ("held_on", "starts_at", "ends_at", "place")}
    for name, value in _facts(plan).items():
        setattr(record, name, value)
    session.flush()
    audit.record(session, actor, "assessment_session.change", RECORD_KIND, number, at=at, detail={"on": str(plan.held_on)})
    if before == {name: getattr(record, name) for name in before}:
        return 0
    tell(session, "level.session_changed", record, people, at)
    return len(people)


def cancel(session: Session, actor: Actor, number: str, reason: str, at: datetime) -> int:
    """The session is not held: everybody waits for a seat again and is told why; how many. RuleViolation once somebody has a
    result."""
    record = _locked(session, actor, number)
    LIFE.step(record.state, "cancel", actor.role)
    reason = checks.reason_of(reason)
    rows = queries.seats(session, record)
    if noted := sum(row.noted for row in rows):
        raise RuleViolation("assessment_sessions.has_marks", messages.HAS_MARKS.format(count=noted))
    session.execute(delete(AssessmentSeat).where(AssessmentSeat.session_id == record.id))
    session.refresh(record)
    record.state, record.cancel_reason = "cancelled", reason
    session.flush()
    audit.record(
        session, actor, "assessment_session.cancel", RECORD_KIND, number, at=at, remark=reason, detail={"count": len(rows)}
    )
    tell(session, "level.session_cancelled", record, [row.person_id for row in rows], at, remark=reason)
    return len(rows)


def seat(session: Session, actor: Actor, number: str, applications: Sequence[str], today: date, at: datetime) -> int:
    """Gives these applications the next free seats; how many. InvalidInput for none, RuleViolation for more than there are
    seats, for somebody named twice or sitting elsewhere at that time, Conflict for who does not wait (any more)."""
    record = _locked(session, actor, number)
    LIFE.step(record.state, "seat", actor.role)
    if record.held_on < today:
        raise RuleViolation("assessment_sessions.over", messages.OVER)
    if not applications:
        raise InvalidInput("assessment_sessions.nobody", messages.NOBODY, {"chosen": messages.NOBODY})
    wanted = set(applications)
    chosen = [row for row in queries.waiting_for(session, record) if row.application in wanted]
    if len(chosen) != len(wanted):
        sentence = messages.NOT_WAITING.format(count=len(wanted) - len(chosen), until=record.apply_until)
        raise Conflict("assessment_sessions.not_waiting", sentence)
    if len(chosen) > record.left:
        raise RuleViolation("assessment_sessions.full", messages.FULL.format(left=record.left, count=len(chosen)))
    checks.entitled(session, record, [row.enrolment_id for row in chosen])
    _refuse_double(session, record, [row.person_id for row in chosen])
    used = {row.seat_no for row in queries.seats(session, record)}
    free = [place for place in range(1, record.seats + len(used) + 1) if place not in used][: len(chosen)]
    session.execute(
        insert(AssessmentSeat),
        [
            {"session_id": record.id, "application_id": row.application_id, "person_id": row.person_id, "seat_no": place}
            for row, place in zip(chosen, free, strict=True)
        ],
    )
    session.refresh(record)
    numbers = [row.application for row in chosen]
    audit.record(
        session, actor, "assessment_session.seat", RECORD_KIND, number, at=at,
        detail={"count": len(numbers), "members": numbers[:50]},
    )  # fmt: skip
    tell(session, "level.seated", record, [row.person_id for row in chosen], at)
    return len(chosen)


def release(session: Session, actor: Actor, number: str, applications: Sequence[str], reason: str, at: datetime) -> int:
    """Takes seats back before there is a result; who had them waits again and is told why. How many."""
    record = _locked(session, actor, number)
    LIFE.step(record.state, "release", actor.role)
    wanted = set(applications)
    rows = [row for row in queries.seats(session, record) if row.application in wanted and not row.noted]
    if not rows or len(rows) != len(wanted):
        raise Conflict("assessment_sessions.not_seated", messages.NOT_SEATED)
    reason = checks.reason_of(reason)
    session.execute(delete(AssessmentSeat).where(AssessmentSeat.id.in_([row.seat_id for row in rows])))
    session.refresh(record)
    settle_sessions(session, [record.id])
    audit.record(
        session, actor, "assessment_session.release", RECORD_KIND, number, at=at, remark=reason,
        detail={"count": len(rows), "members": [row.application for row in rows][:50]},
    )  # fmt: skip
    tell(session, "level.released", record, [row.person_id for row in rows], at, remark=reason)
    return len(rows)


def _locked(session: Session, actor: Actor, number: str) -> AssessmentSession:
    body_id = queries.by_number(session, actor, number).body_id
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("assessment_seats"), body_id)))
    return queries.by_number(session, actor, number, lock=True)


def _facts(plan: Plan) -> dict[str, object]:
    return {
        "held_on": plan.held_on, "starts_at": plan.starts_at, "ends_at": plan.ends_at, "place": plan.place.strip(),
        "seats": plan.seats, "apply_until": plan.apply_until, "note": plan.note.strip(),
    }


def _check(session: Session, body_id: int, plan: Plan, today: date, taken: int = 0) -> None:
    lead = lead_days(max(plan.held_on or today, today))
    latest = plan.held_on - timedelta(days=lead) if plan.held_on and plan.held_on >= today else ""
    wrong = {
        name: messages.DEFECTS[key].format(lead=lead, latest=latest, taken=taken)
        for name, key in rules.defects(plan, today, lead, taken).items()
    }
    if wrong:
        raise InvalidInput("assessment_sessions.wrong", messages.WRONG, wrong)
    if plan.held_on and not assesses(session, body_id, Programme(plan.occupation, plan.level), plan.held_on):
        raise InvalidInput("assessment_sessions.not_qualified", messages.WRONG, {"held_on": messages.NOT_QUALIFIED})


def _refuse_double(session: Session, record: AssessmentSession, people: Sequence[int]) -> None:
    """One person one seat, in this session and at one time, also where a person was registered twice."""
    if checks.doubles(session, people):
        raise RuleViolation("assessment_sessions.twice", messages.SEATED_TWICE)
    if clashes := checks.busy(session, people, record.held_on, record.starts_at, record.ends_at):
        raise RuleViolation("assessment_sessions.clash", messages.CLASH.format(count=clashes))
