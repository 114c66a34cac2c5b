"""The sample form of the gallery: refused, and changed by somebody else meanwhile. People and firms are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from training_app.audit.forms_clash import Clash, Line
from training_app.kernel.clashes import Edition, values_of
from training_app.kernel.dates import CHINA

_OPENED = datetime(2026, 9, 28, 9, 40, tzinfo=CHINA)
_TYPED = {"name": "", "capacity": 600, "level": "junior", "place": "世昌大道 288 号 3 楼实训室", "remark": "每周六上课。"}


class SampleForm(FlaskForm):
    """A form with one field of each common kind."""

    class Meta(FlaskForm.Meta):
        # The page adds its own token; the sample is filled here and not by a request.
        csrf = False

    name = StringField("班次名称", [DataRequired("不能为空。请写明职业、等级和期次。")])
    capacity = IntegerField("计划人数", [NumberRange(1, 500, "应为 1 到 500 的整数，您填的是 600。")])
    level = SelectField("等级", choices=[SelectChoice("junior", "初级"), SelectChoice("intermediate", "中级")])
    place = StringField("培训地点", [DataRequired(), Length(max=120)])
    remark = TextAreaField("备注", [Optional()], description="审核人看得到")
    roster = FileField("学员名单", [DataRequired("请选择文件。")])


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What was typed earlier and not sent, as `draft_offer` shows it."""

    values: dict[str, list[str]]
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Sample:
    """A form as it comes back: what is wrong in it, who changed the record meanwhile, what was typed earlier."""

    form: SampleForm
    edition: Edition
    clash: Clash
    draft: KeptDraft


def sample() -> Sample:
    """The form of the gallery, refused at the name and the number, changed by a colleague at place and level."""
    form = SampleForm(formdata=None, data=_TYPED, prefix="sample-")
    form.validate()
    place = Line(
        form.place.id, form.place.label.text, "世昌大道 288 号 2 楼", "世昌大道 288 号报告厅", _TYPED["place"], True,
        "世昌大道 288 号报告厅",
    )
    level = Line(form.level.id, form.level.label.text, "中级", "初级", "", False)
    form.place.clash = place
    return Sample(
        form, Edition.of(3, values_of(form)), Clash([("毕晓彤", _OPENED), ("丛珊", _OPENED.replace(minute=52))], [place, level]),
        KeptDraft({form.name.name: ["大数据（初级）2026 年第 4 期"], form.remark.name: ["每周六、日上课。"]}, _OPENED),
    )
