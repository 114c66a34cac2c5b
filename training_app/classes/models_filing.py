"""What a class's institution handed in each time, as it was worded then, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class FilingRound(Base):
    """One time a filing was handed in. `words` are its fields in the words of the form, `timetable` its lines in words, both
    as they were that day; `points` are what the reviewer returned it for, with the reason of each, `accepted` the warnings it
    was approved in spite of, as sentences, with `acceptance`, the reason. `outcome` waiting,
    returned, approved or cancelled."""

    __tablename__ = "class_filing_rounds"
    __table_args__ = (
        CheckConstraint("(outcome = 'waiting') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("outcome IN ('waiting', 'returned', 'approved', 'cancelled')", name="outcome"),
    )

    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[dict[str, str]] = mapped_column(JSONB)
    timetable: Mapped[list[str]] = mapped_column(JSONB)
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(server_default="waiting")
    points: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    remark: Mapped[str] = mapped_column(server_default="", default="")
    accepted: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"), default=list)
    acceptance: Mapped[str] = mapped_column(server_default="", default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]
