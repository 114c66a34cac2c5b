"""Looking for improbable attendance, and what the bureau decides about it.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤; 市人力资源社会保障局 …… 对培训机构及其培训考核活动进行检查).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_watch as messages
from training_app.classes import queries_findings, queries_watch
from training_app.classes.messages_life import CLAUSES
from training_app.classes.models import TrainingClass
from training_app.classes.models_attendance import AttendanceFinding, AttendanceScan
from training_app.classes.queries_watch import Limits
from training_app.classes.rules_attendance import UNDECIDED
from training_app.classes.service_notices import institution_of
from training_app.db import numbers
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput
from training_app.kernel.messages import UNSEEN
from training_app.kernel.texts import can_be_kept
from training_app.notices import service as notices
from training_app.policies.loader import load

LOOKED_BACK = 30
"""Days of sessions looked at; what was found once is not found again."""
SCANS_KEPT = timedelta(days=180)
_SHORTEST, _LONGEST = 4, 500
_TOLD = {"upheld": "attendance.upheld", "dismissed": "attendance.dismissed"}


def watch(session: Session, actor: Actor, today: date, at: datetime) -> int:
    """Looks at the attendance of the last days; how many new findings. Two at once find the same things once: the later waits
    for the numbers of the earlier."""
    pack = load()
    limits = Limits(
        pack.parameter("attendance.same_second_people").on(today).value,
        Decimal(pack.parameter("attendance.always_full_share").on(today).value),
    )
    numbers.take(session, "finding/look", 1)
    found = {each.key: each for each in queries_watch.candidates(session, today - timedelta(days=LOOKED_BACK), today, limits)}
    known = set(session.scalars(select(AttendanceFinding.key).where(AttendanceFinding.key.in_(list(found)))))
    new = [each for key, each in sorted(found.items()) if key not in known]
    if new:
        serials = numbers.take(session, f"finding/{today.year}", len(new))
        session.add_all(
            AttendanceFinding(
                number=f"AF{today.year}-{serial:04d}", rule=each.rule, key=each.key, class_id=each.class_id,
                subject=each.subject, evidence=list(each.evidence), found_on=today, state="open",
            )
            for serial, each in zip(serials, new, strict=True)
        )  # fmt: skip
        session.flush()
    audit.record(session, actor, "finding.watch", "finding", "", at=at, rule=CLAUSES["attendance"], detail={"count": len(new)})
    return len(new)


def decide(session: Session, actor: Actor, number: str, outcome: str, reason: str, at: datetime) -> AttendanceFinding:
    """Notes what came of looking into it: upheld (属实, the institution is told to put it right) or dismissed.

    InvalidInput names `outcome` and `reason`; Conflict when somebody has decided before.
    """
    found = queries_findings.by_number(session, actor, number)
    record = session.get_one(AttendanceFinding, found.record.id, with_for_update=True, populate_existing=True)
    wrong = {}
    if outcome not in ("upheld", "dismissed"):
        wrong["outcome"] = messages.DECISION
    if not _SHORTEST <= len(reason.strip()) <= _LONGEST:
        wrong["reason"] = messages.REASON
    elif not can_be_kept(reason):
        wrong["reason"] = UNSEEN
    if wrong:
        raise InvalidInput("classes.finding_invalid", "".join(wrong.values()), wrong)
    if record.state not in UNDECIDED:
        raise Conflict("classes.finding_decided", messages.DECIDED_BEFORE.format(number=number))
    record.state, record.decision, record.decided_at, record.decided_by = outcome, reason.strip(), at, actor.user_id
    session.flush()
    notices.settle(session, ("finding.to_explain", "finding.explained", "finding.due", "finding.overdue"), "finding", number, at)
    if outcome == "upheld" or record.explanations:
        training_class = session.get_one(TrainingClass, record.class_id)
        notices.send(
            session, _TOLD[outcome], institution_of(training_class), subject_kind="class",
            number=training_class.number, at=at, detail={"name": training_class.name, "remark": record.decision},
        )  # fmt: skip
    audit.record(
        session, actor, "finding.decide", "finding", number, at=at, rule=CLAUSES["attendance"], remark=record.decision,
        detail={"outcome": outcome, "rule": record.rule},
    )
    return record


def forget_scans(session: Session, at: datetime) -> int:
    """Deletes scans that are kept long enough; the attendance made of them stays."""
    gone = session.execute(delete(AttendanceScan).where(AttendanceScan.scanned_at < at - SCANS_KEPT - timedelta(days=1)))
    return gone.rowcount  # type: ignore[attr-defined]
