"""Institution and its qualifications.

An institution is one legal person (统一社会信用代码). What it may do is never a column of it but a `Qualification` row with
document and dates, because each ends on its own day (人社部's catalogue, the city's 培训机构目录, 专精特新 by year).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.db import Base


class QualificationKind(StrEnum):
    """What an institution is or belongs to, from a day on."""

    TRAINING_INSTITUTION = "training_institution"
    ASSESSMENT_BODY = "assessment_body"
    TRAINING_BASE = "training_base"
    ENTERPRISE = "enterprise"
    EMPLOYER = "employer"
    TRAINING_CENTRE = "employee_training_centre"
    AGENCY = "agency"
    AUTHORITY = "authority"
    COMMITTEE = "committee"
    CATALOGUE = "institution_catalogue"
    SPECIALISED = "specialised"
    CHAMPION = "champion"


class Ending(StrEnum):
    """How a qualification came to end before its day."""

    REVOKED = "revoked"
    SUSPENDED = "suspended"


class Institution(Base):
    """A legal person that trains, assesses, employs or supervises. `code` is its 统一社会信用代码 and its number in URLs;
    `version` guards against two editors; `batch_id` is the list it came in by."""

    __tablename__ = "institutions"
    __table_args__ = (
        Index(None, "name_initials"),
        Index(None, "district_code"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_initials: Mapped[str]
    unit_nature: Mapped[str]
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    address: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    origin: Mapped[str] = mapped_column(default="register")
    batch_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column(server_default="1")
    qualifications: Mapped[list[Qualification]] = relationship(
        back_populates="institution", order_by="Qualification.valid_from"
    )

    __mapper_args__ = {"version_id_col": version}


class Qualification(Base):
    """One qualification: kind, tier (national|provincial|municipal), document, from, to (exclusive, None = open), scope in
    the words it was published in (`rules_scope` reads them). `version` guards against two editors; `batch_id` is the list it
    came in by. `file_id` is the document as it was scanned.

    Suspended, a qualification ends (`ended_as`, why, by which document) and keeps in `meant_to` the day it was to end; lifted
    or renewed, a row of its own continues it, so that whoever asks for a day never has to ask for anything but days.
    """

    __tablename__ = "qualifications"
    __table_args__ = (
        CheckConstraint("ended_as IS NULL OR (valid_to IS NOT NULL AND end_reason <> '')", name="end_reason"),
        Index(None, "institution_id", "kind", "valid_from"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    kind: Mapped[str]
    tier: Mapped[str | None]
    document: Mapped[str] = mapped_column(default="")
    scope: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ended_as: Mapped[str | None]
    end_reason: Mapped[str] = mapped_column(server_default="", default="")
    end_document: Mapped[str] = mapped_column(server_default="", default="")
    meant_to: Mapped[date | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    batch_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(server_default="1")
    institution: Mapped[Institution] = relationship(back_populates="qualifications")

    __mapper_args__ = {"version_id_col": version}
