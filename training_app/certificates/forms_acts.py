"""Forms around revoking and replacing one certificate."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from training_app.certificates import messages_acts as messages
from training_app.institutions.forms import without_zero_bytes
from training_app.registration.rules import MAX_BYTES
from training_app.registration.service import Upload

_REQUIRED = InputRequired("请填写。")


class ScanForm(FlaskForm):
    """The scan of the document."""

    file = FileField(messages.SCAN_LABEL)

    def upload(self) -> Upload | None:
        """What was chosen; None for nothing."""
        chosen = self.file.data
        if chosen is None or isinstance(chosen, str) or not chosen.filename:
            return None
        return Upload(without_zero_bytes(chosen.filename)[:200], chosen.read(MAX_BYTES + 1))


class AskForm(ScanForm):
    """What is asked for, why and by which document; fields a kind of certificate asks besides follow by their own names."""

    act = RadioField(
        messages.ACT_LABEL, [_REQUIRED], choices=[SelectChoice(*each) for each in messages.ACTS.items()], validate_choice=False
    )
    reason = TextAreaField(messages.REASON_LABEL, [_REQUIRED])
    document = StringField(messages.DOCUMENT_LABEL, [_REQUIRED])


class RefuseForm(FlaskForm):
    """Why the second person says no."""

    remark = TextAreaField(messages.REMARK_LABEL, [_REQUIRED])


def attach(form: FlaskForm, fields: Mapping[str, str]) -> dict[str, str]:
    """Puts the sentences of a refusal beside their fields; gives those whose field is none of the form's."""
    others = {}
    for name, sentence in fields.items():
        if name in form:
            form[name].errors = [sentence]
        else:
            others[name] = sentence
    return others
