"""Writes level results and certificates into the register, set by set, and takes exactly that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from training_app.certificates import levels_attempts, messages_lots, queries_lots, service_lots
from training_app.certificates import messages_levels as messages
from training_app.certificates.columns import ELSEWHERE, OUR_CLASS
from training_app.certificates.levels_check import Found, origin_of
from training_app.certificates.models import LevelCertificate
from training_app.certificates.rules_levels import SYSTEM
from training_app.certificates.rules_sessions import BOTH
from training_app.db import bulk
from training_app.institutions.models import Institution
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel import dependents
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.dependents import Consequence
from training_app.kernel.errors import Conflict, RuleViolation
from training_app.people import service as people
from training_app.policies.occupations import occupations

BATCH_KIND = "certificates.batch"
"""The kind of record under which packages below register what hangs on the certificates of a batch."""

_LOCK_CLASSES = text("SELECT id FROM training_classes WHERE id = ANY(:ids) ORDER BY id FOR SHARE")
_STILL_COMPLETED = text(
    "SELECT count(*) FROM enrolments e JOIN training_classes c ON c.id = e.class_id "
    "WHERE e.id = ANY(:ids) AND e.state = 'completed' AND c.state IN ('completed', 'reported')"
)
_ASSESSMENT_COLUMNS = (
    "enrolment_id", "person_id", "body_id", "theory_score", "ability_score", "passed", "assessed_on", "batch_id",
    "application_id", "session_id", "absent", "no_application",
)  # fmt: skip
_CERTIFICATE_COLUMNS = (
    "system", "number", "person_id", "name_at", "occupation_key", "direction_key", "level", "issuer_id", "issuer_name",
    "issued_on", "first_issued_on", "origin", "enrolment_id", "lot_member_id", "evidence", "state", "batch_id",
)  # fmt: skip
_DELETE_CERTIFICATES = text("DELETE FROM level_certificates WHERE batch_id = :batch")
_DELETE_ASSESSMENTS = text("DELETE FROM level_assessments WHERE batch_id = :batch")


def apply(session: Session, actor: Actor, batch: Batch, rows: Sequence[Row], at: datetime) -> Applied:
    """Assessments and certificates of the rows, which were checked in the same transaction; persons trained elsewhere
    enter the register. Raises Conflict when a class was reopened meanwhile."""
    _hold_classes(session, rows)
    changes, numbers = _register_people(session, batch, [row for row in rows if origin_of(row) == ELSEWHERE], at)
    new = [row for row in rows if row.found.enrolment_id and not row.found.has_assessment]
    results = [row for row in new if row.found.absent != BOTH]
    levels_attempts.hold(session, new)
    body = session.get(Institution, actor.institution_id) if actor.institution_id else None
    bulk.copy_in(session, "level_assessments", _ASSESSMENT_COLUMNS, (_assessment_line(row, actor, batch) for row in results))
    levels_attempts.end(session, actor, batch, new, at)
    certificates = [row for row in rows if "certificate_number" in row.fields and not row.found.has_certificate]
    keys = _direction_keys()
    bulk.copy_in(
        session, "level_certificates", _CERTIFICATE_COLUMNS,
        (_certificate_line(row, body, batch, keys) for row in certificates),
    )
    service_lots.settle_members(session, actor, [row.found.lot_member_id for row in certificates if row.found.lot_member_id], at)
    return Applied({row.position: row.outlook for row in rows}, changes, [*numbers, *_members(rows)])


def take_back(session: Session, batch: Batch, changes: Sequence[Change]) -> dict[str, int]:
    """Removes what the batch wrote. RuleViolation when a title or a payment hangs on it, a certificate moved on, or a result
    is in a lot."""
    session.execute(
        select(LevelCertificate.id).where(LevelCertificate.batch_id == batch.id).order_by(LevelCertificate.id).with_for_update()
    )
    moved = session.scalar(
        select(func.count()).where(LevelCertificate.batch_id == batch.id, LevelCertificate.state != "issued")
    )
    reasons = [messages.MOVED_ON.format(count=moved)] if moved else []
    reasons += [
        found.sentence for found in dependents.of(session, BATCH_KIND, batch.id) if found.consequence is Consequence.BLOCKS
    ]
    if in_lots := queries_lots.assessments_in_lots(session, batch.id):
        reasons.append(messages_lots.UNDO_IN_LOT.format(count=len(in_lots)))
    if resat := len(levels_attempts.resat_results(session, batch.id)) + len(levels_attempts.resat_absences(session, batch.id)):
        reasons.append(messages.RESAT.format(count=resat))
    if reasons:
        raise RuleViolation("certificates.cannot_undo", messages.CANNOT_UNDO.format(reasons=messages.CLAUSE.join(reasons)))
    lots = service_lots.lots_of_batch(session, batch.id)
    certificates = session.execute(_DELETE_CERTIFICATES, {"batch": batch.id}).rowcount  # type: ignore[attr-defined]
    attempts = levels_attempts.of_batch(session, batch.id)
    assessments = session.execute(_DELETE_ASSESSMENTS, {"batch": batch.id}).rowcount  # type: ignore[attr-defined]
    absences = levels_attempts.reopen(session, batch.id, attempts)
    service_lots.unsettle(session, lots)
    session.expire_all()
    taken = people.take_back(session, batch.id, [people.Change(*change) for change in changes])
    return {
        "certificates": certificates, "assessments": assessments, "absences": absences,
        "persons_removed": taken.removed,
        "persons_kept": taken.kept, "values_restored": taken.restored, "values_left": taken.left,
    }  # fmt: skip


def _hold_classes(session: Session, rows: Sequence[Row]) -> None:
    """Keeps the classes as they are to the end of the transaction: nobody takes their completion back meanwhile."""
    ids = sorted({row.found.training_class.id for row in rows if row.found.training_class})
    session.execute(_LOCK_CLASSES, {"ids": ids})
    enrolments = sorted({row.found.enrolment_id for row in rows if row.found.enrolment_id})
    if session.scalar(_STILL_COMPLETED, {"ids": enrolments}) != len(enrolments):
        raise Conflict("certificates.changed_meanwhile", messages.CHANGED_MEANWHILE)


def _register_people(
    session: Session, batch: Batch, rows: Sequence[Row], at: datetime
) -> tuple[list[Change], list[str]]:
    """The holders of certificates earned elsewhere, each once however many certificates the file has of one."""
    if not rows:
        return [], []
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.found.line.canonical, row)
    registered = people.register(
        session, [row.found.line for row in first.values()],
        {row.position: row.found.known for row in first.values() if row.found.known}, batch_id=batch.id,
        district_code=batch.district_code, day=at.astimezone(CHINA).date(),
    )
    for row in rows:
        found: Found = row.found
        row.found = replace(found, person_id=registered.ids[first[found.line.canonical].position])
    numbers = [registered.numbers[row.position] for row in first.values()]
    return [Change(*change) for change in registered.changes], numbers


def _assessment_line(row: Row, actor: Actor, batch: Batch) -> str:
    found, fields = row.found, row.fields
    return "\t".join((
        str(found.enrolment_id), str(found.person_id), str(actor.institution_id), str(found.theory),
        str(found.ability), "t" if found.passed else "f", fields["assessed_on"], str(batch.id),
        str(found.application_id) if found.application_id else bulk.NULL,
        str(found.session_id) if found.session_id else bulk.NULL, found.absent,
        "" if found.application_id else bulk.word(fields.get("no_application", "")),
    ))  # fmt: skip


def _certificate_line(row: Row, body: Institution | None, batch: Batch, keys: dict[tuple[str, str], str]) -> str:
    found, fields, word = row.found, row.fields, bulk.word
    issued_on = date.fromisoformat(fields["issued_on"]).isoformat()
    if origin_of(row) == OUR_CLASS and body is not None and found.training_class is not None:
        record = found.training_class
        occupation, direction, level = record.occupation_key, record.direction_key, record.level
        issuer_id, issuer = str(body.id), body.name
    else:
        occupation, level = fields["occupation"], fields["level"]
        direction = keys.get((occupation, fields.get("direction", "")), fields.get("direction"))
        issuer_id, issuer = bulk.NULL, fields["issuer"]
    return "\t".join((
        SYSTEM, word(fields["certificate_number"]), str(found.person_id), word(fields["name"]), word(occupation),
        word(direction), word(level), issuer_id, word(issuer), issued_on, issued_on, origin_of(row),
        str(found.enrolment_id) if found.enrolment_id else bulk.NULL,
        str(found.lot_member_id) if found.lot_member_id else bulk.NULL, word(fields.get("evidence", "")), "issued",
        str(batch.id),
    ))  # fmt: skip


def _direction_keys() -> dict[tuple[str, str], str]:
    """Keys of directions by occupation and name."""
    return {(entry.key, each.name): each.key for entry in occupations() for each in entry.directions}


def _members(rows: Sequence[Row]) -> list[str]:
    """What the batch touched, for the digest in the audit trail."""
    return [row.fields["certificate_number"] for row in rows if "certificate_number" in row.fields] + [
        f"{row.fields['class_number']}/{row.found.known.number}/{row.fields['assessed_on']}"
        for row in rows if row.found.enrolment_id
    ]
