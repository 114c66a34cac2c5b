"""Forms of lots: a step outside, and taking people out."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import Optional

from training_app.certificates import messages_lots as messages
from training_app.certificates.labels_lots import DOCUMENTS, STEPS
from training_app.certificates.service_lots import Step
from training_app.institutions.forms import without_zero_bytes
from training_app.registration.rules import MAX_BYTES

_MOST_SIGNS = 2_000


def _cut(text: str | None) -> str:
    return without_zero_bytes(text)[:_MOST_SIGNS]


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
        chosen = self.file.data
        has_file = chosen is not None and not isinstance(chosen, str) and bool(chosen.filename)
        return Step(
            self.happened_on.data, self.document.data or "", (self.remark.data or "") if "remark" in self else "",
            (_cut(chosen.filename), chosen.read(MAX_BYTES + 1)) if has_file else None,
        )


class DropForm(FlaskForm):
    """Why the ticked people are taken out."""

    reason = StringField("移出原因", filters=[_cut])
