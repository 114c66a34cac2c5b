"""Certificates. The city issues none of the level certificates; it records, verifies and maps them
(威人社函〔2023〕25号 四（三））. Nothing is deleted: revoked, or replaced with a successor."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class CompletionCertificate(Base):
    """培训合格证书 of a completed enrolment; keeps the name of its day."""

    __tablename__ = "completion_certificates"
    __table_args__ = (
        CheckConstraint("state IN ('issued','revoked')", name="state"),
        Index(None, "issued_on", "id"),
        Index("uq_completion_certificates_valid", "enrolment_id", unique=True, postgresql_where=text("state = 'issued'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    name_at: Mapped[str]
    issued_on: Mapped[date]
    state: Mapped[str]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LevelAssessment(Base):
    """One level assessment: theory and ability in hundredths of a point, each must reach the pass mark."""

    __tablename__ = "level_assessments"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "assessed_on"),
        Index(None, "person_id"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    theory_score: Mapped[int]
    ability_score: Mapped[int]
    passed: Mapped[bool]
    assessed_on: Mapped[date]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"))


class LevelCertificate(Base):
    """专业技术等级证书. `first_issued_on` is the day of the first certificate of a chain of replacements; `origin` is
    our_class or elsewhere (then with `evidence`)."""

    __tablename__ = "level_certificates"
    __table_args__ = (
        UniqueConstraint("system", "number"),
        Index(None, "person_id"),
        Index(None, "first_issued_on"),
        Index(None, "issued_on", "id"),
        Index(None, "number", "id"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        CheckConstraint("state IN ('issued','revoked','replaced')", name="state"),
        CheckConstraint("origin IN ('our_class','elsewhere')", name="origin"),
        CheckConstraint("origin = 'elsewhere' OR enrolment_id IS NOT NULL", name="enrolment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    system: Mapped[str] = mapped_column(default="professional_level", server_default="professional_level")
    number: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    name_at: Mapped[str]
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    direction_key: Mapped[str | None]
    level: Mapped[str]
    issuer_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    issuer_name: Mapped[str]
    issued_on: Mapped[date]
    first_issued_on: Mapped[date]
    origin: Mapped[str]
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"), index=True)
    evidence: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(default="issued", server_default="issued")
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("level_certificates.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
