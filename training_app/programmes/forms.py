"""Form of an entry of the programme catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from training_app.institutions.forms import DAY, without_zero_bytes
from training_app.programmes.labels import LEVELS
from training_app.programmes.models import Occupation
from training_app.programmes.service_catalogue import EntryFacts


class EntryForm(FlaskForm):
    """A programme to enter. The choice of directions holds those of every occupation, under its name."""

    occupation_key = SelectField("职业", [InputRequired("请选择职业。")], validate_choice=False)
    direction = SelectField("方向", validate_choice=False)
    level = SelectField("等级", [InputRequired("请选择等级。")], validate_choice=False)
    institution_code = StringField(
        "限于机构（统一社会信用代码）", [Length(max=30, message="代码是 18 位。")], filters=[without_zero_bytes]
    )
    document = StringField(
        "文件", [InputRequired("请填写公布目录的文号。"), Length(max=200, message="文件最多 200 个字符。")],
        filters=[without_zero_bytes],
    )
    valid_from = DateField("生效日", [InputRequired("请填写生效日。")])
    valid_to = DateField("失效日", [Optional()])

    def __init__(self, occupations: Sequence[Occupation], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.occupation_key.choices = [("", "请选择"), *((o.key, o.name) for o in occupations)]
        self.direction.choices = {
            "": [("", "全部方向")],
            **{o.name: [(f"{o.key}/{d.key}", d.name) for d in o.directions] for o in occupations if o.directions},
        }
        self.level.choices = [("", "请选择"), *LEVELS.items()]

    def validate(self, extra_validators: object = None) -> bool:
        """Shape; the direction has to belong to the occupation; a day that cannot be read gets our own sentence."""
        good = super().validate(extra_validators)
        for field in (self.valid_from, self.valid_to):
            if field.errors and field.raw_data and field.raw_data[0]:
                field.errors = [DAY]
        return good

    def facts(self) -> EntryFacts:
        """What was typed, after `validate`; a direction of another occupation stays one that the service refuses."""
        if self.valid_from.data is None:
            raise ValueError("facts() before validate()")
        occupation = self.occupation_key.data or ""
        return EntryFacts(
            occupation, self.level.data or "", self.valid_from.data, self.valid_to.data,
            (self.direction.data or "").removeprefix(f"{occupation}/"), self.institution_code.data or "",
            self.document.data or "",
        )
