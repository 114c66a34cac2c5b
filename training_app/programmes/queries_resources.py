"""Reads of trainers and venues, always through the actor's scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from training_app.db import paging
from training_app.db.narrowing import fitting
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.lists import Asked, FromAddress
from training_app.places.models import District
from training_app.programmes import labels_resources as labels
from training_app.programmes import messages_resources as messages
from training_app.programmes import queries
from training_app.programmes.models_resources import Trainer, TrainerProgramme, Venue, VenueRoom
from training_app.programmes.rules_resources import RoomChoice, TrainerChoice, fold


@dataclass(frozen=True, slots=True)
class Filters(FromAddress):
    """What a list is narrowed to; empty means all. `institution` is a credit code."""

    text: str = ""
    state: str = ""
    institution: str = ""
    occupation: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class TrainerRow:
    """A trainer in a list: institution, what may be taught in words, state on the day (`labels_resources.TRAINER_STATES`)."""

    record: Trainer
    institution: str
    institution_code: str
    teaches: str
    state: str


@dataclass(frozen=True, slots=True)
class VenueRow:
    """A venue in a list: institution, district, rooms in use in words, their number and seats, state on the day."""

    record: Venue
    institution: str
    institution_code: str
    district: str
    rooms: str
    count: int
    seats: int
    state: str


def trainers_visible(actor: Actor) -> ColumnElement[bool]:
    """The bureau sees all trainers, a district those of institutions seated in it, an institution its own."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return Trainer.institution_id.in_(select(Institution.id).where(Institution.district_code == actor.district_code))
    if actor.role is Role.TRAINING_INSTITUTION:
        return Trainer.institution_id == actor.institution_id
    return false()


def venues_visible(actor: Actor) -> ColumnElement[bool]:
    """The bureau sees all venues, a district those in it, an institution its own and those it may use as well."""
    if actor.sees_whole_city:
        return true()
    if actor.role is Role.DISTRICT:
        return Venue.district_code == actor.district_code
    if actor.role is Role.TRAINING_INSTITUTION:
        return or_(Venue.institution_id == actor.institution_id, Venue.shared)
    return false()


