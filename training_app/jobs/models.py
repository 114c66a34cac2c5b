"""Jobs as people see them. procrastinate's own tables only carry them to the worker (docs/decisions/0006)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base

WAITING, RUNNING, DONE, FAILED, CANCELLED = "waiting", "running", "done", "failed", "cancelled"


class Job(Base):
    """One piece of long work: who asked for it in which role, how far it is and what came of it.

    `arguments` is JSON without personal numbers. `done` of `total` steps, 0 of 0 as long as unknown. Work of the clock
    belongs to nobody (`user_id` None) and has the moment it was due, once. `attempts` counts starts; `heartbeat_at` is the
    last sign of life. `link_endpoint` and `link_values` name the page of the result.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "membership_id", text("id DESC")),
        Index("ix_jobs_open", "state", postgresql_where=text("state IN ('waiting', 'running')")),
        UniqueConstraint("kind", "due_at"),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("(user_id IS NULL) = (membership_id IS NULL)", name="owner"),
        CheckConstraint("due_at IS NULL OR user_id IS NULL", name="due"),
        CheckConstraint("done >= 0 AND total >= 0 AND attempts >= 0", name="counts"),
        CheckConstraint("(state IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)", name="finished"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    title: Mapped[str]
    state: Mapped[str] = mapped_column(default=WAITING)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    due_at: Mapped[datetime | None]
    arguments: Mapped[dict[str, Any]]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    progress_text: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    # When the file that came of it was deleted because its time was over.
    file_deleted_at: Mapped[datetime | None]
    link_endpoint: Mapped[str | None]
    link_values: Mapped[dict[str, Any] | None]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
