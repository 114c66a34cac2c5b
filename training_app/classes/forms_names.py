"""Forms of a number that is registered under another name."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from training_app.classes import messages_names as messages
from training_app.classes.labels_names import ANSWERS, ASKS, CHOICES
from training_app.classes.rules_names import LONGEST_REASON, SHORTEST_REASON, Choice


def _tidy(text: str | None) -> str:
    return " ".join((text or "").replace("\x00", "").split())


def _why() -> TextAreaField:
    length = Length(SHORTEST_REASON, LONGEST_REASON, message=messages.WHY)
    return TextAreaField("依据", [InputRequired(messages.WHY), length], filters=[_tidy])


class DecisionForm(FlaskForm):
    """Who the number belongs to, and why the clerk thinks so."""

    choice = RadioField("是不是同一人", [InputRequired(messages.CHOOSE)])
    why = _why()

    def offer(self, *, shown: bool, ours: bool) -> None:
        """Leaves the choices there are for a person whose name is `shown` to the clerk and who learned only here (`ours`)."""
        words = {**CHOICES, Choice.RENAMED: CHOICES[Choice.RENAMED] if ours else ASKS}
        self.choice.choices = [
            SelectChoice(str(key), text) for key, text in words.items() if shown or key is not Choice.SAME
        ]


class AnswerForm(FlaskForm):
    """What the bureau says to a change of name."""

    answer = RadioField(
        "答复", [InputRequired(messages.CHOOSE)], choices=[SelectChoice(str(key), text) for key, text in ANSWERS.items()]
    )
    why = _why()
