"""The ledger of hours. Entries are added and reversed, never changed or removed; the database itself refuses both."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class HourEntry(Base):
    """One credit or reversal. `hours` in hundredths of 学时, negative only for a reversal; `subject` general (公需) or
    professional (专业); `source_kind`/`source_number` name what it comes from (class WH2026-0147); `idempotency_key`
    makes sure the same fact is credited once however often it is tried; `rule` is the parameter cited."""

    __tablename__ = "hour_entries"
    __table_args__ = (
        Index(None, "person_id", "year"),
        Index(None, "source_kind", "source_number"),
        CheckConstraint("hours <> 0", name="not_zero"),
        CheckConstraint("(reverses IS NULL) = (hours > 0)", name="reversal_negative"),
        CheckConstraint("subject IN ('general', 'professional')", name="subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        unique=True, server_default=text("'HE' || lpad(nextval('hour_number_seq')::text, 10, '0')")
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    year: Mapped[int]
    subject: Mapped[str]
    hours: Mapped[int]
    occurred_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    source_kind: Mapped[str]
    source_number: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="", server_default="")
    occupation_key: Mapped[str | None]
    rule: Mapped[str]
    basis: Mapped[str]
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    reverses: Mapped[int | None] = mapped_column(ForeignKey("hour_entries.id"), unique=True)
    reason: Mapped[str] = mapped_column(default="", server_default="")


HOUR_NUMBER_SEQUENCE = "CREATE SEQUENCE IF NOT EXISTS hour_number_seq"
APPEND_ONLY_SQL = [
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$",
    "CREATE TRIGGER hour_entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON hour_entries "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
]
