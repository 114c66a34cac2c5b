"""Writes a list of institutions into the register: new institutions and qualifications set by set, changes one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from training_app.catalogues import messages_institutions as messages
from training_app.catalogues.columns_institutions import OUTSIDE, key_of, scope_of
from training_app.catalogues.compare_institutions import CONTACT
from training_app.catalogues.institutions_check import Found, join_scopes
from training_app.catalogues.rules_spans import Meets, span_of
from training_app.institutions import service_batch as institutions
from training_app.institutions.models import Institution, Qualification
from training_app.institutions.service import InstitutionFacts, QualificationFacts
from training_app.institutions.service_batch import Bringing
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict

VERSION = "version"
"""The column of a change that says which version of a record the batch left behind: another one was changed since."""


def apply(session: Session, actor: Actor, batch: Batch, rows: Sequence[Row], at: datetime) -> Applied:
    """The lines in the register, which were checked in the same transaction. Raises Conflict when an institution or a
    qualification changed since."""
    by = Bringing(actor, at, batch.id, batch.number)
    known = {row.found.institution.id for row in rows if row.found.institution is not None}
    held, qualifications = institutions.hold(session, sorted(known))
    _refuse_changed(rows, held, qualifications)
    ids = {each.code: each.id for each in held.values()}
    ids |= _register(session, by, rows)
    changes = _change_qualifications(session, by, rows, qualifications)
    changes += _change_facts(session, by, rows, held)
    changes += _grant(session, by, rows, ids)
    return Applied({row.position: row.outlook for row in rows}, changes, [_member(row) for row in rows])


def _refuse_changed(rows: Sequence[Row], held: dict[int, Institution], qualifications: dict[int, Qualification]) -> None:
    now: dict[int, set[tuple[int, int]]] = {each: set() for each in held}
    for each in qualifications.values():
        now[each.institution_id].add((each.id, each.version))
    for row in rows:
        found: Found = row.found
        if found.institution is not None and found.seen != now[found.institution.id]:
            raise Conflict("catalogues.changed_meanwhile", messages.CHANGED_MEANWHILE)
        if "name" in found.facts and row.decided and held[found.institution.id].name != row.decided["registered"]:
            raise Conflict("catalogues.changed_meanwhile", messages.CHANGED_MEANWHILE)


def _register(session: Session, by: Bringing, rows: Sequence[Row]) -> dict[str, int]:
    facts: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.found.institution is None:
            told = facts.setdefault(row.fields["code"], {})
            for name in ("name", "unit_nature", "nature_by_code", "district", *CONTACT):
                if name in row.fields:
                    told.setdefault(name, row.fields[name])
    new = {code: _facts(told) for code, told in facts.items()}
    ids = institutions.register(session, by, new)
    if len(ids) != len(new):
        raise Conflict("catalogues.changed_meanwhile", messages.CHANGED_MEANWHILE)
    return ids


def _facts(told: dict[str, str]) -> InstitutionFacts:
    district = told["district"]
    return InstitutionFacts(
        told["name"], told.get("unit_nature") or told["nature_by_code"], None if district == OUTSIDE else district,
        *(told.get(name, "") for name in CONTACT),
    )


def _change_qualifications(
    session: Session, by: Bringing, rows: Sequence[Row], qualifications: dict[int, Qualification]
) -> list[Change]:
    changes: list[Change] = []
    for row in rows:
        found: Found = row.found
        if found.held is None:
            continue
        record, code = qualifications[found.held.id], row.fields["code"]
        version, ends = record.version, span_of(row.fields).last
        if found.meets in (Meets.LONGER, Meets.ENDS) and record.valid_to != ends:
            before = record.valid_to.isoformat() if record.valid_to else None
            changes.append(Change("qualifications", record.id, "valid_to", before, ends.isoformat() if ends else None))
            institutions.set_end(session, by, code, record, ends)
        if found.scope is not None and found.scope != record.scope:
            changes.append(Change("qualifications", record.id, "scope", record.scope, found.scope))
            institutions.set_scope(session, by, code, record, found.scope)
        if record.version != version:
            changes.append(Change("qualifications", record.id, VERSION, version, record.version))
    return changes


def _change_facts(
    session: Session, by: Bringing, rows: Sequence[Row], held: dict[int, Institution]
) -> list[Change]:
    facts: dict[int, dict[str, str]] = {}
    for row in rows:
        if row.found.institution is not None and row.found.facts:
            facts.setdefault(row.found.institution.id, {}).update(row.found.facts)
    changes: list[Change] = []
    for each, told in facts.items():
        record = held[each]
        version = record.version
        changes += [Change("institutions", each, name, getattr(record, name), value) for name, value in told.items()]
        institutions.set_facts(session, by, record, told)
        changes.append(Change("institutions", each, VERSION, version, record.version))
    return changes


def _grant(session: Session, by: Bringing, rows: Sequence[Row], ids: dict[str, int]) -> list[Change]:
    """Several lines of one new qualification make one, with the scopes of all."""
    groups: dict[tuple, list[Row]] = {}
    for row in rows:
        if row.found.meets is Meets.NEW:
            span = span_of(row.fields)
            groups.setdefault((*key_of(row.fields), span.first, span.last), []).append(row)
    granted = [
        (
            ids[code], code,
            QualificationFacts(
                kind, first, last, tier, some[0].fields["document"], join_scopes(scope_of(row.fields) for row in some)
            ),
        )
        for (code, kind, tier, first, last), some in groups.items()
    ]  # fmt: skip
    return [Change("qualifications", each, VERSION, 0, 1) for each in institutions.grant(session, by, granted)]


def _member(row: Row) -> str:
    span = span_of(row.fields)
    return "/".join((*key_of(row.fields), str(span.first), str(span.last)))
