"""The registry of lists: which there are, who may open them, and where their lines come from. Filled in `web/registries.py`,
so that a list may belong to a package above this one or below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from training_app.db.paging import Page
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import DomainError, NotFound
from training_app.kernel.lists import Asked, ListSpec
from training_app.kernel.permissions import Permission, may
from training_app.listing import messages

Query = Mapping[str, str]
Fetch = Callable[[Session, Actor, Query, Asked, date], Page]


@dataclass(frozen=True, slots=True)
class Question:
    """Something an act on many lines asks once for all of them: a text, or by `kind` a box to tick ("check"), a day ("day"),
    one of `choices` ("choice"). `given` is what stands there before anybody typed."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()
    given: str = ""


Answers = Mapping[str, str]
# Done together: what was done to each number, or the error that says why not.
Together = Callable[[Session, Actor, list[str], Answers, date, datetime], Mapping[str, "str | DomainError"]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A record an act is to be done to: number, name, address of its page, what the officer should see before."""

    number: str
    name: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """An act on many lines of a list; each stands or falls alone.

    `text` says what will happen ("{count}" in it), `button` does it. `subjects` answers the records of these numbers in
    the actor's scope, `run` does it to one and answers what was done; a DomainError of it says why not. `together` does it
    to all at once instead, for packages that lock or read for all of them; an InvalidInput of it is of the answers.
    `questions` may depend on the day. `roles`: who of those with the permission, None for all.
    """

    key: str
    label: str
    text: str
    button: str
    permission: Permission
    subjects: Callable[[Session, Actor, list[str]], list[Subject]]
    run: Callable[[Session, Actor, str, Answers, date, datetime], str] | None = None
    questions: tuple[Question, ...] | Callable[[date], tuple[Question, ...]] = ()
    danger: bool = False
    together: Together | None = None
    roles: frozenset[Role] | None = None

    def open_to(self, actor: Actor) -> bool:
        """Whether the actor's role may do it."""
        return may(actor.role, self.permission) and (self.roles is None or actor.role in self.roles)

    def asked(self, day: date) -> tuple[Question, ...]:
        """What it asks on a day."""
        return self.questions(day) if callable(self.questions) else self.questions


@dataclass(frozen=True, slots=True)
class Source:
    """A list with its page, who may open it and where its lines come from. `address`: what its address always says."""

    spec: ListSpec
    endpoint: str
    permissions: tuple[Permission, ...]
    fetch: Fetch
    address: Mapping[str, str] = field(default_factory=dict)
    acts: tuple[Act, ...] = ()

    def open_to(self, actor: Actor) -> bool:
        """Whether the actor's role may open the page."""
        return any(may(actor.role, permission) for permission in self.permissions)

    def acts_of(self, actor: Actor) -> list[Act]:
        """The acts the actor's role may do."""
        return [act for act in self.acts if act.open_to(actor)]

    def chunk(self, session: Session, actor: Actor, query: Mapping[str, str], day: date) -> Callable[[Asked], Page]:
        """The list narrowed by a query, as a function of the part asked for."""

        def fetch(asked: Asked) -> Page:
            return self.fetch(session, actor, query, asked, day)

        return fetch


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Makes a list known; of two with the same key the later counts."""
    _SOURCES[source.spec.key] = source


def of_key(actor: Actor, key: str) -> Source:
    """The list of that key. NotFound for none and for one the actor's role may not open."""
    source = _SOURCES.get(key)
    if source is None or not source.open_to(actor):
        raise NotFound("listing.not_found", messages.LIST_NOT_FOUND)
    return source


def act_of(source: Source, actor: Actor, key: str) -> Act:
    """The act of that key on a list. NotFound for none and for one the actor's role may not do."""
    found = next((act for act in source.acts_of(actor) if act.key == key), None)
    if found is None:
        raise NotFound("listing.act_not_found", messages.ACT_NOT_FOUND)
    return found


def known(key: str) -> Source:
    """The list of a key that the program itself names."""
    return _SOURCES[key]


def of_endpoint(actor: Actor, endpoint: str, query: Mapping[str, Any]) -> Source | None:
    """The list an address opens for the actor's role, None where it is no list. Where two share an address, the role says
    which."""
    found = [source for source in _SOURCES.values() if source.endpoint == endpoint and source.open_to(actor)]
    return next(
        (s for s in found if s.address and all(query.get(name) == value for name, value in s.address.items())),
        found[0] if found else None,
    )
