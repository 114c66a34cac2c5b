"""The registry of lists that may leave the house with whole numbers of documents. Filled in `web/registries.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound, PermissionDenied
from training_app.listing import messages_protected as messages
from training_app.sheets.export import Table


@dataclass(frozen=True, slots=True)
class Subject:
    """The record a list is of, in the actor's scope: its name and whose it is."""

    number: str
    name: str
    institution_id: int | None


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in the workbook, everybody whose whole number does, and the same as a paper where it is handed in so."""

    tables: Sequence[Table]
    person_ids: frozenset[int]
    pdf: bytes | None = None


@dataclass(frozen=True, slots=True)
class ProtectedKind:
    """One of the statutory lists. `subject` finds the record (NotFound outside the scope), `content` draws the list as of a day;
    `endpoint` is the record's page with its `argument`, `of` what such a record is called, `purpose` is proposed to who
    asks, `askers` are the roles whose work it is."""

    key: str
    title: str
    purpose: str
    endpoint: str
    subject: Callable[[Session, Actor, str], Subject]
    content: Callable[[Session, Actor, str, date], Content]
    of: str
    askers: frozenset[Role]
    argument: str = "number"


KINDS: dict[str, ProtectedKind] = {}


def register(kind: ProtectedKind) -> None:
    """Makes a list known; the same key again replaces it."""
    KINDS[kind.key] = kind


def kind_of(key: str) -> ProtectedKind:
    """The list of that key. NotFound for none."""
    if key not in KINDS:
        raise NotFound("exports.no_such_kind", messages.NO_SUCH_KIND)
    return KINDS[key]


def subject_of(session: Session, actor: Actor, key: str, number: str) -> tuple[ProtectedKind, Subject]:
    """The list and the record it is asked of. NotFound outside the scope, PermissionDenied where it is not the role's work."""
    kind = kind_of(key)
    if actor.role not in kind.askers:
        raise PermissionDenied("exports.may_not_ask", messages.MAY_NOT_ASK.format(title=kind.title))
    return kind, kind.subject(session, actor, number)
