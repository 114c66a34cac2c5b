"""The filters of the certificate list; they come in the address, so that a search can be sent to a colleague."""

from __future__ import annotations

from wtforms import DateField, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from training_app.certificates.labels import LEVELS, ORIGINS, STATES
from training_app.certificates.queries import Filters
from training_app.certificates.queries_public import printed

_TOO_LONG = "最多填 60 个字符。"
_DAY = "日期请按 2026-07-01 的样子填写。"


def _strip(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


def _choices(everything: str, names: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice("", everything), *(SelectChoice(key, name) for key, name in names.items())]


class FilterForm(Form):
    """What to look for."""

    q = StringField("查找", [Optional(), Length(max=60, message=_TOO_LONG)], filters=[_strip])
    occupation = SelectField("职业", filters=[_strip], validate_choice=False)
    level = SelectField("等级", choices=_choices("全部等级", LEVELS), filters=[_strip], validate_choice=False)
    state = SelectField("状态", choices=_choices("全部状态", STATES), filters=[_strip], validate_choice=False)
    origin = SelectField("来源", choices=_choices("全部来源", ORIGINS), filters=[_strip], validate_choice=False)
    class_number = StringField("班次编号", [Optional(), Length(max=60, message=_TOO_LONG)], filters=[_strip])
    first = DateField("发证日期起", [Optional()])
    last = DateField("发证日期止", [Optional()])

    def offer(self, occupations: dict[str, str]) -> None:
        """Fills the choices of occupations."""
        self.occupation.choices = _choices("全部职业", occupations)

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

    def filters(self) -> Filters:
        """The search, after `validate`."""
        return Filters(
            text=printed(self.q.data or "")[0], occupation=self.occupation.data or "", level=self.level.data or "",
            state=self.state.data or "", origin=self.origin.data or "", class_number=self.class_number.data or "",
            first_day=self.first.data, last_day=self.last.data,
        )  # fmt: skip