def trainer(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Trainer:
    """The trainer of that number, with `lock` fresh and held. NotFound outside the scope."""
    wanted = select(Trainer).where(Trainer.number == number, trainers_visible(actor)).options(selectinload(Trainer.teaches))
    found = session.scalar(_held(wanted, Trainer) if lock else wanted)
    if found is None:
        raise NotFound("resources.trainer_not_found", messages.TRAINER_NOT_FOUND.format(number=number[:30]))
    return found


def venue(session: Session, actor: Actor, number: str, *, lock: bool = False) -> Venue:
    """The venue of that number, with `lock` fresh and held. NotFound outside the scope."""
    wanted = select(Venue).where(Venue.number == number, venues_visible(actor)).options(selectinload(Venue.rooms))
    found = session.scalar(_held(wanted, Venue) if lock else wanted)
    if found is None:
        raise NotFound("resources.venue_not_found", messages.VENUE_NOT_FOUND.format(number=number[:30]))
    return found


def _held(wanted: Select, table: type) -> Select:
    return wanted.with_for_update(of=table).execution_options(populate_existing=True)


def trainers_page(session: Session, actor: Actor, filters: Filters, asked: Asked, day: date) -> paging.Page:
    """One page of the trainers in scope that match."""
    state = _trainer_state(day)
    wanted = select(Trainer).join(Institution, Institution.id == Trainer.institution_id).where(trainers_visible(actor))
    wanted = fitting(wanted, (Institution.code, filters.institution), (state, filters.state))
    if filters.occupation:
        taught = select(TrainerProgramme.trainer_id).where(TrainerProgramme.occupation_key == filters.occupation)
        wanted = wanted.where(Trainer.id.in_(taught))
    if text := filters.text:
        wanted = wanted.where(
            or_(
                *(
                    column.icontains(text, autoescape=True)
                    for column in (Trainer.number, Trainer.name, Trainer.document, Trainer.document_number, Institution.name)
                )
            )
        )
    names = {each.key: each.short_name for each in queries.occupations(session)}
    rows = wanted.with_only_columns(Trainer, Institution.name, Institution.code, state).options(selectinload(Trainer.teaches))
    orders = {
        "number": [paging.Key(Trainer.number, str)],
        "name": [paging.Key(Trainer.name, str), paging.Key(Trainer.number, str)],
        "institution": [paging.Key(Institution.name_initials, str), paging.Key(Trainer.number, str)],
        "document_to": [paging.Key(Trainer.document_to, date, nullable=True), paging.Key(Trainer.number, str)],
        "state": [paging.Key(state, str), paging.Key(Trainer.number, str)],
    }
    return paging.page_of(
        session, rows, orders, asked,
        lambda row: TrainerRow(row[0], row[1], row[2], taught_words(row[0], names), row[3]), counted=wanted,
    )  # fmt: skip


def venues_page(session: Session, actor: Actor, filters: Filters, asked: Asked, day: date) -> paging.Page:
    """One page of the venues in scope that match."""
    state = _venue_state(day)
    wanted = (
        select(Venue)
        .join(Institution, Institution.id == Venue.institution_id)
        .join(District, District.code == Venue.district_code)
        .where(venues_visible(actor))
    )
    wanted = fitting(
        wanted, (Institution.code, filters.institution), (state, filters.state), (Venue.district_code, filters.district)
    )
    if text := filters.text:
        wanted = wanted.where(
            or_(
                *(
                    column.icontains(text, autoescape=True)
                    for column in (Venue.number, Venue.name, Venue.address, Institution.name)
                )
            )
        )
    rows = wanted.with_only_columns(Venue, Institution.name, Institution.code, District.name, state)
    orders = {
        "number": [paging.Key(Venue.number, str)],
        "name": [paging.Key(Venue.name, str), paging.Key(Venue.number, str)],
        "institution": [paging.Key(Institution.name_initials, str), paging.Key(Venue.number, str)],
        "state": [paging.Key(state, str), paging.Key(Venue.number, str)],
    }
    return paging.page_of(
        session, rows.options(selectinload(Venue.rooms)), orders, asked, lambda row: _venue_row(row, day), counted=wanted
    )


def counts(session: Session, actor: Actor, day: date) -> dict[str, dict[str, int]]:
    """How many trainers and venues in scope stand in each state."""
    found = {}
    for name, state, seen in (
        ("trainers", _trainer_state(day), trainers_visible(actor)), ("venues", _venue_state(day), venues_visible(actor)),
    ):  # fmt: skip
        states = select(state.label("state")).where(seen).subquery()
        found[name] = dict(session.execute(select(states.c.state, func.count()).group_by(states.c.state)).all())
    return found


def count_of(session: Session, actor: Actor, institution_id: int) -> int:
    """How many trainers and venues of one institution are in scope, of any state."""
    trainers = select(func.count()).where(Trainer.institution_id == institution_id, trainers_visible(actor))
    venues = select(func.count()).where(Venue.institution_id == institution_id, venues_visible(actor))
    return session.scalar(select(trainers.scalar_subquery() + venues.scalar_subquery())) or 0


def trainers_offered(session: Session, institution_id: int) -> list[TrainerChoice]:
    """The trainers a timetable of an institution may name, those who teach there no more last."""
    found = session.scalars(
        select(Trainer)
        .where(Trainer.institution_id == institution_id)
        .order_by(Trainer.ended_on.is_not(None), Trainer.name, Trainer.number)
    ).all()
    names = Counter(fold(each.name) for each in found if each.ended_on is None)
    return [
        TrainerChoice(
            each.id, each.number, each.name,
            labels.NAMESAKE.format(name=each.name, number=each.number) if names[fold(each.name)] > 1 else each.name,
            each.ended_on,
        )
        for each in found
    ]  # fmt: skip


def rooms_offered(session: Session, institution_id: int) -> list[RoomChoice]:
    """The rooms a timetable of an institution may name: its own and those others share."""
    rows = session.execute(
        select(VenueRoom, Venue)
        .join(Venue, Venue.id == VenueRoom.venue_id)
        .where(or_(Venue.institution_id == institution_id, and_(Venue.shared, Venue.ended_on.is_(None))))
        .order_by(Venue.institution_id != institution_id, Venue.name, Venue.number, VenueRoom.id)
    ).all()
    whole = Counter(fold(place.name + room.name) for room, place in rows if room.ended_on is None and place.ended_on is None)
    return [
        RoomChoice(room.id, place.number, place.name, room.name, _place_label(place, room, whole), room.seats,
                   min(filter(None, (room.ended_on, place.ended_on)), default=None), place.institution_id == institution_id)
        for room, place in rows
    ]  # fmt: skip


def _place_label(place: Venue, room: VenueRoom, whole: Counter[str]) -> str:
    several = whole[fold(place.name + room.name)] > 1
    name = labels.NAMESAKE.format(name=place.name, number=place.number) if several else place.name
    return labels.PLACE.format(venue=name, room=room.name)


def taught_words(record: Trainer, names: dict[str, str]) -> str:
    """What a trainer may teach, in words."""
    return labels.LIST_MARK.join(
        labels.TEACHES.format(occupation=names.get(each.occupation_key, each.occupation_key), level=labels.UP_TO[each.level])
        for each in record.teaches
    )


def trainer_state(record: Trainer, day: date) -> str:
    """How a trainer stands on a day."""
    if record.ended_on is not None and record.ended_on <= day:
        return "ended"
    if record.document_from > day:
        return "coming"
    return "expired" if record.document_to is not None and record.document_to <= day else "active"


def _trainer_state(day: date) -> ColumnElement[str]:
    return case(
        (and_(Trainer.ended_on.is_not(None), Trainer.ended_on <= day), "ended"), (Trainer.document_from > day, "coming"),
        (and_(Trainer.document_to.is_not(None), Trainer.document_to <= day), "expired"), else_="active",
    )  # fmt: skip


def _venue_state(day: date) -> ColumnElement[str]:
    return case((and_(Venue.ended_on.is_not(None), Venue.ended_on <= day), "ended"), else_="active")


def rooms_in_use(record: Venue, day: date) -> Sequence[VenueRoom]:
    """The rooms of a venue that are used on a day."""
    return [room for room in record.rooms if room.ended_on is None or room.ended_on > day]


def _venue_row(row: Sequence, day: date) -> VenueRow:
    record, institution, code, district, state = row
    rooms = rooms_in_use(record, day)
    words = labels.LIST_MARK.join(labels.ROOM.format(name=room.name, seats=room.seats) for room in rooms)
    return VenueRow(record, institution, code, district, words, len(rooms), sum(room.seats for room in rooms), state)
