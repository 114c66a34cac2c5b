"""Trainers, venues and requests to change a class, written straight into the tables."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from training_app.classes.models import TrainingClass
from training_app.classes.models_requests import ChangeRequest
from training_app.institutions.models import Institution
from training_app.programmes.models_resources import Trainer, TrainerProgramme, Venue, VenueRoom
from training_app.programmes.rules_resources import identity_of

_serial = itertools.count(9001)


def make_trainer(session: Session, institution: Institution, name: str = "于海波", **columns: object) -> Trainer:
    """A trainer for 智能制造 up to 高级, with a document of its own without an end."""
    serial = next(_serial)
    certificate = str(columns.pop("document_number", f"SZ{serial}"))
    trainer = Trainer(
        **{
            "number": f"TN2026-{serial:04d}", "institution_id": institution.id, "name": name, "post": "高级工程师",
            "document": "师资培训证书", "document_number": certificate, "document_from": date(2024, 1, 1),
            "document_to": None, "identity": identity_of(name, certificate), "ended_on": None, **columns,
        }
    )  # fmt: skip
    trainer.teaches.append(TrainerProgramme(occupation_key="smart_manufacturing", level="senior"))
    session.add(trainer)
    session.flush()
    return trainer


def make_venue(
    session: Session, institution: Institution, name: str = "高区实训中心", rooms: tuple[tuple[str, int], ...] = (("301", 60),),
    **columns: object,
) -> Venue:  # fmt: skip
    """A venue in 环翠区 with these rooms and seats."""
    venue = Venue(
        **{
            "number": f"VN2026-{next(_serial):04d}", "institution_id": institution.id, "name": name,
            "district_code": "371002", "address": "文化西路 180 号", "shared": False, "ended_on": None, **columns,
        }
    )  # fmt: skip
    venue.rooms = [VenueRoom(name=room, seats=seats) for room, seats in rooms]
    session.add(venue)
    session.flush()
    return venue


def make_change(session: Session, record: TrainingClass, **columns: object) -> ChangeRequest:
    """A request for another venue that waits for its answer."""
    change = {"part": "field", "name": "venue", "number": None, "before": record.venue, "after": "成山大道 1 号"}
    request = ChangeRequest(
        **{
            "number": f"CR2026-{next(_serial):04d}", "class_id": record.id, "state": "asked", "changes": [change],
            "reason": "停电检修", "asked_at": datetime(2026, 3, 1, 1, tzinfo=UTC), **columns,
        }
    )  # fmt: skip
    session.add(request)
    session.flush()
    return request
