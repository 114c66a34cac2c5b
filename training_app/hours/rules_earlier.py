"""What makes two lines of earlier hours tell of the same training. Pure.

The hours are no part of it: the same training with other hours is a contradiction and never a second credit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from training_app.hours.columns import amounts_of, year_of

SOURCE_KIND = "earlier"
"""Source of the entries; their source number is that of the batch."""
_TOLD = ("source", "course", "evidence", "began_on", "occurred_on")


def is_whole(fields: Mapping[str, Any]) -> bool:
    """Whether a line tells enough to be compared with others."""
    subject = "subject" in fields if "hours" in fields else "general_hours" in fields or "professional_hours" in fields
    return subject and "source" in fields and ("year" in fields or "occurred_on" in fields)


def facts_of(fields: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """What a whole line credits: subject, the key of the training (of nobody in particular), hundredths of 学时."""
    told = ["".join(str(fields.get(name, "")).split()).casefold() for name in _TOLD]
    for subject, hours in amounts_of(fields).items():
        text = json.dumps([year_of(fields), subject, *told], ensure_ascii=False)
        yield subject, hashlib.sha256(text.encode()).hexdigest()[:32], hours


def idempotency_key(person_number: str, fact: str, times: int) -> str:
    """The ledger's key of a training of somebody that was taken back `times` times before."""
    return f"{SOURCE_KIND}:{person_number}:{fact}:{times}"


def fact_of(key: str) -> str:
    """The training an entry of this list stands for, by its key."""
    return key.split(":")[2]
