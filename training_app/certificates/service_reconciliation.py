"""Comparing what stands here with what was published, and deciding what differs, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import messages_reconciliation as messages
from training_app.certificates import queries_reconciliation as queries
from training_app.certificates import rules_reconciliation as rules
from training_app.certificates.models_reconciliation import Difference
from training_app.certificates.rules_reconciliation import RECORD_KIND, Found
from training_app.db.numbers import take
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, PermissionDenied
from training_app.kernel.messages import NOT_ALLOWED, WRONG_STATE
from training_app.notices import service as notices
from training_app.notices.rules import Recipient


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a comparison: how many wait, how many of them are new, how many are found no more."""

    open: int
    new: int
    gone: int


def compare(session: Session, actor: Actor, at: datetime) -> Compared:
    """Brings the worklist up to date. Of two that compare at once the second does so after the first. What was decided stays
    decided while it says the same; it waits again when it says something else."""
    if actor.role is not Role.BUREAU:
        raise PermissionDenied("differences.not_allowed", NOT_ALLOWED)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("reconciliation"))))
    found = {
        each.key: each
        for each in rules.differences(queries.here(session), queries.there(session), queries.listed_on(session))
    }
    known = {each.key: each for each in session.scalars(select(Difference).with_for_update())}
    gone = new = 0
    for key, record in known.items():
        if key in found:
            new += _again(record, found[key], at)
        elif record.state == "open":
            record.state = "gone"
            gone += 1
    fresh = [each for key, each in found.items() if key not in known]
    year = at.astimezone(CHINA).year
    for serial, each in zip(take(session, f"difference/{year}", len(fresh)), fresh, strict=True):
        session.add(_record(f"DF{year}-{serial:05d}", each, at))
    session.flush()
    waiting = session.scalar(select(func.count()).where(Difference.state == "open")) or 0
    counted = Compared(waiting, new + len(fresh), gone)
    audit.record(
        session, actor, "difference.compare", RECORD_KIND, str(year), at=at,
        detail={"count": counted.open, "created": counted.new, "released": counted.gone},
    )  # fmt: skip
    return counted


def decide(session: Session, actor: Actor, number: str, outcome: str, remark: str, at: datetime) -> Difference:
    """The bureau notes what is done about one. InvalidInput without outcome and reason, Conflict for one that does not
    wait."""
    if actor.role is not Role.BUREAU:
        raise PermissionDenied("differences.not_allowed", NOT_ALLOWED)
    record, remark = queries.by_number(session, actor, number), remark.strip()
    if record.state != "open":
        raise Conflict("differences.decided", WRONG_STATE)
    wrong: dict[str, str] = {}
    if outcome not in rules.OUTCOMES:
        wrong["outcome"] = messages.OUTCOME_MISSING
    if not rules.LEAST_REMARK <= len(remark) <= rules.MOST_REMARK:
        wrong["remark"] = messages.REMARK_MISSING
    if wrong:
        raise InvalidInput("differences.wrong", next(iter(wrong.values())), wrong)
    record.state, record.outcome, record.remark = "decided", outcome, remark
    record.decided_by, record.decided_at = actor.user_id, at
    session.flush()
    audit.record(
        session, actor, "difference.decide", RECORD_KIND, number, at=at, remark=remark, detail={"state": outcome}
    )
    if outcome == "correct_here" and record.body_id is not None:
        notices.send(
            session, "difference.correct", Recipient(institution_id=record.body_id), subject_kind="differences", number="",
            at=at, detail={"difference": number, "kind": messages.KINDS[record.kind], "remark": remark},
        )
    return record


def _again(record: Difference, found: Found, at: datetime) -> int:
    """A difference that was known is found again: 1 when it waits anew."""
    same = (record.here, record.there) == (found.here, found.there)
    if record.state == "open" and same:
        return 0
    if record.state == "decided" and same:
        return 0
    anew = record.state != "open"
    record.state, record.here, record.there, record.name = "open", found.here, found.there, found.name
    record.outcome, record.remark, record.decided_by, record.decided_at, record.found_at = "", "", None, None, at
    return int(anew)


def _record(number: str, found: Found, at: datetime) -> Difference:
    return Difference(
        number=number, key=found.key, kind=found.kind, body_id=found.body_id, name=found.name,
        occupation_key=found.occupation, level=found.level, here=found.here, there=found.there, state="open", found_at=at,
    )  # fmt: skip
