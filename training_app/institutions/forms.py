"""Forms of institutions and qualifications."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from training_app.institutions.labels import KINDS, NATURES, OUTSIDE_CITY, TIERS
from training_app.institutions.service import InstitutionFacts, QualificationFacts

DAY = "日期请按 2026-07-01 的样子填写。"


def without_zero_bytes(text: str | None) -> str:
    """What was typed without zero bytes, which the database cannot keep."""
    return (text or "").replace("\x00", "")


def _text(label: str, limit: int, missing: str = "") -> StringField:
    rules = [Length(max=limit, message=f"{label}最多 {limit} 个字符。")]
    return StringField(label, [InputRequired(missing), *rules] if missing else rules, filters=[without_zero_bytes])


class InstitutionForm(FlaskForm):
    """An institution's facts; the code only when it is registered."""

    code = _text("统一社会信用代码", 30)
    name = _text("机构全称", 100, "请填写机构全称。")
    unit_nature = SelectField("单位性质", [InputRequired("请选择单位性质。")], validate_choice=False)
    district_code = SelectField("所在区市", validate_choice=False)
    address = _text("地址", 200)
    contact_name = _text("联系人", 50)
    contact_phone = _text("联系电话", 30)

    def __init__(self, districts: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.unit_nature.choices = [("", "请选择"), *NATURES.items()]
        self.district_code.choices = [("", OUTSIDE_CITY), *districts]

    def facts(self) -> InstitutionFacts:
        """What was typed, after `validate`."""
        return InstitutionFacts(
            self.name.data or "", self.unit_nature.data or "", self.district_code.data or None, self.address.data or "",
            self.contact_name.data or "", self.contact_phone.data or "",
        )


class QualificationForm(FlaskForm):
    """A qualification to add."""

    kind = SelectField("资格", [InputRequired("请选择资格。")], validate_choice=False)
    tier = SelectField("级别", validate_choice=False)
    document = _text("文件或名录", 200, "请填写认定文件的文号或名录名称，便于核对。")
    scope = _text("范围", 200)
    valid_from = DateField("生效日", [InputRequired("请填写生效日。")])
    valid_to = DateField("失效日", [Optional()])

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [("", "请选择"), *KINDS.items()]
        self.tier.choices = [("", "不分级别"), *TIERS.items()]

    def validate(self, extra_validators: object = None) -> bool:
        """Shape; a day that cannot be read gets our own sentence."""
        good = super().validate(extra_validators)
        for field in (self.valid_from, self.valid_to):
            if field.errors and field.raw_data and field.raw_data[0]:
                field.errors = [DAY]
        return good

    def facts(self) -> QualificationFacts:
        """What was typed, after `validate`."""
        if self.valid_from.data is None:
            raise ValueError("facts() before validate()")
        return QualificationFacts(
            self.kind.data or "", self.valid_from.data, self.valid_to.data, self.tier.data or "",
            self.document.data or "", self.scope.data or "",
        )


class EndForm(FlaskForm):
    """The first day without something."""

    day = DateField("自哪天起失效", [InputRequired("请填写日期。")])

    def __init__(self, label: str = "", **kwargs: object) -> None:
        super().__init__(**kwargs)
        if label:
            self.day.label.text = label

    def validate(self, extra_validators: object = None) -> bool:
        """Shape; a day that cannot be read gets our own sentence."""
        good = super().validate(extra_validators)
        if self.day.errors and self.day.raw_data and self.day.raw_data[0]:
            self.day.errors = [DAY]
        return good
