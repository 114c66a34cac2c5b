"""What a visitor types."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from training_app.verification import messages
from training_app.verification.rules import LONGEST_NAME, LONGEST_NUMBER


def _clean(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


class LookupForm(FlaskForm):
    """Number and name as printed."""

    number = StringField(
        messages.NUMBER_LABEL, [DataRequired(messages.NUMBER_MISSING), Length(max=LONGEST_NUMBER, message=messages.NUMBER_LONG)],
        filters=[_clean],
    )  # fmt: skip
    name = StringField(
        messages.NAME_LABEL, [DataRequired(messages.NAME_MISSING), Length(max=LONGEST_NAME, message=messages.NAME_LONG)],
        filters=[_clean],
    )  # fmt: skip


class PaperForm(FlaskForm):
    """What a paper at hand says."""

    name = StringField(
        messages.PAPER_NAME_LABEL,
        [DataRequired(messages.NAME_MISSING), Length(max=LONGEST_NAME, message=messages.NAME_LONG)], filters=[_clean],
    )  # fmt: skip
    issued_on = StringField(messages.DAY_LABEL, [DataRequired(messages.DAY_WRONG)], filters=[_clean])
