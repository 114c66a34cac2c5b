"""Lists with whole numbers: asked for with purpose, agreed by a second person, made once under a password, fetched few times.

The workbook is made while its asker waits, not by a job: the password would have to lie in the job's arguments. It is shown
once and kept nowhere; the file is encrypted with it (ECMA-376 agile, AES-256) and is gone after a day.
"""

from __future__ import annotations

import io
from datetime import datetime

from msoffcrypto.format.ooxml import OOXMLFile
from pypdf import PdfWriter
from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.db import numbers
from training_app.files import service as files
from training_app.files.models import StoredFile
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.kernel.messages import UNSEEN
from training_app.kernel.texts import can_be_kept
from training_app.listing import messages_protected as messages
from training_app.listing import queries_protected as queries
from training_app.listing import rules_protected as rules
from training_app.listing.models_protected import ProtectedExport, ProtectedPerson
from training_app.listing.rules_protected import AGREED, ASKED, EXPIRED, MADE, REFUSED, WITHDRAWN
from training_app.listing.service_export import XLSX
from training_app.listing.sources_protected import kind_of, subject_of
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.sheets.export import write_tables

_OPEN = (ASKED, AGREED)


def ask(session: Session, actor: Actor, key: str, number: str, purpose: str, at: datetime) -> ProtectedExport:
    """The first of two people. NotFound outside the scope, InvalidInput without a purpose, Conflict while another of the
    same record waits. The caller has confirmed the password."""
    kind, subject = subject_of(session, actor, key, number)
    purpose = purpose.strip()
    _check("purpose", purpose, messages.PURPOSE)
    taken = numbers.take(session, f"protected_export/{at.astimezone(CHINA).year}")[0]
    waiting = session.scalar(
        select(ProtectedExport.number).where(
            ProtectedExport.kind == key, ProtectedExport.subject_number == number, ProtectedExport.state.in_(_OPEN),
            or_(ProtectedExport.expires_at.is_(None), ProtectedExport.expires_at > at),
        )
    )
    if waiting:
        raise Conflict("exports.waits", messages.WAITS.format(number=waiting))
    if actor.user_id is None:
        raise PermissionDenied("exports.nobody_asks", messages.NOT_YOURS)
    made = ProtectedExport(
        number=f"WM{at.astimezone(CHINA).year}-{taken:04d}", kind=key, subject_number=number,
        institution_id=subject.institution_id, purpose=purpose, state=ASKED, asked_by=actor.user_id,
        asked_role=actor.role, asked_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, actor, made, "request", at, remark=purpose)
    for to in (Recipient(role=Role.BUREAU), *_colleagues(made)):
        notices.send(
            session, "export.to_agree", to, subject_kind="protected_export", number=made.number, at=at,
            detail={"title": kind.title, "subject": number},
        )  # fmt: skip
    return made


def agree(session: Session, actor: Actor, number: str, at: datetime) -> ProtectedExport:
    """The second of two people. PermissionDenied for who asked, Conflict for one that was decided. The caller has confirmed
    the password."""
    made = _open(session, actor, number, "agree")
    _refuse_same(actor, made)
    made.expires_at = at + rules.KEPT_FOR
    return _decide(session, actor, made, AGREED, "", at)


def refuse(session: Session, actor: Actor, number: str, remark: str, at: datetime) -> ProtectedExport:
    """The second of two people says no, with the reason. InvalidInput without one."""
    made = _open(session, actor, number, "refuse")
    _refuse_same(actor, made)
    _check("remark", remark.strip(), messages.REFUSE_REASON)
    return _decide(session, actor, made, REFUSED, remark.strip(), at)


def withdraw(session: Session, actor: Actor, number: str, at: datetime) -> ProtectedExport:
    """Who asked takes it back, file and all, as long as it was not fetched. Conflict afterwards, PermissionDenied for
    anybody else."""
    made = _open(session, actor, number, "withdraw")
    if actor.user_id != made.asked_by or actor.role != made.asked_role:
        raise PermissionDenied("exports.only_asker", messages.ONLY_ASKER)
    if made.fetched:
        raise Conflict("exports.fetched", messages.ALREADY_FETCHED)
    # Nobody opened it: it is no list in which somebody's number was seen.
    session.execute(delete(ProtectedPerson).where(ProtectedPerson.export_id == made.id))
    _end(session, made, WITHDRAWN)
    _note(session, actor, made, "withdraw", at)
    notices.settle(session, ["export.to_agree"], "protected_export", made.number, at)
    return made


def make(session: Session, actor: Actor, number: str, at: datetime) -> tuple[ProtectedExport, str]:
    """Makes the workbook of an agreed export, for who asked; answers it with its password, which is kept nowhere.
    RuleViolation once the agreement ran out."""
    made = _own(session, actor, number, "make", at)
    kind = kind_of(made.kind)
    content = kind.content(session, actor, made.subject_number, at.astimezone(CHINA).date())
    password = rules.new_password()
    book = _store(session, actor, made, encrypted(write_tables(content.tables), password), "xlsx", at)
    paper = None if content.pdf is None else _store(session, actor, made, encrypted_pdf(content.pdf, password), "pdf", at)
    made.file_id, made.pdf_file_id = book, paper
    made.state, made.made_at, made.expires_at = MADE, at, at + rules.KEPT_FOR
    made.lines = len(content.person_ids)
    session.flush()
    if content.person_ids:
        persons = [{"export_id": made.id, "person_id": each} for each in sorted(content.person_ids)]
        session.execute(insert(ProtectedPerson), persons)
    _note(session, actor, made, "make", at, lines=made.lines)
    return made, password


