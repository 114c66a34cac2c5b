"""Readable numbers (班次 WH2026-0147): one counter per series, handed out inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Mapped, Session, mapped_column

from training_app.db.base import Base

_TAKE = text(
    "INSERT INTO number_series (series, last) VALUES (:series, :count) "
    "ON CONFLICT (series) DO UPDATE SET last = number_series.last + excluded.last RETURNING last"
)


class NumberSeries(Base):
    """The last number given out in a series; the row is locked until the taker commits, so numbers have no gaps."""

    __tablename__ = "number_series"

    series: Mapped[str] = mapped_column(primary_key=True)
    last: Mapped[int]


def take(session: Session, series: str, count: int = 1) -> range:
    """The next `count` numbers of a series, e.g. `take(session, "class/2026")`."""
    last = session.execute(_TAKE, {"series": series, "count": count}).scalar_one()
    return range(last - count + 1, last + 1)
