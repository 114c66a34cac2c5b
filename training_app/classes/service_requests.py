"""Requests to change what was approved of a class: the institution asks, the bureau decides, only then anything changes, once.

Source: 威人社函〔2023〕25号 四（一）. It is the only way: `edit` and the timetable end with the approval, a make-up session stays
within the days that were filed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import (
    messages_requests as messages,
)
from training_app.classes import (
    queries_plans,
    queries_requests,
    queries_warnings,
    rules_requests,
    service_applying,
    service_requests_told,
    service_warnings,
)
from training_app.classes.messages_life import CLAUSES
from training_app.classes.models import TrainingClass
from training_app.classes.models_requests import ChangeRequest
from training_app.classes.queries_warnings import Concern
from training_app.classes.rules_requests import FIELD, REQUEST_LIFE, Change
from training_app.classes.rules_timetable import TypedSession
from training_app.classes.service import open_for
from training_app.classes.service_seats import promote
from training_app.classes.service_warnings import NOTHING_ACCEPTED, Acceptance
from training_app.db import numbers
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation
from training_app.kernel.texts import can_be_kept

OPEN_STATES = ("approved", "running")
Lines = Sequence[tuple[int | None, TypedSession | None]]


def ask(
    session: Session, actor: Actor, number: str, fields: Mapping[str, str], lines: Lines, reason: str, today: date, at: datetime
) -> ChangeRequest:
    """Asks for what of the fields and lines differs from what was approved.

    `lines` are pairs of a session's number (None: a new one) and its line (None: cancelled); sessions left out stay. InvalidInput
    names wrong fields, RuleViolation what the change would break; Conflict while another request is open.
    """
    record = open_for(session, actor, number, "change").record
    waiting = session.scalar(
        select(ChangeRequest).where(ChangeRequest.class_id == record.id, ChangeRequest.state == "asked")
    )
    if waiting is not None:
        words = {"number": number, "request": waiting.number}
        raise Conflict("classes.change_open", messages.OPEN_ALREADY.format(**words))
    changes = queries_requests.differences(session, record, fields, lines)
    wrong = {} if changes else {"reason": messages.NOTHING}
    reason = reason.strip()
    if not rules_requests.SHORTEST_REASON <= len(reason) <= rules_requests.LONGEST_REASON:
        wrong["reason"] = messages.REASON
    elif not can_be_kept(reason):
        wrong["reason"] = messages.REASON_UNPRINTABLE
    if wrong:
        raise InvalidInput("classes.change_invalid", messages.INVALID.format(count=len(wrong)), wrong)
    tried(session, actor, record, changes, today)
    year = at.astimezone(CHINA).year
    request = ChangeRequest(
        number=f"CR{year}-{numbers.take(session, f'change/{year}')[0]:04d}", class_id=record.id, state="asked",
        changes=rules_requests.kept(changes), reason=reason, asked_at=at, asked_by=actor.user_id,
    )  # fmt: skip
    session.add(request)
    session.flush()
    _note(session, actor, "class.ask_change", record, request, at)
    service_requests_told.asked(session, record, request, at)
    return request


def tried(
    session: Session, actor: Actor, record: TrainingClass, changes: Sequence[Change], today: date
) -> list[Concern]:
    """What the changes would bring up to decide on that is not there now. Nothing of them is kept."""
    before = {each.key for each in _concerns(session, actor, record, today)}
    with session.begin_nested() as trial:
        service_applying.apply(session, record, changes, today)
        found = _concerns(session, actor, record, today)
        trial.rollback()
    return [each for each in found if each.key not in before]


def _concerns(session: Session, actor: Actor, record: TrainingClass, today: date) -> list[Concern]:
    """What of a class has to be decided on, that it goes beyond its line of the year plan among it."""
    planned, found = queries_plans.planned(session, record, today), queries_warnings.of(session, actor, record, today)
    if planned is None or not planned.exceeds:
        return found
    use = planned.use
    sentence = messages.PLAN_EXCEEDED.format(
        classes=use.planned_classes, headcount=use.planned_headcount, used_classes=use.used_classes,
        used_headcount=use.used_headcount, capacity=record.capacity,
    )
    return [*found, Concern("plan_exceeded", sentence, unverified=planned.citation.unverified)]


def agree(
    session: Session, actor: Actor, number: str, remark: str, today: date, at: datetime,
    acceptance: Acceptance = NOTHING_ACCEPTED,
) -> int:  # fmt: skip
    """Changes the class as asked; how many items. Conflict when one of them moved since, RuleViolation for a class that is over
    and for what the change would break now, InvalidInput for warnings it brings up that are not accepted."""
    record, request = _open(session, actor, number)
    _decide(session, actor, request, "agree", remark, at)
    if record.state not in OPEN_STATES:
        words = {"number": record.number, "state": messages.CLOSED_STATES.get(record.state, record.state)}
        raise RuleViolation("classes.change_closed", messages.CLOSED.format(**words))
    changes = rules_requests.read(request.changes)
    if moved := queries_requests.moved(session, record, changes):
        what = messages.LIST_MARK.join(moved)
        raise Conflict("classes.change_moved", messages.MOVED.format(what=what))
    before = {each.key for each in _concerns(session, actor, record, today)}
    service_applying.apply(session, record, changes, today)
    concerns = [each for each in _concerns(session, actor, record, today) if each.key not in before]
    service_warnings.check(concerns, acceptance)
    request.accepted = [each.sentence for each in concerns]
    request.acceptance = acceptance.reason.strip() if concerns else ""
    session.flush()
    _note(session, actor, "class.agree_change", record, request, at)
    service_requests_told.decided(session, record, request, at)
    if rules_requests.concerns_trainees(changes):
        service_requests_told.trainees(session, record, request, at)
    promote(session, actor, record, today, at)
    return len(changes)


def refuse(session: Session, actor: Actor, number: str, remark: str, at: datetime) -> None:
    """Returns the request with the reason; the class stays as it was approved."""
    record, request = _open(session, actor, number)
    _decide(session, actor, request, "refuse", remark, at)
    _note(session, actor, "class.refuse_change", record, request, at)
    service_requests_told.decided(session, record, request, at)


def withdraw(session: Session, actor: Actor, number: str, at: datetime) -> None:
    """Takes one's own request back before it was answered."""
    record, request = _open(session, actor, number)
    _decide(session, actor, request, "withdraw", "", at)
    _note(session, actor, "class.withdraw_change", record, request, at)
    service_requests_told.settle(session, request, at)


