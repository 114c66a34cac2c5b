"""The form of a request to change what was approved, and of its answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from training_app.classes import labels, labels_requests, rules_timetable
from training_app.classes import messages_requests as messages
from training_app.classes.forms import plan_line_choices
from training_app.classes.queries import FilingChoices
from training_app.classes.rules import MOST_SESSIONS
from training_app.classes.rules_requests import FIELDS, FIXED_ONCE_RUNNING
from training_app.classes.rules_timetable import Mistake, TypedSession
from training_app.classes.timetable_form import typed_lines
from training_app.kernel.clashes import Edition

SPARE_LINES = 2
_L = labels_requests.FIELDS


class ChangeForm(FlaskForm):
    """The fields of a filing that may be asked to change, and why."""

    name = StringField(_L["name"])
    assessment_body = SelectField(_L["assessment_body"], validate_choice=False)
    starts_on = StringField(_L["starts_on"])
    ends_on = StringField(_L["ends_on"])
    plan_line = SelectField(_L["plan_line"], validate_choice=False)
    required_hours = StringField(_L["required_hours"])
    required_hours_source = StringField(_L["required_hours_source"])
    sign_up_opens = StringField(_L["sign_up_opens"])
    sign_up_closes = StringField(_L["sign_up_closes"])
    district_code = SelectField(_L["district_code"], validate_choice=False)
    venue = StringField(_L["venue"])
    mode = SelectField(_L["mode"], choices=labels.MODES, validate_choice=False)
    capacity = StringField(_L["capacity"])
    contact_name = StringField(_L["contact_name"])
    contact_phone = StringField(_L["contact_phone"])
    reason = TextAreaField("变更原因")

    def offer(self, choices: FilingChoices, state: str, plan_line: str) -> None:
        """Fills the choices; what no longer may change is left out. `plan_line` is the line the class is filed under."""
        none = {} if plan_line else {"": [("", labels_requests.NO_PLAN_LINE)]}
        self.plan_line.choices = none | plan_line_choices(choices)
        self.district_code.choices = {district.code: district.name for district in choices.districts}
        self.assessment_body.choices = {body.code: body.name for body in choices.bodies}
        if state == "running":
            for name in FIXED_ONCE_RUNNING:
                del self[name]

    def show(self, values: Mapping[str, str]) -> None:
        """Fills the fields with the class as it is."""
        for name in FIELDS:
            if name in self:
                self[name].data = values[name]

    def values(self, there: Mapping[str, str], edition: Edition) -> dict[str, str]:
        """What was typed, by field; a field that was not sent, or still says what the page showed, stays as it is now."""
        typed = {name: (self[name].data or "").strip() for name in FIELDS if name in self and self[name].raw_data}
        return {name: there[name] if edition.showed(name, text) else text for name, text in typed.items()}


@dataclass(slots=True)
class SessionLines:
    """The sessions that may still change, as lines: each with the number of its session ("" for a new one), and which are ticked
    to be cancelled."""

    lines: list[TypedSession]
    numbers: list[str]
    dropped: set[int] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)

    @classmethod
    def of(cls, sessions: Sequence[tuple[int, TypedSession]]) -> SessionLines:
        """The lines of a class as it is, with empty ones for new sessions."""
        lines = [line for _, line in sessions] + [TypedSession()] * SPARE_LINES
        return cls(lines, [str(number) for number, _ in sessions] + [""] * SPARE_LINES)

    def edition(self, version: int, there: Mapping[str, str]) -> Edition:
        """What the page shows of a class: its fields and these lines."""
        lines = {_shown(number): _as_text(line) for number, line in zip(self.numbers, self.lines, strict=True) if number}
        return Edition.of(version, {**there, **lines})

    @classmethod
    def read(cls, data: MultiDict[str, str]) -> SessionLines:
        """The lines as sent."""
        own = data.copy()
        own.setlist("mode", data.getlist("line_mode"))  # the class has a mode of its own on this page
        lines = typed_lines(own)[:MOST_SESSIONS]
        numbers = (data.getlist("session") + [""] * len(lines))[: len(lines)]
        return cls(lines, numbers, {int(each) for each in data.getlist("drop") if each.isascii() and each.isdigit()})

    def asked(
        self, today: date, edition: Edition, there: Collection[int]
    ) -> list[tuple[int | None, TypedSession | None]]:
        """What is asked for: every session whose line is no more what the page showed, None for one cancelled; new ones without
        a number. `there`: the sessions of the class now. Fills `mistakes`."""
        found: list[tuple[int | None, TypedSession | None]] = []
        seen: set[int] = set()
        for place, (line, text) in enumerate(zip(self.lines, self.numbers, strict=True)):
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
            if number is not None and place not in self.dropped and edition.showed(_shown(text), _as_text(line)):
                continue
            if number is not None and (number in seen or number not in there):
                key = messages.SESSION_TWICE if number in seen else messages.SESSION_MISSING
                self.mistakes.append(Mistake(place + 1, "held_on", key.format(session=number)))
                continue
            seen |= {number} if number is not None else set()
            if number is not None and place in self.dropped:
                found.append((number, None))
                continue
            if line.blank:
                if number is not None:
                    self.mistakes.append(Mistake(place + 1, "held_on", messages.EMPTY_LINE.format(line=place + 1)))
                continue
            plans, wrong = rules_timetable.read([line])
            self.mistakes += [replace(each, line=place + 1) for each in wrong]
            for plan in plans:
                if plan.held_on < today:
                    sentence = messages.DAY_PAST.format(line=place + 1, day=plan.held_on)
                    self.mistakes.append(Mistake(place + 1, "held_on", sentence))
                found.append((number, rules_timetable.typed(plan)))
        return found

    def wrong(self, line: int, name: str) -> list[str]:
        """The sentences about one field of a line (from 1)."""
        return [each.sentence for each in self.mistakes if (each.line, each.field) == (line, name)]


def _shown(number: str) -> str:
    return f"session-{number}"


def _as_text(line: TypedSession) -> str:
    return "\t".join(asdict(line).values())


class DecisionForm(FlaskForm):
    """Yes or no; a no has its reason, a yes accepts what the change brings up."""

    decision = RadioField("答复", choices=[SelectChoice("agree", "同意，变更生效"), SelectChoice("refuse", "退回")])
    acceptance = TextAreaField("予以接受的理由")
    remark = TextAreaField("意见（退回的必填）")
