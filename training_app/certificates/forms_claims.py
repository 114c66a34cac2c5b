"""Forms of claims: the certificate as its holder tells it, and what the clerk found."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from training_app.certificates import messages_claims as messages
from training_app.certificates.labels import LEVELS
from training_app.certificates.service_claims import Told
from training_app.institutions.forms import without_zero_bytes
from training_app.policies.occupations import occupations
from training_app.registration.rules import MAX_BYTES

_MOST_SIGNS = 2_000


def _cut(text: str | None) -> str:
    return without_zero_bytes(text)[:_MOST_SIGNS]


def _choices(names: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice("", "请选择"), *(SelectChoice(key, name) for key, name in names.items())]


class ClaimForm(FlaskForm):
    """A certificate earned elsewhere; the service says what is wrong with it."""

    number = StringField("证书编号", filters=[_cut])
    occupation = SelectField("职业", filters=[_cut], validate_choice=False)
    level = SelectField("等级", filters=[_cut], validate_choice=False, choices=_choices(LEVELS))
    issuer = StringField("发证机构", filters=[_cut])
    issued_on = DateField("发证日期", [Optional()])
    file = FileField("证书扫描件或照片")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.occupation.choices = _choices({entry.key: entry.name for entry in occupations()})

    def validate(self, extra_validators: object = None) -> bool:
        """Shape; a day that cannot be read gets our own sentence."""
        good = super().validate(extra_validators)
        if self.issued_on.errors:
            self.issued_on.errors = [messages.MISSING["issued_on"]]
        return good

    def told(self) -> Told:
        """What was typed."""
        chosen = self.file.data
        has_file = chosen is not None and not isinstance(chosen, str) and bool(chosen.filename)
        return Told(
            self.number.data or "", self.occupation.data or "", self.level.data or "", self.issuer.data or "",
            self.issued_on.data, (_cut(chosen.filename), chosen.read(MAX_BYTES + 1)) if has_file else None,
        )


class CheckForm(FlaskForm):
    """What the clerk found."""

    remark = TextAreaField("说明", filters=[_cut])
