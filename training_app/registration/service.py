"""What an applicant does: sends an application with its documents, sees where it stands, corrects what was sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from training_app.accounts import service as accounts
from training_app.audit import service as audit
from training_app.audit.rules import masked
from training_app.crypto.keyring import Use
from training_app.crypto.mac import mac
from training_app.db import numbers
from training_app.files import service as files
from training_app.files.rules import clean_name
from training_app.institutions import labels as institution_labels
from training_app.institutions import messages as institution_messages
from training_app.institutions import rules as codes
from training_app.institutions.queries import OUTSIDE
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, NotFound
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.places.models import District
from training_app.registration import labels, messages, queries, rules
from training_app.registration.models import Registration, RegistrationDocument
from training_app.registration.rules import LIFE

# Submissions from one address are counted one after the other, so that fifty at once are not fifty firsts.
_QUEUE = text("SELECT pg_advisory_xact_lock(:space, :key)")
_SPACE = 0x5A

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Facts:
    """What an applicant types. `district` is a district's code, OUTSIDE, or empty when nothing was chosen; `basis` names
    the ministry's list, asked of the kinds in `rules.LISTED`."""

    code: str
    name: str
    unit_nature: str
    district: str
    address: str
    legal_representative: str
    contact_name: str
    phone: str
    administrator: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the applicant keeps: the number, and the code that opens the application. The code is shown once."""

    number: str
    code: str


def too_many(session: Session, address: str, at: datetime) -> bool:
    """Whether an address has sent forms too often within a minute, or too many applications within an hour."""
    if accounts.too_many_attempts(session, address, at):
        return True
    origin = queries.origin(address)
    session.execute(_QUEUE, {"space": _SPACE, "key": int.from_bytes(origin[:4], signed=True)})
    sent = select(func.count()).where(Registration.origin_digest == origin, Registration.created_at > at - _HOUR)
    return (session.scalar(sent) or 0) >= rules.MOST_PER_HOUR


def keep(
    session: Session, actor: Actor, kind: str, ticket: str, uploads: Mapping[str, Upload], at: datetime
) -> dict[str, str]:
    """Keeps the documents that came with a form, so that they need not be chosen again when something else is wrong;
    returns the sentence for each that is refused."""
    refused: dict[str, str] = {}
    origin, digest = queries.origin(actor.address or ""), queries.digest(ticket)
    recent = select(func.count()).where(
        RegistrationDocument.origin_digest == origin, RegistrationDocument.sent_at > at - _HOUR
    )
    room = rules.MOST_FILES_PER_HOUR - (session.scalar(recent) or 0)
    for each in rules.documents_of(kind):
        upload = uploads.get(each)
        if upload is None:
            continue
        if defect := rules.file_defect(upload.data):
            refused[each] = messages.FILE[defect].format(name=clean_name(upload.name)[:60])
        elif room <= 0:
            refused[each] = messages.TOO_MANY_FILES
        else:
            room -= 1
            file = files.store(
                session, actor, upload.data, upload.name, rules.media_type(upload.data) or "", f"registration.{each}",
                at=at,
            )
            session.add(
                RegistrationDocument(
                    ticket_digest=digest, origin_digest=origin, kind=each, file_id=file.id, sent_at=at
                )
            )
    session.flush()
    return refused


def defects(
    session: Session, kind: str, facts: Facts, day: date, has: Sequence[str]
) -> dict[str, str]:
    """What is wrong with an application, by field: every fact, and the documents that are missing (`has` are those that
    came)."""
    found = _wrong_texts(kind, facts)
    code = codes.canonical_code(facts.code)
    if defect := codes.code_defect(code):
        found["code"] = institution_messages.CODE[defect].format(length=len(code))
    elif queries.has_accounts(session, code, day):
        found["code"] = messages.HAS_ACCOUNTS
    if facts.unit_nature not in institution_labels.NATURES:
        found["unit_nature"] = messages.NATURE_UNKNOWN
    if not facts.district:
        found["district"] = messages.DISTRICT_MISSING
    elif facts.district != OUTSIDE and session.get(District, facts.district) is None:
        found["district"] = messages.DISTRICT_UNKNOWN
    for each in rules.documents_of(kind):
        if each not in has:
            found[each] = messages.DOCUMENT_MISSING.format(document=labels.DOCUMENTS[each])
    return found


def submit(session: Session, actor: Actor, kind: str, facts: Facts, ticket: str, at: datetime) -> Receipt:
    """Sends an application with the documents kept under the form's ticket. The same form sent twice is one application
    with one receipt. InvalidInput names every wrong field."""
    if kind not in rules.ROLES:
        raise InvalidInput("registration.kind", messages.KIND_UNKNOWN)
    code = rules.receipt_of(mac(Use.SESSION, "registration.receipt", ticket.encode()))
    digest = queries.digest(ticket)
    session.execute(_QUEUE, {"space": _SPACE + 1, "key": int.from_bytes(digest[:4], signed=True)})
    if sent := session.scalar(select(Registration.number).where(Registration.ticket_digest == digest)):
        return Receipt(sent, code)
    documents = queries.pending(session, digest)
    if wrong := defects(session, kind, facts, _day(at), list(documents)):
        raise InvalidInput("registration.invalid", next(iter(wrong.values())), wrong)
    year = _day(at).year
    record = Registration(
        number=f"Z{year}-{numbers.take(session, f'registration/{year}')[0]:04d}", kind=kind, ticket_digest=digest,
        receipt_digest=queries.digest(rules.bare_receipt(code)), receipt_at=at, created_at=at, submitted_at=at,
        origin_digest=queries.origin(actor.address or ""),
    )
    _put(record, facts)
    session.add(record)
    session.flush()
    _attach(record, documents, at)
    session.flush()
    audit.record(session, actor, "registration.submit", rules.RECORD_KIND, record.number, at=at, detail={"kind": kind})
    _tell(session, "registration.submitted", record, at)
    return Receipt(record.number, code)


def open_receipt(session: Session, number: str, code: str) -> Registration | None:
    """The application of a receipt as typed; None when number and code do not belong together."""
    return queries.by_receipt(session, number.strip().upper(), queries.digest(rules.bare_receipt(code)))


def correct(
    session: Session, actor: Actor, number: str, receipt_digest: bytes, facts: Facts, ticket: str, at: datetime
) -> Registration:
    """Sends a returned application again. What it said before stays beside what it says now. Conflict unless it was
    returned, InvalidInput for every wrong field."""
    record = locked_by_receipt(session, number, receipt_digest)
    if record.state != "returned":
        state = labels.STATES[record.state][0]
        raise Conflict("registration.not_returned", messages.NOT_RETURNED.format(state=state))
    step = LIFE.step(record.state, "correct", actor.role)
    documents = queries.pending(session, queries.digest(ticket))
    has = [each.kind for each in record.documents if each.superseded_at is None] + list(documents)
    if wrong := defects(session, record.kind, facts, _day(at), has):
        raise InvalidInput("registration.invalid", next(iter(wrong.values())), wrong)
    before = as_facts(record)
    _put(record, facts)
    after = as_facts(record)
    names = [each.name for each in fields(Facts)]
    changed = rules.changes({n: getattr(before, n) for n in names}, {n: getattr(after, n) for n in names})
    if "phone" in changed:
        changed["phone"] = ""  # a number is kept sealed or not at all
    record.changes = changed | dict.fromkeys(documents, "")
    _attach(record, documents, at)
    record.state, record.submitted_at, record.version = step.target, at, record.version + 1
    session.flush()
    detail = {"fields": sorted(record.changes), "version": record.version}
    audit.record(session, actor, "registration.correct", rules.RECORD_KIND, record.number, at=at, detail=detail)
    _tell(session, "registration.corrected", record, at)
    return record


def locked_by_receipt(session: Session, number: str, receipt_digest: bytes) -> Registration:
    """The applicant's own registration, held to the end of the transaction. NotFound when the receipt does not fit."""
    record = session.scalar(
        select(Registration)
        .where(Registration.number == number, Registration.receipt_digest == receipt_digest)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if record is None:
        raise NotFound("registration.receipt_closed", messages.RECEIPT_CLOSED)
    return record


def as_facts(record: Registration) -> Facts:
    """What a registration says, as it would be typed."""
    return Facts(
        record.code, record.name, record.unit_nature, record.district_code or OUTSIDE, record.address,
        record.legal_representative, record.contact_name, record.phone or "", record.administrator, record.basis,
    )


def _tell(session: Session, kind: str, record: Registration, at: datetime) -> None:
    """The bureau learns what came; the name of an organisation is no secret."""
    detail = {"unit": masked(record.name), "number": record.number, "kind": labels.KINDS[record.kind]}
    notices.send(
        session, kind, Recipient(role=Role.BUREAU), subject_kind=rules.RECORD_KIND, number=record.number, at=at,
        detail=detail,
    )


def _put(record: Registration, facts: Facts) -> None:
    record.code, record.name = codes.canonical_code(facts.code), facts.name.strip()
    record.unit_nature = facts.unit_nature
    record.district_code = None if facts.district == OUTSIDE else facts.district
    record.address, record.legal_representative = facts.address.strip(), facts.legal_representative.strip()
    record.contact_name, record.phone = facts.contact_name.strip(), facts.phone.strip()
    record.administrator = facts.administrator.strip()
    record.basis = facts.basis.strip() if record.kind in rules.LISTED else ""


def _attach(record: Registration, documents: Mapping[str, RegistrationDocument], at: datetime) -> None:
    for kind, new in documents.items():
        for old in record.documents:
            if old.kind == kind and old.superseded_at is None:
                old.superseded_at = at
        record.documents.append(new)


def _wrong_texts(kind: str, facts: Facts) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, most in rules.LENGTHS.items():
        value = getattr(facts, name).strip()
        if name == "basis" and kind not in rules.LISTED:
            continue
        if not value:
            found[name] = messages.MISSING[name]
        elif not value.isprintable():
            found[name] = messages.UNPRINTABLE.format(field=labels.FIELDS[name])
        elif len(value) > most:
            found[name] = messages.TOO_LONG.format(field=labels.FIELDS[name], most=most)
    if "phone" not in found and not rules.is_phone(facts.phone):
        found["phone"] = messages.PHONE_WRONG
    return found


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
