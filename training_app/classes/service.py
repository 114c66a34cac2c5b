"""Filing and review of a class: draft, timetable, submission, return, approval, cancellation.

Source: 威人社函〔2023〕25号 四（一） (a class held in the city is reviewed and filed before it opens).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from training_app.audit import rules as audit_rules
from training_app.audit import service as audit
from training_app.classes import (
    labels,
    queries,
    queries_changes,
    rules,
    rules_filing,
    service_filing,
    service_resources,
    service_rounds,
    service_standing,
    service_warnings,
)
from training_app.classes import messages_life as messages
from training_app.classes.messages_signup import CANCELLED_REASON
from training_app.classes.models import ClassSession, Enrolment, TrainingClass
from training_app.classes.rules import LIFE, SessionPlan
from training_app.classes.rules_filing import Filing
from training_app.classes.service_notices import tell
from training_app.classes.service_seats import turn_away
from training_app.classes.service_warnings import NOTHING_ACCEPTED, Acceptance
from training_app.db import numbers
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput, PermissionDenied, RuleViolation, Stale
from training_app.kernel.quantities import format_hours
from training_app.kernel.texts import can_be_kept
from training_app.kernel.workflow import Transition
from training_app.policies.city import city
from training_app.policies.loader import load

MOST_REMARK = 1000
_OF_APPROVAL = {"required_hours_source": "source"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A class locked for one step, and the step."""

    record: TrainingClass
    step: Transition


def open_for(
    session: Session, actor: Actor, number: str, verb: str, version: int | None = None, remark: str = ""
) -> Opened:
    """Locks the class for a step of its life.

    NotFound outside the scope, Conflict when the class is in no state for the step or changed since the page was drawn,
    PermissionDenied for another role, InvalidInput when the step asks for a reason and there is none.
    """
    record = queries.locked(session, actor, number)
    step = LIFE.step(record.state, verb, actor.role)
    if version is not None and record.version != version:
        raise Stale("classes.stale", messages.STALE.format(number=number))
    if step.remark:
        check_remark(remark)
    return Opened(record, step)


def check_remark(remark: str) -> None:
    """Refuses an empty or endless reason, and one with characters that cannot be kept."""
    if not remark.strip():
        raise InvalidInput("classes.remark_missing", messages.REMARK_MISSING, {"remark": messages.REMARK_MISSING})
    if len(remark) > MOST_REMARK:
        sentence = messages.TEXT_TOO_LONG.format(most=MOST_REMARK)
        raise InvalidInput("classes.remark_long", sentence, {"remark": sentence})
    if not can_be_kept(remark):
        raise InvalidInput("classes.remark_unprintable", messages.UNPRINTABLE, {"remark": messages.UNPRINTABLE})


def file(session: Session, actor: Actor, filing: Filing, today: date, at: datetime) -> TrainingClass:
    """A new draft of the actor's institution. InvalidInput names every wrong field."""
    if actor.role is not Role.TRAINING_INSTITUTION or actor.institution_id is None:
        raise PermissionDenied("classes.institution_only", messages.INSTITUTION_ONLY)
    values = service_filing.checked(session, actor.institution_id, filing)
    serial = numbers.take(session, f"class/{today.year}")[0]
    record = TrainingClass(
        number=f"{city().prefix}{today.year}-{serial:04d}", institution_id=actor.institution_id, state="draft",
        created_by=actor.user_id, **values,
    )  # fmt: skip
    session.add(record)
    session.flush()
    _note(session, actor, "class.file", record, at, name=record.name)
    return record


def edit(
    session: Session, actor: Actor, number: str, version: int | None, filing: Filing, at: datetime
) -> TrainingClass:
    """Changes a draft or returned filing."""
    record = open_for(session, actor, number, "edit", version).record
    values = service_filing.checked(session, record.institution_id, filing)
    changed = sorted(name for name, value in values.items() if getattr(record, name) != value)
    before = queries_changes.spoken(session, record)
    for name in changed:
        setattr(record, name, values[name])
    session.flush()
    if changed:
        changes = audit_rules.changes(before, queries_changes.spoken(session, record), queries_changes.UNSPOKEN)
        _note(session, actor, "class.edit", record, at, fields=changed, changes=changes, version=record.version)
    return record


