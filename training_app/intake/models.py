"""Batch: an uploaded list on its way into the register, with every line of the user's own file.

staged → confirmed → undone, or staged → discarded. Nothing is written to the register before `confirmed`, and all of it
in one transaction. Lines hold personal numbers: they are sealed, several hundred to a part, so that a batch of 100,000
lines costs some hundred rows and not 100,000.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.crypto.sealed import RowKeyed, Sealed
from training_app.db import Base
from training_app.files.models import StoredFile


class Batch(RowKeyed, Base):
    """One upload. `kind` is the list's key (roster, attendance, scores, level_certificates, disbursements, opening, …),
    `subject_number` the class it is for (rosters, attendance, scores), `reading` how the file was understood (tables,
    columns, skipped lines, problems of the file). `ok_count`, `warning_count` and `error_count` count its lines; `result`
    says what confirming and undoing did."""

    __tablename__ = "intake_batches"
    __table_args__ = (
        Index(None, "institution_id"),
        Index(None, "subject_number"),
        Index(None, "created_at"),
        CheckConstraint("state IN ('staged','confirmed','undone','discarded')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str]
    subject_number: Mapped[str | None]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    reading_sealed: Mapped[bytes]
    ok_count: Mapped[int]
    warning_count: Mapped[int]
    error_count: Mapped[int]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    undone_at: Mapped[datetime | None]
    file: Mapped[StoredFile] = relationship()

    _reading_text = Sealed("reading_sealed", column="intake.batches.reading")

    @property
    def reading(self) -> dict[str, Any]:
        """How the file was understood. Sealed, because sheets are named after files and files after people."""
        return json.loads(self._reading_text or "{}")

    @reading.setter
    def reading(self, value: dict[str, Any]) -> None:
        self._reading_text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    @property
    def is_unanswered(self) -> bool:
        """Whether it is not certain yet what the columns of the file mean: the batch has no lines until somebody says."""
        return self.state == "staged" and bool(self.reading.get("unanswered"))


class EarlierFile(Base):
    """A file a batch was read from before a corrected one continued it; `round` counts the files from 0. Who sent it and
    when stands with the file itself."""

    __tablename__ = "intake_earlier_files"

    batch_id: Mapped[int] = mapped_column(ForeignKey("intake_batches.id", ondelete="CASCADE"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    file: Mapped[StoredFile] = relationship()


class BatchPart(RowKeyed, Base):
    """Some hundred lines of a batch, sealed together: where each stands in the file, its values, its problems and what
    proposed. `first` is the position of the first line (from 0), `problem_count` the lines with a problem, `results` one
    letter a line for what became of it."""

    __tablename__ = "intake_parts"

    batch_id: Mapped[int] = mapped_column(ForeignKey("intake_batches.id", ondelete="CASCADE"), primary_key=True)
    first: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_count: Mapped[int]
    problem_count: Mapped[int]
    results: Mapped[str]
    content_sealed: Mapped[bytes]


class BatchChange(RowKeyed, Base):
    """Values of existing records that confirming changed, before and after, sealed, so that undo can put them back."""

    __tablename__ = "intake_changes"
    __table_args__ = (Index(None, "batch_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("intake_batches.id", ondelete="CASCADE"))
    change_count: Mapped[int]
    content_sealed: Mapped[bytes]


class KnownLayout(Base):
    """What somebody said the columns of a layout mean, for the next file with the same headings: of the organisation whose
    list it was, or of the user where lists stand for no organisation. `layout` is the digest of the headings, `answer` what
    `sheets.remembering` keeps: positions and fields, nothing of the file."""

    __tablename__ = "intake_layouts"
    __table_args__ = (
        UniqueConstraint("kind", "institution_id", "user_id", "layout", postgresql_nulls_not_distinct=True),
        CheckConstraint("(institution_id IS NULL) <> (user_id IS NULL)", name="owner"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    layout: Mapped[str]
    answer: Mapped[dict[str, Any]]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime]
