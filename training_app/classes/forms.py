"""Forms of a class: shape and labels. What a value must be is judged by the rules, so that all mistakes come at once."""

from __future__ import annotations

from itertools import groupby

from flask import request
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, DateInput, ListWidget

from training_app.classes import labels
from training_app.classes.models import TrainingClass
from training_app.classes.queries import FilingChoices
from training_app.classes.rules import FILED_FIELDS
from training_app.classes.rules_filing import Filing, OfferedLine
from training_app.classes.rules_timetable import parse_day
from training_app.kernel.quantities import format_hours
from training_app.programmes.labels_plans import CHOICES_OF
from training_app.registration.service import Upload

# Fields of the rules that the form of a class shows under another name.
SHOWN_AS = {"occupation_key": "programme", "direction_key": "programme", "district_code": "district"}
_REQUIRED = InputRequired("请填写。")


def sent_file(name: str = "file") -> Upload | None:
    """The document sent under that name, if there is one."""
    sent = request.files.get(name)
    return Upload(sent.filename, sent.read()) if sent and sent.filename else None


def plan_line_choices(choices: FilingChoices) -> dict[str, list[tuple[str, str]]]:
    """The lines of filed year plans, plan by plan."""
    plans = groupby(choices.plan_lines.items(), lambda item: (item[1].year, item[1].plan))
    return {
        CHOICES_OF.format(year=year, number=plan): [(name, line.label) for name, line in lines] for (year, plan), lines in plans
    }


class ClassForm(FlaskForm):
    """The filing of a class. Occupation and direction are one choice, so that no wrong pair can be made."""

    name = StringField("班次名称", [_REQUIRED])
    programme = SelectField("职业与方向", [_REQUIRED], validate_choice=False)
    level = SelectField("等级", [_REQUIRED], choices=labels.LEVELS, validate_choice=False)
    assessment_body = SelectField("评价机构", validate_choice=False)
    starts_on = StringField("开班日期", [_REQUIRED])
    ends_on = StringField("结束日期", [_REQUIRED])
    district = SelectField("培训所在区市", [_REQUIRED], validate_choice=False)
    venue = StringField("培训地点")
    mode = SelectField("培训方式", [_REQUIRED], choices=labels.MODES, validate_choice=False)
    capacity = StringField("计划人数", [_REQUIRED])
    plan_line = SelectField("年度方案项目", validate_choice=False)
    contact_name = StringField("联系人")
    contact_phone = StringField("联系电话")

    def offer(self, choices: FilingChoices) -> None:
        """Fills the choices."""
        self.programme.choices = [
            SelectChoice(f"{occupation.key}/{key}", name, optgroup=occupation.name)
            for occupation in choices.occupations
            for key, name in (
                ("", f"{occupation.name}（不分方向）" if occupation.directions else occupation.name),
                *((entry.key, entry.name) for entry in occupation.directions),
            )
        ]
        self.district.choices = {district.code: district.name for district in choices.districts}
        self.assessment_body.choices = {"": "提交前选择"} | {body.code: body.name for body in choices.bodies}
        self.plan_line.choices = {"": [("", "提交前选择")]} | plan_line_choices(choices)

    def show(self, record: TrainingClass, assessment_body: str, plan_line: str) -> None:
        """Fills the fields with a stored filing."""
        for name in ("name", "level", "venue", "mode", "contact_name", "contact_phone"):
            self[name].data = getattr(record, name)
        self.plan_line.data = plan_line
        self.programme.data = f"{record.occupation_key}/{record.direction_key or ''}"
        self.district.data, self.assessment_body.data = record.district_code, assessment_body
        self.capacity.data = str(record.capacity)
        self.starts_on.data, self.ends_on.data = record.starts_on.isoformat(), record.ends_on.isoformat()

    def begin_with(self, line: OfferedLine, name: str) -> None:
        """Fills in what the line of a plan says of a class."""
        self.plan_line.data, self.level.data, self.assessment_body.data = name, line.level, line.body
        self.programme.data = f"{line.occupation_key}/{line.direction_key or ''}"

    def filing(self) -> Filing:
        """What was typed, as the rules take it."""
        occupation, _, direction = (self.programme.data or "").partition("/")
        capacity = (self.capacity.data or "").strip()
        return Filing(
            name=self.name.data or "", occupation_key=occupation, direction_key=direction, level=self.level.data or "",
            assessment_body=self.assessment_body.data or "", district_code=self.district.data or "",
            venue=self.venue.data or "", mode=self.mode.data or "",
            capacity=int(capacity) if capacity.isascii() and capacity.isdigit() and len(capacity) < 9 else None,
            starts_on=parse_day(self.starts_on.data or ""), ends_on=parse_day(self.ends_on.data or ""),
            plan_line=self.plan_line.data or "", contact_name=self.contact_name.data or "",
            contact_phone=self.contact_phone.data or "",
        )  # fmt: skip


class ReturnForm(FlaskForm):
    """The return of a filing for correction."""

    fields = SelectMultipleField(
        "需要补正的内容", choices={name: labels.FIELDS[name] for name in FILED_FIELDS}, validate_choice=False,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip
    remark = TextAreaField("原因")

    def points(self) -> dict[str, str]:
        """What is ticked, each with the reason typed beside it."""
        return {name: self.reason(name) for name in self.fields.data or []}

    def reason(self, name: str) -> str:
        """The reason typed beside a field, "" where there is none."""
        return request.form.get(f"reason-{name}", "").replace("\x00", "")


class ApproveForm(FlaskForm):
    """The approval of a filing."""

    required_hours = StringField("规定学时", [_REQUIRED])
    source = StringField("规定学时的出处", [_REQUIRED])
    approval_remark = TextAreaField("审核意见")
    acceptance = TextAreaField("予以接受的理由")

    def show(self, record: TrainingClass) -> None:
        """Fills in what a first reviewer has entered."""
        if record.required_hours:
            self.required_hours.data = format_hours(record.required_hours)
            self.source.data = record.required_hours_source


class ReasonForm(FlaskForm):
    """A deed that asks for a reason."""

    remark = TextAreaField("原因", [InputRequired("请写明原因。")])


class WithdrawForm(ReasonForm):
    """Somebody leaves the class."""

    day = StringField("退班日期", [_REQUIRED])


class ReportForm(FlaskForm):
    """The day on which roster and results went to the province, and by what."""

    reported_on = StringField("报送日期", [_REQUIRED], widget=DateInput())
    document = StringField("报送文号或批次号", description="发文字号或省平台的批次号，可不填")
