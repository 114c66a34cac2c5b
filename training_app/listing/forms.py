"""What the filters of lists share; they come in the address, so that a search can be sent to a colleague."""

from __future__ import annotations

from wtforms import DateField, Form, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

TOO_LONG = "最多填 60 个字符。"
_DAY = "日期请按 2026-07-01 的样子填写。"


def plain(text: str | None) -> str:
    """What was typed, without the zero bytes no database stores."""
    return (text or "").replace("\x00", "").strip()


def choices(everything: str, names: dict[str, str]) -> list[SelectChoice]:
    """The choices of a filter, of which the first leaves everything in."""
    return [SelectChoice("", everything), *(SelectChoice(key, name) for key, name in names.items())]


class SpanForm(Form):
    """Words to look for within a span of days, `first` and `last` counted in."""

    q = StringField("查找", [Optional(), Length(max=60, message=TOO_LONG)], filters=[plain])
    first = DateField("起始日", [Optional()])
    last = DateField("截止日", [Optional()])

    def options(self, name: str) -> list[tuple[str, str]]:
        """The choices of a field as (value, text)."""
        return [(choice.value, choice.label) for choice in self[name].choices]

    def validate_last(self, field: DateField) -> None:
        """Days in the right order."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError("截止日早于起始日，请对调。")

    def validate(self, extra_validators: object = None) -> bool:
        """Shape of everything; what cannot be read as a day gets our own sentence."""
        good = super().validate(extra_validators)
        for field in (self.first, self.last):
            if field.errors and field.data is None:
                field.errors = [_DAY]
        return good
