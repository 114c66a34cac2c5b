"""Writes a programme catalogue into the register, and takes exactly that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.catalogues import messages_programmes as messages
from training_app.catalogues import queries_reliance
from training_app.catalogues.columns_programmes import direction_of, level_of
from training_app.catalogues.institutions_apply import VERSION
from training_app.catalogues.queries_reliance import LostEntry
from training_app.catalogues.rules_spans import Meets, span_of
from training_app.classes.listed import net
from training_app.institutions.service_batch import Bringing
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict
from training_app.programmes import service_batch as programmes
from training_app.programmes.models import ProgrammeCatalogueEntry
from training_app.programmes.service_batch import Hours, NewEntry

_ENTRIES, _HOURS = "programme_catalogue_entries", "catalogue_hours"


def apply(session: Session, actor: Actor, batch: Batch, rows: Sequence[Row], at: datetime) -> Applied:
    """The lines in the register, which were checked in the same transaction. Raises Conflict when the catalogue changed
    since."""
    by = Bringing(actor, at, batch.id, batch.number)
    entries = programmes.hold(session, list({row.fields["occupation"] for row in rows}))
    _refuse_changed(rows, entries)
    changes: list[Change] = []
    for row in rows:
        if row.found.meets in (Meets.LONGER, Meets.ENDS):
            entry, ends = entries[row.found.held.id], span_of(row.fields).last
            if entry.valid_to != ends:
                changes.append(Change(_ENTRIES, entry.id, "valid_to", _iso(entry.valid_to), _iso(ends)))
                version = entry.version
                programmes.set_end(session, by, entry, ends)
                changes.append(Change(_ENTRIES, entry.id, VERSION, version, entry.version))
    new = [row for row in rows if row.found.meets is Meets.NEW]
    changes += [Change(_ENTRIES, each, VERSION, 0, 1) for each in programmes.add(session, by, [_entry(row) for row in new])]
    changes += _set_hours(session, by, rows)
    return Applied({row.position: row.outlook for row in rows}, changes, [_member(row) for row in rows])


def _refuse_changed(rows: Sequence[Row], entries: dict[int, ProgrammeCatalogueEntry]) -> None:
    now: dict[tuple[str, str], set[tuple[int, int]]] = defaultdict(set)
    for each in entries.values():
        now[each.occupation_key, each.level].add((each.id, each.version))
    if any(row.found.seen != now[row.fields["occupation"], level_of(row.fields)] for row in rows):
        raise Conflict("catalogues.changed_meanwhile", messages.CHANGED_MEANWHILE)


def _entry(row: Row) -> NewEntry:
    fields, span, institution = row.fields, span_of(row.fields), row.found.institution
    assert span.first is not None
    return NewEntry(
        fields["occupation"], direction_of(fields), level_of(fields), institution.id if institution else None,
        institution.code if institution else "", fields["document"], span.first, span.last,
    )  # fmt: skip


def _set_hours(session: Session, by: Bringing, rows: Sequence[Row]) -> list[Change]:
    """Hours of the lines, whose source is the document the bureau names."""
    told = {
        (row.fields["occupation"], level_of(row.fields)): Hours(row.found.hours, row.fields["document"], True)
        for row in rows if row.found.hours is not None
    }  # fmt: skip
    changes = []
    for (occupation, level), hours in told.items():
        before = programmes.hours_of(session, occupation, level)
        programmes.set_hours(session, by, occupation, level, hours)
        changes.append(Change(_HOURS, 0, f"{occupation}/{level}", list(astuple(before)), list(astuple(hours))))
    return changes


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _member(row: Row) -> str:
    span, fields = span_of(row.fields), row.fields
    code = row.found.institution.code if row.found.institution else ""
    return "/".join((fields["occupation"], direction_of(fields) or "", level_of(fields), code, str(span.first), str(span.last)))


@dataclass(slots=True)
class Plan:
    """What taking a batch back does. `relied`: payments that rely on an entry, by its id."""

    entries: dict[int, ProgrammeCatalogueEntry]
    removed: list[ProgrammeCatalogueEntry] = field(default_factory=list)
    changed: list[ProgrammeCatalogueEntry] = field(default_factory=list)
    restored: list[Change] = field(default_factory=list)
    left: list[Change] = field(default_factory=list)
    relied: dict[int, int] = field(default_factory=dict)


def plan(session: Session, batch: Batch, changes: Sequence[Change]) -> Plan:
    """What taking the batch back would do now; the catalogue is held to the end of the transaction."""
    e = ProgrammeCatalogueEntry
    touched = [each.record_id for each in changes if each.table == _ENTRIES]
    wanted = select(e.occupation_key).where((e.batch_id == batch.id) | e.id.in_(touched)).distinct()
    found = Plan(programmes.hold(session, list(session.scalars(wanted))))
    versions = {each.record_id: each.after for each in changes if each.column == VERSION}
    for entry in found.entries.values():
        if entry.batch_id == batch.id:
            (found.removed if entry.version == versions.get(entry.id) else found.changed).append(entry)
    own = {each.id for each in (*found.removed, *found.changed)}
    for change in net([each for each in changes if each.column != VERSION]):
        if change.table != _ENTRIES or change.record_id not in own:
            (found.restored if _is_as_left(session, found, change) else found.left).append(change)
    found.relied = queries_reliance.on_entries(session, _lost(found), {each.id for each in found.removed})
    return found


def foretell(session: Session, batch: Batch, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of a confirmed batch as things stand now."""
    fates, found = Fates(), plan(session, batch, changes)
    lines_of = _Lines(
        [row for row in rows if row.imported], programmes.codes_of(session, found.entries.values())
    )
    for fate, kind, entries in ((Fate.BACK, "entry", found.removed), (Fate.KEPT, "entry_changed", found.changed)):
        for entry in entries:
            for row in lines_of.entry(entry):
                relied = found.relied.get(entry.id)
                fates.add(*((Fate.CANNOT, "disbursements") if relied else (fate, kind)), row.position)
    for changes_, fate, suffix in ((found.restored, Fate.BACK, ""), (found.left, Fate.KEPT, "_changed")):
        for change in changes_:
            if change.table == _HOURS:
                lines, kind, relied = lines_of.hours(change), f"hours{suffix}", 0
            else:
                entry_ = found.entries.get(change.record_id)
                lines = lines_of.entry(entry_) if entry_ is not None else []
                kind, relied = f"value{suffix}", found.relied.get(change.record_id, 0)
            for row in lines:
                fates.add(*((Fate.CANNOT, "disbursements") if relied else (fate, kind)), row.position)
    return fates


