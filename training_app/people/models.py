"""Persons and what is known of them.

One human is one `Person`. Identity numbers live in `PersonDocument`, sealed, findable only by keyed index; a person has
several over a life. Merging keeps both rows and sets `merged_into` (always the surviving person, never a chain).
"""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.crypto.sealed import Sealed
from training_app.db import Base

NUMBER_COLUMN = "people.person_documents.number"
PHONE_COLUMN = "people.persons.phone"


class Person(Base):
    """A professional or technical person 专业技术人员. `phone_sealed` is encrypted; `name` is the present name whole;
    `district_code` is always a copy of that of an institution or class (a foreign key each time would cost a long roster a
    tenth of its time)."""

    __tablename__ = "persons"
    __table_args__ = (
        Index(None, "name_initials", postgresql_ops={"name_initials": "text_pattern_ops"}),
        Index("ix_persons_name", "name", postgresql_ops={"name": "text_pattern_ops"}),
        Index(None, "name_pinyin", "number"),
        Index(None, "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        Index(None, "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(
        unique=True, server_default=text("'P' || lpad(nextval('person_number_seq')::text, 8, '0')")
    )
    row_key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    name: Mapped[str]
    name_pinyin: Mapped[str]
    name_initials: Mapped[str]
    sex: Mapped[str | None]
    birth_date: Mapped[date | None]
    phone_sealed: Mapped[bytes | None]
    retired_on: Mapped[date | None]
    district_code: Mapped[str | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    batch_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    phone = Sealed("phone_sealed", column=PHONE_COLUMN)


SQUEEZED_PINYIN = func.replace(Person.name_pinyin, " ", "")
Index("ix_persons_squeezed_pinyin", SQUEEZED_PINYIN.label("squeezed"), postgresql_ops={"squeezed": "text_pattern_ops"})


class PersonDocument(Base):
    """An identity document. `number_index` is the keyed index of the canonical form, unique in the register;
    `last_four_index` finds by the last four characters; `number_sealed` is the number as written."""

    __tablename__ = "person_documents"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "last_four_index"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    row_key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    kind: Mapped[str]
    number_sealed: Mapped[bytes]
    number_index: Mapped[bytes] = mapped_column(unique=True)
    last_four_index: Mapped[bytes]
    is_current: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    batch_id: Mapped[int | None]

    number = Sealed("number_sealed", column=NUMBER_COLUMN)


class PersonName(Base):
    """A former name, from when to when and why it changed; the present one stands on the person."""

    __tablename__ = "person_names"
    __table_args__ = (Index(None, "name", postgresql_ops={"name": "text_pattern_ops"}),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    name: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None]


class Employment(Base):
    """Where somebody works. `institution_id` only when the employer is registered; `valid_to` exclusive, None = now."""

    __tablename__ = "employments"
    __table_args__ = (
        Index(None, "person_id", "valid_from"),
        Index(None, "institution_id", postgresql_where=text("institution_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    employer_name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="enterprise", server_default="enterprise")
    post: Mapped[str] = mapped_column(default="", server_default="")
    front_line: Mapped[bool | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    batch_id: Mapped[int | None]


class Education(Base):
    """One education (GB/T 4658 level). Only `outcome` graduated (毕业) satisfies an education condition."""

    __tablename__ = "educations"
    __table_args__ = (
        Index(None, "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    level: Mapped[str]
    outcome: Mapped[str] = mapped_column(default="graduated", server_default="graduated")
    full_time: Mapped[bool | None]
    major: Mapped[str] = mapped_column(default="", server_default="")
    degree: Mapped[str | None]
    graduated_on: Mapped[date | None]
    batch_id: Mapped[int | None]


class HeldTitle(Base):
    """A professional title 职称 somebody holds, with where the register knows it from: `source_kind` recognition (its record)
    or earlier (its batch), `source_number`. `specialty` 专业, `acquired_by` 取得方式 (titles.labels.WAYS), `approved_by`
    批准机关或文号 and `certificate_number` as far as a list tells them."""

    __tablename__ = "held_titles"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    series: Mapped[str]
    level: Mapped[str]
    held_from: Mapped[date]
    held_to: Mapped[date | None]
    source_kind: Mapped[str]
    source_number: Mapped[str] = mapped_column(default="")
    batch_id: Mapped[int | None]
    specialty: Mapped[str] = mapped_column(default="", server_default="")
    acquired_by: Mapped[str] = mapped_column(default="", server_default="")
    approved_by: Mapped[str] = mapped_column(default="", server_default="")
    certificate_number: Mapped[str] = mapped_column(default="", server_default="")


PERSON_NUMBER_SEQUENCE = "CREATE SEQUENCE IF NOT EXISTS person_number_seq"
