"""Forms of those who are not logged in yet: the one-time code, the new account, the forgotten password."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from training_app.accounts.rules import LAST_FOUR

_LONG_LOGIN = "用户名最多 50 个字符。"


class CodeForm(FlaskForm):
    """The one-time code as typed."""

    code = StringField("激活码", [InputRequired("请输入激活码。"), Length(max=200, message="激活码过长，请对照纸面重输。")])


class AccountForm(FlaskForm):
    """What belongs to a code: a new account, or (`account` existing) the one that shall get the role."""

    code = HiddenField("激活码", [InputRequired("请从第一步重新输入激活码。"), Length(max=200)])
    account = RadioField(
        "账户", default="new",
        choices=[SelectChoice("new", "新建账户"), SelectChoice("existing", "我已有本平台账户，把这个角色加上去")],
        validators=[InputRequired("请选择新建账户还是用已有账户。")],
    )
    name = StringField("姓名", [Optional(), Length(max=50, message="姓名最多 50 个字符。")])
    last_four = StringField("身份证件号码后四位", [Optional(), Length(max=20, message=f"请只填最后 {LAST_FOUR} 位。")])
    login = StringField("用户名", [InputRequired("请填写用户名。"), Length(max=100, message=_LONG_LOGIN)])
    password = PasswordField("密码", [InputRequired("请填写密码。"), Length(max=1024, message="密码过长。")])
    again = PasswordField("再输一次密码")

    def validate(self, extra_validators: object = None) -> bool:
        """The password is typed twice only where a new one is set."""
        extra = {} if self.account.data == "existing" else {"again": [EqualTo("password", message="两次输入的密码不一样。")]}
        return super().validate(extra)


class NewPasswordForm(FlaskForm):
    """A new password, given a one-time code."""

    code = HiddenField("激活码", [InputRequired("请从第一步重新输入激活码。"), Length(max=200)])
    password = PasswordField("新密码", [InputRequired("请填写新密码。"), Length(max=1024, message="密码过长。")])
    again = PasswordField(
        "再输一次新密码",
        [InputRequired("请再输一次新密码。"), EqualTo("password", message="两次输入的新密码不一样。")],
    )
