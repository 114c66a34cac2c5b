"""Keeping trainers and venues: added, changed, ended with a date. Nothing is deleted; a room that was never used in a
timetable goes when it is taken out.

Source: 威人社函〔2023〕25号 六（二）.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from training_app.audit import rules as audit_rules
from training_app.audit import service as audit
from training_app.db import numbers
from training_app.institutions.models import Institution
from training_app.kernel import dependents
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput, PermissionDenied, Stale
from training_app.places import queries as places
from training_app.programmes import messages_resources as messages
from training_app.programmes import queries, queries_resources, rules_resources
from training_app.programmes.models_resources import Trainer, TrainerProgramme, Venue, VenueRoom
from training_app.programmes.rules_resources import RoomFacts, TrainerFacts, VenueFacts, fold, identity_of

TRAINER, VENUE, ROOM = "trainer", "venue", "venue_room"
_UNSPOKEN = ("name", "document_number")


def add_trainer(session: Session, actor: Actor, facts: TrainerFacts, at: datetime) -> Trainer:
    """A new trainer of the actor's institution. InvalidInput names every wrong field."""
    own = _own(session, actor)
    _check_trainer(session, own, facts, None, at)
    (number,) = trainer_numbers(session, at, 1)
    record = Trainer(number=number, institution_id=own, created_at=at)
    put_trainer(record, facts)
    session.add(record)
    session.flush()
    audit.record(session, actor, "trainer.record", TRAINER, number, at=at, rule=messages.CLAUSE)
    return record


def change_trainer(
    session: Session, actor: Actor, number: str, version: int | None, facts: TrainerFacts, at: datetime
) -> Trainer:
    """Corrects a trainer; what timetables printed stays. NotFound outside the actor's own, Stale for another version."""
    own = _own(session, actor)
    record = queries_resources.trainer(session, actor, number, lock=True)
    _same_version(record, version)
    _check_trainer(session, own, facts, record, at)
    before = trainer_values(record)
    put_trainer(record, facts)
    if changed := audit_rules.changes(before, trainer_values(record), _UNSPOKEN):
        flag_modified(record, "name")
        session.flush()
        audit.record(
            session, actor, "trainer.change", TRAINER, number, at=at, rule=messages.CLAUSE,
            detail={"fields": sorted(changed), "changes": changed},
        )  # fmt: skip
    return record


def add_venue(session: Session, actor: Actor, facts: VenueFacts, at: datetime) -> Venue:
    """A new venue of the actor's institution with its rooms. InvalidInput names every wrong field."""
    own = _own(session, actor)
    _check_venue(session, own, facts, None, at)
    (number,) = venue_numbers(session, at, 1)
    record = Venue(number=number, institution_id=own, created_at=at)
    _put_venue(record, facts)
    record.rooms = [VenueRoom(name=room.name.strip(), seats=room.seats) for room in facts.rooms]
    session.add(record)
    session.flush()
    audit.record(
        session, actor, "venue.record", VENUE, number, at=at, rule=messages.CLAUSE,
        detail={"name": record.name, "count": len(record.rooms)},
    )  # fmt: skip
    return record


def change_venue(
    session: Session, actor: Actor, number: str, version: int | None, facts: VenueFacts, today: date, at: datetime
) -> Venue:
    """Corrects a venue and its rooms: those left out or ended are used no more from `today`, and go if they never were."""
    own = _own(session, actor)
    record = queries_resources.venue(session, actor, number, lock=True)
    if record.institution_id != own:
        raise PermissionDenied("resources.not_own", messages.INSTITUTION_ONLY)
    _same_version(record, version)
    _check_venue(session, own, facts, record, at)
    before = _venue_values(record)
    _put_venue(record, facts)
    _put_rooms(session, record, facts.rooms, today)
    after = _venue_values(record)
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changed:
        flag_modified(record, "name")  # a change of a room alone counts up the version too
        session.flush()
        audit.record(
            session, actor, "venue.change", VENUE, number, at=at, rule=messages.CLAUSE,
            detail={"fields": sorted(changed), "changes": changed},
        )  # fmt: skip
    return record


