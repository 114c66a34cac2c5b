"""Files and their contents. Equal contents are kept once, whoever sent them; who may read is decided by the file."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.crypto.sealed import RowKeyed, Sealed
from training_app.db import db


class StoredContent(db.Model):
    """The bytes of a file, sealed in pieces. `digest` is keyed (HMAC-SM3): nobody can tell a known file by it."""

    __tablename__ = "stored_contents"
    __table_args__ = (CheckConstraint("size >= 0 AND pieces >= 1", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    size: Mapped[int]
    pieces: Mapped[int]
    row_key: Mapped[uuid.UUID]

    chunks: Mapped[list[ContentChunk]] = relationship(order_by="ContentChunk.position")


class ContentChunk(db.Model):
    """One sealed piece of a content; its place and the number of pieces are sealed with it."""

    __tablename__ = "content_chunks"

    content_id: Mapped[int] = mapped_column(ForeignKey("stored_contents.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes]


class StoredFile(RowKeyed, db.Model):
    """A file as somebody sent or drew it. `number` is random and names it in addresses; `kind` is dotted, what it is to
    us (`roster.upload`, `return.pdf`). The name is sealed: people put names and numbers of persons into file names."""

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    content_id: Mapped[int] = mapped_column(ForeignKey("stored_contents.id"), index=True)
    media_type: Mapped[str]
    kind: Mapped[str]
    name_sealed: Mapped[bytes]
    institution_id: Mapped[int | None] = mapped_column(index=True)
    district_code: Mapped[str | None]
    created_by: Mapped[int | None]
    created_at: Mapped[datetime]

    name = Sealed("name_sealed", column="files.stored_files.name")

    content: Mapped[StoredContent] = relationship()
