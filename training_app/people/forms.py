"""Forms of the register of persons."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from training_app.people.labels import REVEALED
from training_app.people.messages import REASON_MISSING


class RevealForm(FlaskForm):
    """What is to be shown in full, why, and the password of who looks; the code only from who has a second factor."""

    what = RadioField(
        "查看内容", [InputRequired("请选择要查看的号码。")], default="identity_number", validate_choice=False,
        choices=[SelectChoice(key, name) for key, name in REVEALED.items()],
    )  # fmt: skip
    reason = TextAreaField(
        "查看原因", [InputRequired(REASON_MISSING), Length(4, 200, message="请写 4 到 200 个字，例如：核对发证证件。")],
        filters=[lambda text: " ".join((text or "").replace("\x00", "").split())],
    )
    code = StringField("动态码或备用码", [Length(max=50, message="动态码是 6 位数字，备用码是 15 个字符。")])
    password = PasswordField("您的登录密码", [InputRequired("请输入您的登录密码。"), Length(max=1024, message="密码过长。")])

    def validate_what(self, field: RadioField) -> None:
        """One of the numbers there are."""
        if field.data not in REVEALED:
            raise ValidationError("请选择要查看的号码。")
