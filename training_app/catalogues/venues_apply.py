"""Writes a list of venues into the register, and takes exactly that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from training_app.catalogues.venues_check import COLUMNS, Place, facts_of, room_state, venue_state
from training_app.classes.listed import net
from training_app.institutions.service_batch import Bringing
from training_app.intake.lists import Applied, Change
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.kernel import dependents
from training_app.programmes import service_resources_lists as service
from training_app.programmes.models_resources import Venue, VenueRoom
from training_app.programmes.rules_resources import fold
from training_app.programmes.service_resources import ROOM, VENUE

_VENUES, _ROOMS, _VENUE, _ROOM = "venues", "venue_rooms", "venue", "room"


def apply(session: Session, by: Bringing, institution_id: int, rows: Sequence[Row]) -> Applied:
    """The lines in the register, which were checked in the same transaction: venue by venue."""
    groups: dict[int, tuple[Place, list[Row]]] = {}
    for row in rows:
        groups.setdefault(id(row.found.place), (row.found.place, []))[1].append(row)
    changes: list[Change] = []
    members = []
    for place, lines in groups.values():
        venue, facts = place.venue, facts_of(place, lines)
        before = venue_state(venue) if venue is not None else None
        if venue is None:
            venue = service.add_venue(session, by, institution_id, place.name, facts)
        elif any(value != getattr(venue, name) for name, value in facts.items()):
            service.change_venue(session, by, venue, facts)
        if venue_state(venue) != before:
            changes.append(Change(_VENUES, venue.id, _VENUE, before, venue_state(venue)))
        changes += _put_rooms(session, by, venue, lines, is_new=before is None)
        members.append(venue.number)
    return Applied({row.position: row.outlook for row in rows}, changes, members)


def _put_rooms(session: Session, by: Bringing, venue: Venue, lines: Sequence[Row], *, is_new: bool) -> list[Change]:
    changes = []
    for row in lines:
        room = row.found.room
        if room is not None and room.seats != row.fields["seats"]:
            before = room_state(room)
            room.seats = row.fields["seats"]
            changes.append(Change(_ROOMS, room.id, _ROOM, before, room_state(room)))
    new = [(row.fields["room"], row.fields["seats"]) for row in lines if row.outlook == Outcome.CREATED]
    made = service.add_rooms(session, venue, new)
    changes += [Change(_ROOMS, each.id, _ROOM, None, room_state(each)) for each in made]
    if changes and not is_new:
        service.note_rooms(session, by, venue)
    return changes


@dataclass(slots=True)
class Plan:
    """What taking a batch back does to each change now; both who foretells and who does it ask for it."""

    venues: dict[int, Venue]
    rooms: dict[int, VenueRoom]
    decided: list[tuple[Change, Fate, str]] = field(default_factory=list)

    def of(self, table: str, fate: Fate, *, made: bool) -> list[Change]:
        """The changes of a table with that fate: of what the batch made, or of what it changed."""
        return [
            change for change, decided, _ in self.decided
            if change.table == table and decided is fate and (change.before is None) is made
        ]  # fmt: skip


def plan(session: Session, changes: Sequence[Change]) -> Plan:
    """The fate of every change: rooms first, then their venues."""
    of_rooms = net([each for each in changes if each.table == _ROOMS])
    of_venues = net([each for each in changes if each.table == _VENUES])
    ids = {each.record_id for each in of_venues} | {each.after[0] for each in of_rooms}
    wanted = select(Venue).where(Venue.id.in_(ids)).options(selectinload(Venue.rooms)).with_for_update(of=Venue)
    venues = {each.id: each for each in session.scalars(wanted.execution_options(populate_existing=True))}
    found = Plan(venues, {room.id: room for venue in venues.values() for room in venue.rooms})
    for change in of_rooms:
        room = found.rooms.get(change.record_id)
        kind = "room" if change.before is None else "seats"
        if room is None or room_state(room) != change.after:
            found.decided.append((change, Fate.KEPT, f"{kind}_changed"))
        elif change.before is None and dependents.of(session, ROOM, room.id):
            found.decided.append((change, Fate.KEPT, "room_used"))
        else:
            found.decided.append((change, Fate.BACK, kind))
    gone = {change.record_id for change in found.of(_ROOMS, Fate.BACK, made=True)}
    for change in of_venues:
        found.decided.append((change, *_fate_of_venue(session, venues.get(change.record_id), change, gone)))
    return found


def _fate_of_venue(session: Session, venue: Venue | None, change: Change, gone: set[int]) -> tuple[Fate, str]:
    is_new = change.before is None
    if venue is None or venue_state(venue) != change.after:
        return Fate.KEPT, "venue_kept" if is_new else "facts_changed"
    if not is_new:
        return Fate.BACK, "facts"
    stands = any(room.id not in gone for room in venue.rooms) or dependents.of(session, VENUE, venue.id)
    return (Fate.KEPT, "venue_kept") if stands else (Fate.BACK, "venue")


def foretell(session: Session, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of the file: of its room, and of its venue."""
    fates, found = Fates(), plan(session, changes)
    named: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if row.imported:
            venue, room = fold(row.fields["venue"]), fold(row.fields["room"])
            named.setdefault((venue, ""), []).append(row.position)
            named.setdefault((venue, room), []).append(row.position)
    for change, fate, kind in found.decided:
        if change.table == _VENUES:
            key = fold(change.after[0]), ""
        else:
            venue = found.venues.get(change.after[0])
            key = fold(venue.name) if venue else "", fold(change.after[1])
        for position in named.get(key, ()):
            fates.add(fate, kind, position)
    return fates


def take_back(session: Session, by: Bringing, changes: Sequence[Change]) -> dict[str, int]:
    """Removes rooms and venues and puts values back that are as the batch left them; answers the counts to show."""
    found = plan(session, changes)
    seats, facts = (found.of(table, Fate.BACK, made=False) for table in (_ROOMS, _VENUES))
    rooms, venues = (found.of(table, Fate.BACK, made=True) for table in (_ROOMS, _VENUES))
    for change in seats:
        found.rooms[change.record_id].seats = change.before[2]
    gone = {change.record_id for change in venues}
    for change in facts:
        before: dict[str, Any] = dict(zip(COLUMNS, change.before[1:], strict=False))
        service.change_venue(session, by, found.venues[change.record_id], before)
    service.remove_rooms(session, [found.rooms[change.record_id] for change in rooms])
    for venue in {change.after[0] for change in (*seats, *rooms)} - gone:
        service.note_rooms(session, by, found.venues[venue])
    service.remove_venues(session, by, [found.venues[change.record_id] for change in venues])
    kept = {made: sum(len(found.of(table, Fate.KEPT, made=made)) for table in (_ROOMS, _VENUES)) for made in (True, False)}
    return {
        "rooms": len(rooms), "venues": len(venues), "rooms_kept": kept[True], "values_restored": len(seats) + len(facts),
        "values_left": kept[False],
    }  # fmt: skip
