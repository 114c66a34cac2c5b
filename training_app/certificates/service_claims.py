"""Level certificates earned elsewhere: registered by their holder with a scan, checked by a clerk, then certificates like
those the bureau enters by list (威人社函〔2023〕25号 四（三）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import messages_claims as messages
from training_app.certificates import queries_claims as queries
from training_app.certificates import rules_claims as rules
from training_app.certificates.columns import is_certificate_number
from training_app.certificates.labels import LEVELS
from training_app.certificates.models import LevelCertificate
from training_app.certificates.models_claims import CertificateClaim
from training_app.certificates.queries import family
from training_app.certificates.rules_levels import SYSTEM
from training_app.db.numbers import take
from training_app.files import service as files
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, PermissionDenied
from training_app.kernel.messages import NOT_ALLOWED, UNSEEN
from training_app.kernel.texts import can_be_kept
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.people.models import Person
from training_app.policies.occupations import occupations
from training_app.registration.rules import file_defect, media_type

_TOLD = {"accept": "claim.accepted", "return": "claim.returned"}


@dataclass(frozen=True, slots=True)
class Told:
    """A certificate as its holder tells it; `file` is name and bytes of the scan."""

    number: str
    occupation: str
    level: str
    issuer: str
    issued_on: date | None
    file: tuple[str, bytes] | None


def claim(session: Session, actor: Actor, told: Told, today: date, at: datetime) -> CertificateClaim:
    """The holder registers a certificate. InvalidInput with a sentence per field: what is missing, a number of
    a certificate or a claim of the holder's own. That a number is somebody else's is not said: the clerk sees it."""
    if actor.role is not Role.ENGINEER or actor.person_id is None:
        raise PermissionDenied("claims.not_allowed", NOT_ALLOWED)
    person_id = session.scalars(
        select(func.coalesce(Person.merged_into, Person.id)).where(Person.id == actor.person_id)
    ).one()
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"claims/{person_id}"))))
    wrong = _defects(session, actor.person_id, told, today)
    if wrong or told.issued_on is None or told.file is None:
        raise InvalidInput("claims.wrong", next(iter(wrong.values())), wrong)
    year, (name, data) = at.astimezone(CHINA).year, told.file
    kept = files.store(session, actor, data, name, media_type(data) or "", "certificate_claim.scan", at=at)
    made = CertificateClaim(
        number=f"CC{year}-{take(session, f'certificate_claim/{year}')[0]:05d}", person_id=person_id,
        claimed_number=told.number.strip(), occupation_key=told.occupation, level=told.level,
        issuer_name=told.issuer.strip(), issued_on=told.issued_on, file_id=kept.id, state="claimed", claimed_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, actor, f"{rules.RECORD_KIND}.claim", rules.RECORD_KIND, made.number, at=at)
    notices.send(
        session, "claim.received", Recipient(role=Role.BUREAU), subject_kind=rules.RECORD_KIND, number=made.number, at=at,
        detail={"claim": made.number},
    )
    return made


def accept(session: Session, actor: Actor, number: str, how: str, at: datetime) -> LevelCertificate:
    """The clerk found it to be right: it becomes a certificate from elsewhere. InvalidInput without how it was checked,
    Conflict when its number was registered meanwhile."""
    record = _decided(session, actor, number, "accept", how, messages.HOW_MISSING, at)
    if _registered(session, record.claimed_number) is not None:
        raise _taken(record)
    certificate = LevelCertificate(
        system=SYSTEM, number=record.claimed_number, person_id=record.person_id,
        name_at=session.get_one(Person, record.person_id).name, occupation_key=record.occupation_key, direction_key=None,
        level=record.level, issuer_name=record.issuer_name, issued_on=record.issued_on, first_issued_on=record.issued_on,
        origin="elsewhere", evidence=messages.EVIDENCE.format(how=record.remark, number=record.number), state="issued",
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(certificate)
    except IntegrityError:  # registered between the question and now
        raise _taken(record) from None
    record.state, record.certificate_id = "accepted", certificate.id
    _note(session, actor, record, "accept", at, {"certificate": certificate.number})
    return certificate


def send_back(session: Session, actor: Actor, number: str, reason: str, at: datetime) -> CertificateClaim:
    """The clerk sends it back with the reason. InvalidInput without one."""
    record = _decided(session, actor, number, "return", reason, messages.REASON_MISSING, at)
    record.state = "returned"
    _note(session, actor, record, "return", at, {})
    return record


def retract(session: Session, actor: Actor, number: str, at: datetime) -> CertificateClaim:
    """The holder takes it back before it is checked. Conflict afterwards."""
    record = queries.by_number(session, actor, number, lock=True)
    record.state = rules.LIFE.step(record.state, "retract", actor.role).target
    session.flush()
    audit.record(session, actor, f"{rules.RECORD_KIND}.retract", rules.RECORD_KIND, number, at=at)
    notices.settle(session, ["claim.received"], rules.RECORD_KIND, number, at)
    return record


def _decided(
    session: Session, actor: Actor, number: str, verb: str, remark: str, missing: str, at: datetime
) -> CertificateClaim:
    record = queries.by_number(session, actor, number, lock=True)
    rules.LIFE.step(record.state, verb, actor.role)
    remark = remark.strip()
    if not remark or len(remark) > rules.MOST_REMARK or not can_be_kept(remark):
        sentence = missing if not remark else UNSEEN if len(remark) <= rules.MOST_REMARK else messages.LONG
        raise InvalidInput("claims.remark", sentence, {"remark": sentence})
    record.remark, record.checked_by, record.checked_at = remark, actor.user_id, at
    return record


def _note(
    session: Session, actor: Actor, record: CertificateClaim, verb: str, at: datetime, detail: dict[str, str]
) -> None:
    session.flush()
    audit.record(
        session, actor, f"{rules.RECORD_KIND}.{verb}", rules.RECORD_KIND, record.number, at=at, remark=record.remark,
        detail=detail,
    )  # fmt: skip
    notices.settle(session, ["claim.received"], rules.RECORD_KIND, record.number, at)
    notices.send_to_engineers(
        session, _TOLD[verb], [record.person_id], subject_kind="own_claims", at=at, detail={"remark": record.remark}
    )


def _defects(session: Session, person_id: int, told: Told, today: date) -> dict[str, str]:
    wrong: dict[str, str] = {}
    number = told.number.strip()
    if not number:
        wrong["number"] = messages.MISSING["number"]
    elif not is_certificate_number(number):
        wrong["number"] = messages.NUMBER_WRONG
    else:
        wrong |= _number_defect(session, person_id, number)
    if told.occupation not in {entry.key for entry in occupations()}:
        wrong["occupation"] = messages.MISSING["occupation"]
    if told.level not in LEVELS:
        wrong["level"] = messages.MISSING["level"]
    if not told.issuer.strip():
        wrong["issuer"] = messages.MISSING["issuer"]
    elif len(told.issuer) > rules.MOST_ISSUER:
        wrong["issuer"] = messages.ISSUER_LONG
    elif not can_be_kept(told.issuer):
        wrong["issuer"] = UNSEEN
    if told.issued_on is None:
        wrong["issued_on"] = messages.MISSING["issued_on"]
    elif told.issued_on > today:
        wrong["issued_on"] = messages.FUTURE
    if told.file is None:
        wrong["file"] = messages.MISSING["file"]
    elif defect := file_defect(told.file[1]):
        wrong["file"] = messages.FILE_WRONG[defect]
    return wrong


def _number_defect(session: Session, person_id: int, number: str) -> dict[str, str]:
    c, mine = CertificateClaim, set(session.scalars(select(Person.id).where(Person.id.in_(family(person_id)))))
    holder = _registered(session, number)
    waiting = session.scalars(select(c.claimed_number).where(c.person_id.in_(mine), c.state == "claimed")).all()
    if holder in mine:
        return {"number": messages.HELD_ALREADY}
    if number in waiting:
        return {"number": messages.WAITS_ALREADY}
    return {"number": messages.TOO_MANY} if len(waiting) >= rules.MOST_OPEN else {}


def _taken(record: CertificateClaim) -> Conflict:
    return Conflict("claims.taken", messages.TAKEN.format(number=record.claimed_number))


def _registered(session: Session, number: str) -> int | None:
    """Whose certificate has the number; None for nobody's."""
    k = LevelCertificate
    return session.scalar(select(k.person_id).where(k.number == number, k.system == SYSTEM))
