"""The help pages of a list's problems, put together from the sentences of the problems and what explains them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from training_app.intake.messages_help import Help


class Explained(Protocol):
    """What a list says of its problems: words by code, the sentence of each, which let a line in always or at times."""

    @property
    def help(self) -> Mapping[str, Help]: ...

    @property
    def warnings(self) -> frozenset[str]: ...

    @property
    def warnings_at_times(self) -> Mapping[str, str]: ...

    def sentence(self, code: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a code: its sentence as it is said to a clerk, and what explains it; `keeps_out`: always,
    sometimes (`at_times` says when), never."""

    code: str
    sentence: str
    help: Help
    keeps_out: str
    at_times: str


def pages(kind: Explained) -> list[Page]:
    """All pages of a list, what keeps a line out first."""
    found = [page_of(kind, code) for code in kind.help]
    return sorted((page for page in found if page), key=lambda page: page.keeps_out == "never")


def page_of(kind: Explained, code: str) -> Page | None:
    """The page of a code, None where the list reports no such code."""
    if code not in kind.help:
        return None
    keeps_out = "sometimes" if code in kind.warnings_at_times else "never" if code in kind.warnings else "always"
    return Page(code, kind.sentence(code), kind.help[code], keeps_out, kind.warnings_at_times.get(code, ""))
