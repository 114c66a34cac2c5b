"""Title records 职称: what was recognised, by which route, rule and certificate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class TitleRecord(Base):
    """A title recognised 认定. `decision` keeps the reasons of that day; one standing record per person, series, level."""

    __tablename__ = "title_records"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "recognised_on", "id"),
        CheckConstraint("state IN ('granted','revoked')", name="state"),
        Index(
            "uq_title_records_standing", "person_id", "series", "level", unique=True,
            postgresql_where=text("state = 'granted'"),
        ),
        Index(
            "uq_title_records_certificate", "certificate_id", unique=True,
            postgresql_where=text("state = 'granted' AND certificate_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    name_at: Mapped[str]
    series: Mapped[str]
    specialty: Mapped[str] = mapped_column(default="")
    level: Mapped[str]
    route: Mapped[str]
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("level_certificates.id"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    recognised_on: Mapped[date]
    recognised_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    rule: Mapped[str]
    decision: Mapped[dict[str, Any]]
    state: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
