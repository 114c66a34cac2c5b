"""The published scope of a qualification read as occupations and levels: 大数据工程技术人员（初级、中级）；区块链工程技术人员."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from training_app.institutions.labels import SCOPE_LEVELS, SCOPE_LISTS, SCOPE_SEGMENTS
from training_app.policies.occupations import occupations

_SEGMENT = re.compile(r"(?P<names>[^()]*)(?:\((?P<levels>[^()]*)\))?")
_SEGMENTS, _LIST = (re.compile(f"[{signs}]+") for signs in (SCOPE_SEGMENTS, SCOPE_LISTS))


@dataclass(frozen=True, slots=True)
class Programme:
    """What is taught or assessed: an occupation at a level."""

    occupation: str
    level: str


@cache
def programmes_of(scope: str) -> frozenset[tuple[str, str | None]]:
    """The occupations of a scope with their levels (None: every level). Empty when the scope names none or holds anything
    that is not understood: nobody is refused for words the register cannot read."""
    found: set[tuple[str, str | None]] = set()
    text = unicodedata.normalize("NFKC", scope).replace(" ", "")
    for segment in filter(None, _SEGMENTS.split(text)):
        parts = _SEGMENT.fullmatch(segment)
        keys = [_names().get(name) for name in _LIST.split(parts["names"]) if name] if parts else []
        levels = [SCOPE_LEVELS.get(word) for word in _LIST.split(parts["levels"]) if word] if parts and parts["levels"] else []
        if not keys or None in keys or None in levels:
            return frozenset()
        found |= {(key, level) for key in keys if key for level in levels or [None]}
    return frozenset(found)


def takes_in(scope: str, programme: Programme | None) -> bool:
    """Whether a scope takes a programme in; one that names no occupations is not limited."""
    named = programmes_of(scope)
    if programme is None or not named:
        return True
    return bool(named & {(programme.occupation, None), (programme.occupation, programme.level)})


@cache
def _names() -> dict[str, str]:
    names = {}
    for entry in occupations():
        for name in (entry.name, entry.short_name, *entry.aliases):
            names[unicodedata.normalize("NFKC", name).replace(" ", "")] = entry.key
    return names