def save_timetable(
    session: Session, actor: Actor, number: str, version: int | None, plans: Sequence[SessionPlan], at: datetime
) -> TrainingClass:
    """Puts the timetable of a draft or returned filing in place of the old one, numbered in order of time."""
    record = open_for(session, actor, number, "edit", version).record
    if len(plans) > rules.MOST_SESSIONS:
        raise InvalidInput(
            "classes.too_many_sessions", messages.TOO_MANY_SESSIONS.format(most=rules.MOST_SESSIONS)
        )
    before = queries_changes.timetable_words([plan_of(held) for held in queries.sessions_of(session, record.id)])
    # Looked up before the lines go: words that may mean two trainers leave the timetable as it was.
    lines = service_resources.columns_of(session, record.institution_id, plans)
    session.execute(delete(ClassSession).where(ClassSession.class_id == record.id))
    session.expire(record, ["sessions"])
    session.add_all(
        ClassSession(class_id=record.id, number=line, **columns)
        for line, columns in enumerate(lines, start=1)
    )
    flag_modified(record, "name")
    session.flush()
    total = sum(plan.hours for plan in plans)
    changes = {"sessions": [before, queries_changes.timetable_words(plans)]}
    _note(
        session, actor, "class.timetable", record, at, sessions=len(plans), hours=format_hours(total), changes=changes,
        version=record.version,
    )  # fmt: skip
    return record


def submit(session: Session, actor: Actor, number: str, version: int | None, at: datetime) -> TrainingClass:
    """Hands the filing to the bureau. InvalidInput names what is missing, RuleViolation a lacking qualification."""
    record = open_for(session, actor, number, "submit", version).record
    service_standing.check_opening(session, record, record.starts_on)
    service_filing.follow_plan(session, record)
    missing = [messages.MISSING[name] for name in service_filing.missing(record, at.astimezone(CHINA).date())]
    plans = [plan_of(held) for held in queries.sessions_of(session, record.id)]
    if outside := rules.outside_dates(plans, record.starts_on, record.ends_on):
        lines = messages.LIST_MARK.join(map(str, outside))
        missing.append(_with_dates(messages.SESSIONS_OUTSIDE, record, lines=lines))
    if record.assessment_body_id is not None and not service_standing.body_assesses(session, record):
        missing.append(_with_dates(messages.BODY_EXPIRED, record))
    if missing:
        problems = messages.CLAUSE_MARK.join(missing)
        raise InvalidInput("classes.incomplete", messages.INCOMPLETE.format(problems=problems))
    record.state, record.submitted_at = "submitted", at
    record.review_remark, record.review_fields, record.first_reviewed_by = "", [], None
    service_rounds.hand_in(session, actor, record, at)
    session.flush()
    _note(session, actor, "class.submit", record, at, sessions=len(plans))
    return record


def send_back(
    session: Session, actor: Actor, number: str, version: int | None, remark: str, points: Mapping[str, str], at: datetime
) -> TrainingClass:
    """Returns a filing for correction: `points` names the fields, each with its reason; `remark` is the reason of those that
    have none of their own. InvalidInput when nothing is named, or something without any reason."""
    record = open_for(session, actor, number, "return", version).record
    named = {name: points[name].strip() or remark.strip() for name in rules.FILED_FIELDS if name in points}
    if not named:
        raise InvalidInput("classes.fields_missing", messages.RETURN_FIELDS, {"fields": messages.RETURN_FIELDS})
    if not all(named.values()):
        raise InvalidInput("classes.reasons_missing", messages.RETURN_REASONS, {"remark": messages.RETURN_REASONS})
    whole = remark.strip() or messages.CLAUSE_MARK.join(f"{labels.FIELDS[name]}：{why}" for name, why in named.items())
    check_remark(whole)
    record.state, record.reviewed_at = "returned", at
    record.review_remark, record.review_fields, record.first_reviewed_by = whole, list(named), None
    service_rounds.decide(session, actor, record, "returned", whole, at, named)
    session.flush()
    _note(session, actor, "class.return", record, at, remark=whole, fields=list(named))
    return record


