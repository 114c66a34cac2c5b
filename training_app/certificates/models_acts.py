"""Revoking or replacing one certificate: asked for by one person, done by another (DESIGN 4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class CertificateAct(Base):
    """One act on one certificate. `kind` names the kind of certificate (`service_acts.KINDS`), `terms` what the successor
    is to say where the asker had to say it, `institution_id` whose certificate it is, `asker_institution_id` the unit the
    asker acted for (None for the bureau). Acts asked for together carry the number of their first in `asked_with`. The
    scan of the document is added once and never exchanged: whoever decides has seen it as it stays. Neither asker nor
    record is ever deleted; a certificate has at most one act that waits."""

    __tablename__ = "certificate_acts"
    __table_args__ = (
        CheckConstraint("act IN ('revoke','replace')", name="act"),
        CheckConstraint("state IN ('asked','done','refused','withdrawn')", name="state"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state NOT IN ('done','refused') OR decided_by <> asked_by", name="two_people"),
        Index("uq_certificate_acts_open", "kind", "certificate_id", unique=True, postgresql_where=text("state = 'asked'")),
        Index(None, "kind", "certificate_id"),
        Index(None, "asked_at", "id"),
        Index(None, "asked_with", postgresql_where=text("asked_with <> ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    certificate_id: Mapped[int]
    certificate_number: Mapped[str]
    name_at: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    asker_institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    asked_with: Mapped[str] = mapped_column(default="", server_default="")
    act: Mapped[str]
    reason: Mapped[str]
    document: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    terms: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    state: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(default="", server_default="")
    successor: Mapped[str] = mapped_column(default="", server_default="")
