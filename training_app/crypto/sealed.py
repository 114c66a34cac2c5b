"""Sealed columns of models: `number = Sealed("number_sealed", column="people.person_documents.number")`."""

from __future__ import annotations

import uuid
from typing import Any, overload

from sqlalchemy import Uuid
from sqlalchemy.orm import Mapped, mapped_column

from training_app.crypto.cipher import open_sealed, seal


class RowKeyed:
    """Gives a model its `row_key`, the random name of the row that sealed values are bound to.

    Bulk writers that bypass the model set it themselves (`uuid.uuid4()`) before they seal.
    """

    row_key: Mapped[uuid.UUID] = mapped_column(Uuid, default=uuid.uuid4, unique=True)


class Sealed:
    """The clear text of a sealed column as an attribute; None where the column is NULL.

    Reading raises DecryptionFailed when the stored bytes do not belong to this row. `column` names the value for good
    (package.table.field): renaming it makes stored values unreadable.
    """

    def __init__(self, attribute: str, *, column: str) -> None:
        self.attribute = attribute
        self.column = column

    @overload
    def __get__(self, record: None, owner: type) -> Sealed: ...

    @overload
    def __get__(self, record: object, owner: type) -> str | None: ...

    def __get__(self, record: Any, owner: type) -> Sealed | str | None:
        if record is None:
            return self
        sealed = getattr(record, self.attribute)
        if sealed is None:
            return None
        return open_sealed(bytes(sealed), column=self.column, row=record.row_key).decode()

    def __set__(self, record: Any, value: str | None) -> None:
        if value is None:
            setattr(record, self.attribute, None)
            return
        if record.row_key is None:
            record.row_key = uuid.uuid4()
        setattr(record, self.attribute, seal(value.encode(), column=self.column, row=record.row_key))