def _open(session: Session, actor: Actor, number: str) -> tuple[TrainingClass, ChangeRequest]:
    """The request and its class, both fresh and held. NotFound outside the scope."""
    found = queries_requests.by_number(session, actor, number)
    record = session.get_one(TrainingClass, found.record.class_id, with_for_update=True, populate_existing=True)
    request = session.get_one(ChangeRequest, found.record.id, with_for_update=True, populate_existing=True)
    return record, request


def _decide(session: Session, actor: Actor, request: ChangeRequest, verb: str, remark: str, at: datetime) -> None:
    step = REQUEST_LIFE.step(request.state, verb, actor.role)
    if step.remark and not remark.strip():
        raise InvalidInput("classes.remark_missing", messages.REFUSE_REMARK, {"remark": messages.REFUSE_REMARK})
    if len(remark.strip()) > rules_requests.LONGEST_REASON:
        sentence = messages.REMARK_LONG.format(most=rules_requests.LONGEST_REASON)
        raise InvalidInput("classes.remark_long", sentence, {"remark": sentence})
    if not can_be_kept(remark):
        raise InvalidInput("classes.remark_unprintable", messages.REASON_UNPRINTABLE, {"remark": messages.REASON_UNPRINTABLE})
    if verb != "withdraw" and actor.user_id is not None and actor.user_id == request.asked_by:
        raise RuleViolation("classes.same_person", messages.SAME_PERSON)
    request.state, request.remark = step.target, remark.strip()
    request.decided_at, request.decided_by = at, actor.user_id
    session.flush()


def _note(
    session: Session, actor: Actor, action: str, record: TrainingClass, request: ChangeRequest, at: datetime
) -> None:
    """The act with old and new beside each other; what names a person only by its field."""
    changes = rules_requests.read(request.changes)
    spoken = {
        each.name: [None, None] if each.name in rules_requests.PRIVATE else [each.before, each.after]
        for each in changes if each.part == FIELD
    }  # fmt: skip
    sessions = sum(each.part != FIELD for each in changes)
    audit.record(
        session, actor, action, "class", record.number, at=at, remark=request.remark or None, rule=CLAUSES["file"],
        detail={"state": record.state, "change": request.number, "changes": spoken, "sessions": sessions},
    )  # fmt: skip
