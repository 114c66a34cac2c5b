"""What a clerk decides about a number or code of a list that is registered under another name. Pure.

A decision is kept with its line, as `Row.decided`. It says for which two names of which record it was made: with any
other it counts for nothing, so that whatever changes afterwards is asked anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

SHORTEST_REASON, LONGEST_REASON = 4, 200


class Choice(StrEnum):
    """The same one, called as registered; the same one, called otherwise by now; another one."""

    SAME = "same"
    RENAMED = "renamed"
    OTHER = "other"


class Standing(StrEnum):
    """How a decision stands: it counts; the bureau is asked; the bureau has agreed; the bureau has refused."""

    DECIDED = "decided"
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


def decision(
    choice: Choice, standing: Standing, *, person: str, registered: str, stated: str, why: str, by: int | None, at: str
) -> dict[str, Any]:
    """A decision about the person or institution of the readable number `person`, called `registered` in the register and
    `stated` in the file; `at` is an instant in ISO form."""
    return {
        "choice": str(choice), "standing": str(standing), "person": person, "registered": registered, "stated": stated,
        "why": why, "by": by, "at": at,
    }  # fmt: skip


def fits(decided: Mapping[str, Any] | None, person: str, registered: str, stated: str) -> bool:
    """Whether a decision was made for exactly this record and these two names."""
    return decided is not None and (decided["person"], decided["registered"], decided["stated"]) == (
        person, registered, stated,
    )  # fmt: skip


def renames(decided: Mapping[str, Any]) -> bool:
    """Whether confirming the line changes the name in the register."""
    return decided["choice"] == Choice.RENAMED and decided["standing"] in (Standing.DECIDED, Standing.AGREED)


def veiled(name: str) -> str:
    """A name of which only the first character is shown."""
    return f"{name[:1]}{'*' * max(len(name) - 1, 1)}"
