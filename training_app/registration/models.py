"""Registrations and their documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.accounts.models import Invitation
from training_app.crypto.sealed import RowKeyed, Sealed
from training_app.db import Base
from training_app.files.models import StoredFile


class Registration(RowKeyed, Base):
    """An organisation's application to be registered, as it was last sent.

    Of the receipt code and of the form's ticket only digests are kept. `changes` holds what the fields said before the
    last correction, `fields` what the bureau pointed at when it sent the application back. `origin_digest` is a keyed
    digest of the network address, to count by.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        Index(None, "state", "submitted_at"),
        Index(None, "code"),
        Index(None, "origin_digest", "created_at"),
        CheckConstraint("kind IN ('training_institution', 'assessment_body', 'employer', 'authority')", name="kind"),
        CheckConstraint("state IN ('submitted', 'returned', 'accepted', 'refused')", name="state"),
        CheckConstraint("(state = 'accepted') = (institution_id IS NOT NULL)", name="institution"),
        CheckConstraint("invitation_id IS NULL OR state = 'accepted'", name="invitation"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    ticket_digest: Mapped[bytes] = mapped_column(unique=True)
    receipt_digest: Mapped[bytes] = mapped_column(unique=True)
    receipt_at: Mapped[datetime]
    origin_digest: Mapped[bytes]
    kind: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    unit_nature: Mapped[str]
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    address: Mapped[str]
    legal_representative: Mapped[str]
    contact_name: Mapped[str]
    phone_sealed: Mapped[bytes | None]
    administrator: Mapped[str]
    basis: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="submitted")
    version: Mapped[int] = mapped_column(default=1)
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fields: Mapped[list[str]] = mapped_column(default=list)
    remark: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    # The one-time code of the administrator's account, as it was last given.
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitations.id"))
    purged_at: Mapped[datetime | None]

    phone = Sealed("phone_sealed", column="registration.registrations.phone")
    invitation: Mapped[Invitation | None] = relationship()
    documents: Mapped[list[RegistrationDocument]] = relationship(
        back_populates="registration", order_by="RegistrationDocument.id"
    )

    @property
    def activated_at(self) -> datetime | None:
        """When the administrator's account was opened; None as long as it was not."""
        return self.invitation.used_at if self.invitation else None


class RegistrationDocument(Base):
    """A document sent with a registration. Without a registration it belongs to a form that is not sent yet, known by its
    ticket; `superseded_at` says that a later one took its place."""

    __tablename__ = "registration_documents"
    __table_args__ = (
        Index(None, "registration_id"),
        Index(None, "ticket_digest"),
        Index(None, "origin_digest", "sent_at"),
        CheckConstraint("kind IN ('licence', 'listing')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    ticket_digest: Mapped[bytes]
    origin_digest: Mapped[bytes]
    kind: Mapped[str]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), index=True)
    sent_at: Mapped[datetime]
    superseded_at: Mapped[datetime | None]

    registration: Mapped[Registration | None] = relationship(back_populates="documents")
    file: Mapped[StoredFile] = relationship(lazy="joined")
