"""The scanned document of a qualification: attached or replaced by the bureau, read by whom it concerns."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.files import service as files
from training_app.files.models import StoredFile
from training_app.files.rules import clean_name
from training_app.institutions import queries
from training_app.institutions.models import Institution, Qualification
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, NotFound, Stale
from training_app.registration import messages_standing as messages
from training_app.registration.messages import FILE
from training_app.registration.rules import file_defect, media_type

KIND = "qualification.document"


def attach(
    session: Session, actor: Actor, code: str, item: int, name: str, data: bytes, at: datetime, version: int | None = None
) -> Qualification:
    """Keeps the scan of a qualification in place of an earlier one. InvalidInput for none and for what is no readable PDF or
    picture, NotFound when the institution has no such qualification, Stale when somebody changed it meanwhile."""
    institution = queries.by_code(session, actor, code, lock=True)
    held = queries.qualification(session, institution.id, item, lock=True)
    if version is not None and held.version != version:
        raise Stale("registration.qualification_stale", messages.STALE.format(name=institution.name))
    sentence = messages.NO_SCAN if not name else ""
    if name and (defect := file_defect(data)):
        sentence = FILE[defect].format(name=clean_name(name)[:60])
    if sentence:
        raise InvalidInput("registration.scan", sentence, {"file": sentence})
    stored = files.store(session, actor, data, name, media_type(data) or "", KIND, institution_id=institution.id, at=at)
    held.file_id = stored.id
    session.flush()
    detail = {"kind": held.kind, "bytes": len(data), "part": f"qualification/{held.id}", "version": held.version}
    audit.record(session, actor, "qualification.scan", "institution", institution.code, at=at, detail=detail)
    return held


def read(session: Session, actor: Actor, code: str, item: int, at: datetime) -> tuple[StoredFile, bytes]:
    """The scan for the bureau, the district and the institution itself. NotFound for anybody else and where there is none."""
    institution = queries.by_code(session, actor, code)
    held = queries.qualification(session, institution.id, item)
    if held.file_id is None or not may_read(actor, institution):
        raise NotFound("registration.no_scan", messages.SCAN_UNKNOWN)
    stored = session.get_one(StoredFile, held.file_id)
    audit.record(
        session, actor, "qualification.open_scan", "institution", institution.code, at=at, detail={"kind": held.kind}
    )
    return stored, files.read(stored)


def may_read(actor: Actor, institution: Institution) -> bool:
    """Whether the actor may open the scans of an institution in scope."""
    return actor.institution_id is None or actor.institution_id == institution.id
