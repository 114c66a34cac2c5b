"""Forms of a year plan: shape and labels. What a value must be is judged by the service, so that all mistakes come at once."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import DateInput

from training_app.files.rules import clean_name
from training_app.institutions.models import Institution
from training_app.kernel.quantities import format_hours, parse_hundredths
from training_app.programmes.labels import LEVELS
from training_app.programmes.labels_plans import ANY_DIRECTION
from training_app.programmes.models import Occupation
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.rules_plans import LineFacts
from training_app.programmes.service_plans import PlanText, Upload
from training_app.registration import rules as documents
from training_app.registration.messages import FILE

_REQUIRED = InputRequired("请填写。")
_MONTHS = {"": "请选择"} | {str(month): f"{month} 月" for month in range(1, 13)}


def whole(text: str | None) -> int | None:
    """A whole number as typed, None for anything else."""
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def hours_typed(text: str | None) -> int | None:
    """学时 as typed, in hundredths; None for nothing, 0 for what is no number."""
    try:
        return parse_hundredths(text) if text and text.strip() else None
    except ValueError:
        return 0


def uploaded(form: FlaskForm, *names: str) -> tuple[dict[str, Upload], dict[str, str]]:
    """The files that were chosen, by the name of their field without `_file`, and the sentence for each that is refused."""
    found, refused = {}, {}
    for name in names:
        chosen = form[name].data if name in form else None
        if chosen is None or isinstance(chosen, str) or not chosen.filename:
            continue
        upload = Upload(chosen.filename, chosen.read(documents.MAX_BYTES + 1))
        if defect := documents.file_defect(upload.data):
            refused[name] = FILE[defect].format(name=clean_name(upload.name)[:60])
        else:
            found[name.removesuffix("_file")] = upload
    return found, refused


class PlanForm(FlaskForm):
    """A plan as a whole. `year` is chosen once; where it was filed is asked of institutions from elsewhere."""

    year = SelectField("年度", [_REQUIRED], validate_choice=False)
    content = TextAreaField("培训方案")
    document_file = FileField("方案全文")
    filed_with = StringField("备案机关")
    filing_number = StringField("备案文号")
    filing_file = FileField("备案文件")

    def __init__(self, years: Sequence[int], elsewhere: bool, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.year.choices = {str(year): f"{year} 年" for year in years}
        if not years:
            del self.year
        if not elsewhere:
            del self.filed_with, self.filing_number, self.filing_file

    def show(self, record: AnnualPlan) -> None:
        """Fills the fields with a stored plan."""
        for name in ("content", "filed_with", "filing_number"):
            if name in self:
                self[name].data = getattr(record, name)

    def text(self) -> PlanText:
        """What was typed."""
        names = ("content", "filed_with", "filing_number")
        return PlanText(*((self[name].data or "") if name in self else "" for name in names))


class LineForm(FlaskForm):
    """A line of a plan. Occupation and direction are one choice, so that no wrong pair can be made."""

    programme = SelectField("职业与方向", [_REQUIRED], validate_choice=False)
    level = SelectField("等级", [_REQUIRED], choices=LEVELS, validate_choice=False)
    body = SelectField("评价机构", [_REQUIRED], validate_choice=False)
    classes = StringField("计划班数", [_REQUIRED])
    headcount = StringField("计划人数", [_REQUIRED])
    first_month = SelectField("最早开班", [_REQUIRED], choices=_MONTHS, validate_choice=False)
    last_month = SelectField("最晚开班", [_REQUIRED], choices=_MONTHS, validate_choice=False)
    assessment_plan = TextAreaField("考核计划", [_REQUIRED])
    hours = StringField("每班学时")
    hours_source = StringField("学时出处")

    def offer(self, occupations: Sequence[Occupation], bodies: Sequence[Institution]) -> None:
        """Fills the choices."""
        self.programme.choices = [
            SelectChoice(f"{occupation.key}/{key}", name, optgroup=occupation.name)
            for occupation in occupations
            for key, name in (
                ("", f"{occupation.name}（{ANY_DIRECTION}）" if occupation.directions else occupation.name),
                *((each.key, each.name) for each in occupation.directions),
            )
        ]
        self.body.choices = {"": "请选择"} | {body.code: body.name for body in bodies}

    def show(self, record: PlanLine, body: str) -> None:
        """Fills the fields with a stored line."""
        for name in ("level", "assessment_plan", "hours_source"):
            self[name].data = getattr(record, name)
        self.hours.data = format_hours(record.hours) if record.hours else ""
        for name in ("classes", "headcount", "first_month", "last_month"):
            self[name].data = str(getattr(record, name))
        self.programme.data, self.body.data = f"{record.occupation_key}/{record.direction_key or ''}", body

    def facts(self) -> LineFacts:
        """What was typed, as the service takes it."""
        occupation, _, direction = (self.programme.data or "").partition("/")
        return LineFacts(
            occupation, direction, self.level.data or "", self.body.data or "", whole(self.classes.data),
            whole(self.headcount.data), whole(self.first_month.data), whole(self.last_month.data),
            self.assessment_plan.data or "", hours_typed(self.hours.data), self.hours_source.data or "",
        )  # fmt: skip


class FileForm(FlaskForm):
    """The filing of a plan with the city."""

    filing_number = StringField("备案文号")


class ProvinceForm(FlaskForm):
    """When and how a filed plan went to the province."""

    sent_on = StringField("报送日期", [_REQUIRED], widget=DateInput())
    province_document = StringField("文号或回执号")
    province_file = FileField("报送凭证")


class AnswerForm(FlaskForm):
    """An assessment body's answer on lines; which lines and which answer stand beside it."""

    remark = TextAreaField("不同意的原因")
