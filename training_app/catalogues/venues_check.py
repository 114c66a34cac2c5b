"""What the register says against lists of venues: which venues and rooms the institution has already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from training_app.catalogues import messages_venues as messages
from training_app.catalogues.columns_venues import VENUE_LIST, show
from training_app.institutions.models import Institution
from training_app.intake.rows import Outcome, Row
from training_app.programmes.models_resources import Venue, VenueRoom
from training_app.programmes.rules_resources import MOST_ROOMS, fold

LIVE = frozenset(
    {
        "district.missing", "address.missing", "row.duplicate", "row.contradiction", "venue.contradict", "row.imported",
        "venue.change", "room.change", "venue.shared", "venue.ended", "room.ended", "venue.full",
    }
)
COLUMNS = ("district_code", "address", "shared")
"""What the list says of a venue beside its name."""
_CELLS = {"district_code": "district", "address": "address", "shared": "shared"}


@dataclass(slots=True)
class Place:
    """A venue of the file: its name as first written, what its lines say of it, the venue of the register. `facts` are what it
    will be: what the lines leave open is as registered, or not shared for a new one."""

    name: str
    said: dict[str, tuple[Any, Row]] = field(default_factory=dict)
    venue: Venue | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The venue a line is about and the room of the register it means."""

    place: Place
    room: VenueRoom | None


def check_rows(session: Session, institution_id: int, rows: Sequence[Row], day: date) -> None:
    """Adds the problems and foretells what becomes of each line."""
    places = _places(session, institution_id, rows)
    for row in rows:
        show(row.fields)
        row.found = None
        if row.status != "error" and all(name in row.fields for name in ("venue", "room", "seats")):
            place = places[fold(row.fields["venue"])]
            rooms = {fold(each.name): each for each in place.venue.rooms} if place.venue else {}
            row.found = Found(place, rooms.get(fold(row.fields["room"])))
    _compare(rows)
    shared = _shared_elsewhere(session, institution_id, places)
    left = {
        key: MOST_ROOMS - len([each for each in place.venue.rooms if each.ended_on is None] if place.venue else [])
        for key, place in places.items()
    }  # fmt: skip
    for row in rows:
        row.outlook = _outlook(row, shared, day)
        if row.outlook == Outcome.CREATED:
            key = fold(row.fields["venue"])
            left[key] -= 1
            if left[key] < 0:
                VENUE_LIST.report(row, "venue.full", "room", most=MOST_ROOMS)
                row.outlook = Outcome.HELD


def room_state(room: VenueRoom) -> list[Any]:
    """What the list tells of a room, as a batch keeps it."""
    return [room.venue_id, room.name, room.seats, room.ended_on.isoformat() if room.ended_on else None]


def venue_state(venue: Venue) -> list[Any]:
    """What the list tells of a venue."""
    return [venue.name, *(getattr(venue, name) for name in COLUMNS), venue.ended_on.isoformat() if venue.ended_on else None]


def facts_of(place: Place, lines: Iterable[Row]) -> dict[str, Any]:
    """What these lines make of a venue: of a registered one nothing changes that none of them says."""
    said = {name for row in lines for name in COLUMNS if place.venue is None or _CELLS[name] in row.fields}
    return {name: place.facts[name] if name in said else getattr(place.venue, name) for name in COLUMNS}


def _places(session: Session, institution_id: int, rows: Sequence[Row]) -> dict[str, Place]:
    """The venues of the file by the one spelling of their names."""
    kept = session.scalars(
        select(Venue)
        .where(Venue.institution_id == institution_id)
        .order_by(Venue.ended_on.is_not(None).desc(), Venue.id)
        .options(selectinload(Venue.rooms))
        .execution_options(populate_existing=True)
    )
    venues = {fold(each.name): each for each in kept}
    places: dict[str, Place] = {}
    for row in rows:
        if "venue" not in row.fields:
            continue
        key = fold(row.fields["venue"])
        place = places.setdefault(key, Place(row.fields["venue"], venue=venues.get(key)))
        for name, cell in _CELLS.items():
            if cell in row.fields:
                place.said.setdefault(name, (row.fields[cell], row))
    for place in places.values():
        registered = {name: getattr(place.venue, name) for name in COLUMNS} if place.venue else {"shared": False}
        place.facts = {
            name: place.said[name][0] if name in place.said else registered.get(name, "") for name in COLUMNS
        }
    return places