def fetch(
    session: Session, actor: Actor, number: str, at: datetime, *, as_pdf: bool = False
) -> tuple[StoredFile, bytes]:
    """The encrypted workbook or paper, for who asked; counted together. NotFound for a paper where there is none,
    RuleViolation after a day and after the third time."""
    made = _own(session, actor, number, "fetch", at)
    if made.fetched >= rules.MOST_FETCHED:
        raise RuleViolation("exports.fetched_out", messages.FETCHED_OUT.format(most=rules.MOST_FETCHED))
    file_id = made.pdf_file_id if as_pdf else made.file_id
    if file_id is None:
        raise NotFound("exports.no_paper", messages.NO_PAPER)
    made.fetched += 1
    session.flush()
    _note(session, actor, made, "fetch", at, lines=made.lines, count=made.fetched)
    stored = session.get_one(StoredFile, file_id)
    return stored, files.read(stored)


def may_decide(actor: Actor, made: ProtectedExport) -> bool:
    """Whether the actor can be the second person: never who asked; what the bureau asked for is the bureau's to agree."""
    other = actor.user_id is not None and actor.user_id != made.asked_by
    return other and (actor.role is Role.BUREAU or made.asked_role == actor.role)


def purge(session: Session, at: datetime) -> int:
    """Ends agreements and deletes files that ran out; how many."""
    over = session.scalars(
        select(ProtectedExport)
        .where(ProtectedExport.state.in_((AGREED, MADE)), ProtectedExport.expires_at <= at)
        .order_by(ProtectedExport.id)
        .with_for_update(skip_locked=True)
    ).all()
    for made in over:
        _end(session, made, EXPIRED)
    return len(over)


def _end(session: Session, made: ProtectedExport, state: str) -> None:
    kept = [session.get_one(StoredFile, each) for each in (made.file_id, made.pdf_file_id) if each is not None]
    made.state, made.file_id, made.pdf_file_id = state, None, None
    session.flush()
    for stored in kept:
        files.remove(session, stored)


def encrypted(workbook: bytes, password: str) -> bytes:
    """A workbook that opens with the password only: ECMA-376 agile encryption, AES-256, SHA-512 a hundred thousand times."""
    output = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, output)
    return output.getvalue()


def encrypted_pdf(paper: bytes, password: str) -> bytes:
    """A paper that opens with the password only: AES-256 (ISO 32000-2)."""
    output = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(paper))
    writer.encrypt(password, algorithm="AES-256")
    writer.write(output)
    return output.getvalue()


def _store(session: Session, actor: Actor, made: ProtectedExport, content: bytes, ending: str, at: datetime) -> int:
    name = messages.FILE_NAME.format(title=kind_of(made.kind).title, subject=made.subject_number, ending=ending)
    media_type = XLSX if ending == "xlsx" else "application/pdf"
    return files.store(
        session, actor, content, name, media_type, "export.protected", institution_id=made.institution_id, at=at
    ).id


def _check(name: str, text: str, sentence: str) -> None:
    """InvalidInput for a text too short, too long (`sentence`), or with signs nobody sees."""
    if not can_be_kept(text):
        sentence = UNSEEN
    elif rules.LEAST_PURPOSE <= len(text) <= rules.LONGEST_PURPOSE:
        return
    raise InvalidInput(f"exports.{name}", sentence, {name: sentence})


def _open(session: Session, actor: Actor, number: str, verb: str) -> ProtectedExport:
    made = queries.locked(session, actor, number)
    if verb not in rules.EXPORT_LIFE.open_to(made.state, actor.role):
        state = messages.STATES[made.state][0]
        raise Conflict("exports.wrong_state", messages.WRONG_STATE.format(state=state))
    return made


def _own(session: Session, actor: Actor, number: str, verb: str, at: datetime) -> ProtectedExport:
    made = _open(session, actor, number, verb)
    # In another role the list would hold what nobody agreed to.
    if actor.user_id != made.asked_by or actor.role != made.asked_role:
        raise PermissionDenied("exports.not_yours", messages.NOT_YOURS)
    if made.expires_at is not None and made.expires_at <= at:
        raise RuleViolation("exports.over", messages.OVER)
    return made


def _refuse_same(actor: Actor, made: ProtectedExport) -> None:
    if not may_decide(actor, made):
        raise PermissionDenied("exports.two_people", messages.TWO_PEOPLE)


def _decide(
    session: Session, actor: Actor, made: ProtectedExport, state: str, remark: str, at: datetime
) -> ProtectedExport:
    made.state, made.remark, made.decided_by, made.decided_at = state, remark, actor.user_id, at
    session.flush()
    _note(session, actor, made, "agree" if state == AGREED else "refuse", at, remark=remark)
    notices.settle(session, ["export.to_agree"], "protected_export", made.number, at)
    notices.send(
        session, "export.agreed" if state == AGREED else "export.refused", Recipient(user_id=made.asked_by),
        subject_kind="protected_export", number=made.number, at=at, detail={"subject": made.subject_number, "remark": remark},
    )  # fmt: skip
    return made


def _colleagues(made: ProtectedExport) -> list[Recipient]:
    if made.institution_id is None or made.asked_role == Role.BUREAU:
        return []
    return [Recipient(role=Role(made.asked_role), institution_id=made.institution_id)]


def _note(
    session: Session, actor: Actor, made: ProtectedExport, verb: str, at: datetime, remark: str = "", **detail: object
) -> None:
    audit.record(
        session, actor, f"protected_export.{verb}", "protected_export", made.number, at=at, remark=remark or None,
        detail={"kind": made.kind, "subject": made.subject_number, **detail},
    )  # fmt: skip
