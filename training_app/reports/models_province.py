"""What an institution reported of a class to the province, kept as it was on the day it was noted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class ClassReport(Base):
    """One report of a class. `round` counts its completions: a class taken back and completed again is reported anew, and
    the first report stays. `body` are roster and summary as `rules_province` writes them, `digest` is the digest over it;
    `document` is what it was sent by, `receipt` what the province's platform answered, noted when it came,
    perhaps with a scan of it.

    Source: 威人社函〔2023〕25号 四（二）.
    """

    __tablename__ = "class_reports"
    __table_args__ = (
        CheckConstraint("round >= 0", name="round"),
        CheckConstraint("sent_on >= completed_on", name="sent"),
        CheckConstraint("(receipt = '') = (receipt_on IS NULL)", name="receipt"),
    )

    class_id: Mapped[int] = mapped_column(ForeignKey("training_classes.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    completed_on: Mapped[date]
    sent_on: Mapped[date]
    document: Mapped[str] = mapped_column(default="", server_default="")
    body: Mapped[dict[str, Any]]
    digest: Mapped[str]
    receipt: Mapped[str] = mapped_column(default="", server_default="")
    receipt_on: Mapped[date | None]
    receipt_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
