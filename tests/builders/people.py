"""Persons with an identity document, sealed as the register keeps it."""

from __future__ import annotations

import itertools
import uuid
from datetime import date

from pypinyin import Style, lazy_pinyin
from sqlalchemy.orm import Session

from training_app.crypto.blind_index import blind_index, last_four_index
from training_app.crypto.cipher import seal
from training_app.kernel import identity
from training_app.kernel.identity import IdentityKind
from training_app.people.models import Employment, Person, PersonDocument

NUMBER_COLUMN = "people.person_documents.number"
PHONE_COLUMN = "people.persons.phone"
_serial = itertools.count(1)
_SURNAMES = "丛毕鞠于姜戚隋邹宫慈"
_GIVEN = "海明思雨文立晓佩永昱"


def identity_number(serial: int, born: date = date(1990, 1, 1)) -> str:
    """A synthetic right resident number: region by thousands of the serial, so that no two are equal."""
    first17 = f"{371000 + serial // 1000:06d}{born:%Y%m%d}{serial % 1000:03d}"
    return first17 + identity.check_digit(first17)


def make_person(
    session: Session,
    name: str | None = None,
    *,
    number: str | None = None,
    kind: IdentityKind = IdentityKind.RESIDENT_ID,
    born: date = date(1990, 1, 1),
    phone: str | None = None,
    employer: str | None = None,
    district_code: str | None = "371002",
    **columns: object,
) -> Person:
    """A person with one current document, and an employment when an employer is named."""
    serial = next(_serial)
    name = name or f"{_SURNAMES[serial % 10]}{_GIVEN[serial // 10 % 10]}{_GIVEN[serial // 100 % 10]}"
    number = number or identity_number(serial, born)
    row_key = uuid.uuid4()
    person = Person(
        row_key=row_key, name=name, name_pinyin=" ".join(lazy_pinyin(name)), sex=identity.sex(number), birth_date=born,
        name_initials="".join(lazy_pinyin(name, style=Style.FIRST_LETTER)), district_code=district_code,
        phone_sealed=seal(phone.encode(), column=PHONE_COLUMN, row=row_key) if phone else None, **columns,
    )  # fmt: skip
    session.add(person)
    session.flush()
    canonical = identity.canonical(kind, number)
    document_key = uuid.uuid4()
    session.add(
        PersonDocument(
            person_id=person.id, row_key=document_key, kind=kind,
            number_sealed=seal(number.encode(), column=NUMBER_COLUMN, row=document_key),
            number_index=blind_index(NUMBER_COLUMN, canonical), is_current=True,
            last_four_index=last_four_index(NUMBER_COLUMN, canonical),
        )
    )  # fmt: skip
    if employer:
        session.add(Employment(person_id=person.id, employer_name=employer, valid_from=date(2020, 1, 1)))
    session.flush()
    session.refresh(person, ["number"])
    return person
