"""The help pages of the roster codes, put together from the sentences of the problems and what explains them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from training_app.classes import messages, messages_roster
from training_app.classes.check_result import WARNINGS
from training_app.classes.messages_help import EXAMPLE_WORDS, HELP, Help

_SENTENCES = {
    **messages.ROSTER, **{code: text for code, text in messages.FILE.items() if ":" not in code},
    "class.closed": messages_roster.NOT_OPEN,
}  # fmt: skip
_BOTH = "age.retired"
"""A warning by the age, an error where a retirement is registered."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a code: its sentence as it is said to a clerk, and what explains it; `keeps_out`: always, sometimes,
    never."""

    code: str
    sentence: str
    help: Help
    keeps_out: str


def pages() -> list[Page]:
    """All pages, what keeps a line out first."""
    return sorted((_page(code) for code in _SENTENCES), key=lambda page: page.keeps_out == "never")


def page_of(code: str) -> Page | None:
    """The page of a code, None where there is no such code."""
    return _page(code) if code in _SENTENCES else None


def _page(code: str) -> Page:
    keeps_out = "sometimes" if code == _BOTH else "never" if code in WARNINGS else "always"
    return Page(code, _SENTENCES[code].format(**EXAMPLE_WORDS), HELP[code], keeps_out)
