"""Trainers and venues as a list tells them; each act in the trail names its batch. Callers hold the institution and have checked
the lines in the same transaction.

Source: 威人社函〔2023〕25号 六（二）.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from training_app.audit import rules as audit_rules
from training_app.audit import service as audit
from training_app.institutions.service_batch import Bringing
from training_app.programmes import messages_resources as messages
from training_app.programmes.models_resources import Trainer, Venue, VenueRoom
from training_app.programmes.rules_resources import TrainerFacts
from training_app.programmes.service_resources import (
    TRAINER,
    VENUE,
    put_trainer,
    trainer_numbers,
    trainer_values,
    venue_numbers,
)


def add_trainers(session: Session, by: Bringing, institution_id: int, told: Sequence[TrainerFacts]) -> list[Trainer]:
    """New trainers in the order told."""
    numbers = trainer_numbers(session, by.at, len(told)) if told else []
    made = [Trainer(number=number, institution_id=institution_id, created_at=by.at) for number in numbers]
    for record, facts in zip(made, told, strict=True):
        put_trainer(record, facts)
    session.add_all(made)
    session.flush()
    for record in made:
        _note(session, by, "trainer.record", TRAINER, record.number)
    return made


def change_trainer(session: Session, by: Bringing, record: Trainer, facts: TrainerFacts) -> None:
    """A trainer says what the list says; the spelling of name and number stays as registered."""
    put_back_trainer(
        session, by, record, facts.post, facts.document, facts.document_from, facts.document_to, facts.teaches or {}
    )


def put_back_trainer(
    session: Session, by: Bringing, record: Trainer, post: str, document: str, first: date | None, until: date | None,
    teaches: Mapping[str, str],
) -> None:  # fmt: skip
    """A trainer says something else."""
    before = trainer_values(record)
    put_trainer(record, TrainerFacts(record.name, post, document, record.document_number, first, until, teaches))
    flag_modified(record, "name")
    session.flush()
    changed = audit_rules.changes(before, trainer_values(record))
    _note(session, by, "trainer.change", TRAINER, record.number, fields=sorted(changed), changes=changed)


def remove_trainers(session: Session, by: Bringing, gone: Sequence[Trainer]) -> None:
    """Removes trainers that came by the batch and on whom nothing counts."""
    for record in gone:
        _note(session, by, "trainer.undo", TRAINER, record.number)
        session.delete(record)
    session.flush()


def add_venue(session: Session, by: Bringing, institution_id: int, name: str, facts: Mapping[str, Any]) -> Venue:
    """A new venue, still without rooms."""
    (number,) = venue_numbers(session, by.at, 1)
    record = Venue(number=number, institution_id=institution_id, created_at=by.at, name=name.strip(), **facts)
    session.add(record)
    session.flush()
    _note(session, by, "venue.record", VENUE, number, name=record.name)
    return record


def change_venue(session: Session, by: Bringing, record: Venue, facts: Mapping[str, Any]) -> None:
    """A venue says something else."""
    changed = {name: [str(getattr(record, name)), str(value)] for name, value in facts.items() if getattr(record, name) != value}
    for name, value in facts.items():
        setattr(record, name, value)
    session.flush()
    _note(session, by, "venue.change", VENUE, record.number, fields=sorted(changed), changes=changed)


def add_rooms(session: Session, record: Venue, rooms: Sequence[tuple[str, int]]) -> list[VenueRoom]:
    """New rooms of a venue, by name and seats."""
    made = [VenueRoom(name=name.strip(), seats=seats) for name, seats in rooms]
    record.rooms.extend(made)
    session.flush()
    return made


def remove_rooms(session: Session, gone: Sequence[VenueRoom]) -> None:
    """Removes rooms that came by a batch and were never used."""
    for room in gone:
        session.delete(room)
        room.venue.rooms.remove(room)
    session.flush()


def note_rooms(session: Session, by: Bringing, record: Venue) -> None:
    """Rooms of the venue were changed: that counts up its version and is an act of its own."""
    flag_modified(record, "name")
    session.flush()
    _note(session, by, "venue.change", VENUE, record.number, fields=["rooms"])


def remove_venues(session: Session, by: Bringing, gone: Sequence[Venue]) -> None:
    """Removes venues that came by the batch and have no rooms any more."""
    for record in gone:
        _note(session, by, "venue.undo", VENUE, record.number)
        session.delete(record)
    session.flush()


def _note(session: Session, by: Bringing, action: str, kind: str, number: str, **detail: object) -> None:
    detail = {"batch": by.batch, **detail}
    audit.record(session, by.actor, action, kind, number, at=by.at, rule=messages.CLAUSE, detail=detail)
