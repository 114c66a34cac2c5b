"""What may be kept of a form, and for how long. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

KEPT_FOR = timedelta(days=30)
SUBMISSIONS_KEPT_FOR = timedelta(days=1)
# Of one user; more are no forms anybody is filling in. The oldest go.
MOST_DRAFTS = 50
MOST_FIELDS = 600
MOST_SIGNS = 60_000
_KEY = re.compile(r"[a-z_]{1,30}\.[a-z_]{1,30}(:[A-Za-z0-9-]{1,40})?", re.ASCII)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}", re.ASCII)
_NEVER = re.compile(
    r"csrf|token|pass|secret|[a-z]{3,}ation_code|setup_code|^(version|draft_key|acting_as)$", re.ASCII | re.IGNORECASE
)


def is_key(key: str) -> bool:
    """Whether the text may name a form: `classes.edit:WH2026-0147`."""
    return bool(_KEY.fullmatch(key))


def is_token(token: str) -> bool:
    """Whether the text may be a one-time token of a page."""
    return bool(_TOKEN.fullmatch(token))


def worth_keeping(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The fields of a draft by name, in order; passwords, tokens and versions are never kept. ValueError when it is too
    much to be something typed."""
    kept: dict[str, list[str]] = {}
    signs = 0
    for position, (name, value) in enumerate(fields):
        signs += len(name) + len(value)
        if position >= MOST_FIELDS or signs > MOST_SIGNS:
            raise ValueError("too much for a draft")
        if not _NEVER.search(name):
            kept.setdefault(name, []).append(value.replace("\x00", ""))
    return kept
