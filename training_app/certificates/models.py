"""Certificates. The city issues none of the level certificates; it records, verifies and maps them
(威人社函〔2023〕25号 四（三））. Nothing is deleted: revoked, or replaced with a successor."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class CompletionCertificate(Base):
    """培训合格证书 of a completed enrolment. `paper` keeps the words it was issued with (`layout.words`), whatever class,
    unit or person are called later; `paper_seal` is the keyed digest over them, `check_code` the group printed behind the
    number. All three are missing where another system issued it. `ended_on`: the day it stopped being good."""

    __tablename__ = "completion_certificates"
    __table_args__ = (
        CheckConstraint("state IN ('issued','revoked','replaced')", name="state"),
        CheckConstraint("state = 'replaced' OR replaced_by IS NULL", name="successor"),
        Index(None, "issued_on", "id"),
        Index(None, "replaced_by", postgresql_where=text("replaced_by IS NOT NULL")),
        Index("uq_completion_certificates_valid", "enrolment_id", unique=True, postgresql_where=text("state = 'issued'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    name_at: Mapped[str]
    issued_on: Mapped[date]
    check_code: Mapped[str] = mapped_column(default="", server_default="")
    paper: Mapped[dict[str, Any] | None]
    paper_seal: Mapped[bytes | None]
    state: Mapped[str]
    ended_on: Mapped[date | None]
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("completion_certificates.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class LevelAssessment(Base):
    """One level assessment: theory and ability in hundredths of a point, each must reach the pass mark. `application_id` is
    the application it answers, `session_id` where it was held; without an application `no_application` says why. `absent`: the
    part (theory, ability) nobody came to, which counts as nought."""

    __tablename__ = "level_assessments"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "assessed_on"),
        Index(None, "person_id"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        Index("uq_level_assessments_application_id", "application_id", unique=True,
              postgresql_where=text("application_id IS NOT NULL")),
        Index(None, "session_id", postgresql_where=text("session_id IS NOT NULL")),
        CheckConstraint("absent IN ('','theory','ability')", name="absent"),
        CheckConstraint("session_id IS NULL OR application_id IS NOT NULL", name="seated"),
        CheckConstraint("application_id IS NULL OR no_application = ''", name="reason"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    theory_score: Mapped[int]
    ability_score: Mapped[int]
    passed: Mapped[bool]
    assessed_on: Mapped[date]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("level_applications.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_sessions.id"))
    absent: Mapped[str] = mapped_column(default="", server_default="")
    no_application: Mapped[str] = mapped_column(default="", server_default="")
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"))


class LevelCertificate(Base):
    """专业技术等级证书. `first_issued_on` is the day of the first certificate of a chain of replacements, `ended_on` the day
    it was revoked or replaced; `origin` is our_class or elsewhere (then with `evidence`). `lot_member_id` is the result in an
    approved lot it was issued for: no certificate of a class of this register without one (威人社函〔2023〕25号 四（三）;
    models_confirmation)."""

    __tablename__ = "level_certificates"
    __table_args__ = (
        UniqueConstraint("system", "number"),
        Index(None, "person_id"),
        Index(None, "first_issued_on"),
        Index(None, "issued_on", "id"),
        Index(None, "number", "id"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        Index(None, "replaced_by", postgresql_where=text("replaced_by IS NOT NULL")),
        Index("uq_level_certificates_lot_member_id", "lot_member_id", unique=True, postgresql_where=text("state <> 'replaced'")),
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
    lot_member_id: Mapped[int | None] = mapped_column(ForeignKey("lot_members.id"))
    evidence: Mapped[str] = mapped_column(default="", server_default="")
    state: Mapped[str] = mapped_column(default="issued", server_default="issued")
    ended_on: Mapped[date | None]
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("level_certificates.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("intake_batches.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


# What a completion certificate says is never written over, and none is deleted once it left the batch it came with.
KEPT_PAPERS_SQL = [
    "CREATE FUNCTION refuse_other_words() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'a certificate that was issued keeps its words' USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER completion_certificates_words BEFORE UPDATE ON completion_certificates FOR EACH ROW WHEN ("
    "(OLD.number, OLD.enrolment_id, OLD.person_id, OLD.name_at, OLD.issued_on, OLD.check_code, OLD.paper, OLD.paper_seal) "
    "IS DISTINCT FROM "
    "(NEW.number, NEW.enrolment_id, NEW.person_id, NEW.name_at, NEW.issued_on, NEW.check_code, NEW.paper, NEW.paper_seal)"
    ") EXECUTE FUNCTION refuse_other_words()",
    "CREATE TRIGGER completion_certificates_stay BEFORE DELETE ON completion_certificates FOR EACH ROW "
    "WHEN (OLD.batch_id IS NULL OR OLD.state <> 'issued') EXECUTE FUNCTION refuse_other_words()",
]
