"""The form of a timetable: many lines, typed, pasted or made by a pattern. Lines that were not saved are kept as typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from werkzeug.datastructures import MultiDict

from training_app.classes import messages_life as messages
from training_app.classes import rules_timetable
from training_app.classes.rules import MOST_SESSIONS, SessionPlan, pattern
from training_app.classes.rules_timetable import Mistake, TypedSession

SPARE_LINES = 3
MORE_LINES = 10
PATTERN = ("first", "last", "count", "from", "to", "hours", "mode", "kind")
NAMES = tuple(item.name for item in fields(TypedSession))


@dataclass(slots=True)
class TimetableForm:
    """Lines as shown, the sessions they mean, and what is wrong. `wants_saving` False: lines were only added."""

    lines: list[TypedSession]
    plans: list[SessionPlan] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    wants_saving: bool = False
    pasted: str = ""
    pattern: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, plans: Sequence[SessionPlan]) -> TimetableForm:
        """The form of a stored timetable, with empty lines to go on."""
        spare = [TypedSession()] * (SPARE_LINES if plans else MORE_LINES)
        return cls([*map(rules_timetable.typed, plans), *spare], list(plans))

    @classmethod
    def read(cls, data: MultiDict[str, str], starts_on: date, ends_on: date, venue: str = "") -> TimetableForm:
        """The form as sent: `action` save, more, paste or generate. Generated lines stand at the `venue` of the class."""
        lines = typed_lines(data)
        dropped = set(data.getlist("drop"))
        kept = [line for index, line in enumerate(lines) if str(index) not in dropped]
        form = cls(kept, pasted=data.get("pasted", ""))
        # Whatever button was pressed, what stands in the other two ways of filling the timetable is not lost.
        form.pattern = {name: data[f"pattern_{name}"] for name in PATTERN if f"pattern_{name}" in data}
        action = data.get("action", "save")
        if action == "paste":
            form._append(rules_timetable.pasted(form.pasted))
        elif action == "generate":
            form._generate(data, starts_on, ends_on, venue)
        elif action == "more":
            form.lines += [TypedSession()] * MORE_LINES
        form.wants_saving = action == "save"
        form.plans, found = rules_timetable.read(form.lines, starts_on, ends_on)
        if form.wants_saving or action == "paste":
            form.mistakes += found
        if len(form.plans) > MOST_SESSIONS:
            form.refuse(messages.TOO_MANY_SESSIONS.format(most=MOST_SESSIONS))
        return form

    def refuse(self, sentence: str) -> None:
        """Adds a mistake that belongs to no line."""
        self.mistakes.append(Mistake(0, "", sentence))

    def wrong(self, line: int, name: str) -> list[str]:
        """The sentences about one field of a line (from 1)."""
        return [mistake.sentence for mistake in self.mistakes if (mistake.line, mistake.field) == (line, name)]

    @property
    def total(self) -> int:
        """Sum of the right lines in hundredths of a 学时."""
        return sum(plan.hours for plan in self.plans)

    def _append(self, added: Sequence[TypedSession]) -> None:
        self.lines = [*(line for line in self.lines if not line.blank), *added[: MOST_SESSIONS + 1]]

    def _generate(self, data: MultiDict[str, str], starts_on: date, ends_on: date, venue: str) -> None:
        told = {name: self.pattern.get(name, "") for name in PATTERN}
        days = frozenset(int(day) for day in data.getlist("pattern_weekday") if day in tuple("0123456"))
        first = rules_timetable.parse_day(told["first"]) or starts_on
        last = rules_timetable.parse_day(told["last"]) or ends_on
        count = told["count"]
        model = TypedSession(
            first.isoformat(), told["from"], told["to"], told["mode"], told["kind"],
            told["hours"], place=venue,
        )  # fmt: skip
        plans, found = rules_timetable.read([model])
        if found or not plans or not days or not (count.isascii() and count.isdigit() and 0 < int(count[:4]) <= MOST_SESSIONS):
            self.mistakes += [replace(mistake, line=0) for mistake in found] or [
                Mistake(0, "", messages.PATTERN_INVALID)
            ]
            return
        made = pattern(max(first, starts_on), min(last, ends_on), days, int(count), plans[0])
        self._append([rules_timetable.typed(plan) for plan in made])


def typed_lines(data: MultiDict[str, str]) -> list[TypedSession]:
    """The lines of the form in their order; a field that is missing for a line counts as empty."""
    columns = {name: data.getlist(name)[: MOST_SESSIONS + 100] for name in NAMES}
    count = max((len(values) for values in columns.values()), default=0)
    return [
        TypedSession(**{name: values[index] for name, values in columns.items() if index < len(values)})
        for index in range(count)
    ]
