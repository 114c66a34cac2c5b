"""Forms of login, password and first set-up."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length


class LoginForm(FlaskForm):
    """Login name and password."""

    login = StringField("用户名", [InputRequired("请填写用户名。"), Length(max=100, message="用户名最多 100 个字符。")])
    password = PasswordField("密码", [InputRequired("请填写密码。"), Length(max=1024, message="密码过长。")])


class PasswordForm(FlaskForm):
    """Change of one's own password."""

    old = PasswordField("原密码", [InputRequired("请填写原密码。")])
    new = PasswordField("新密码", [InputRequired("请填写新密码。")])
    again = PasswordField(
        "再输一次新密码", [InputRequired("请再输一次新密码。"), EqualTo("new", message="两次输入的新密码不一样。")]
    )
