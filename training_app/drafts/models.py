"""Drafts of forms, sealed because people type names and phones into them, and forms that were carried out."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from training_app.crypto.sealed import Sealed
from training_app.db import Base

CONTENT_COLUMN = "drafts.drafts.content"


class Draft(Base):
    """What a user has typed into a form and not sent. `place` is the organisation, district or person acted for, so that
    two roles of one user keep apart; `key` names the form and its record; the content is JSON of the fields."""

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "place", "key"),
        Index(None, "saved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    row_key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    place: Mapped[str]
    key: Mapped[str]
    content_sealed: Mapped[bytes]
    saved_at: Mapped[datetime]

    content = Sealed("content_sealed", column=CONTENT_COLUMN)


class Submission(Base):
    """A form that was carried out, by the one-time token of the page and a keyed digest of what was sent. `location` is
    where the answer led; empty only inside the transaction that carries it out."""

    __tablename__ = "submissions"
    __table_args__ = (Index(None, "sent_at"),)

    token: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime]
    location: Mapped[str] = mapped_column(default="", server_default="")
