"""What a line of an uploaded list says about a person, and what the register knows of the person it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from training_app.crypto.blind_index import blind_index_many
from training_app.kernel import identity
from training_app.kernel.identity import IdentityKind
from training_app.people.models import NUMBER_COLUMN
from training_app.people.names import comparable


@dataclass(slots=True)
class PersonLine:
    """One line's person; `position` is the line's place in its list. Days are ISO text, as lists carry them.

    `index` is the keyed index of the canonical identity number. The number itself decides birth date and sex where it
    tells them.
    """

    position: int
    name: str
    identity_kind: str
    identity_number: str
    sex: str | None = None
    birth_date: str | None = None
    phone: str = ""
    employer: str = ""
    post: str = ""
    education: str | None = None
    education_outcome: str | None = None
    full_time: bool | None = None
    major: str = ""
    degree: str | None = None
    graduation_date: str | None = None
    canonical: str = ""
    index: bytes = b""


class Known(NamedTuple):
    """A person of the register that a line means. `number` is the readable one (P00012345)."""

    person_id: int
    number: str
    name: str
    sex: str | None
    birth_date: date | None
    retired_on: date | None
    district_code: str | None
    has_phone: bool
    row_key: UUID


FACTS_ADDED = "facts_added"
"""Column of a change that says: a known person got an employment or education of this import."""


class Change(NamedTuple):
    """A value of an existing record that an import changed: table, id, column, before, after, all as JSON can hold them."""

    table: str
    record_id: int
    column: str
    before: Any
    after: Any


@dataclass(slots=True)
class Registered:
    """The persons of the lines: ids and readable numbers by position, which were new, of which something became known,
    what was changed."""

    ids: dict[int, int] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    created: set[int] = field(default_factory=set)
    updated: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)


def person_lines(lines: Iterable[tuple[int, Mapping[str, Any]]]) -> list[PersonLine]:
    """Lines (position, canonical fields of a list) as person lines with their keyed index."""
    found = []
    for position, fields in lines:
        number = fields["identity_number"]
        get = fields.get
        found.append(
            PersonLine(
                position, fields["name"], get("identity_kind") or IdentityKind.RESIDENT_ID, number,
                identity.sex(number) or get("sex"), _birth_date(number) or get("birth_date"), get("phone") or "",
                get("employer") or "", get("post") or "", get("education"), get("education_outcome"), get("full_time"),
                get("major") or "", get("degree"), get("graduation_date"),
            )
        )  # fmt: skip
    for line in found:
        line.canonical = identity.canonical(line.identity_kind, line.identity_number)
    for line, index in zip(found, blind_index_many(NUMBER_COLUMN, [line.canonical for line in found]), strict=True):
        line.index = index
    return found


def once(lines: Iterable[PersonLine], known: Mapping[int, Known]) -> list[PersonLine]:
    """One line for each person of a list of earlier years, however many lines it has of one. Of somebody the register knows
    (by position) such a list tells nothing about the present employer; of others the first line that names one does."""
    found: dict[bytes, PersonLine] = {}
    for line in lines:
        kept = found.get(line.index)
        if line.position in known:
            found.setdefault(line.index, replace(line, employer=""))
        elif kept is None:
            found[line.index] = line
        elif not kept.employer and line.employer:
            found[line.index] = replace(kept, employer=line.employer)
    return list(found.values())


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name."""
    return one == other or comparable(one) == comparable(other)


def _birth_date(number: str) -> str | None:
    born = identity.birth_date(number)
    return born.isoformat() if born else None