def end(
    session: Session, actor: Actor, kind: str, number: str, version: int | None, day: date | None, at: datetime
) -> Trainer | Venue:
    """Ends a trainer or a venue of the actor's own: `day` is the first day it is used no more."""
    own = _own(session, actor)
    find = queries_resources.trainer if kind == TRAINER else queries_resources.venue
    record = find(session, actor, number, lock=True)
    if record.institution_id != own:
        raise PermissionDenied("resources.not_own", messages.INSTITUTION_ONLY)
    _same_version(record, version)
    if day is None:
        raise InvalidInput("resources.no_day", messages.DAY, {"day": messages.DAY})
    if record.ended_on is not None and record.ended_on <= day:
        sentence = messages.ALREADY_ENDED.format(number=number, day=record.ended_on)
        raise InvalidInput("resources.ended", sentence, {"day": sentence})
    if rules_resources.is_far(day):
        sentence = messages.DAY_FAR.format(first=rules_resources.FIRST_YEAR, last=rules_resources.LAST_YEAR)
        raise InvalidInput("resources.far_day", sentence, {"day": sentence})
    if isinstance(record, Trainer) and day < record.document_from:
        sentence = messages.END_BEFORE_START.format(first=record.document_from)
        raise InvalidInput("resources.end_before_start", sentence, {"day": sentence})
    record.ended_on = day
    session.flush()
    audit.record(session, actor, f"{kind}.end", kind, number, at=at, rule=messages.CLAUSE, detail={"day": day.isoformat()})
    return record


def _own(session: Session, actor: Actor) -> int:
    """The actor's institution, held so that two who add the same come one after the other."""
    if actor.role is not Role.TRAINING_INSTITUTION or actor.institution_id is None:
        raise PermissionDenied("resources.institution_only", messages.INSTITUTION_ONLY)
    return session.scalars(select(Institution.id).where(Institution.id == actor.institution_id).with_for_update()).one()


def _same_version(record: Trainer | Venue, version: int | None) -> None:
    if version is not None and record.version != version:
        raise Stale("resources.stale", messages.STALE.format(number=record.number))


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise InvalidInput("resources.invalid", messages.INVALID.format(count=len(wrong)), wrong)


def _check_trainer(session: Session, own: int, facts: TrainerFacts, record: Trainer | None, at: datetime) -> None:
    wrong = rules_resources.wrong_trainer(facts, [each.key for each in queries.occupations(session)])
    same = select(Trainer).where(
        Trainer.institution_id == own, Trainer.identity == identity_of(facts.name, facts.document_number),
        _still(Trainer, at), Trainer.id != (record.id if record else 0),
    )  # fmt: skip
    if not wrong and (other := session.scalars(same).first()) is not None:
        wrong["document_number"] = messages.TRAINER_TAKEN.format(number=other.number)
    _refuse(wrong)


def trainer_numbers(session: Session, at: datetime, count: int) -> list[str]:
    """Numbers for so many new trainers."""
    year = at.astimezone(CHINA).year
    return [f"TN{year}-{number:04d}" for number in numbers.take(session, f"trainer/{year}", count)]


def venue_numbers(session: Session, at: datetime, count: int) -> list[str]:
    """Numbers for so many new venues."""
    year = at.astimezone(CHINA).year
    return [f"VN{year}-{number:04d}" for number in numbers.take(session, f"venue/{year}", count)]


def put_trainer(record: Trainer, facts: TrainerFacts) -> None:
    """Writes what is said of a trainer into the record."""
    for name in ("name", "post", "document", "document_number"):
        setattr(record, name, getattr(facts, name).strip())
    record.document_from, record.document_to = facts.document_from, facts.document_to
    record.identity = identity_of(facts.name, facts.document_number)
    wanted = dict(facts.teaches or {})
    record.teaches = [each for each in record.teaches if each.occupation_key in wanted]
    kept = {each.occupation_key: each for each in record.teaches}
    for key, level in wanted.items():
        if key in kept:
            kept[key].level = level
        else:
            record.teaches.append(TrainerProgramme(occupation_key=key, level=level))


