"""Reminders of all packages: each registers what it finds due, and the daily run tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from training_app.notices.rules import Recipient


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to be told on a day. `key` makes it once: name in it the record and the step (`class.report/WH2026-0001/7`),
    not the day of the run."""

    kind: str
    to: Recipient
    subject_kind: str
    number: str
    key: str
    due: date | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


Remind = Callable[[Session, date], Iterable[Reminder]]
REMINDERS: dict[str, Remind] = {}


def register(name: str, remind: Remind) -> None:
    """Registers what a package reminds of on a day; the same name again replaces it."""
    REMINDERS[name] = remind
