"""Entries of the 培训项目目录 and hours of the standards as a published list tells them; each act in the trail names its
batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.institutions.labels import ending
from training_app.institutions.models import Institution
from training_app.institutions.service_batch import Bringing
from training_app.kernel.quantities import format_hours
from training_app.programmes.models import CatalogueHours, Occupation, ProgrammeCatalogueEntry
from training_app.programmes.service_catalogue import name_of


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be made; `institution_id` and `direction_key` None mean all of them, `valid_to` exclusive."""

    occupation_key: str
    direction_key: str | None
    level: str
    institution_id: int | None
    institution_code: str
    document: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Hours:
    """What the catalogue says of the hours of an occupation and level, in hundredths; None: no source was found."""

    hours: int | None
    source: str
    verified: bool


def hold(session: Session, occupations: Sequence[str]) -> dict[int, ProgrammeCatalogueEntry]:
    """The entries of these occupations, fresh. The occupations are held to the end of the transaction, as by everybody who
    makes an entry."""
    keys = sorted(occupations)
    session.execute(select(Occupation.key).where(Occupation.key.in_(keys)).order_by(Occupation.key).with_for_update())
    e = ProgrammeCatalogueEntry
    wanted = select(e).where(e.occupation_key.in_(keys)).order_by(e.id).with_for_update()
    return {each.id: each for each in session.scalars(wanted.execution_options(populate_existing=True))}


def add(session: Session, by: Bringing, entries: Sequence[NewEntry]) -> list[int]:
    """New entries; answers their ids in the same order. The caller has seen that none overlaps another."""
    if not entries:
        return []
    rows = [
        {
            "occupation_key": each.occupation_key, "direction_key": each.direction_key, "level": each.level,
            "institution_id": each.institution_id, "document": each.document, "valid_from": each.valid_from,
            "valid_to": each.valid_to, "batch_id": by.batch_id,
        }
        for each in entries
    ]  # fmt: skip
    e = ProgrammeCatalogueEntry
    ids = list(session.scalars(insert(e).returning(e.id, sort_by_parameter_order=True), rows))
    for each in entries:
        detail = {"from": each.valid_from.isoformat(), "institution": each.institution_code, "batch": by.batch}
        name = f"{each.occupation_key}/{each.level}"
        audit.record(session, by.actor, "programme.record", "programme", name, at=by.at, detail=detail)
    return ids


def set_end(session: Session, by: Bringing, entry: ProgrammeCatalogueEntry, ends: date | None) -> None:
    """An entry ends on another day: `ends` is the first day without it."""
    before, entry.valid_to = entry.valid_to, ends
    session.flush()
    detail = {
        "to": ending(ends), "changes": {"day": [ending(before), ending(ends)]}, "part": f"entry/{entry.id}",
        "version": entry.version, "batch": by.batch,
    }  # fmt: skip
    is_shorter = before is None or (ends is not None and ends < before)
    verb = "programme.revoke" if is_shorter else "programme.extend"
    audit.record(session, by.actor, verb, "programme", name_of(entry), at=by.at, detail=detail)


def hours_of(session: Session, occupation_key: str, level: str) -> Hours:
    """What the catalogue says now, held to the end of the transaction."""
    found = session.get(CatalogueHours, (occupation_key, level), with_for_update=True, populate_existing=True)
    return Hours(found.hours, found.source, found.verified) if found is not None else Hours(None, "", False)


def set_hours(session: Session, by: Bringing, occupation_key: str, level: str, told: Hours) -> None:
    """The catalogue says other hours; classes keep the copy they were approved with."""
    found = session.get(CatalogueHours, (occupation_key, level))
    before = found.hours if found is not None else None
    if found is None:
        found = CatalogueHours(occupation_key=occupation_key, level=level)
        session.add(found)
    found.hours, found.source, found.verified = told.hours, told.source, told.verified
    session.flush()
    changes = {"hours": [None if each is None else format_hours(each) for each in (before, told.hours)]}
    detail = {"fields": ["hours"], "changes": changes, "source": told.source, "batch": by.batch}
    audit.record(session, by.actor, "programme.change", "programme", f"{occupation_key}/{level}", at=by.at, detail=detail)


def take_back(session: Session, by: Bringing, taken: Sequence[ProgrammeCatalogueEntry]) -> None:
    """Removes entries that came by the batch."""
    for each in taken:
        detail = {"from": each.valid_from.isoformat(), "batch": by.batch}
        audit.record(session, by.actor, "programme.undo", "programme", name_of(each), at=by.at, detail=detail)
    e = ProgrammeCatalogueEntry
    session.execute(delete(e).where(e.id.in_([each.id for each in taken])))


def codes_of(session: Session, entries: Iterable[ProgrammeCatalogueEntry]) -> dict[int | None, str]:
    """The codes of the institutions the entries are for by id; of None, which is every institution, it is empty."""
    ids = {each.institution_id for each in entries if each.institution_id is not None}
    found = session.execute(select(Institution.id, Institution.code).where(Institution.id.in_(ids))).all()
    return {None: "", **dict(found)}
