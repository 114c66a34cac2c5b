"""What the bureau says to a request to change locked attendance, and to attendance that is improbable."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice


class AnswerForm(FlaskForm):
    """Yes or no; a no has its reason."""

    decision = RadioField("答复", choices=[SelectChoice("agree", "同意，按申请更正考勤"), SelectChoice("refuse", "不同意")])
    remark = TextAreaField("理由（不同意的必填）")


class FindingForm(FlaskForm):
    """What came of looking into improbable attendance."""

    outcome = RadioField(
        "核查结果", choices=[SelectChoice("upheld", "属实，通知培训机构整改"), SelectChoice("dismissed", "正常")]
    )
    reason = TextAreaField("核查情况和依据")


class QuestionForm(FlaskForm):
    """What an institution is to explain, and by when."""

    question = TextAreaField("请机构说明")
    due = StringField("答复期限")


class ExplanationForm(FlaskForm):
    """The institution's explanation."""

    answer = TextAreaField("情况说明")
    file = FileField("依据材料")
