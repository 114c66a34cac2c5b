"""Lists with whole numbers of documents that leave the house: asked for by one person, agreed by another, opened by a
password, gone after a day (个人信息保护法 第五十一条)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class ProtectedExport(Base):
    """One list asked for with its purpose. `kind` names what it holds (`sources_protected.KINDS`), `subject_number` of
    which record, `institution_id` whose it is (None: the bureau's). The file is kept encrypted until `expires_at`; its
    password is kept nowhere."""

    __tablename__ = "protected_exports"
    __table_args__ = (
        CheckConstraint("state IN ('asked','agreed','refused','made','expired','withdrawn')", name="state"),
        CheckConstraint("decided_by <> asked_by", name="two_people"),
        CheckConstraint("state = 'withdrawn' OR (state = 'asked') = (decided_by IS NULL)", name="decided"),
        CheckConstraint("(state = 'made') = (file_id IS NOT NULL)", name="file"),
        CheckConstraint("pdf_file_id IS NULL OR file_id IS NOT NULL", name="pdf"),
        CheckConstraint("fetched >= 0 AND (state <> 'withdrawn' OR fetched = 0)", name="fetched"),
        Index(None, "asked_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subject_number: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"), index=True)
    purpose: Mapped[str]
    state: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_role: Mapped[str]
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="", server_default="")
    lines: Mapped[int | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    pdf_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    made_at: Mapped[datetime | None]
    fetched: Mapped[int] = mapped_column(default=0, server_default="0")
    expires_at: Mapped[datetime | None]


class ProtectedPerson(Base):
    """Whose whole number stood in a list that was made."""

    __tablename__ = "protected_export_persons"

    export_id: Mapped[int] = mapped_column(ForeignKey("protected_exports.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
