"""Honours: claimed by the engineer, entered or checked by a clerk. Source: 威人社函〔2023〕25号 五（四）."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes.rules_inspections import wrong_text
from training_app.db import numbers
from training_app.files import service as files
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, Stale
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.people import queries as people
from training_app.people.models import Person
from training_app.people.models_honours import Honour
from training_app.registration import messages as file_messages
from training_app.registration import rules as file_rules
from training_app.registration.service import Upload
from training_app.titles import labels_honours as labels
from training_app.titles import messages_honours as messages
from training_app.titles import queries_honours as honours
from training_app.titles.rules_honours import LIFE, MOST_REASON, Facts, mistakes

_TOLD = {"checked": "honour.checked", "refused": "honour.refused", "revoked": "honour.revoked"}

def claim(session: Session, actor: Actor, facts: Facts, upload: Upload | None, today: date, at: datetime) -> Honour:
    """An honour of the engineer's own, for a clerk to check. InvalidInput with every wrong field; Conflict when the same is
    there already."""
    if actor.role is not Role.ENGINEER or actor.person_id is None:
        raise PermissionDenied("honours.not_yours", messages.PERSON)
    me = session.get_one(Person, actor.person_id)
    record = _make(session, actor, me.merged_into or me.id, facts, upload, today, at)
    _note(session, actor, "claim", record, at)
    notices.send(
        session, "honour.claimed", Recipient(role=Role.BUREAU), subject_kind="honour", number=record.number, at=at,
        detail={"kind": labels.KINDS[record.kind]},
    )  # fmt: skip
    return record


def enter(
    session: Session, actor: Actor, person: str, facts: Facts, upload: Upload | None, today: date, at: datetime
) -> Honour:
    """An honour a clerk enters from its document, checked by that. Errors as `claim`, NotFound for no such person."""
    if actor.role is not Role.BUREAU:
        raise PermissionDenied("honours.bureau_only", messages.PERSON)
    whose = people.by_number(session, actor, person)
    record = _make(session, actor, whose.id, facts, upload, today, at)
    _note(session, actor, "enter", record, at)
    return record


def decide(
    session: Session, actor: Actor, number: str, verb: str, version: int, reason: str, at: datetime
) -> Honour:
    """Checks, refuses or takes back an honour. NotFound outside the scope, Conflict in the wrong state or when somebody
    changed it meanwhile, PermissionDenied for another role, InvalidInput without a reason where one is due."""
    record = honours.by_number(session, actor, number, lock=True)
    step = LIFE.step(record.state, verb, actor.role)
    if record.version != version:
        raise Stale("honours.stale", messages.STALE)
    if step.remark and (wrong := wrong_text("reason", reason, messages.REASON, MOST_REASON)):
        raise InvalidInput("honours.reason", wrong["reason"], wrong)
    record.state, record.remark = step.target, reason.strip() if step.remark else ""
    record.decided_by, record.decided_at = actor.user_id, at
    session.flush()
    _note(session, actor, verb, record, at, record.remark)
    notices.settle(session, ("honour.claimed",), "honour", number, at)
    notices.send(
        session, _TOLD[record.state], Recipient(person_id=honours.person_of(session, record).id),
        subject_kind="own_honours", number="", at=at, detail={"name": record.name, "remark": record.remark},
    )  # fmt: skip
    return record


def _make(
    session: Session, actor: Actor, person_id: int, facts: Facts, upload: Upload | None, today: date, at: datetime
) -> Honour:
    wrong = mistakes(facts, today)
    if upload is not None and (defect := file_rules.file_defect(upload.data)):
        wrong["file"] = file_messages.FILE[defect].format(name=upload.name[:60])
    elif upload is None and actor.role is Role.ENGINEER:
        wrong["file"] = messages.FILE
    if wrong:
        raise InvalidInput("honours.wrong", next(iter(wrong.values())), wrong)
    # One at a time for a person, so that the second of two alike is told instead of failing.
    if session.scalar(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True)) is None:
        raise NotFound("honours.person", messages.PERSON)
    same = select(Honour.number).where(
        Honour.person_id == person_id, Honour.kind == facts.kind, Honour.document == facts.document.strip(),
        Honour.granted_on == facts.granted_on,
    )
    if session.scalar(same) is not None:
        raise Conflict("honours.twice", messages.TWICE)
    stored = None
    if upload is not None:
        media = file_rules.media_type(upload.data) or ""
        stored = files.store(session, actor, upload.data, upload.name, media, "honour", at=at)
    by_clerk = actor.role is Role.BUREAU
    record = Honour(
        number=f"HN{today.year}-{numbers.take(session, f'honour/{today.year}')[0]:04d}", person_id=person_id,
        kind=facts.kind, name=facts.name.strip(), level=facts.level, place=facts.place.strip(),
        granted_by=facts.granted_by.strip(), granted_on=facts.granted_on, valid_until=facts.last_day,
        document=facts.document.strip(), file_id=stored.id if stored else None,
        state="checked" if by_clerk else "claimed", entered_by=actor.user_id, entered_at=at,
        decided_by=actor.user_id if by_clerk else None, decided_at=at if by_clerk else None,
    )  # fmt: skip
    session.add(record)
    session.flush()
    return record


def _note(session: Session, actor: Actor, verb: str, record: Honour, at: datetime, remark: str = "") -> None:
    audit.record(
        session, actor, f"honour.{verb}", "honour", record.number, at=at, rule=messages.CLAUSE, remark=remark or None,
        detail={"kind": record.kind, "level": record.level},
    )  # fmt: skip
