"""Forms of the registration: the application, the receipt, the first account, the bureau's decision."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from training_app.institutions.forms import without_zero_bytes
from training_app.institutions.labels import NATURES
from training_app.institutions.queries import OUTSIDE
from training_app.registration import labels, messages, rules
from training_app.registration.service import Facts, Upload

# What is asked of the database stays short, whatever is sent; the service says how long a field may be.
_MOST_SIGNS = 2_000


def cut(text: str | None) -> str:
    """What was typed without zero bytes and without an end nobody typed by hand."""
    return without_zero_bytes(text)[:_MOST_SIGNS]


def _required(name: str) -> StringField:
    return StringField(labels.FIELDS[name], [InputRequired(messages.MISSING.get(name, ""))], filters=[cut])


class ApplicationForm(FlaskForm):
    """An application. `ticket` is the number of this form; `homepage` is a trap that people do not see."""

    ticket = HiddenField(filters=[cut])
    homepage = StringField("请不要填写", filters=[cut])
    code = StringField(labels.FIELDS["code"], [InputRequired("请填写 18 位的统一社会信用代码。")], filters=[cut])
    name = _required("name")
    unit_nature = SelectField(
        labels.FIELDS["unit_nature"], [InputRequired(messages.NATURE_UNKNOWN)], validate_choice=False
    )
    district = SelectField(labels.FIELDS["district"], [InputRequired(messages.DISTRICT_MISSING)], validate_choice=False)
    address = _required("address")
    legal_representative = _required("legal_representative")
    basis = StringField(labels.FIELDS["basis"], filters=[cut])
    contact_name = _required("contact_name")
    phone = _required("phone")
    administrator = _required("administrator")
    licence = FileField(labels.DOCUMENTS["licence"])
    listing = FileField(labels.DOCUMENTS["listing"])

    def __init__(self, kind: str, districts: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.unit_nature.choices = [("", "请选择"), *NATURES.items()]
        self.district.choices = [("", "请选择"), *districts, (OUTSIDE, "外地")]
        if kind not in rules.LISTED:
            del self.basis, self.listing

    def facts(self) -> Facts:
        """What was typed."""
        names = ("code", "name", "unit_nature", "district", "address", "legal_representative", "contact_name", "phone",
                 "administrator", "basis")  # fmt: skip
        return Facts(*(cut(self[name].data) if name in self else "" for name in names))

    def uploads(self) -> dict[str, Upload]:
        """The files that were chosen, by kind of document."""
        found = {}
        for name in labels.DOCUMENTS:
            chosen = self[name].data if name in self else None
            if chosen is not None and not isinstance(chosen, str) and chosen.filename:
                found[name] = Upload(cut(chosen.filename), chosen.read(rules.MAX_BYTES + 1))
        return found


class ReceiptForm(FlaskForm):
    """Number and code of a receipt."""

    number = StringField("申请编号", [InputRequired("请填写申请编号，如 Z2026-0001。")], filters=[cut])
    code = StringField("回执码", [InputRequired("请填写回执码，五组，每组四位。")], filters=[cut])


class _Decision(FlaskForm):
    """What every decision carries: the version that was looked at."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version the reviewer looked at; 0 for anything that is no number, which no record has."""
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


class AcceptForm(_Decision):
    """How the bureau accepts."""

    document = StringField("认定文件", [Length(max=200, message="认定文件最多 200 个字符。")], filters=[cut])
    valid_from = DateField("资格生效日", [InputRequired("请填写资格生效日。")])
    valid_to = DateField("资格失效日", [Optional()])
    attach = BooleanField("并入已有机构")

    def validate(self, extra_validators: object = None) -> bool:
        """Shape; a day that cannot be read gets our own sentence."""
        good = super().validate(extra_validators)
        for field in (self.valid_from, self.valid_to):
            if field.errors and field.raw_data and field.raw_data[0]:
                field.errors = [messages.DAY_WRONG]
        return good


class ReturnForm(_Decision):
    """What has to be corrected."""

    fields = SelectMultipleField(
        "要补正的内容", validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    remark = TextAreaField("理由", [InputRequired(messages.REMARK_MISSING["return"])], filters=[cut])

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.fields.choices = list(labels.FIELDS.items())


class RefuseForm(_Decision):
    """Why it is refused."""

    remark = TextAreaField("理由", [InputRequired(messages.REMARK_MISSING["refuse"])], filters=[cut])