def _compare(rows: Sequence[Row]) -> None:
    """Lines of one room: of equal ones all but the first, of different ones every line; and what differs of one venue."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.found is not None:
            groups[fold(row.fields["venue"]), fold(row.fields["room"])].append(row)
            _compare_place(row)
    for group in groups.values():
        agree = len({row.fields["seats"] for row in group}) == 1
        for row in group if len(group) > 1 else ():
            if row.open and not (agree and row is group[0]):
                other = group[1] if row is group[0] else group[0]
                VENUE_LIST.report(row, "row.duplicate" if agree else "row.contradiction", "room", first=other.line)


def _compare_place(row: Row) -> None:
    differs = [
        (name, first) for name, (value, first) in row.found.place.said.items()
        if _CELLS[name] in row.fields and row.fields[_CELLS[name]] != value
    ]  # fmt: skip
    if differs and row.open:
        fields = messages.FIELD_MARK.join(messages.FIELDS[name] for name, _ in differs)
        VENUE_LIST.report(row, "venue.contradict", _CELLS[differs[0][0]], first=differs[0][1].line, fields=fields)


def _shared_elsewhere(session: Session, institution_id: int, places: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Venues of others that may be used as well, by the one spelling of their names: number and owner."""
    rows = session.execute(
        select(Venue.name, Venue.number, Institution.name)
        .join(Institution, Institution.id == Venue.institution_id)
        .where(Venue.shared, Venue.ended_on.is_(None), Venue.institution_id != institution_id)
        .order_by(Venue.id.desc())
    )
    wanted = set(places)
    return {fold(name): (number, owner) for name, number, owner in rows if fold(name) in wanted}


def _outlook(row: Row, shared: dict[str, tuple[str, str]], day: date) -> str:
    if row.found is None or row.status == "error":
        return Outcome.HELD
    place: Place = row.found.place
    room: VenueRoom | None = row.found.room
    if place.venue is None:
        return _outlook_of_new(row, place, shared)
    if place.venue.ended_on is not None and place.venue.ended_on <= day:
        VENUE_LIST.report(row, "venue.ended", "venue", number=place.venue.number, day=place.venue.ended_on)
        return Outcome.HELD
    if room is not None and room.ended_on is not None and room.ended_on <= day:
        VENUE_LIST.report(row, "room.ended", "room", number=place.venue.number, day=room.ended_on)
        return Outcome.HELD
    if room is None and row.earlier == Outcome.CREATED:
        VENUE_LIST.report(row, "row.imported", "room")
        return Outcome.HELD
    own = [name for name, value in facts_of(place, [row]).items() if value != getattr(place.venue, name)]
    if own:
        fields = messages.FIELD_MARK.join(messages.FIELDS[name] for name in own)
        VENUE_LIST.report(row, "venue.change", _CELLS[own[0]], number=place.venue.number, fields=fields)
    if room is None:
        return Outcome.CREATED
    if room.seats != row.fields["seats"]:
        VENUE_LIST.report(row, "room.change", "seats", seats=room.seats)
        return Outcome.UPDATED
    return Outcome.UPDATED if own else Outcome.EXISTING


def _outlook_of_new(row: Row, place: Place, shared: dict[str, tuple[str, str]]) -> str:
    missing = [name for name in ("district_code", "address") if not place.facts[name]]
    for name in missing:
        VENUE_LIST.report(row, "district.missing" if name == "district_code" else "address.missing", _CELLS[name])
    if missing:
        return Outcome.HELD
    if row.earlier == Outcome.CREATED:
        VENUE_LIST.report(row, "row.imported", "venue")
        return Outcome.HELD
    if (other := shared.get(fold(place.name))) is not None:
        VENUE_LIST.report(row, "venue.shared", "venue", number=other[0], owner=other[1])
    return Outcome.CREATED
