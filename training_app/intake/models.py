"""Batch: an uploaded list on its way into the register, with every line of the user's own file.

staged → confirmed → undone, or staged → discarded. Nothing is written to the register before `confirmed`, and all of it
in one transaction. Row contents are sealed: they hold personal numbers.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class Batch(Base):
    """One upload. `kind` is the list's key (roster, level_certificates, disbursements, opening), `subject_number` the
    class it is for (rosters), `reading` how the file was understood (tables, columns, skipped lines)."""

    __tablename__ = "intake_batches"
    __table_args__ = (Index(None, "institution_id"), Index(None, "subject_number"), Index(None, "created_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str]
    subject_number: Mapped[str | None]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    file_name: Mapped[str]
    row_key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    reading: Mapped[dict[str, Any]]
    ok_count: Mapped[int]
    warning_count: Mapped[int]
    error_count: Mapped[int]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    digest: Mapped[bytes | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]


class BatchRow(Base):
    """One line read as data: where it stands in the file, its status (ok|warning|error), codes of its problems, the
    sealed content (fields, problems with values), and after confirming what became of it (created|existing|updated|held)."""

    __tablename__ = "intake_rows"

    batch_id: Mapped[int] = mapped_column(ForeignKey("intake_batches.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    sheet: Mapped[str]
    block: Mapped[int]
    line: Mapped[int]
    status: Mapped[str]
    codes: Mapped[list[str]]
    content_sealed: Mapped[bytes]
    result: Mapped[str | None]


class BatchChange(Base):
    """A value of an existing record that confirming changed, sealed before and after, so that undo can put it back."""

    __tablename__ = "intake_changes"
    __table_args__ = (Index(None, "batch_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("intake_batches.id"))
    table_name: Mapped[str]
    record_id: Mapped[int]
    row_key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    before_sealed: Mapped[bytes]
    after_sealed: Mapped[bytes]
