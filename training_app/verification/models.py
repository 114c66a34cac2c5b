"""How often anybody asked, by keyed digests: neither address nor name can be read from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from training_app.db import Base


class LookupCount(Base):
    """Questions counted under one key since an instant: the beginning of a minute or of a day."""

    __tablename__ = "lookup_counts"

    key: Mapped[bytes] = mapped_column(primary_key=True)
    since: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
