"""What the register tells anybody about one paper, and the registry of who tells it.

A package registers a `Resolver` per kind of paper; the public pages ask all of them, always in the same order. A kind that
a later package brings joins by registering: nothing is offered before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicRecord:
    """One paper as anybody may read it. There is no place in it for a document number, a phone or an employer.

    `masked_name`: first sign and stars (a unit's name is whole); `says`: what the paper says besides, as printed; `state`
    is good, ended or replaced, `state_text` the word its kind has for it, `since` the day it stopped being good,
    `successor` the number that is good instead; `seal` is printed on the paper (empty: it bears none); `intact` False when
    the words kept no longer fit their seal. `name` as the paper says it serves the comparison with a paper at hand and is
    never shown.
    """

    kind: str
    number: str
    name: str
    masked_name: str
    says: tuple[tuple[str, str], ...]
    issuer: str
    issued_on: date
    state: str
    state_text: str
    since: date | None = None
    successor: str = ""
    seal: str = ""
    intact: bool = True


GOOD, ENDED, REPLACED = "good", "ended", "replaced"


@dataclass(frozen=True, slots=True)
class Resolver:
    """How papers of one kind are found. `by_number_and_name(session, number, name)` gets both tidied and decides in
    one statement (what is found it may read in another); `by_number(session, number)` serves a token, whose number is the
    record's own. Both give None for what is not there and for what is not yet published. `title` is the kind in words."""

    kind: str
    title: str
    by_number_and_name: Callable[[Any, str, str], PublicRecord | None]
    by_number: Callable[[Any, str], PublicRecord | None]


_RESOLVERS: dict[str, Resolver] = {}


def register(resolver: Resolver) -> None:
    """Registers the kind; the same kind again replaces it. Filled once when the application is put together."""
    _RESOLVERS[resolver.kind] = resolver


def resolvers() -> tuple[Resolver, ...]:
    """All of them in the order of registration."""
    return tuple(_RESOLVERS.values())


def resolver(kind: str) -> Resolver | None:
    """That of one kind."""
    return _RESOLVERS.get(kind)
