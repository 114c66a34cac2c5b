"""Forms of the second factor."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

_CODE = Length(max=50, message="动态码是 6 位数字，备用码是 15 个字符。")
_PASSWORD = Length(max=1024, message="密码过长。")


class LoginCodeForm(FlaskForm):
    """The second half of the login."""

    code = StringField("动态码或备用码", [InputRequired("请输入动态码。"), _CODE])


class EnrolForm(FlaskForm):
    """The first code of the app, and the password of who enrols it."""

    code = StringField("应用里显示的 6 位动态码", [InputRequired("请输入动态码。"), _CODE])
    password = PasswordField("您的登录密码", [InputRequired("请输入您的登录密码。"), _PASSWORD])


class TurnOffForm(FlaskForm):
    """Password and code of who no longer wants the second factor."""

    password = PasswordField("您的登录密码", [InputRequired("请输入您的登录密码。"), _PASSWORD])
    code = StringField("动态码或备用码", [InputRequired("请输入动态码。"), _CODE])
