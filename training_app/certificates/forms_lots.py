"""Forms of lots (a step outside, taking people out) and of applications (the declaration, signed sheets)."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import Optional

from training_app.certificates import messages_lots as messages
from training_app.certificates.labels_lots import DOCUMENTS, STEPS
from training_app.certificates.service_lots import Step
from training_app.institutions.forms import without_zero_bytes
from training_app.registration.rules import MAX_BYTES

_MOST_SIGNS = 2_000


def _cut(text: str | None) -> str:
    return without_zero_bytes(text)[:_MOST_SIGNS]


def _upload(field: FileField) -> tuple[str, bytes] | None:
    """Name and bytes of the file that was chosen."""
    chosen = field.data
    if chosen is None or isinstance(chosen, str) or not chosen.filename:
        return None
    return _cut(chosen.filename), chosen.read(MAX_BYTES + 1)


class StepForm(FlaskForm):
    """A step outside the register; the service says what is wrong with it. `verb` names the step."""

    happened_on = DateField("日期", [Optional()])
    document = StringField("文件", filters=[_cut])
    remark = TextAreaField("退回原因", filters=[_cut])
    file = FileField("扫描件")

    def __init__(self, verb: str, **kwargs: object) -> None:
        super().__init__(prefix=f"{verb}-", **kwargs)
        self.verb = verb
        self.happened_on.label.text = f"{STEPS[verb]}日期"
        self.document.label.text = DOCUMENTS[verb]
        if not verb.startswith("return"):
            del self.remark

    def validate(self, extra_validators: object = None) -> bool:
        """Shape; a day that cannot be read gets our own sentence."""
        good = super().validate(extra_validators)
        if self.happened_on.errors:
            self.happened_on.errors = [messages.DAY_UNREADABLE]
        return good

    def step(self) -> Step:
        """What was typed."""
        return Step(
            self.happened_on.data, self.document.data or "", (self.remark.data or "") if "remark" in self else "",
            _upload(self.file),
        )


class DropForm(FlaskForm):
    """Why the ticked people are taken out."""

    reason = StringField("移出原因", filters=[_cut])


class DeclareForm(FlaskForm):
    """The tick under the declaration."""

    declared = BooleanField("我已阅读并承诺")


class PaperForm(FlaskForm):
    """The scan of the signed declarations of those who are ticked."""

    file = FileField("签名的告知承诺书")

    def upload(self) -> tuple[str, bytes] | None:
        """The file that was chosen."""
        return _upload(self.file)
