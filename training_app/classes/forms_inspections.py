"""Forms of an inspection: shape and labels. What a value must be is judged by the service, so that all mistakes come at once."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from training_app.classes import labels_inspections as labels

_REQUIRED = InputRequired("请填写。")


class PlanForm(FlaskForm):
    """An inspection to be planned."""

    institution = SelectField("检查谁", [_REQUIRED], validate_choice=False)
    kind = RadioField("方式", [_REQUIRED], choices=labels.KINDS, default="documents", validate_choice=False)
    planned_on = StringField("检查日期", [_REQUIRED])
    inspectors = StringField("检查人员", [_REQUIRED])
    offices = SelectMultipleField(
        "会同的行业主管部门", widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )
    joined_by = StringField("会同的其他部门")
    announced = BooleanField("提前通知机构", default=True)


class HeldForm(FlaskForm):
    """When an inspection was held and by whom; the points stand beside it."""

    held_on = StringField("检查日期", [_REQUIRED])
    inspectors = StringField("检查人员", [_REQUIRED])


class NotifyForm(FlaskForm):
    """What an institution is to put right."""

    demand = TextAreaField("整改要求", [_REQUIRED])
    due = StringField("答复期限", [_REQUIRED])


class AnswerForm(FlaskForm):
    """How it was put right."""

    answer = TextAreaField("整改情况", [_REQUIRED])
    file = FileField("其他证明材料")


class AgainForm(FlaskForm):
    """Why an answer is not enough."""

    remark = TextAreaField("还缺什么", [_REQUIRED])
    due = StringField("新的答复期限", [_REQUIRED])


class CloseForm(FlaskForm):
    """The conclusion."""

    conclusion = TextAreaField("检查结论", [_REQUIRED])


class CancelForm(FlaskForm):
    """Why an inspection is called off."""

    reason = TextAreaField("取消的原因", [_REQUIRED])
