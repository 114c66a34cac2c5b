"""The life of an honour and what it has to say. Source: 威人社函〔2023〕25号 五（四）."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from training_app.classes.rules_inspections import wrong_text
from training_app.classes.rules_timetable import parse_day
from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow
from training_app.titles import labels_honours as labels
from training_app.titles import messages_honours as messages

_BUREAU = frozenset({Role.BUREAU})
LIFE = Workflow(
    "honour",
    (
        Transition("claimed", "check", _BUREAU, "checked"),
        Transition("claimed", "refuse", _BUREAU, "refused", remark=True),
        Transition("checked", "revoke", _BUREAU, "revoked", remark=True),
    ),
)
CARD = "talent_card"
MOST = 100
MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """An honour as typed. `valid_until` is the last day of a talent card as it was typed, "" for one without end."""

    kind: str
    name: str
    level: str
    granted_by: str
    granted_on: date | None
    document: str
    place: str = ""
    valid_until: str = ""

    @property
    def last_day(self) -> date | None:
        """The last day, None where none was typed or it cannot be read."""
        return parse_day(self.valid_until)


def mistakes(facts: Facts, today: date) -> dict[str, str]:
    """Every wrong field with its sentence; only the rank and the last day of a card may be left out."""
    wrong: dict[str, str] = {}
    for name in ("name", "granted_by", "document"):
        wrong |= wrong_text(name, getattr(facts, name), messages.MISSING.format(name=messages.FIELDS[name]), MOST)
    if facts.place.strip():
        wrong |= wrong_text("place", facts.place, "", MOST)
    if facts.kind not in labels.KINDS:
        wrong["kind"] = messages.KIND
    if facts.level not in labels.LEVELS:
        wrong["level"] = messages.LEVEL
    if facts.granted_on is None or facts.granted_on > today:
        wrong["granted_on"] = messages.GRANTED_ON.format(today=today)
    if facts.valid_until.strip():
        if facts.kind != CARD:
            wrong["valid_until"] = messages.VALID_ONLY_CARD
        elif facts.last_day is None or (facts.granted_on is not None and facts.last_day < facts.granted_on):
            wrong["valid_until"] = messages.VALID_UNTIL
    return wrong
