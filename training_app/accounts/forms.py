"""Forms of login, password, first set-up and account administration."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from training_app.accounts.labels import ROLES
from training_app.accounts.rules import FIRST_ROLES

_DAY = "日期请按 2026-07-01 的样子填写。"


class LoginForm(FlaskForm):
    """Login name and password."""

    login = StringField("用户名", [InputRequired("请填写用户名。"), Length(max=100, message="用户名最多 100 个字符。")])
    password = PasswordField("密码", [InputRequired("请填写密码。"), Length(max=1024, message="密码过长。")])


class PasswordForm(FlaskForm):
    """Change of one's own password."""

    old = PasswordField("原密码", [InputRequired("请填写原密码。"), Length(max=1024, message="密码过长。")])
    new = PasswordField("新密码", [InputRequired("请填写新密码。")])
    again = PasswordField(
        "再输一次新密码", [InputRequired("请再输一次新密码。"), EqualTo("new", message="两次输入的新密码不一样。")]
    )


class SetUpForm(FlaskForm):
    """First set-up: the one-time code and four accounts (`system_admin_login`, `system_admin_name`, …)."""

    code = StringField("设置码", [InputRequired("请填写设置码。"), Length(max=100, message="设置码过长。")])


for _role in FIRST_ROLES:
    setattr(
        SetUpForm, f"{_role}_login",
        StringField("用户名", [InputRequired("请填写用户名。"), Length(max=100, message="用户名最多 50 个字符。")]),
    )
    setattr(
        SetUpForm, f"{_role}_name",
        StringField("姓名", [InputRequired("请填写姓名。"), Length(max=50, message="姓名最多 50 个字符。")]),
    )
    setattr(SetUpForm, f"{_role}_password", PasswordField("密码", [InputRequired("请设置密码。")]))
    setattr(
        SetUpForm, f"{_role}_again",
        PasswordField(
            "再输一次密码",
            [InputRequired("请再输一次密码。"), EqualTo(f"{_role}_password", message="两次输入的密码不一样。")],
        ),
    )


class NewUserForm(FlaskForm):
    """A new account without roles."""

    login = StringField("用户名", [InputRequired("请填写用户名。"), Length(max=100, message="用户名最多 50 个字符。")])
    name = StringField("姓名", [InputRequired("请填写姓名。"), Length(max=50, message="姓名最多 50 个字符。")])


class GrantForm(FlaskForm):
    """A role for an account; which of institution, district and person is needed depends on the role. Password, and the code
    of who has a second factor, show that it is the administrator who sits there."""

    role = SelectField("角色", [InputRequired("请选择角色。")], validate_choice=False)
    institution = StringField("机构", [Length(max=200, message="请填单位全称或 18 位代码，最多 200 个字。")])
    district = SelectField("区市", validate_choice=False)
    person = StringField("人员编号", [Length(max=20, message="编号如 P00012345。")])
    since = DateField("自哪天起", [Optional()])
    password = PasswordField("您的登录密码", [InputRequired("请输入您的登录密码。"), Length(max=1024, message="密码过长。")])
    code = StringField("动态码或备用码", [Length(max=50, message="动态码是 6 位数字，备用码是 15 个字符。")])

    def __init__(self, districts: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.role.choices = [("", "请选择"), *ROLES.items()]
        self.district.choices = [("", "不涉及"), *districts]

    def validate(self, extra_validators: object = None) -> bool:
        """Shape; a day that cannot be read gets our own sentence."""
        good = super().validate(extra_validators)
        if self.since.errors:
            self.since.errors = [_DAY]
        return good
