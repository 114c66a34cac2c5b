"""What the bureau does with a registration: accept, send back, refuse, give a lost receipt anew."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.institutions import service as institutions
from training_app.institutions.models import Institution
from training_app.institutions.service import InstitutionFacts, QualificationFacts
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput
from training_app.kernel.workflow import Transition
from training_app.notices import service as notices
from training_app.registration import labels, messages, queries, rules
from training_app.registration.models import Registration
from training_app.registration.rules import LIFE
from training_app.registration.service import Receipt

_LONGEST_REMARK = 500


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How the bureau accepts: from when the qualification holds and by which document; `attach` says that the applicant
    is the institution registered under this code already."""

    valid_from: date
    valid_to: date | None = None
    document: str = ""
    attach: bool = False


def accept(
    session: Session, actor: Actor, number: str, version: int, how: Acceptance, at: datetime
) -> Registration:
    """Makes the applicant an institution with the qualification it applied for, or adds the qualification to the one that
    has its code. Conflict when somebody else was faster or the applicant has corrected it since."""
    record, step = _taken(session, actor, number, "accept", version)
    institution = session.scalar(select(Institution).where(Institution.code == record.code))
    if institution is not None and not how.attach:
        sentence = messages.ATTACH_MISSING.format(name=institution.name)
        raise InvalidInput("registration.attach", sentence, {"attach": sentence})
    if how.valid_to is not None and how.valid_to <= how.valid_from:
        raise InvalidInput("registration.days", messages.TO_BEFORE_FROM, {"valid_to": messages.TO_BEFORE_FROM})
    if institution is None:
        facts = InstitutionFacts(
            record.name, record.unit_nature, record.district_code, record.address, record.contact_name, record.phone or ""
        )
        institution = institutions.register(session, actor, record.code, facts, at)
    if not queries.known(session, record, how.valid_from).qualified:
        document = how.document.strip() or record.basis or messages.DEFAULT_DOCUMENT.format(number=record.number)
        qualification = QualificationFacts(record.kind, how.valid_from, how.valid_to, document=document)
        institutions.add_qualification(session, actor, record.code, qualification, at)
    record.institution_id = institution.id
    _decide(session, record, actor, step, "", (), at)
    session.flush()
    detail = {"institution": record.code, "kind": record.kind, "attached": how.attach}
    audit.record(session, actor, "registration.accept", rules.RECORD_KIND, record.number, at=at, detail=detail)
    return record


def send_back(
    session: Session, actor: Actor, number: str, version: int, fields: list[str], remark: str, at: datetime
) -> Registration:
    """Returns the application to be corrected; `fields` name what is wrong, `remark` says it in words."""
    record, step = _taken(session, actor, number, "return", version)
    remark = _reason(remark, "return")
    pointed = [name for name in labels.FIELDS if name in fields]
    _decide(session, record, actor, step, remark, pointed, at)
    session.flush()
    audit.record(
        session, actor, "registration.return", rules.RECORD_KIND, record.number, at=at, remark=remark,
        detail={"fields": pointed},
    )
    return record


def refuse(session: Session, actor: Actor, number: str, version: int, remark: str, at: datetime) -> Registration:
    """Refuses the application for good, with the reason."""
    record, step = _taken(session, actor, number, "refuse", version)
    remark = _reason(remark, "refuse")
    _decide(session, record, actor, step, remark, (), at)
    session.flush()
    audit.record(session, actor, "registration.refuse", rules.RECORD_KIND, record.number, at=at, remark=remark)
    return record


def reissue(session: Session, actor: Actor, number: str, at: datetime) -> Receipt:
    """A new receipt code for an applicant who lost it; the old one opens nothing any more. Conflict once the application
    is over: refused, or its account set up."""
    record = _locked(session, actor, number)
    if record.state == "refused" or record.activated_at is not None:
        raise Conflict("registration.reissue", messages.REISSUE_LATE)
    LIFE.step(record.state, "reissue", actor.role)
    code = rules.receipt_of(secrets.token_bytes(32))
    record.receipt_digest, record.receipt_at = queries.digest(rules.bare_receipt(code)), at
    session.flush()
    audit.record(session, actor, "registration.reissue", rules.RECORD_KIND, record.number, at=at)
    return Receipt(record.number, code)


def _locked(session: Session, actor: Actor, number: str) -> Registration:
    record_id = queries.by_number(session, actor, number).id
    return session.get_one(Registration, record_id, with_for_update=True, populate_existing=True)


def _taken(session: Session, actor: Actor, number: str, verb: str, version: int) -> tuple[Registration, Transition]:
    """The record, locked, with the step asked for; Conflict in words when another was faster."""
    record = _locked(session, actor, number)
    open_to = {each.verb for each in LIFE.transitions if each.state == record.state}
    if record.decided_at is not None and verb not in open_to:
        raise Conflict(
            "registration.decided",
            messages.DECIDED.format(
                who=queries.name_of(session, record.decided_by),
                when=record.decided_at.astimezone(CHINA).strftime("%m-%d %H:%M"), state=labels.STATES[record.state][0],
            ),
        )
    step = LIFE.step(record.state, verb, actor.role)
    if record.version != version:
        raise Conflict("registration.moved_on", messages.MOVED_ON)
    return record, step


def _decide(
    session: Session, record: Registration, actor: Actor, step: Transition, remark: str, fields: tuple | list, at: datetime
) -> None:
    """Whatever was decided, nobody at the bureau has to be reminded of the application any more."""
    record.state, record.remark, record.fields = step.target, remark, list(fields)
    record.decided_at, record.decided_by = at, actor.user_id
    notices.settle(session, ("registration.submitted", "registration.corrected"), rules.RECORD_KIND, record.number, at)


def _reason(remark: str, verb: str) -> str:
    remark = remark.strip()
    if not remark:
        raise InvalidInput("registration.remark", messages.REMARK_MISSING[verb], {"remark": messages.REMARK_MISSING[verb]})
    if len(remark) > _LONGEST_REMARK:
        raise InvalidInput("registration.remark", messages.REMARK_LONG, {"remark": messages.REMARK_LONG})
    return remark
