"""Until when attendance is entered, and the life of a request to change what is locked.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤). No text gives the days: they are the policy's, assumed.
"""

from __future__ import annotations

from datetime import date, timedelta

from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow

_INSTITUTION, _BUREAU = frozenset({Role.TRAINING_INSTITUTION}), frozenset({Role.BUREAU})

CORRECTION_LIFE = Workflow(
    "correction",
    (
        Transition("asked", "agree", _BUREAU, "agreed"),
        Transition("asked", "refuse", _BUREAU, "refused", remark=True),
        Transition("asked", "withdraw", _INSTITUTION, "withdrawn"),
        Transition("asked", "add_evidence", _INSTITUTION, "asked"),
    ),
)

FINDING_LIFE = Workflow(
    "finding",
    (
        Transition("open", "ask", _BUREAU, "asked"),
        Transition("explained", "ask", _BUREAU, "asked"),
        Transition("asked", "explain", _INSTITUTION, "explained"),
        *(
            Transition(state, verb, _BUREAU, outcome, remark=True)
            for state in ("open", "asked", "explained")
            for verb, outcome in (("uphold", "upheld"), ("dismiss", "dismissed"))
        ),
    ),
)
UNDECIDED = ("open", "asked", "explained")
"""States of a finding nothing is decided about."""


def last_entry_day(held_on: date, reopened_on: date | None, days: int) -> date:
    """The last day attendance of a session may be entered or changed: so many calendar days after the session, or after the
    class's completion was taken back."""
    return max(held_on, reopened_on or held_on) + timedelta(days=days)


def asked_late(held_on: date, asked_on: date, days: int) -> bool:
    """Whether a correction was asked for later than so many calendar days after the session; for the bureau to weigh, never a
    refusal by itself."""
    return asked_on > held_on + timedelta(days=days)
