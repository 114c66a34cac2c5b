"""Lots: drawing passed results together, noting the steps outside, taking somebody out (威人社函〔2023〕25号 四（三）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import labels_lots as labels
from training_app.certificates import messages_lots as messages
from training_app.certificates import queries_lots as queries
from training_app.certificates import rules_lots as rules
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember, LotStep
from training_app.certificates.service_lots_notices import tell_step
from training_app.classes.models import Enrolment
from training_app.db.numbers import take
from training_app.files import service as files
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.kernel.messages import NOT_ALLOWED, UNSEEN
from training_app.kernel.texts import can_be_kept
from training_app.people.models import Person
from training_app.registration.rules import file_defect, media_type

_DAYS = ("sent_on", "province_on", "national_on")
_SETTLE = text(
    "UPDATE confirmation_lots l SET state = 'issued' WHERE l.state = 'nationally_approved' AND l.id = ANY(:ids) "
    "AND NOT EXISTS (SELECT FROM lot_members m WHERE m.lot_id = l.id AND m.state = 'in' AND NOT EXISTS "
    "(SELECT FROM level_certificates k WHERE k.lot_member_id = m.id)) RETURNING l.number"
)
_UNSETTLE = text(
    "UPDATE confirmation_lots l SET state = 'nationally_approved' WHERE l.state = 'issued' AND l.id = ANY(:ids) "
    "AND EXISTS (SELECT FROM lot_members m WHERE m.lot_id = l.id AND m.state = 'in' AND NOT EXISTS "
    "(SELECT FROM level_certificates k WHERE k.lot_member_id = m.id)) RETURNING l.number"
)
_HOLD = text("SELECT id FROM confirmation_lots WHERE id = ANY(:ids) ORDER BY id FOR UPDATE")
"""Before it is asked who is left: of two lists that enter the last numbers of a lot neither sees the other's until it is
committed, and the lot would stay open for ever."""
_LOTS_OF_MEMBERS = text("SELECT DISTINCT lot_id FROM lot_members WHERE id = ANY(:ids)")
_LOTS_OF_BATCH = text(
    "SELECT DISTINCT m.lot_id FROM level_certificates k JOIN lot_members m ON m.id = k.lot_member_id WHERE k.batch_id = :batch"
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it is noted: its day, the document, perhaps a scan (name, bytes), the reason of a return."""

    happened_on: date | None
    document: str = ""
    remark: str = ""
    file: tuple[str, bytes] | None = None


def draw(
    session: Session, actor: Actor, occupation: str, level: str, class_number: str, at: datetime
) -> ConfirmationLot:
    """A new lot of all passed results of the body of that occupation and level (and of one class, if named) that are in none.
    RuleViolation where nobody waits; of two that draw at once the second finds what the first left."""
    if actor.role is not Role.ASSESSMENT_BODY or actor.institution_id is None:
        raise PermissionDenied("lots.not_allowed", NOT_ALLOWED)
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("lots.draw"), actor.institution_id)))
    one = queries.awaiting(actor.institution_id).subquery()
    wanted = select(one.c.id, one.c.enrolment_id).where(one.c.occupation_key == occupation, one.c.level == level)
    if class_number:
        wanted = wanted.where(one.c.number == class_number)
    found = session.execute(wanted).all()
    if not found:
        raise RuleViolation("lots.nobody_waits", messages.NOBODY_WAITS)
    year = at.astimezone(CHINA).year
    lot = ConfirmationLot(
        number=f"CL{year}-{take(session, f'lot/{year}')[0]:04d}", body_id=actor.institution_id, occupation_key=occupation,
        level=level, state="drawn", drawn_at=at,
    )  # fmt: skip
    session.add(lot)
    session.flush()
    session.execute(
        insert(LotMember), [{"lot_id": lot.id, "assessment_id": a, "enrolment_id": enrolment} for a, enrolment in found]
    )
    audit.record(session, actor, "lot.draw", rules.RECORD_KIND, lot.number, at=at, detail={"count": len(found)})
    return lot


def note(session: Session, actor: Actor, number: str, verb: str, step: Step, today: date, at: datetime) -> ConfirmationLot:
    """Notes a step outside the register. Conflict when the lot is not there (any more), PermissionDenied when another party
    has to, InvalidInput for a day out of order and a document not named, RuleViolation for a lot nobody is left in."""
    lot = queries.locked(session, actor, number)
    transition = rules.LIFE.step(lot.state, verb, actor.role)
    day = _checked(session, lot, verb, step, transition.remark, today)
    file = None
    if step.file is not None:
        name, data = step.file
        file = files.store(
            session, actor, data, name, media_type(data) or "", "lot.document", institution_id=lot.body_id, at=at
        )
    if verb == "send":
        for column in _DAYS:
            setattr(lot, column, None)
    lot.state = transition.target
    if verb not in ("return_province", "return_nation"):
        setattr(lot, rules.DAY_OF[transition.target], day)
    session.add(
        LotStep(
            lot_id=lot.id, verb=verb, happened_on=day, document=step.document.strip(), remark=step.remark.strip(),
            file_id=file.id if file else None, recorded_by=actor.user_id, recorded_at=at,
        )
    )  # fmt: skip
    session.flush()
    detail = {"on": day, "document": step.document.strip(), "count": _size(session, lot)}
    audit.record(
        session, actor, f"lot.{verb}", rules.RECORD_KIND, lot.number, at=at, remark=step.remark.strip(),
        detail={name: value.isoformat() if isinstance(value, date) else value for name, value in detail.items()},
    )  # fmt: skip
    tell_step(session, lot, verb, step.remark.strip(), _size(session, lot), at)
    return lot


