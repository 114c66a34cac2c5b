"""Level certificates as a kind that two people revoke or replace. The number of the successor is given by the assessment
body, as that of every certificate (威人社函〔2023〕25号 四（三）); it keeps the day of the first of its chain and the lot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from training_app.certificates import messages
from training_app.certificates import messages_levels as words
from training_app.certificates.columns import is_certificate_number
from training_app.certificates.labels import ASKED_OF_SUCCESSOR, KINDS
from training_app.certificates.models import LevelCertificate
from training_app.certificates.queries import LEVEL, level_in_scope
from training_app.certificates.rules_levels import SYSTEM
from training_app.certificates.service_acts import Kind, Subject
from training_app.classes.models import Enrolment, TrainingClass
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, NotFound, RuleViolation
from training_app.kernel.lists import typed_day
from training_app.people.models import Person

_INHERITED = (
    "system", "person_id", "name_at", "occupation_key", "direction_key", "level", "issuer_id", "issuer_name",
    "first_issued_on", "origin", "enrolment_id", "lot_member_id", "evidence",
)  # fmt: skip


def _find(session: Session, actor: Actor, number: str) -> Subject:
    k = LevelCertificate
    record = session.scalar(
        select(k)
        .join(Person, Person.id == k.person_id)
        .outerjoin(Enrolment, Enrolment.id == k.enrolment_id)
        .outerjoin(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(k.number == number, k.system == SYSTEM, level_in_scope(actor))
        .with_for_update(of=k)
        .execution_options(populate_existing=True)
    )
    if record is None:
        raise NotFound("certificates.not_found", messages.NOT_FOUND.format(number=number[:40]))
    return Subject(
        id=record.id, number=record.number, person_id=record.person_id, name_at=record.name_at, state=record.state,
        institution_id=record.issuer_id,
    )  # fmt: skip


def _check_terms(session: Session, subject: Subject, terms: Mapping[str, str]) -> dict[str, str]:
    wrong, old = {}, session.get_one(LevelCertificate, subject.id)
    if not is_certificate_number(terms["new_number"]):
        wrong["new_number"] = words.sentence("certificate.invalid")
    elif _taken(session, terms["new_number"]):
        wrong["new_number"] = words.sentence("certificate.taken")
    day = typed_day(terms["issued_on"])
    if day is None:
        wrong["issued_on"] = messages.DAY_INVALID.format(value=terms["issued_on"][:40])
    elif day < old.issued_on:
        wrong["issued_on"] = words.SUCCESSOR_EARLY.format(day=old.issued_on)
    return wrong


def _taken(session: Session, number: str) -> bool:
    wanted = select(LevelCertificate.id).where(LevelCertificate.number == number, LevelCertificate.system == SYSTEM)
    return session.scalar(wanted) is not None


def _revoke(session: Session, subject: Subject, day: date) -> None:
    record = session.get_one(LevelCertificate, subject.id)
    record.state, record.ended_on = "revoked", day
    session.flush()


def _replace(session: Session, subject: Subject, terms: Mapping[str, Any], day: date) -> str:
    old, issued_on = session.get_one(LevelCertificate, subject.id), date.fromisoformat(terms["issued_on"])
    if issued_on > day:
        raise RuleViolation("certificates.successor_future", words.sentence("issued_on.future"))
    if _taken(session, terms["new_number"]):
        raise Conflict("certificates.successor_taken", words.sentence("certificate.taken"))
    # First the end of the old one: of one result only one certificate stands.
    old.state, old.ended_on = "replaced", day
    session.flush()
    values = {name: getattr(old, name) for name in _INHERITED} | {"number": terms["new_number"], "issued_on": issued_on}
    try:
        with session.begin_nested():
            old.replaced_by = session.scalar(insert(LevelCertificate).values(values).returning(LevelCertificate.id))
            session.flush()
    except IntegrityError:  # registered between the question and now
        raise Conflict("certificates.successor_taken", words.sentence("certificate.taken")) from None
    return terms["new_number"]


LEVEL_KIND = Kind(
    key=LEVEL, title=KINDS[LEVEL], page="certificates.show_level", askers=frozenset({Role.ASSESSMENT_BODY}),
    find=_find, revoke=_revoke, replace=_replace, asks=ASKED_OF_SUCCESSOR, check_terms=_check_terms,
)  # fmt: skip
