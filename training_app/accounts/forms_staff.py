"""Forms of an administrator: inviting a colleague, handing the administration over."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

_LONG = "姓名最多 50 个字符。"


class InviteForm(FlaskForm):
    """Whom to invite; `administers` when the colleague shall manage accounts as well."""

    name = StringField("姓名", [InputRequired("请填写同事的姓名。"), Length(max=50, message=_LONG)])
    administers = BooleanField("同时设为管理员，可以管理本单位账户")


class UnitAdministratorForm(FlaskForm):
    """Whom the bureau invites as administrator of a unit; `role` where the unit may have several."""

    role = SelectField("角色", [InputRequired("请选择角色。")], validate_choice=False)
    name = StringField("姓名", [InputRequired("请填写管理员的姓名。"), Length(max=50, message=_LONG)])


class HandOverForm(FlaskForm):
    """Who comes after: a colleague, or somebody to be invited; and whether the present one stays."""

    successor = SelectField("接任的同事", [Optional()], validate_choice=False)
    name = StringField("或者邀请一位新同事接任（姓名）", [Optional(), Length(max=50, message=_LONG)])
    afterwards = RadioField(
        "移交以后，您自己", default="stay", validators=[InputRequired("请选择移交以后您自己怎么办。")],
        choices=[SelectChoice("stay", "留在本单位，作为普通账户"), SelectChoice("leave", "离开本单位，角色收回")],
    )


class ForgotForm(FlaskForm):
    """The login name of somebody who forgot the password."""

    login = StringField("用户名", [InputRequired("请填写用户名。"), Length(max=100, message="用户名最多 50 个字符。")])
