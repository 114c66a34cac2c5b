"""What may be asked to change once a class is approved, and the life of a request. Pure.

Source: 威人社函〔2023〕25号 四（一）: a class is reviewed and filed before it opens; what was filed stays until the bureau agrees
to something else. No text gives a form for it: that it takes a request is a reading of the duty to file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from training_app.classes.rules_timetable import TypedSession
from training_app.kernel.actor import Role
from training_app.kernel.workflow import Transition, Workflow

_INSTITUTION, _BUREAU = frozenset({Role.TRAINING_INSTITUTION}), frozenset({Role.BUREAU})
REQUEST_LIFE = Workflow(
    "change request",
    (
        Transition("asked", "agree", _BUREAU, "agreed"),
        Transition("asked", "refuse", _BUREAU, "refused", remark=True),
        Transition("asked", "withdraw", _INSTITUTION, "withdrawn"),
    ),
)

FIELDS = (
    "name", "assessment_body", "plan_line", "district_code", "venue", "mode", "capacity", "starts_on", "ends_on",
    "required_hours", "required_hours_source", "sign_up_opens", "sign_up_closes", "contact_name", "contact_phone",
)  # fmt: skip
"""The fields of a filing that may change, what its approval set, and the days of sign-up. Occupation, direction and level may
not: that is another class."""
NEEDED = ("assessment_body", "venue", "contact_name", "contact_phone")
"""What no class is approved without, so that none is changed to be without it."""
FIXED_ONCE_RUNNING = ("starts_on",)
HOURS = ("required_hours", "required_hours_source")
SIGN_UP = ("sign_up_opens", "sign_up_closes")
PRIVATE = ("contact_name", "contact_phone")
CONCERNS_TRAINEES = ("district_code", "venue", "mode", "starts_on", "ends_on", "required_hours")
FIELD, SESSION = "field", "session"
SHORTEST_REASON, LONGEST_REASON = 4, 500


@dataclass(frozen=True, slots=True)
class Change:
    """One item of a request. Of a field: its `name`, old and new text. Of a session: its `number` (None: a new one), old and new
    line of the timetable form; None where it is not there before, or not after."""

    part: str
    name: str = ""
    number: int | None = None
    before: Any = None
    after: Any = None

    @property
    def key(self) -> tuple[str, str, int | None]:
        return self.part, self.name, self.number


def field_changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    """The fields in which two filings differ, in the order of the form."""
    return [
        Change(FIELD, name, None, before[name], after[name]) for name in FIELDS if name in after and before[name] != after[name]
    ]


def session_changes(before: Mapping[int, TypedSession], after: Sequence[tuple[int | None, TypedSession | None]]) -> list[Change]:
    """The sessions in which a timetable differs from what is asked for: pairs of a session's number (None: new) and its line
    (None: cancelled)."""
    found = []
    for number, line in after:
        old = before.get(number) if number is not None else None
        if old != line:
            found.append(
                Change(SESSION, "", number, asdict(old) if old else None, asdict(line) if line else None)
            )
    return found


def kept(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """Items as they are stored."""
    return [asdict(each) for each in changes]


def read(stored: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Stored items."""
    return [Change(**each) for each in stored]


def concerns_trainees(changes: Sequence[Change]) -> bool:
    """Whether days, times or places change, so that whoever signed up has to be told."""
    return any(
        each.name in CONCERNS_TRAINEES if each.part == FIELD else _moved(each.before, each.after) for each in changes
    )


def _moved(before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> bool:
    if before is None or after is None:
        return True
    return any(before[name] != after[name] for name in ("held_on", "starts_at", "ends_at", "mode", "place"))
