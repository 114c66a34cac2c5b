"""Keeping the city's 培训项目目录 (威人社函〔2023〕25号 五（三）): the bureau enters and ends programmes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.institutions import rules
from training_app.institutions.labels import ending
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, NotFound, Stale
from training_app.programmes import messages
from training_app.programmes.models import Direction, Occupation, ProgrammeCatalogueEntry
from training_app.programmes.service import LEVELS


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What is typed about an entry; empty direction or institution means all of them, `valid_to` exclusive."""

    occupation_key: str
    level: str
    valid_from: date
    valid_to: date | None = None
    direction_key: str = ""
    institution_code: str = ""
    document: str = ""


def add(session: Session, actor: Actor, facts: EntryFacts, at: datetime) -> ProgrammeCatalogueEntry:
    """Enters a programme from a day on. InvalidInput names the wrong field; equal entries never overlap."""
    # Locks the occupation, so that two equal entries made at once come one after the other.
    occupation = session.scalar(select(Occupation).where(Occupation.key == facts.occupation_key).with_for_update())
    if occupation is None:
        raise _wrong("occupation_key", messages.OCCUPATION_UNKNOWN)
    if facts.direction_key and session.get(Direction, (occupation.key, facts.direction_key)) is None:
        raise _wrong("direction_key", messages.DIRECTION_UNKNOWN.format(occupation=occupation.name))
    if facts.level not in LEVELS:
        raise _wrong("level", messages.LEVEL_UNKNOWN)
    if facts.valid_to is not None and facts.valid_to <= facts.valid_from:
        raise _wrong("valid_to", messages.TO_BEFORE_FROM)
    entry = ProgrammeCatalogueEntry(
        occupation_key=occupation.key, direction_key=facts.direction_key or None, level=facts.level,
        institution_id=_institution(session, facts.institution_code), document=facts.document.strip(),
        valid_from=facts.valid_from, valid_to=facts.valid_to,
    )
    _refuse_overlap(session, entry)
    session.add(entry)
    session.flush()
    detail = {"from": facts.valid_from.isoformat(), "institution": facts.institution_code}
    audit.record(session, actor, "programme.record", "programme", name_of(entry), at=at, detail=detail)
    return entry


def end(
    session: Session, actor: Actor, entry_id: int, day: date, at: datetime, version: int | None = None
) -> ProgrammeCatalogueEntry:
    """Ends an entry: `day` is the first day without it. NotFound, Stale when it has another version than the page was
    drawn from, InvalidInput when it ends by then anyway."""
    entry = session.scalar(
        select(ProgrammeCatalogueEntry)
        .where(ProgrammeCatalogueEntry.id == entry_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if entry is None:
        raise NotFound("programmes.entry_unknown", messages.ENTRY_UNKNOWN)
    if version is not None and entry.version != version:
        raise Stale("programmes.stale", messages.STALE)
    if entry.valid_to is not None and entry.valid_to <= day:
        raise _wrong("day", messages.ALREADY_ENDED.format(day=entry.valid_to))
    if day < entry.valid_from:
        raise _wrong("day", messages.END_BEFORE_START.format(first=entry.valid_from))
    before, entry.valid_to = entry.valid_to, day
    session.flush()
    detail = {
        "to": day.isoformat(), "changes": {"day": [ending(before), day.isoformat()]}, "part": f"entry/{entry.id}",
        "version": entry.version,
    }
    audit.record(session, actor, "programme.revoke", "programme", name_of(entry), at=at, detail=detail)
    return entry


def _institution(session: Session, code: str) -> int | None:
    code = rules.canonical_code(code)
    if not code:
        return None
    found = session.scalar(select(Institution.id).where(Institution.code == code))
    if found is None:
        raise _wrong("institution_code", messages.INSTITUTION_UNKNOWN.format(code=code[:30]))
    return found


def _refuse_overlap(session: Session, entry: ProgrammeCatalogueEntry) -> None:
    e = ProgrammeCatalogueEntry
    equal = select(e).where(
        e.occupation_key == entry.occupation_key, e.level == entry.level,
        e.direction_key.is_not_distinct_from(entry.direction_key),
        e.institution_id.is_not_distinct_from(entry.institution_id),
    )
    for other in session.scalars(equal):
        if rules.overlaps(other.valid_from, other.valid_to, entry.valid_from, entry.valid_to):
            raise _wrong("valid_from", messages.OVERLAP.format(first=other.valid_from))


def name_of(entry: ProgrammeCatalogueEntry) -> str:
    """What the trail calls an entry; entries of several institutions may share it."""
    return f"{entry.occupation_key}/{entry.level}"


def _wrong(field: str, sentence: str) -> InvalidInput:
    return InvalidInput("programmes.entry", sentence, {field: sentence})
