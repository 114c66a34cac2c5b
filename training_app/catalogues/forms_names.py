"""The form of a code that is registered under another name."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from training_app.catalogues.labels_names import CHOICES
from training_app.intake.forms_names import why_field
from training_app.intake.messages_names import CHOOSE


class DecisionForm(FlaskForm):
    """Which institution the code belongs to, and why the clerk thinks so."""

    choice = RadioField(
        "是不是同一家", [InputRequired(CHOOSE)], choices=[SelectChoice(str(key), text) for key, text in CHOICES.items()]
    )
    why = why_field()
