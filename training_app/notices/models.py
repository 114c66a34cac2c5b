"""Notices and who has read them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.crypto.sealed import RowKeyed, Sealed
from training_app.db import Base

MAIL_COLUMN = "notices.notice_addresses.mail"


class Notice(Base):
    """Something told to a mailbox. `mailbox` names the addressees (`rules.mailbox_of`): a word and no foreign key, so that
    what is told about a record never holds it in the register. `kind` is the sentence in `messages.NOTICES`, `detail` what
    is filled in (never a personal number), `subject_kind` and `number` the record it opens, `due` the last day of
    something to do. `key` is unique: the same thing is told once. `settled_at`: what it asks for was done, so it waits for
    nobody any more."""

    __tablename__ = "notices"
    __table_args__ = (
        Index(None, "mailbox", "created_at"),
        # What every page counts: the few that still ask for something.
        Index("ix_notices_waiting", "mailbox", "created_at", postgresql_where=text("settled_at IS NULL")),
        Index(None, "subject_kind", "number"),
        Index(None, "key", unique=True, postgresql_where=text("key IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailbox: Mapped[str]
    kind: Mapped[str]
    subject_kind: Mapped[str]
    number: Mapped[str]
    due: Mapped[date | None]
    detail: Mapped[dict[str, Any]]
    key: Mapped[str | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class NoticeRead(Base):
    """A user has read a notice; of one to an organisation each of its users keeps the own mark."""

    __tablename__ = "notice_reads"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True, index=True)
    read_at: Mapped[datetime]


class NoticeDelivery(Base):
    """A notice that left, or was to leave, by a channel (sms, mail): sent | logged | nowhere | failed. `error` is the kind
    of the last failure and nothing the other side said."""

    __tablename__ = "notice_deliveries"
    __table_args__ = (CheckConstraint("state IN ('sent', 'logged', 'nowhere', 'failed')", name="state"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    attempts: Mapped[int]
    tried_at: Mapped[datetime]
    error: Mapped[str]


class NoticeAddress(RowKeyed, Base):
    """Where a user also wants to hear of things: the e-mail address, encrypted."""

    __tablename__ = "notice_addresses"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    mail_sealed: Mapped[bytes | None]
    mail = Sealed("mail_sealed", column=MAIL_COLUMN)
