"""Who teaches and where: the trainers 师资 and venues 场地 an institution keeps.

Source: 威人社函〔2023〕25号 六（二） (培训机构应加强师资、课程、基础建设). They stand here
and not beside the institutions because what a trainer may teach names occupations.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.db import Base


class Trainer(Base):
    """Somebody who teaches for an institution, by name, with the document that says so.

    `document_to` is the first day the document is no longer good (None: it has no end), `ended_on` the first day the trainer
    teaches there no more. `identity` is name and number of the document in one spelling: two institutions that keep
    the same person agree in it, without anybody's identity number. `version` guards against two editors.
    """

    __tablename__ = "trainers"
    __table_args__ = (
        Index(None, "institution_id"),
        Index(None, "identity"),
        CheckConstraint("document_to IS NULL OR document_to > document_from", name="document_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    document: Mapped[str]
    document_number: Mapped[str]
    document_from: Mapped[date]
    document_to: Mapped[date | None]
    identity: Mapped[str]
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column()
    teaches: Mapped[list[TrainerProgramme]] = relationship(
        back_populates="trainer", cascade="all, delete-orphan", order_by="TrainerProgramme.occupation_key"
    )

    __mapper_args__ = {"version_id_col": version}


class TrainerProgramme(Base):
    """What a trainer may teach: an occupation, up to a level."""

    __tablename__ = "trainer_programmes"
    __table_args__ = (CheckConstraint("level IN ('junior','intermediate','senior')", name="level"),)

    trainer_id: Mapped[int] = mapped_column(ForeignKey("trainers.id"), primary_key=True)
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"), primary_key=True)
    level: Mapped[str]
    trainer: Mapped[Trainer] = relationship(back_populates="teaches")


class Venue(Base):
    """Where an institution teaches. `shared`: other institutions may hold sessions there too. `ended_on` is the first day it
    is used no more; `version` guards against two editors and counts up with every change of a room."""

    __tablename__ = "venues"
    __table_args__ = (Index(None, "institution_id"), Index(None, "district_code"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    name: Mapped[str]
    district_code: Mapped[str] = mapped_column(ForeignKey("districts.code"))
    address: Mapped[str]
    shared: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column()
    rooms: Mapped[list[VenueRoom]] = relationship(back_populates="venue", order_by="VenueRoom.id")

    __mapper_args__ = {"version_id_col": version}


class VenueRoom(Base):
    """A room of a venue and how many it seats; `ended_on` is the first day it is used no more."""

    __tablename__ = "venue_rooms"
    __table_args__ = (UniqueConstraint("venue_id", "name"), CheckConstraint("seats > 0", name="seats"))

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    name: Mapped[str]
    seats: Mapped[int]
    ended_on: Mapped[date | None]
    venue: Mapped[Venue] = relationship(back_populates="rooms")