def carry_out(session: Session, found: Plan, by: Bringing) -> dict[str, int]:
    """Does it, and answers the counts to show."""
    for change in found.restored:
        if change.table == _HOURS:
            occupation, level = change.column.split("/")
            programmes.set_hours(session, by, occupation, level, Hours(*change.before))
        else:
            ends = date.fromisoformat(change.before) if change.before else None
            programmes.set_end(session, by, found.entries[change.record_id], ends)
    programmes.take_back(session, by, found.removed)
    session.expire_all()
    return {
        "entries": len(found.removed), "entries_kept": len(found.changed), "values_restored": len(found.restored),
        "values_left": len(found.left),
    }  # fmt: skip


def _is_as_left(session: Session, found: Plan, change: Change) -> bool:
    if change.table == _HOURS:
        occupation, level = change.column.split("/")
        return list(astuple(programmes.hours_of(session, occupation, level))) == list(change.after)
    entry = found.entries.get(change.record_id)
    if entry is None or _iso(entry.valid_to) != change.after:
        return False
    return not any(
        each.id != entry.id and _key(each) == _key(entry) and each.valid_from >= entry.valid_from
        and (change.before is None or each.valid_from.isoformat() < change.before)
        for each in found.entries.values()
    )


def _lost(found: Plan) -> list[LostEntry]:
    lost = [LostEntry(each, each.valid_from, each.valid_to) for each in found.removed]
    for change in found.restored:
        if change.table == _ENTRIES and change.before is not None:
            entry, before = found.entries[change.record_id], date.fromisoformat(change.before)
            if entry.valid_to is None or before < entry.valid_to:
                lost.append(LostEntry(entry, before, entry.valid_to))
    return lost


def _key(entry: ProgrammeCatalogueEntry) -> tuple:
    return entry.occupation_key, entry.direction_key, entry.level, entry.institution_id


class _Lines:
    """The imported lines of a batch, by what they are about."""

    def __init__(self, rows: Sequence[Row], codes: Mapping[int | None, str]) -> None:
        self._codes = codes
        self._entries: dict[tuple, list[Row]] = defaultdict(list)
        self._hours: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            occupation, level, code = row.fields["occupation"], level_of(row.fields), row.fields.get("institution_code", "")
            self._entries[occupation, direction_of(row.fields), level, code].append(row)
            if "hours" in row.fields:
                self._hours[f"{occupation}/{level}"].append(row)

    def entry(self, entry: ProgrammeCatalogueEntry) -> list[Row]:
        """Those that tell of an entry."""
        code = self._codes[entry.institution_id]
        told = self._entries[entry.occupation_key, entry.direction_key, entry.level, code]
        return [row for row in told if span_of(row.fields).first in (None, entry.valid_from)]

    def hours(self, change: Change) -> list[Row]:
        """Those that tell the hours of a standard."""
        return self._hours[change.column]
