"""What users keep of their lists: named filters, which columns and which filter they begin with, and what came of acts on
many lines."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from training_app.crypto.sealed import Sealed
from training_app.db import Base

RESULTS_COLUMN = "listing.act_results.content"


class SavedFilter(Base):
    """A filter kept under a name. A shared one is for everybody in the same role of the same organisation or district."""

    __tablename__ = "saved_filters"
    __table_args__ = (Index(None, "list_key", "user_id"), Index(None, "list_key", "role", "institution_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    list_key: Mapped[str]
    name: Mapped[str]
    query: Mapped[dict[str, Any]]
    shared: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ColumnChoice(Base):
    """How somebody in a role sees a list: the columns chosen (None: the list's own), the filter it opens with."""

    __tablename__ = "column_choices"
    __table_args__ = (UniqueConstraint("user_id", "role", "list_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    list_key: Mapped[str]
    columns: Mapped[list[str] | None]
    default_filter_id: Mapped[int | None] = mapped_column(ForeignKey("saved_filters.id", ondelete="SET NULL"))


class ActResult(Base):
    """What came of an act on many lines, for whoever did it in that role. `label` is the act's name then; the content, JSON
    of the filters of the list and of the lines, is sealed because both may name people."""

    __tablename__ = "act_results"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    row_key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, unique=True)
    number: Mapped[str] = mapped_column(unique=True)
    list_key: Mapped[str]
    label: Mapped[str]
    content_sealed: Mapped[bytes]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    created_at: Mapped[datetime]

    content = Sealed("content_sealed", column=RESULTS_COLUMN)
