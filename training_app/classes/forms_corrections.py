"""The bureau's answer to a request to change locked attendance."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice


class AnswerForm(FlaskForm):
    """Yes or no; a no has its reason."""

    decision = RadioField("答复", choices=[SelectChoice("agree", "同意，按申请更正考勤"), SelectChoice("refuse", "不同意")])
    remark = TextAreaField("理由（不同意的必填）")
