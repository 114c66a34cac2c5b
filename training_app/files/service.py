"""Keeping files and giving them back."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from training_app.crypto.cipher import open_sealed, seal
from training_app.crypto.errors import DecryptionFailed
from training_app.crypto.keyring import Use
from training_app.crypto.mac import equal, mac
from training_app.files.messages import DAMAGED
from training_app.files.models import ContentChunk, StoredContent, StoredFile
from training_app.files.rules import clean_name
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import now
from training_app.kernel.errors import DomainError

PIECE_BYTES = 1 << 20
_COLUMN = "files.content_chunks.data"


class FileDamaged(DomainError):
    """A stored content is no longer what was stored."""

    status = 409

    def __init__(self, number: str) -> None:
        super().__init__("file.damaged", DAMAGED, number=number)


def store(
    session: Session,
    actor: Actor,
    data: bytes,
    name: str,
    media_type: str,
    kind: str,
    *,
    institution_id: int | None = None,
    district_code: str | None = None,
    at: datetime | None = None,
) -> StoredFile:
    """Keeps the bytes and answers the new file; equal bytes are kept once, each sending has its own file.

    `institution_id` and `district_code` say whose it is to read, by default the actor's own. The name is cleaned
    (`rules.clean_name`). An engineer's file belongs to nobody but the engineer.
    """
    if actor.role is not Role.ENGINEER:
        institution_id = actor.institution_id if institution_id is None else institution_id
        district_code = actor.district_code if district_code is None else district_code
    file = StoredFile(
        number=uuid.uuid4().hex, row_key=uuid.uuid4(), content_id=_content(session, data), media_type=media_type,
        kind=kind, institution_id=institution_id, district_code=district_code, created_by=actor.user_id,
        created_at=at or now(),
    )
    file.name = clean_name(name)
    session.add(file)
    session.flush()
    return file


def read(file: StoredFile) -> bytes:
    """The bytes as they were stored; FileDamaged when anything of them is missing, moved or changed."""
    content = file.content
    try:
        data = b"".join(
            open_sealed(
                bytes(chunk.data), column=_COLUMN, row=content.row_key, use=Use.FILE,
                context=_place(chunk.position, content.pieces),
            )
            for chunk in content.chunks
        )
    except DecryptionFailed:
        raise FileDamaged(file.number) from None
    if len(content.chunks) != content.pieces or not equal(_digest(data), bytes(content.digest)):
        raise FileDamaged(file.number)
    return data


def remove(session: Session, file: StoredFile) -> None:
    """Deletes a stored file, and its content once no other file has the same. The caller has shown that it may go."""
    content_id = file.content_id
    session.delete(file)
    session.flush()
    # Locked before it is asked who else has it: whoever stores the same bytes meanwhile waits, or is seen here.
    session.execute(select(StoredContent.id).where(StoredContent.id == content_id).with_for_update())
    if session.scalar(select(StoredFile.id).where(StoredFile.content_id == content_id).limit(1)) is None:
        session.execute(delete(ContentChunk).where(ContentChunk.content_id == content_id))
        session.execute(delete(StoredContent).where(StoredContent.id == content_id))


def _content(session: Session, data: bytes) -> int:
    """The id of the content with these bytes, held until the commit; stored now unless it is there already."""
    digest = _digest(data)
    while True:
        # None when somebody removed the content between the two statements: then it is stored anew.
        if (found := _stored(session, data, digest)) is not None:
            return found


def _stored(session: Session, data: bytes, digest: bytes) -> int | None:
    pieces = [data[at : at + PIECE_BYTES] for at in range(0, len(data), PIECE_BYTES)] or [b""]
    row_key = uuid.uuid4()
    # Of two that store the same bytes at once the second waits here for the first and then finds its content.
    content_id = session.scalar(
        upsert(StoredContent)
        .values(digest=digest, size=len(data), pieces=len(pieces), row_key=row_key)
        .on_conflict_do_nothing(index_elements=[StoredContent.digest])
        .returning(StoredContent.id)
    )
    if content_id is None:
        held = select(StoredContent.id).where(StoredContent.digest == digest).with_for_update(key_share=True, read=True)
        return session.scalar(held)
    session.execute(
        insert(ContentChunk.__table__),
        [
            {
                "content_id": content_id, "position": position,
                "data": seal(piece, column=_COLUMN, row=row_key, use=Use.FILE, context=_place(position, len(pieces))),
            }
            for position, piece in enumerate(pieces)
        ],
    )
    return content_id


def _digest(data: bytes) -> bytes:
    return mac(Use.FILE, "files.stored_contents.digest", data)


def _place(position: int, pieces: int) -> bytes:
    return f"{position}/{pieces}".encode()
