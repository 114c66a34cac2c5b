"""Claims: level certificates earned elsewhere as their holders registered them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class CertificateClaim(Base):
    """A certificate as its holder told it, with a scan. `remark` says how it was checked, or why it was sent back;
    `certificate_id` the certificate that came of it. Nobody claims a number twice at a time; that two people claim the
    same one is for the clerk to see and not for either of them."""

    __tablename__ = "certificate_claims"
    __table_args__ = (
        Index("uq_certificate_claims_open", "claimed_number", "person_id", unique=True,
              postgresql_where=text("state = 'claimed'")),
        Index(None, "person_id"),
        Index(None, "state", "claimed_at"),
        CheckConstraint("state IN ('claimed','returned','accepted','retracted')", name="state"),
        CheckConstraint("(state = 'accepted') = (certificate_id IS NOT NULL)", name="accepted"),
        CheckConstraint("state IN ('claimed','retracted') OR (remark <> '' AND checked_at IS NOT NULL)", name="checked"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    claimed_number: Mapped[str]
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    level: Mapped[str]
    issuer_name: Mapped[str]
    issued_on: Mapped[date]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    state: Mapped[str]
    claimed_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    checked_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="", server_default="")
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("level_certificates.id"))
