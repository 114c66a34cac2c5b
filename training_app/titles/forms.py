"""The officer's form of a recognition. What it must hold is judged by the rules, so that every refusal cites its clause."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from training_app.titles.labels import CONFIRM, ENGINEERING_SERIES, EXAM_BASED
from training_app.titles.rules_recognition import ENGINEERING
from training_app.titles.service import Choice

_DAY = "日期请按 2026-07-01 的样子填写。"


class RecognitionForm(FlaskForm):
    """Series, specialty, day, and what the officer answers for."""

    series = SelectField("职称系列", validate_choice=False)
    specialty = StringField("专业")
    recognised_on = DateField("认定日期")
    confirmed = SelectMultipleField(
        "经办人核对", choices=[SelectChoice(*item) for item in CONFIRM.items()], validate_choice=False,
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
    )  # fmt: skip

    def offer(self, exam_based: Mapping[str, str], today: date) -> None:
        """Fills the series, engineering first, and the day of a fresh form."""
        self.series.choices = [
            SelectChoice(ENGINEERING, ENGINEERING_SERIES),
            *(SelectChoice(key, EXAM_BASED.format(name=name)) for key, name in exam_based.items()),
        ]
        if not self.is_submitted():
            self.recognised_on.data = today

    def choice(self) -> Choice | None:
        """What the officer decided; None with the sentence at the field when the day cannot be read."""
        if self.recognised_on.data is None:
            self.recognised_on.errors = [_DAY]
            return None
        return Choice(
            self.recognised_on.data, self.series.data or ENGINEERING, (self.specialty.data or "").strip(),
            frozenset(self.confirmed.data or ()),
        )  # fmt: skip