def approve(
    session: Session, actor: Actor, number: str, version: int | None, required_hours: int, source: str, remark: str,
    today: date, at: datetime, acceptance: Acceptance = NOTHING_ACCEPTED,
) -> TrainingClass:  # fmt: skip
    """Approves a filing with the hours it requires and where they are written.

    Where the policy asks for two reviewers the first approval is kept and the class stays submitted; the second must
    come from somebody else. RuleViolation when the timetable holds fewer hours, or the institution's qualification ended;
    InvalidInput for warnings that are not accepted.
    """
    record = open_for(session, actor, number, "approve", version).record
    _check_required(required_hours, source, remark)
    service_standing.check_opening(session, record, record.starts_on)
    planned = sum(held.hours for held in queries.sessions_of(session, record.id))
    if planned < required_hours:
        sentence = messages.HOURS_SHORT.format(planned=format_hours(planned), required=format_hours(required_hours))
        raise RuleViolation("classes.hours_short", sentence)
    service_filing.check_plan(session, record, today)
    steps = int(load().parameter("classes.review_steps").on(today).value)
    if steps > 1 and record.first_reviewed_by is not None and record.first_reviewed_by == actor.user_id:
        raise RuleViolation("classes.second_reviewer", messages.SECOND_REVIEWER)
    warnings = service_warnings.accepted(session, actor, record, acceptance, today)
    service_rounds.keep_accepted(session, record, warnings, acceptance.reason)
    record.required_hours, record.required_hours_source = required_hours, source.strip()
    facts = {"required_hours": format_hours(required_hours), "source": source.strip()}
    facts |= {"accepted": len(warnings)} if warnings else {}
    if steps > 1 and record.first_reviewed_by is None:
        record.first_reviewed_by = actor.user_id
        session.flush()
        _note(session, actor, "class.approve_first", record, at, remark=remark.strip(), **facts)
        return record
    record.state, record.reviewed_at, record.review_remark, record.review_fields = "approved", at, remark.strip(), []
    service_rounds.decide(session, actor, record, "approved", remark.strip(), at)
    session.flush()
    _note(session, actor, "class.approve", record, at, remark=remark.strip(), **facts)
    return record


def cancel(
    session: Session, actor: Actor, number: str, version: int | None, reason: str, today: date, at: datetime
) -> TrainingClass:
    """Ends a class that will not be held: its people are withdrawn and its applicants declined, free to join another."""
    record = open_for(session, actor, number, "cancel", version, reason).record
    turn_away(session, actor, record, "sign_up.cancelled", CANCELLED_REASON.format(reason=reason.strip()), at)
    released = session.execute(
        update(Enrolment)
        .where(Enrolment.class_id == record.id, Enrolment.state == "enrolled")
        .values(state="withdrawn", withdrawn_on=today, remark=messages.CANCELLED_REMARK)
        .execution_options(synchronize_session=False)
    ).rowcount
    record.state = "cancelled"
    service_rounds.decide(session, actor, record, "cancelled", reason.strip(), at)
    session.flush()
    _note(session, actor, "class.cancel", record, at, remark=reason.strip(), released=released)
    return record


def plan_of(held: ClassSession) -> SessionPlan:
    """A stored session as a line of the timetable."""
    return SessionPlan(
        held.held_on, held.starts_at, held.ends_at, held.mode, held.kind, held.hours, held.topic, held.instructor,
        held.place,
    )  # fmt: skip


def _check_required(required_hours: int, source: str, remark: str) -> None:
    found = rules_filing.wrong_required(required_hours, source)
    wrong = {_OF_APPROVAL.get(name, name): sentence for name, sentence in found.items()}
    if len(remark) > MOST_REMARK:
        wrong["approval_remark"] = messages.TEXT_TOO_LONG.format(most=MOST_REMARK)
    elif not can_be_kept(remark):
        wrong["approval_remark"] = messages.UNPRINTABLE
    if wrong:
        raise InvalidInput("classes.approval_invalid", messages.FILING_INVALID.format(count=len(wrong)), wrong)


def _with_dates(sentence: str, record: TrainingClass, **facts: object) -> str:
    return sentence.format(starts_on=record.starts_on, ends_on=record.ends_on, **facts)


def _note(
    session: Session, actor: Actor, action: str, record: TrainingClass, at: datetime, remark: str = "", **detail: object
) -> None:
    audit.record(
        session, actor, action, "class", record.number, at=at, remark=remark or None, rule=messages.CLAUSES["file"],
        detail={"state": record.state, **detail},
    )  # fmt: skip
    tell(session, actor, action, record, at, remark, detail)
