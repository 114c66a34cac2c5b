"""The audit trail and the head of its chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import db


class AuditEvent(db.Model):
    """One business act. Append-only in the database; `hash` covers the row and the hash before it.

    `seq` counts from 1 without gaps. `detail` is JSON kept as the text it was written as, without personal numbers.
    No foreign keys: an act outlives what it speaks of. `kid` names the key of the hash.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        Index(None, "object_kind", "object_number", "seq"),
        Index(None, "actor_user_id", "seq"),
        Index(None, "action", "seq"),
        Index(None, "at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_user_id: Mapped[int | None]
    actor_role: Mapped[str]
    actor_name: Mapped[str]
    institution_id: Mapped[int | None]
    district_code: Mapped[str | None]
    address: Mapped[str | None]
    action: Mapped[str]
    object_kind: Mapped[str]
    object_number: Mapped[str]
    result: Mapped[str]
    rule: Mapped[str | None]
    remark: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    kid: Mapped[int]
    prev_hash: Mapped[bytes]
    hash: Mapped[bytes]


class AuditHead(db.Model):
    """The one row that says how long the chain is and how it ends; its lock puts the writers in line.

    `mac` is keyed, so that nobody who can only write to the database can make the chain look shorter.
    """

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]
    hash: Mapped[bytes]
    kid: Mapped[int]
    mac: Mapped[bytes]
