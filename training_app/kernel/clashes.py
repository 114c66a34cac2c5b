"""Two people edit one record: what each of them changed since the page was opened. Pure.

A page carries its `Edition`: the version of the record it was drawn from, and a short digest of each value it showed. So
the server can tell, field by field, who changed what, without keeping the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from training_app.kernel import messages
from training_app.kernel.errors import InvalidInput

_OWN = frozenset({"csrf_token", "form_token", "draft_key", "version", "opened"})
_SIGNS = 12
_MOST_SIGNS = 20_000


@dataclass(frozen=True, slots=True)
class Edition:
    """What a form was drawn from: the version of its record, and digests of the values (`name=digest`, by blanks)."""

    version: int
    opened: str = ""

    @classmethod
    def of(cls, version: int, values: Mapping[str, str]) -> Edition:
        """The edition of a form that shows these values."""
        return cls(version, " ".join(f"{name}={_digest(value)}" for name, value in values.items()))

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> Edition:
        """The edition a form was sent with. InvalidInput when it names no version: such a page is incomplete."""
        version = sent.get("version", "")
        if not (version.isascii() and version.isdigit() and len(version) < 10):
            raise InvalidInput("kernel.no_version", messages.NO_VERSION)
        return cls(int(version), sent.get("opened", "")[:_MOST_SIGNS])

    def showed(self, name: str, value: str) -> bool:
        """Whether the page showed this value. An unknown field counts as one that showed something else."""
        return f"{name}={_digest(value)}" in self.opened.split(" ")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that is now not what the form sent. `mine`: its sender changed it; `theirs`: somebody else did."""

    name: str
    typed: str
    now: str
    mine: bool
    theirs: bool


def values_of(fields: Iterable[Any]) -> dict[str, str]:
    """The values of a form by name, in order: of anything with `name` and `data`, save what pages add themselves."""
    return {field.name: tidy(field.data) for field in fields if field.name not in _OWN}


def compare(edition: Edition, typed: Mapping[str, str], now: Mapping[str, str]) -> list[Difference]:
    """The fields in which the form sent differs from the record as it is now, in the order of the form."""
    return [
        Difference(name, mine, now[name], not edition.showed(name, mine), not edition.showed(name, now[name]))
        for name, mine in typed.items()
        if name in now and mine != now[name]
    ]  # fmt: skip


def tidy(value: object) -> str:
    """A value as it is compared: text without outer blanks and with one kind of line end, nothing as empty text."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:_SIGNS]
