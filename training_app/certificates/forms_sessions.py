"""Forms of assessment sessions: the session itself, and the reason of a step that people are told."""

from __future__ import annotations

from datetime import time

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from training_app.certificates import messages_sessions as messages
from training_app.certificates.labels import LEVELS
from training_app.certificates.models_sessions import AssessmentSession
from training_app.certificates.rules_sessions import Plan
from training_app.institutions.forms import without_zero_bytes
from training_app.kernel.clashes import Edition, values_of
from training_app.kernel.lists import typed_day
from training_app.policies.occupations import occupations

_MOST_SIGNS = 2_000


def _cut(text: str | None) -> str:
    return " ".join(without_zero_bytes(text)[:_MOST_SIGNS].split())


def _choices(first: str, names: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice("", first), *(SelectChoice(key, name) for key, name in names.items())]


class SessionForm(FlaskForm):
    """A session as it is typed; the service says what is wrong with it."""

    occupation = SelectField("职业", filters=[_cut], validate_choice=False)
    direction = SelectField("方向", filters=[_cut], validate_choice=False)
    level = SelectField("等级", filters=[_cut], validate_choice=False, choices=_choices("请选择", LEVELS))
    held_on = StringField("考核日期", filters=[_cut])
    starts_at = StringField("开始时间", filters=[_cut])
    ends_at = StringField("结束时间", filters=[_cut])
    place = StringField("考核地点", filters=[_cut])
    seats = StringField("座位数", filters=[_cut])
    apply_until = StringField("申报截止", filters=[_cut])
    note = StringField("考生须知", filters=[_cut])

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.occupation.choices = _choices("请选择", {entry.key: entry.name for entry in occupations()})
        self.direction.choices = _choices(
            "不分方向",
            {f"{entry.key}/{each.key}": f"{entry.name}：{each.name}" for entry in occupations() for each in entry.directions},
        )

    def show(self, record: AssessmentSession) -> None:
        """Fills the fields with a session."""
        for name in ("place", "note"):
            self[name].data = getattr(record, name)
        self.held_on.data, self.apply_until.data = record.held_on.isoformat(), record.apply_until.isoformat()
        self.starts_at.data, self.ends_at.data = f"{record.starts_at:%H:%M}", f"{record.ends_at:%H:%M}"
        self.seats.data = str(record.seats)

    def edition(self) -> Edition:
        """What this form shows, so that a field nobody touched keeps what somebody else wrote meanwhile."""
        return Edition.of(0, values_of(self))

    def plan(self, record: AssessmentSession | None = None) -> Plan:
        """What was typed; of an existing session its programme stays."""
        occupation, direction, level = self.occupation.data or "", self.direction.data or "", self.level.data or ""
        if record is not None:
            occupation, direction, level = record.occupation_key, record.direction_key or "", record.level
        elif occupation not in {entry.key for entry in occupations()}:
            occupation = ""
        elif direction.startswith(f"{occupation}/") and direction in {each.value for each in self.direction.choices}:
            direction = direction.partition("/")[2]
        elif direction:
            direction = f"/{direction}"
        return Plan(
            occupation, direction, level if level in LEVELS else "", typed_day(self.held_on.data or ""),
            _time(self.starts_at.data or ""), _time(self.ends_at.data or ""), self.place.data or "",
            _number(self.seats.data or ""), typed_day(self.apply_until.data or ""), self.note.data or "",
        )

    def put(self, wrong: dict[str, str], plan: Plan) -> None:
        """Sentences beside their fields; of what was typed and could not be read, how it is written."""
        for name, sentence in wrong.items():
            unread = getattr(plan, name) is None and self[name].data
            self[name].errors = [messages.UNREADABLE[name] if unread and name in messages.UNREADABLE else sentence]


class ReasonForm(FlaskForm):
    """Why seats or results are taken back, or a session is cancelled."""

    reason = StringField("原因", filters=[_cut])


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.replace("：", ":").zfill(5)) if 4 <= len(text) <= 5 else None
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


