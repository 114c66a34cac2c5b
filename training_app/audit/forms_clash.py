"""What a form shows when its record was changed meanwhile: who did it, what they changed, what its sender typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import Field

from training_app.audit.models import AuditEvent
from training_app.kernel import clashes
from training_app.kernel.clashes import Difference, Edition


@dataclass(frozen=True, slots=True)
class Line:
    """One field somebody else changed, in words. `before` None where the trail does not keep it. `asked`: the sender
    changed it too, so that one of the two has to be chosen; else the present value has been taken over."""

    target: str
    label: str
    before: str | None
    now: str
    typed: str
    asked: bool
    value: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Who changed the record since the form was opened, latest last, and what they changed of what the form shows."""

    edits: Sequence[tuple[str, datetime]]
    lines: Sequence[Line]

    @property
    def asked(self) -> list[Line]:
        """The lines to choose in."""
        return [line for line in self.lines if line.asked]

    @property
    def by_target(self) -> dict[str, Line]:
        """The lines to choose in by the field they belong to."""
        return {line.target: line for line in self.asked}


def clash(events: Sequence[AuditEvent], lines: Sequence[Line]) -> Clash:
    """The edits of the trail and the lines of a form as one thing to show."""
    return Clash([(event.actor_name, event.at) for event in events], lines)


def before(events: Sequence[AuditEvent]) -> dict[str, str | None]:
    """What each field said before the first of these edits, as far as the trail keeps it."""
    found: dict[str, str | None] = {}
    for event in events:
        for name, (old, _) in event.detail["changes"].items():
            found.setdefault(name, old)
    return found


def differences(edition: Edition, form: FlaskForm, fresh: FlaskForm) -> list[Difference]:
    """Where the form sent differs from the form of the record as it is now."""
    return clashes.compare(edition, clashes.values_of(form), clashes.values_of(fresh))


def settle(edition: Edition, form: FlaskForm, fresh: FlaskForm, events: Sequence[AuditEvent]) -> list[Line]:
    """Takes over into the form what only somebody else changed, and answers the lines about all they changed. What its
    sender typed stays."""
    earlier = before(events)
    lines = []
    for each in differences(edition, form, fresh):
        if not each.theirs:
            continue
        field = form[each.name]
        line = line_of(each, field.id, field.label.text, earlier, lambda value, of=field: words(of, value))
        lines.append(line)
        if each.mine:
            field.clash = line
        else:
            field.data = fresh[each.name].data
    return lines


def line_of(
    each: Difference, target: str, label: str, earlier: Mapping[str, str | None], say: Any = lambda value: value
) -> Line:
    """A difference in words."""
    return Line(target, label, earlier.get(each.name), say(each.now), say(each.typed), each.mine, each.now)


def words(field: Field, value: str) -> str:
    """A value of a field as its reader knows it: the text of the choice, the value itself elsewhere."""
    if isinstance(field, SelectField):
        return next((option.label.text for option in field if str(option.data) == value), value)
    return value
