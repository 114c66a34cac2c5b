"""Forms of the inbox: which notice is opened."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import NumberRange

_LARGEST = 2**63 - 1


class OpenForm(FlaskForm):
    """A notice to open; its number is in the form, never in an address."""

    notice = IntegerField(validators=[NumberRange(1, _LARGEST)])
