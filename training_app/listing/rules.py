"""What may be kept of a list, and how much of it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from training_app.kernel import identity
from training_app.kernel.lists import ListSpec

LONGEST_NAME = 40
MOST_FILTERS = 30
# A workbook of so many lines is made while the user waits, a longer one in the background.
EXPORT_AT_ONCE = 2_000
MOST_CHOSEN = 200
# What came of an act on many lines can be opened again for so long.
RESULTS_KEPT_FOR = timedelta(days=90)

_WHOLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{8,18}[Xx]?", re.ASCII)
_PERSON_NUMBER = re.compile(r"[Pp]\d{8}", re.ASCII)


def tidy_name(text: str) -> str:
    """A name as it is kept: no characters that cannot be stored or seen, single blanks."""
    return " ".join("".join(character for character in text if character.isprintable()).split())


def holds_a_number(query: Mapping[str, str]) -> bool:
    """Whether what is looked for may be the whole number of a document, or holds one."""
    bare = query.get("q", "").replace(" ", "")
    if identity.within(query.get("q", "")):
        return True
    return bool(_WHOLE_NUMBER.fullmatch(bare)) and not _PERSON_NUMBER.fullmatch(bare)


def last_four_instead(text: str) -> str | None:
    """The last four of a whole identity number looked for in an address, where it must not stand; None for anything else."""
    number = identity.within(text)
    return number[-4:] if number else None


def columns_of(spec: ListSpec, chosen: list[str]) -> list[str]:
    """What of a choice are columns of the list that may be chosen."""
    return [column.key for column in spec.columns if not column.fixed and column.key in chosen]


def told(query: Mapping[str, str]) -> dict[str, object]:
    """A query as the trail keeps it: what was typed into the search may name a person and stays out."""
    plain: dict[str, object] = {name: value for name, value in query.items() if name != "q"}
    return plain | ({"searched": True} if query.get("q") else {})
