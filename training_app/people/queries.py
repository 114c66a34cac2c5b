"""Finding persons and what is known of them, always through the actor's scope.

The register of persons does not know classes: a page that may also show the people of somebody's classes passes that
condition as `also` (`classes.queries_people.learners_of(actor)`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from training_app.crypto.blind_index import blind_index_many, last_four_index
from training_app.crypto.cipher import open_many
from training_app.db import paging
from training_app.kernel import identity
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.kernel.identity import IdentityKind
from training_app.kernel.lists import Asked
from training_app.people import messages
from training_app.people.models import (
    NUMBER_COLUMN,
    SQUEEZED_PINYIN,
    Education,
    Employment,
    HeldTitle,
    Person,
    PersonDocument,
    PersonName,
)

OUTSIDE = "outside"
NEWEST = Asked("-number")
_LAST_FOUR = re.compile(r"\d{3}[\dXx]", re.ASCII)
_NUMBER = re.compile(r"[Pp]\d{8}", re.ASCII)
_DOCUMENT = re.compile(r"[A-Za-z]{0,3}[\d]{6,18}[Xx]?", re.ASCII)
_LETTERS = re.compile(r"[a-z ]+")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of a list of persons: the record, the masked current document, the present employer."""

    record: Person
    masked_number: str
    employer: str


@dataclass(frozen=True, slots=True)
class Document:
    """An identity document as pages show it."""

    kind: str
    masked_number: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register knows of a person, through the surviving record."""

    record: Person
    documents: Sequence[Document]
    former_names: Sequence[PersonName]
    employments: Sequence[Employment]
    educations: Sequence[Education]
    titles: Sequence[HeldTitle]


def in_scope(actor: Actor, also: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
    """The persons the actor may see: the bureau all, a district its own, an engineer the own person; and `also`."""
    if actor.sees_whole_city:
        return true()
    own: ColumnElement[bool] = false()
    if actor.role is Role.DISTRICT and actor.district_code is not None:
        own = Person.district_code == actor.district_code
    elif actor.role is Role.ENGINEER and actor.person_id is not None:
        own = Person.id == actor.person_id
    return own if also is None else or_(own, also)


def by_number(session: Session, actor: Actor, number: str, also: ColumnElement[bool] | None = None) -> Person:
    """The person of this number, of a merged one the surviving person. NotFound outside the scope."""
    found = session.scalar(select(Person).where(Person.number == number, in_scope(actor, also)))
    if found is None:
        raise NotFound("people.not_found", messages.NOT_FOUND, number=number)
    return session.get_one(Person, found.merged_into) if found.merged_into is not None else found


def search(
    session: Session, actor: Actor, text: str, asked: Asked = NEWEST, also: ColumnElement[bool] | None = None,
    district: str = "",
) -> paging.Page:  # fmt: skip
    """A page of persons by name, pinyin or its initials, number, last four or the whole of an identity number; "" means
    all. `district`: those registered there; OUTSIDE: those of no district."""
    wanted = select(Person).where(in_scope(actor, also), Person.merged_into.is_(None), matching(text.strip()))
    if district == OUTSIDE:
        wanted = wanted.where(Person.district_code.is_(None))
    elif district:
        wanted = wanted.where(Person.district_code == district)
    page = paging.page_of(session, wanted, _ORDERS, asked, lambda row: row[0])
    ids = [person.id for person in page.items]
    numbers, employers = masked_numbers(session, ids), present_employers(session, ids)
    rows = [PersonRow(person, numbers.get(person.id, ""), employers.get(person.id, "")) for person in page.items]
    return replace(page, items=rows)


def masked_numbers(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The current documents of persons, masked, by person."""
    return {person: identity.mask(number) for person, number in whole_numbers(session, ids).items()}


