"""Forms of honours: shape and labels; what a value must be is judged by the rules, so that all mistakes come at once."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from training_app.classes.rules_timetable import parse_day
from training_app.titles import labels_honours as labels
from training_app.titles.rules_honours import Facts

_REQUIRED = InputRequired("请填写。")


class HonourForm(FlaskForm):
    """An honour."""

    kind = SelectField("种类", [_REQUIRED], choices=labels.KINDS, validate_choice=False)
    name = StringField("名称", [_REQUIRED])
    level = SelectField("级别", [_REQUIRED], choices=labels.LEVELS, validate_choice=False)
    place = StringField("名次或等次")
    granted_by = StringField("授予单位", [_REQUIRED])
    granted_on = StringField("授予日期", [_REQUIRED])
    valid_until = StringField("有效期到（含当天）")
    document = StringField("证书编号或文号", [_REQUIRED])
    file = FileField("证书或文件扫描件")

    def facts(self) -> Facts:
        """What was typed."""
        return Facts(
            self.kind.data or "", self.name.data or "", self.level.data or "", self.granted_by.data or "",
            parse_day(self.granted_on.data or ""), self.document.data or "", self.place.data or "",
            self.valid_until.data or "",
        )


class ReasonForm(FlaskForm):
    """Why an honour is refused or taken back."""

    reason = TextAreaField("原因", [_REQUIRED])
