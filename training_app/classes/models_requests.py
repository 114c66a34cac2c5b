"""Requests to change what was approved of a class: what stood there, what is asked for, what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class ChangeRequest(Base):
    """One request: asked → agreed | refused | withdrawn, one open at a time for a class. `changes` are the items
    (`rules_requests.Change`): a field of the filing or a session of the timetable, old beside new, each in the words of its form.
    `accepted` are the warnings it was agreed to in spite of, `acceptance` why."""

    __tablename__ = "class_change_requests"
    __table_args__ = (
        Index("uq_class_change_requests_open", "class_id", unique=True, postgresql_where=text("state = 'asked'")),
        Index(None, "class_id"),
        Index(None, "asked_at"),
        CheckConstraint("state IN ('asked','agreed','refused','withdrawn')", name="state"),
        CheckConstraint("state NOT IN ('agreed','refused') OR decided_by <> asked_by", name="two_people"),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"))
    state: Mapped[str]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    remark: Mapped[str] = mapped_column(default="", server_default="")
    accepted: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"), default=list)
    acceptance: Mapped[str] = mapped_column(default="", server_default="")
