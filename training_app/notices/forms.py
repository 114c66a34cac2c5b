"""Forms of the inbox: which notice is opened, and where else its reader wants to hear of things."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import EmailField, IntegerField
from wtforms.validators import Length, NumberRange

_LARGEST = 2**63 - 1


class OpenForm(FlaskForm):
    """A notice to open; its number is in the form, never in an address."""

    notice = IntegerField(validators=[NumberRange(1, _LARGEST)])


class MailForm(FlaskForm):
    """The user's own e-mail address; empty: none."""

    mail = EmailField("电子邮箱", validators=[Length(max=254, message="邮箱地址太长，最多 254 个字符。")])