def trainer_values(record: Trainer) -> dict[str, str]:
    """What is said of a trainer, by field."""
    names = ("name", "post", "document", "document_number", "document_from", "document_to")
    return {name: str(getattr(record, name) or "") for name in names} | {
        "teaches": " ".join(sorted(f"{each.occupation_key}:{each.level}" for each in record.teaches))
    }


def _still(table: type[Trainer] | type[Venue], at: datetime) -> ColumnElement[bool]:
    """What is used on the day of an act; an end to come does not free the name."""
    return or_(table.ended_on.is_(None), table.ended_on > at.astimezone(CHINA).date())


def _check_venue(session: Session, own: int, facts: VenueFacts, record: Venue | None, at: datetime) -> None:
    wrong = rules_resources.wrong_venue(facts, [each.code for each in places.districts(session)])
    others = session.scalars(
        select(Venue).where(Venue.institution_id == own, _still(Venue, at), Venue.id != (record.id if record else 0))
    )
    taken = {fold(each.name): each.number for each in others}
    if fold(facts.name) in taken and "name" not in wrong:
        wrong["name"] = messages.VENUE_TAKEN.format(number=taken[fold(facts.name)])
    _refuse(_wrong_rooms(session, facts.rooms, record.rooms if record else []) | wrong)


def _wrong_rooms(session: Session, rooms: Sequence[RoomFacts], there: Sequence[VenueRoom]) -> dict[str, str]:
    """Lines about a room that is not this venue's, or stands there already, and names that a room left out keeps."""
    wrong, ids = {}, {room.id for room in there}
    left_out = [room for room in there if room.id not in {each.id for each in rooms}]
    kept = {fold(room.name) for room in left_out if dependents.of(session, ROOM, room.id)}
    for place, room in enumerate(rooms):
        if room.id is not None and room.id not in ids:
            wrong[f"room-{place}"] = messages.ROOM_UNKNOWN.format(line=place + 1)
        elif fold(room.name) in kept:
            wrong[f"room-{place}"] = messages.ROOM_KEPT.format(line=place + 1, name=room.name.strip())
        ids.discard(room.id)
    return wrong


def _put_venue(record: Venue, facts: VenueFacts) -> None:
    record.name, record.address = facts.name.strip(), facts.address.strip()
    record.district_code, record.shared = facts.district_code, facts.shared


def _put_rooms(session: Session, record: Venue, rooms: Sequence[RoomFacts], today: date) -> None:
    typed = {room.id: room for room in rooms if room.id is not None}
    for room in list(record.rooms):
        if (room.id not in typed or typed[room.id].ended) and not dependents.of(session, ROOM, room.id):
            session.delete(room)
            record.rooms.remove(room)
    session.flush()
    _free_names(session, record, typed)
    for room in record.rooms:
        facts = typed.get(room.id)
        if facts is not None:
            room.name, room.seats = facts.name.strip(), facts.seats
        room.ended_on = room.ended_on or today if facts is None or facts.ended else None
    session.flush()
    record.rooms += [VenueRoom(name=room.name.strip(), seats=room.seats) for room in rooms if room.id is None]


def _free_names(session: Session, record: Venue, typed: Mapping[int, RoomFacts]) -> None:
    """Takes the old names away where a room takes the name another one bears: two rooms may swap theirs."""
    moving = [room for room in record.rooms if room.id in typed and typed[room.id].name.strip() != room.name]
    for room in moving:
        room.name = f"\n{room.id}"  # no name that is typed holds a new line
    session.flush()


def _venue_values(record: Venue) -> dict[str, str]:
    rooms = [f"{room.name} {room.seats}" + (f" -{room.ended_on}" if room.ended_on else "") for room in record.rooms]
    return {
        "name": record.name, "address": record.address, "district_code": record.district_code,
        "shared": "1" if record.shared else "", "rooms": "; ".join(rooms),
    }  # fmt: skip