def drop(
    session: Session, actor: Actor, number: str, person_numbers: Sequence[str], reason: str, at: datetime
) -> int:
    """Takes people out of a lot: for good before it goes out first, with the reason kept afterwards; how many. They wait to
    be drawn again. InvalidInput without a reason, NotFound for somebody who is not in it."""
    lot = queries.locked(session, actor, number)
    rules.LIFE.step(lot.state, "drop", actor.role)
    if not reason.strip() or len(reason) > rules.MOST_REMARK or not can_be_kept(reason):
        sentence = messages.DROP_REASON if can_be_kept(reason) else UNSEEN
        raise InvalidInput("lots.reason", sentence, {"reason": sentence})
    wanted = (
        select(LotMember.id)
        .join(Enrolment, Enrolment.id == LotMember.enrolment_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(LotMember.lot_id == lot.id, LotMember.state == "in", Person.number.in_(list(person_numbers)))
    )
    ids = session.scalars(wanted).all()
    if not ids or len(ids) != len(set(person_numbers)):
        raise NotFound("lots.no_member", messages.NO_MEMBER)
    if lot.state == "drawn":
        session.execute(delete(LotMember).where(LotMember.id.in_(ids)))
    else:
        session.execute(update(LotMember).where(LotMember.id.in_(ids)).values(state="dropped", drop_reason=reason.strip()))
    audit.record(
        session, actor, "lot.drop", rules.RECORD_KIND, lot.number, at=at, remark=reason.strip(),
        detail={"count": len(ids), "members": list(person_numbers)[:50]},
    )
    return len(ids)


def discard(session: Session, actor: Actor, number: str, at: datetime) -> int:
    """Gives up a lot that never went out; everybody in it waits again. How many."""
    lot = queries.locked(session, actor, number)
    lot.state = rules.LIFE.step(lot.state, "discard", actor.role).target
    freed = session.execute(delete(LotMember).where(LotMember.lot_id == lot.id)).rowcount  # type: ignore[attr-defined]
    audit.record(session, actor, "lot.discard", rules.RECORD_KIND, lot.number, at=at, detail={"count": freed})
    return freed


def settle_members(session: Session, actor: Actor, member_ids: Sequence[int], at: datetime) -> None:
    """Certificates were entered for these members: lots in which everybody has one now are issued."""
    lots = list(session.scalars(_LOTS_OF_MEMBERS, {"ids": list(member_ids)}))
    session.execute(_HOLD, {"ids": lots})
    for number in session.scalars(_SETTLE, {"ids": lots}):
        audit.record(session, actor, "lot.issue", rules.RECORD_KIND, number, at=at)


def lots_of_batch(session: Session, batch_id: int) -> list[int]:
    """Ids of the lots whose certificates came with a list."""
    return list(session.scalars(_LOTS_OF_BATCH, {"batch": batch_id}))


def unsettle(session: Session, lot_ids: Sequence[int]) -> None:
    """A list of certificates was taken back: its lots wait for numbers again. The taking back is the act that is recorded."""
    session.execute(_HOLD, {"ids": list(lot_ids)})
    session.execute(_UNSETTLE, {"ids": list(lot_ids)})


def _checked(session: Session, lot: ConfirmationLot, verb: str, step: Step, reason_due: bool, today: date) -> date:
    wrong: dict[str, str] = {}
    if step.happened_on is None:
        wrong["happened_on"] = messages.MISSING_DAY
    elif step.happened_on > today:
        wrong["happened_on"] = messages.FUTURE
    elif early := _early(session, lot, verb, step.happened_on):
        wrong["happened_on"] = early
    if not step.document.strip():
        wrong["document"] = messages.MISSING_DOCUMENT.format(name=labels.DOCUMENTS[verb])
    elif len(step.document) > rules.MOST_DOCUMENT:
        wrong["document"] = messages.LONG.format(most=rules.MOST_DOCUMENT)
    if reason_due and not step.remark.strip():
        wrong["remark"] = messages.MISSING_REMARK
    elif len(step.remark) > rules.MOST_REMARK:
        wrong["remark"] = messages.LONG.format(most=rules.MOST_REMARK)
    for name, value in (("document", step.document), ("remark", step.remark)):
        if name not in wrong and not can_be_kept(value):
            wrong[name] = UNSEEN
    if step.file is not None and (defect := file_defect(step.file[1])):
        wrong["file"] = messages.FILE_WRONG[defect]
    if wrong or step.happened_on is None:
        raise InvalidInput("lots.step", next(iter(wrong.values())), wrong)
    if not _size(session, lot):
        raise RuleViolation("lots.empty", messages.EMPTY)
    return step.happened_on


def _early(session: Session, lot: ConfirmationLot, verb: str, day: date) -> str:
    """The sentence about a day before the step it follows, or before the last assessment in the lot."""
    if verb == "send":
        last = session.scalar(
            select(func.max(LevelAssessment.assessed_on))
            .join(LotMember, LotMember.assessment_id == LevelAssessment.id)
            .where(LotMember.lot_id == lot.id, LotMember.state == "in")
        )
        if last is not None and day < last:
            return messages.BEFORE_ASSESSED.format(day=last.isoformat())
    before = session.scalar(select(func.max(LotStep.happened_on)).where(LotStep.lot_id == lot.id))
    return messages.EARLY.format(day=before.isoformat()) if before is not None and day < before else ""


def _size(session: Session, lot: ConfirmationLot) -> int:
    counted = select(func.count()).where(LotMember.lot_id == lot.id, LotMember.state == "in")
    return session.scalar(counted) or 0
