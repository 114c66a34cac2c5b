"""The first few persons that fit a search, for the search over everything: fast however many persons there are.

Each way to find somebody (name, former name, initials, pinyin, number, document) is a SELECT of its own, so that each goes
through its own index; one SELECT with all of them as alternatives would read the whole table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true, union
from sqlalchemy.orm import Session

from training_app.crypto.blind_index import blind_index_many, last_four_index
from training_app.kernel import identity
from training_app.kernel.actor import Actor, Role
from training_app.kernel.identity import IdentityKind
from training_app.people.models import NUMBER_COLUMN, SQUEEZED_PINYIN, Person, PersonDocument, PersonName
from training_app.people.queries import PersonRow, masked_numbers, present_employers

_LAST_FOUR = re.compile(r"\d{3}[\dXx]", re.ASCII)
_NUMBER = re.compile(r"[Pp]\d{8}", re.ASCII)
_LETTERS = re.compile(r"[a-z ]+")
_WHOLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{7,18}[Xx]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class First:
    """The first persons found, and how many there are: exact unless `more`, then at least so many."""

    rows: Sequence[PersonRow]
    count: int
    more: bool = False


def is_document(text: str) -> bool:
    """Whether the text looks like the whole number of an identity document, which must not stand in an address."""
    bare = "".join(text.split())
    return bool(_WHOLE_NUMBER.fullmatch(bare)) and not _NUMBER.fullmatch(bare)


def first(
    session: Session, actor: Actor, text: str, show: int, count_to: int, also: Select[tuple[int]] | None = None
) -> First:
    """Persons by the beginning of name, pinyin or initials, by number or the last four of a document."""
    ways = _ways(session, text)
    if not ways:
        return First([], 0)
    scope = _in_scope(actor, also)
    found = [way.where(scope).limit(count_to + 1) for way in ways]
    together = found[0] if len(found) == 1 else union(*(select(each.subquery()) for each in found)).limit(count_to + 1)
    ids = list(session.scalars(together))
    return First(_rows(session, ids[:show]), min(len(ids), count_to), len(ids) > count_to)


def by_document(session: Session, actor: Actor, number: str, also: Select[tuple[int]] | None = None) -> str | None:
    """The number (P…) of the person in scope who has a document of this whole number."""
    canonical = "".join(number.split()).upper()
    indexes = {
        identity.canonical(kind, canonical) for kind in IdentityKind if identity.fits(canonical, kind)
    }  # fmt: skip
    if not indexes:
        return None
    way = _of_documents(session, PersonDocument.number_index.in_(blind_index_many(NUMBER_COLUMN, indexes)))
    return session.scalar(select(Person.number).where(Person.id.in_(way.where(_in_scope(actor, also)))).limit(1))


def _in_scope(actor: Actor, also: Select[tuple[int]] | None) -> ColumnElement[bool]:
    if actor.sees_whole_city:
        return true()
    own: ColumnElement[bool] = false()
    if actor.role is Role.DISTRICT and actor.district_code is not None:
        own = Person.district_code == actor.district_code
    return own if also is None else or_(own, Person.id.in_(also))


def _ways(session: Session, text: str) -> list[Select[tuple[int]]]:
    """SELECTs of the ids of surviving persons, one for each index the text may be looked up in."""
    persons = select(Person.id).where(Person.merged_into.is_(None))
    if _NUMBER.fullmatch(text):
        return [persons.where(Person.number == text.upper())]
    if _LAST_FOUR.fullmatch(text):
        return [_of_documents(session, PersonDocument.last_four_index == last_four_index(NUMBER_COLUMN, text.upper()))]
    folded = text.lower()
    if _LETTERS.fullmatch(folded):
        squeezed = folded.replace(" ", "")
        ways = [persons.where(Person.name_initials.startswith(squeezed, autoescape=True))]
        if len(squeezed) > 1:
            ways.append(persons.where(SQUEEZED_PINYIN.startswith(squeezed, autoescape=True)))
        return ways
    formerly = (
        select(Person.id)
        .join(PersonName, PersonName.person_id == Person.id)
        .where(PersonName.name.startswith(text, autoescape=True), Person.merged_into.is_(None))
    )
    return [persons.where(Person.name.startswith(text, autoescape=True)), formerly]


def _of_documents(session: Session, condition: ColumnElement[bool]) -> Select[tuple[int]]:
    """Persons with such a document, their own or that of a person merged into them. They are few and looked up first: the
    scope is then asked about them alone, not about the whole register."""
    owner = func.coalesce(Person.merged_into, Person.id)
    ids = session.scalars(select(owner).join(PersonDocument, PersonDocument.person_id == Person.id).where(condition))
    return select(Person.id).where(Person.id.in_(ids.all()))


def _rows(session: Session, ids: Sequence[int]) -> list[PersonRow]:
    people = list(session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.name_pinyin, Person.number)))
    numbers, employers = masked_numbers(session, ids), present_employers(session, ids)
    return [PersonRow(person, numbers.get(person.id, ""), employers.get(person.id, "")) for person in people]
