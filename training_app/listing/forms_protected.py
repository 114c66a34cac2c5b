"""Forms of lists with whole numbers."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class ConfirmForm(FlaskForm):
    """The password once more, and the code of who has a second factor."""

    code = StringField("动态码或备用码", [Length(max=50, message="动态码是 6 位数字，备用码是 15 个字符。")])
    password = PasswordField("您的登录密码", [InputRequired("请输入您的登录密码。"), Length(max=1024, message="密码过长。")])


class AskForm(ConfirmForm):
    """What the list is for."""

    purpose = TextAreaField("用途", filters=[lambda text: " ".join((text or "").replace("\x00", "").split())])


class RefuseForm(FlaskForm):
    """Why somebody does not agree."""

    remark = TextAreaField("不同意的理由", filters=[lambda text: " ".join((text or "").replace("\x00", "").split())])
