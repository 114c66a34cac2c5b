"""What becomes of a qualification after it was granted: renewed, suspended with a reason, resumed. Only the bureau does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from training_app.audit import service as audit
from training_app.institutions import labels, queries, rules
from training_app.institutions.models import Ending, Institution, Qualification
from training_app.institutions.service import QualificationFacts, add_qualification
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput, Stale
from training_app.kernel.texts import can_be_kept
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.registration import messages_standing as messages

MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Suspension:
    """From which day, why and by which document a qualification is suspended."""

    day: date
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Continuation:
    """From which day, to which (exclusive, None = open) and by which document a qualification goes on."""

    valid_from: date
    valid_to: date | None
    document: str


def suspend(
    session: Session, actor: Actor, code: str, item: int, how: Suspension, at: datetime, version: int | None = None
) -> Qualification:
    """A qualification ends on a day until it is resumed. What was done by then stays; classes under way go on and show it.

    NotFound when the institution has no such qualification, Stale when somebody changed it meanwhile, Conflict when it is
    over, InvalidInput with the field that is wrong.
    """
    institution, held = _held(session, actor, code, item, version)
    if held.valid_to is not None and held.valid_to <= how.day:
        raise Conflict("registration.already_ended", messages.OVER.format(day=held.valid_to))
    _check_reason(how.reason, how.document)
    if how.day < held.valid_from:
        sentence = messages.TOO_EARLY.format(first=held.valid_from)
        raise InvalidInput("registration.too_early", sentence, {"day": sentence})
    held.meant_to, held.valid_to = held.valid_to, how.day
    held.ended_as, held.end_reason, held.end_document = Ending.SUSPENDED, how.reason.strip(), how.document.strip()
    session.flush()
    detail = {"kind": held.kind, "day": how.day.isoformat(), "document": held.end_document}
    _note(session, actor, institution, "qualification.suspend", held, at, detail, how.reason.strip())
    _tell(session, "qualification.suspended", institution, held, at, day=how.day, remark=held.end_reason)
    return held


def resume(
    session: Session, actor: Actor, code: str, item: int, day: date, reason: str, at: datetime, version: int | None = None
) -> Qualification:
    """A suspended qualification is in force again from a day on, to the day it was to end; a row of its own. Errors as
    `suspend`; Conflict too when it is not suspended any more."""
    institution, held = _held(session, actor, code, item, version)
    if not rules.is_suspended(held, queries.qualifications_of(session, institution.id), max(day, held.valid_to or day)):
        raise Conflict("registration.not_suspended", messages.NOT_SUSPENDED)
    _check_reason(reason, "")
    if held.valid_to is not None and day < held.valid_to:
        sentence = messages.RESUMED_TOO_EARLY.format(day=held.valid_to)
        raise InvalidInput("registration.resumed_too_early", sentence, {"day": sentence})
    added = _continue(session, actor, code, held, Continuation(day, held.meant_to, held.document), at)
    added.file_id = held.file_id
    detail = {"kind": held.kind, "day": day.isoformat()}
    _note(session, actor, institution, "qualification.resume", held, at, detail, reason.strip())
    _tell(session, "qualification.resumed", institution, added, at, day=day)
    return added


def renew(
    session: Session, actor: Actor, code: str, item: int, how: Continuation, at: datetime, version: int | None = None
) -> Qualification:
    """A qualification with an end goes on from a day on by another document; a row of its own. Errors as `suspend`;
    Conflict too when it has no end or another row continues it."""
    institution, held = _held(session, actor, code, item, version)
    if held.valid_to is None:
        raise Conflict("registration.no_end", messages.NO_END)
    if how.valid_from < held.valid_to:
        sentence = messages.RENEWED_TOO_EARLY.format(day=held.valid_to)
        raise InvalidInput("registration.renewed_too_early", sentence, {"valid_from": sentence})
    if not how.document.strip():
        raise InvalidInput("registration.document", messages.DOCUMENT, {"document": messages.DOCUMENT})
    added = _continue(session, actor, code, held, how, at)
    detail = {"kind": held.kind, "from": how.valid_from.isoformat(), "to": labels.ending(how.valid_to)}
    _note(session, actor, institution, "qualification.renew", held, at, detail)
    _tell(session, "qualification.renewed", institution, added, at, day=labels.ending(how.valid_to))
    return added


def _held(
    session: Session, actor: Actor, code: str, item: int, version: int | None
) -> tuple[Institution, Qualification]:
    institution = queries.by_code(session, actor, code, lock=True)
    held = queries.qualification(session, institution.id, item, lock=True)
    if version is not None and held.version != version:
        raise Stale("registration.qualification_stale", messages.STALE.format(name=institution.name))
    return institution, held


def _continue(
    session: Session, actor: Actor, code: str, held: Qualification, how: Continuation, at: datetime
) -> Qualification:
    """The row that continues another; the other gets a new version, so that its list cannot be taken back from under it."""
    flag_modified(held, "document")
    facts = QualificationFacts(held.kind, how.valid_from, how.valid_to, held.tier or "", how.document, held.scope)
    return add_qualification(session, actor, code, facts, at)


def _check_reason(reason: str, document: str) -> None:
    wrong = {}
    if not reason.strip():
        wrong["reason"] = messages.REASON
    elif len(reason) > MOST_REASON:
        wrong["reason"] = messages.REASON_TOO_LONG.format(most=MOST_REASON)
    elif not can_be_kept(reason):
        wrong["reason"] = messages.UNPRINTABLE
    if not document.isprintable():
        wrong["document"] = messages.UNPRINTABLE
    if wrong:
        raise InvalidInput("registration.standing", next(iter(wrong.values())), wrong)


def _note(
    session: Session, actor: Actor, institution: Institution, verb: str, held: Qualification, at: datetime,
    detail: dict[str, str], remark: str = "",
) -> None:  # fmt: skip
    detail = {**detail, "part": f"qualification/{held.id}", "version": str(held.version)}
    audit.record(session, actor, verb, "institution", institution.code, at=at, remark=remark or None, detail=detail)


def _tell(
    session: Session, kind: str, institution: Institution, held: Qualification, at: datetime, **facts: object
) -> None:
    detail = {"qualification": labels.KINDS[held.kind], **facts}
    notices.send(
        session, kind, Recipient(institution_id=institution.id), subject_kind="institution", number=institution.code,
        at=at, detail=detail,
    )  # fmt: skip
