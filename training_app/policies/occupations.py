"""The digital-technology occupations with both codes and directions (`national/occupations.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "national" / "occupations.toml"


@dataclass(frozen=True, slots=True)
class DirectionEntry:
    """A direction 职业方向; `verified` False where its name comes from no official text."""

    key: str
    name: str
    verified: bool


@dataclass(frozen=True, slots=True)
class OccupationEntry:
    """An occupation; `aliases` are other wordings found in rosters, `short_name` the row name of the quarterly form."""

    key: str
    name: str
    short_name: str
    code_2015: str | None
    code_2022: str | None
    edition: str
    aliases: tuple[str, ...]
    directions: tuple[DirectionEntry, ...]
    preprinted: bool
    sort: int


@cache
def occupations() -> tuple[OccupationEntry, ...]:
    """All occupations in the order of the form."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    entries = [
        OccupationEntry(
            key=item["key"], name=item["name"], short_name=item["short_name"], code_2015=item.get("code_2015"),
            code_2022=item.get("code_2022"), edition=item.get("edition", ""), aliases=tuple(item.get("aliases", ())),
            directions=tuple(
                DirectionEntry(d["key"], d["name"], d.get("verified", False)) for d in item.get("directions", ())
            ),
            preprinted=item.get("preprinted", False), sort=item["sort"],
        )
        for item in data["occupations"]
    ]
    return tuple(sorted(entries, key=lambda entry: entry.sort))
