"""Forms of suspending, resuming and renewing a qualification."""

from __future__ import annotations

from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from training_app.institutions.forms import DAY, without_zero_bytes
from training_app.registration.service_standing import MOST_REASON, Continuation, Suspension

_MOST_DOCUMENT = 200


class _Dated(FlaskForm):
    def validate(self, extra_validators: object = None) -> bool:
        """Shape; a day that cannot be read gets our own sentence."""
        good = super().validate(extra_validators)
        for field in self:
            if isinstance(field, DateField) and field.errors and field.raw_data and field.raw_data[0]:
                field.errors = [DAY]
        return good


def _reason(label: str) -> TextAreaField:
    rules = [InputRequired("请写明原因，机构会看到。"), Length(max=MOST_REASON, message=f"原因最多 {MOST_REASON} 个字。")]
    return TextAreaField(label, rules, filters=[without_zero_bytes])


def _document(label: str, *rules: object) -> StringField:
    longest = Length(max=_MOST_DOCUMENT, message=f"最多 {_MOST_DOCUMENT} 个字符。")
    return StringField(label, [*rules, longest], filters=[without_zero_bytes])


class SuspendForm(_Dated):
    """A qualification to suspend."""

    day = DateField("自哪天起暂停", [InputRequired("请填写日期。")])
    reason = _reason("暂停的原因")
    document = _document("依据的文件")

    def facts(self) -> Suspension:
        """What was typed, after `validate`."""
        if self.day.data is None:
            raise ValueError("facts() before validate()")
        return Suspension(self.day.data, self.reason.data or "", self.document.data or "")


class ResumeForm(_Dated):
    """A suspended qualification to resume."""

    day = DateField("自哪天起恢复", [InputRequired("请填写日期。")])
    reason = _reason("恢复的原因")

    def facts(self) -> tuple[date, str]:
        """Day and reason, after `validate`."""
        if self.day.data is None:
            raise ValueError("facts() before validate()")
        return self.day.data, self.reason.data or ""


class RenewForm(_Dated):
    """A qualification to renew."""

    valid_from = DateField("新的生效日", [InputRequired("请填写新的生效日。")])
    valid_to = DateField("新的失效日", [Optional()])
    document = _document("延期的文件或名录", InputRequired("请填写延期依据的文号或名录名称，便于核对。"))

    def facts(self) -> Continuation:
        """What was typed, after `validate`."""
        if self.valid_from.data is None:
            raise ValueError("facts() before validate()")
        return Continuation(self.valid_from.data, self.valid_to.data, self.document.data or "")
