"""The auditor's search."""

from __future__ import annotations

from wtforms import DateField, Form, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from training_app.audit.labels import KINDS, RESULTS
from training_app.audit.queries import Filters

_TOO_LONG = "最多填 100 个字符。"
_DAY = "日期请按 2026-07-01 的样子填写。"


def _strip(text: str | None) -> str:
    # A zero byte cannot be stored, so nothing recorded can hold one.
    return (text or "").replace("\x00", "").strip()


def _choices(everything: str, names: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice("", everything), *(SelectChoice(key, name) for key, name in names.items())]


class FilterForm(Form):
    """What to look for; comes in the address, so that a search can be sent to a colleague."""

    kind = SelectField(
        "业务", [Length(max=100, message=_TOO_LONG)], choices=_choices("全部业务", KINDS), filters=[_strip],
        validate_choice=False,
    )
    number = StringField("编号", [Optional(), Length(max=100, message=_TOO_LONG)], filters=[_strip])
    name = StringField("操作人", [Optional(), Length(max=100, message=_TOO_LONG)], filters=[_strip])
    result = SelectField(
        "结果", [Length(max=100, message=_TOO_LONG)], choices=_choices("全部结果", RESULTS), filters=[_strip],
        validate_choice=False,
    )
    first = DateField("起始日", [Optional()])
    last = DateField("截止日", [Optional()])

    def validate_last(self, field: DateField) -> None:
        """Days in the right order."""
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError("截止日早于起始日，请对调。")

    def validate(self, extra_validators: object = None) -> bool:
        """Shape of everything; what cannot be read as a day gets our own sentence."""
        good = super().validate(extra_validators)
        for field, sentence in ((self.first, _DAY), (self.last, _DAY)):
            if field.errors and field.data is None:
                field.errors = [sentence]
        return good

    def filters(self) -> Filters:
        """The search, after `validate`."""
        return Filters(
            action=self.kind.data or "", object_number=self.number.data or "", actor_name=self.name.data or "",
            result=self.result.data or "", first_day=self.first.data, last_day=self.last.data,
        )
