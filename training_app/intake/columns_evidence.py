"""What tells a record of a plain list from a total, a signature or an instruction: its number, else what its cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from training_app.sheets.records import Evidence

_DIGITS_OF_PROOF = 6
_WORDS = re.compile(r"[\u4e00-\u9fff:：]|^\s*20\d\d[-./]\d{1,2}[-./]\d{1,2}\s*$")
"""What stands below a list, where a record has its number: who signed, by which telephone, on which day."""
_ANY_WORDS, _ANY_DAY = "某某", "2026-01-01"
"""A cell that takes the one for a value shows nothing; the other stands beside every signature."""


def evidence_of(
    understood: Mapping[str, Callable[[str], bool]], proof: str, serial: str, whole: tuple[str, ...]
) -> Evidence:
    """The evidence of a list whose columns take a text for a value or not, by field."""
    lead = "name" if "name" in understood else proof
    telling = {
        name: test for name, test in understood.items() if name not in (lead, proof) and not (test(_ANY_WORDS) or test(_ANY_DAY))
    }
    ordinary = frozenset(understood) - {"name", proof}
    return Evidence(proof, _proves, ordinary, serial, {lead: understood[lead], **telling}, whole)


def _proves(cell: str) -> bool:
    return sum(map(str.isdigit, cell)) >= _DIGITS_OF_PROOF and not _WORDS.search(cell)