def whole_numbers(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The current documents of persons in full, by person: for the statutory lists of `listing/service_protected.py`, which
    two people answer for, and nothing else."""
    statement = select(PersonDocument.person_id, PersonDocument.row_key, PersonDocument.number_sealed)
    statement = statement.where(PersonDocument.person_id.in_(list(ids)), PersonDocument.is_current)
    rows = session.execute(statement.order_by(PersonDocument.id)).all()
    clear = open_many([(row.row_key, bytes(row.number_sealed)) for row in rows], column=NUMBER_COLUMN)
    return {row.person_id: number.decode() for row, number in zip(rows, clear, strict=True)}


def present_employers(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """The names of the present employers, by person."""
    statement = select(Employment.person_id, Employment.employer_name).where(
        Employment.person_id.in_(list(ids)), Employment.valid_to.is_(None)
    )
    return {row.person_id: row.employer_name for row in session.execute(statement.order_by(Employment.id))}


def facts(session: Session, actor: Actor, number: str, also: ColumnElement[bool] | None = None) -> Facts:
    """All facts of the person of this number. NotFound outside the scope."""
    person = by_number(session, actor, number, also)
    ids = [person.id, *session.scalars(select(Person.id).where(Person.merged_into == person.id))]
    documents = session.scalars(
        select(PersonDocument)
        .where(PersonDocument.person_id.in_(ids))
        .order_by(PersonDocument.is_current.desc(), PersonDocument.id)
    )

    def of(model: type, *order: object) -> list:
        return list(session.scalars(select(model).where(model.person_id.in_(ids)).order_by(*order)))  # type: ignore[attr-defined]

    return Facts(
        person,
        [Document(each.kind, identity.mask(each.number or ""), each.is_current) for each in documents],
        of(PersonName, PersonName.id),
        of(Employment, Employment.valid_to.desc().nulls_first(), Employment.id.desc()),
        of(Education, Education.graduated_on.desc().nulls_last(), Education.id.desc()),
        of(HeldTitle, HeldTitle.held_from.desc(), HeldTitle.id.desc()),
    )


def matching(text: str) -> ColumnElement[bool]:
    """Persons that fit a search: name, pinyin or its initials, number, last four or the whole of an identity number."""
    if not text:
        return true()
    if _NUMBER.fullmatch(text):
        return Person.number == text.upper()
    if _LAST_FOUR.fullmatch(text):
        return _with_document(PersonDocument.last_four_index == last_four_index(NUMBER_COLUMN, text))
    if _DOCUMENT.fullmatch(text):
        return _with_document(PersonDocument.number_index.in_(_possible_indexes(text.upper())))
    folded = text.lower()
    if _LETTERS.fullmatch(folded):
        # Names in Latin letters are their own pinyin.
        squeezed = folded.replace(" ", "")
        by_initials = Person.name_initials.startswith(squeezed, autoescape=True)
        return or_(by_initials, SQUEEZED_PINYIN.startswith(squeezed, autoescape=True)) if len(squeezed) > 1 else by_initials
    return _named(text)


def _with_document(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Persons with such a document, their own or that of a person merged into them. Asked by the document, so that the
    index on it leads to the few persons instead of every person being asked."""
    own = select(PersonDocument.person_id).where(condition)
    holder = aliased(Person)
    taken_over = (
        select(holder.merged_into)
        .join(PersonDocument, PersonDocument.person_id == holder.id)
        .where(condition, holder.merged_into.is_not(None))
    )
    return Person.id.in_(own.union_all(taken_over))


def _possible_indexes(number: str) -> list[bytes]:
    kinds = [kind for kind in IdentityKind if identity.fits(number, kind)]
    return blind_index_many(NUMBER_COLUMN, {identity.canonical(kind, number) for kind in kinds})


def _named(text: str) -> ColumnElement[bool]:
    """Persons who are or were called so. Two searches by index, put together."""
    namesake = aliased(Person)
    now = select(namesake.id).where(namesake.name.startswith(text, autoescape=True))
    formerly = select(PersonName.person_id).where(PersonName.name.startswith(text, autoescape=True))
    return Person.id.in_(now.union_all(formerly))


_NUMBER_KEY = paging.Key(Person.number, str)
_ORDERS = {"number": [_NUMBER_KEY], "name": [paging.Key(Person.name_pinyin, str), _NUMBER_KEY]}
