import uuid

import pytest
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from training_app.crypto import provider
from training_app.crypto.errors import DecryptionFailed
from training_app.crypto.keyring import Keyring
from training_app.crypto.sealed import RowKeyed, Sealed


class Base(DeclarativeBase):
    pass


class Document(RowKeyed, Base):
    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(primary_key=True)
    number_sealed: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]

    number = Sealed("number_sealed", column="documents.number")
    phone = Sealed("phone_sealed", column="documents.phone")


@pytest.fixture(autouse=True)
def keyring():
    before = provider._given
    provider.configure(Keyring.generate())
    yield
    provider.configure(before)


def test_a_model_takes_and_gives_clear_text_and_keeps_sealed_bytes():
    document = Document(number="371002199003070412")
    assert isinstance(document.row_key, uuid.UUID)
    assert document.number == "371002199003070412"
    assert b"371002" not in document.number_sealed
    assert document.phone is None
    document.phone = "13800000000"
    assert document.phone == "13800000000"
    document.phone = None
    assert document.phone_sealed is None


def test_a_value_copied_from_another_row_or_column_fails_closed():
    one, other = Document(number="371002199003070412"), Document(number="371002199003070439")
    other.number_sealed = one.number_sealed
    one.phone_sealed = one.number_sealed
    for read in (lambda: other.number, lambda: one.phone):
        with pytest.raises(DecryptionFailed, match="数据校验失败"):
            read()


def test_the_descriptor_is_seen_on_the_class():
    assert Document.number.column == "documents.number"
    assert {column.name for column in Document.__table__.columns} == {"id", "row_key", "number_sealed", "phone_sealed"}
