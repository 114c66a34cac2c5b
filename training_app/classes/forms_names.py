"""Forms of a number that is registered under another name."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from training_app.classes.labels_names import ANSWERS, ASKS, CHOICES
from training_app.intake.forms_names import why_field
from training_app.intake.messages_names import CHOOSE
from training_app.intake.rules_names import Choice


class DecisionForm(FlaskForm):
    """Who the number belongs to, and why the clerk thinks so."""

    choice = RadioField("是不是同一人", [InputRequired(CHOOSE)])
    why = why_field()

    def offer(self, *, shown: bool, ours: bool) -> None:
        """Leaves the choices there are for a person whose name is `shown` to the clerk and who learned only here (`ours`)."""
        words = {**CHOICES, Choice.RENAMED: CHOICES[Choice.RENAMED] if ours else ASKS}
        self.choice.choices = [
            SelectChoice(str(key), text) for key, text in words.items() if shown or key is not Choice.SAME
        ]


class AnswerForm(FlaskForm):
    """What the bureau says to a change of name."""

    answer = RadioField(
        "答复", [InputRequired(CHOOSE)], choices=[SelectChoice(str(key), text) for key, text in ANSWERS.items()]
    )
    why = why_field()
