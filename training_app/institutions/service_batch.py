"""Institutions and qualifications as published lists tell them, set by set; each act in the trail names its batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.orm import Session

from training_app.audit import rules as audit_rules
from training_app.audit import service as audit
from training_app.db import bulk
from training_app.institutions import labels
from training_app.institutions.models import Institution, Qualification
from training_app.institutions.service import UNSPOKEN, InstitutionFacts, QualificationFacts, columns_of, initials
from training_app.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Bringing:
    """Who brings a list in, when, and its batch by id and number."""

    actor: Actor
    at: datetime
    batch_id: int
    batch: str


def hold(session: Session, ids: Sequence[int]) -> tuple[dict[int, Institution], dict[int, Qualification]]:
    """These institutions with all their qualifications, fresh and held to the end of the transaction."""
    return _with_qualifications(session, ids, lambda statement: statement.with_for_update())


def look_at(session: Session, ids: Sequence[int]) -> tuple[dict[int, Institution], dict[int, Qualification]]:
    """The same, fresh but not held."""
    return _with_qualifications(session, ids, lambda statement: statement)


def _with_qualifications(
    session: Session, ids: Sequence[int], held: Callable[[Select], Select]
) -> tuple[dict[int, Institution], dict[int, Qualification]]:
    i, q = Institution, Qualification
    institutions = select(i).where(i.id.in_(select(bulk.asked(ids)))).order_by(i.id)
    qualifications = select(q).where(q.institution_id.in_(select(bulk.asked(ids)))).order_by(q.id)
    fresh = {"populate_existing": True}
    found = {each.id: each for each in session.scalars(held(institutions), execution_options=fresh)}
    return found, {each.id: each for each in session.scalars(held(qualifications), execution_options=fresh)}


def register(session: Session, by: Bringing, facts: Mapping[str, InstitutionFacts]) -> dict[str, int]:
    """New institutions by canonical code; answers their ids. One of whose code somebody was faster is left out."""
    if not facts:
        return {}
    rows = [{"code": code, "batch_id": by.batch_id, **columns_of(each)} for code, each in facts.items()]
    statement = insert_or_not(Institution).on_conflict_do_nothing().returning(Institution.code, Institution.id)
    ids = dict(session.execute(statement, rows).all())
    for code in ids:
        audit.record(session, by.actor, "institution.record", "institution", code, at=by.at, detail={"batch": by.batch})
    return ids


def grant(session: Session, by: Bringing, granted: Sequence[tuple[int, str, QualificationFacts]]) -> list[int]:
    """New qualifications by institution (id and code); answers their ids in the same order. The caller has seen that none
    overlaps another."""
    if not granted:
        return []
    rows = [
        {
            "institution_id": institution_id, "kind": each.kind, "tier": each.tier or None, "document": each.document,
            "scope": each.scope, "valid_from": each.valid_from, "valid_to": each.valid_to, "batch_id": by.batch_id,
        }
        for institution_id, _, each in granted
    ]  # fmt: skip
    ids = list(session.scalars(insert(Qualification).returning(Qualification.id, sort_by_parameter_order=True), rows))
    for _, code, each in granted:
        detail = {"kind": each.kind, "tier": each.tier, "from": each.valid_from.isoformat(), "batch": by.batch}
        audit.record(session, by.actor, "qualification.grant", "institution", code, at=by.at, detail=detail)
    return ids


def set_end(session: Session, by: Bringing, code: str, qualification: Qualification, ends: date | None) -> None:
    """A qualification ends on another day: `ends` is the first day without it."""
    before, qualification.valid_to = qualification.valid_to, ends
    session.flush()
    detail: dict[str, Any] = {
        "kind": qualification.kind, "to": labels.ending(ends), "batch": by.batch,
        "changes": {"day": [labels.ending(before), labels.ending(ends)]}, "part": f"qualification/{qualification.id}",
        "version": qualification.version,
    }  # fmt: skip
    is_shorter = before is None or (ends is not None and ends < before)
    verb = "qualification.revoke" if is_shorter else "qualification.extend"
    audit.record(session, by.actor, verb, "institution", code, at=by.at, detail=detail)


def set_scope(session: Session, by: Bringing, code: str, qualification: Qualification, scope: str) -> None:
    """A qualification has another scope."""
    qualification.scope = scope
    session.flush()
    detail = {
        "kind": qualification.kind, "fields": ["scope"], "batch": by.batch, "part": f"qualification/{qualification.id}",
        "version": qualification.version,
    }  # fmt: skip
    audit.record(session, by.actor, "qualification.change", "institution", code, at=by.at, detail=detail)


def set_facts(session: Session, by: Bringing, institution: Institution, facts: Mapping[str, str]) -> None:
    """Name, address or contact of an institution as the list tells them; of what names a person the trail keeps no value."""
    before = {name: getattr(institution, name) for name in facts}
    for name, value in facts.items():
        setattr(institution, name, value)
    institution.name_initials = initials(institution.name)
    session.flush()
    changes = audit_rules.changes(before, facts, UNSPOKEN)
    detail = {"fields": sorted(facts), "changes": changes, "version": institution.version, "batch": by.batch}
    audit.record(session, by.actor, "institution.change", "institution", institution.code, at=by.at, detail=detail)


def take_back(session: Session, by: Bringing, taken: Sequence[tuple[str, Qualification]]) -> None:
    """Removes qualifications that came by the batch, with the codes of their institutions."""
    session.execute(delete(Qualification).where(Qualification.id.in_(select(bulk.asked(each.id for _, each in taken)))))
    for code, each in taken:
        detail = {"kind": each.kind, "from": each.valid_from.isoformat(), "batch": by.batch}
        audit.record(session, by.actor, "qualification.undo", "institution", code, at=by.at, detail=detail)
