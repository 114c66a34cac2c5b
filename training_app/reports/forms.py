"""Forms of the quarterly return. Remarks to cross-checks come beside them, one text for each check."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField, ValidationError
from wtforms.fields import Field

from training_app.audit import forms_clash
from training_app.audit.forms_clash import Clash, Line
from training_app.audit.models import AuditEvent
from training_app.kernel import clashes
from training_app.kernel.clashes import Edition
from training_app.reports import labels, messages
from training_app.reports.layout import NARRATIVE_HEADINGS, Narratives
from training_app.reports.models import QuarterlyReturn
from training_app.reports.rules import ANSWER_PREFIX, ENTERED, Check
from training_app.reports.service_returns import Entries

_PHONE = re.compile(r"[\d +()（）\-－]{6,30}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST_ANSWER = 300
LONGEST_NARRATIVE = 10_000


def tidy(text: str | None) -> str:
    """Typed text without control characters (a database refuses some of them) and outer blanks."""
    return _CONTROL.sub("", (text or "").replace("\r\n", "\n")).strip()


class Longest:
    """Refuses a text longer than so many characters."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if len(field.data or "") > self.most:
            raise ValidationError(messages.TOO_LONG.format(most=self.most, length=len(field.data)))


class ReturnDraftForm(FlaskForm):
    """Foot and further pages of the form. Everything may stay empty until submission."""

    prepared_by = StringField("填表人", [Longest(40)], filters=[tidy])
    phone = StringField("联系电话", [Longest(30)], filters=[tidy])
    measures = TextAreaField(NARRATIVE_HEADINGS[0], [Longest(LONGEST_NARRATIVE)], filters=[tidy])
    practice = TextAreaField(NARRATIVE_HEADINGS[1], [Longest(LONGEST_NARRATIVE)], filters=[tidy])
    issues = TextAreaField(NARRATIVE_HEADINGS[2], [Longest(LONGEST_NARRATIVE)], filters=[tidy])

    def validate_phone(self, field: Field) -> None:
        """A telephone number as people write it."""
        if field.data and not _PHONE.fullmatch(field.data):
            raise ValidationError(messages.PHONE_INVALID)

    def show(self, record: QuarterlyReturn) -> None:
        """Fills the form with what the draft holds."""
        for name in ENTERED:
            self[name].data = getattr(record, name)

    def entries(self, answers: dict[str, str]) -> Entries:
        """What was typed."""
        narratives = Narratives(self.measures.data or "", self.practice.data or "", self.issues.data or "")
        return Entries(self.prepared_by.data or "", self.phone.data or "", narratives, answers)


class WordsForm(FlaskForm):
    """The reason of a return for correction, or of a correction."""

    remark = TextAreaField("原因", [Longest(500)], filters=[tidy])


def answer_values(checks: Sequence[Check], answers: Mapping[str, str]) -> dict[str, str]:
    """The remarks to the checks by the names of their fields, empty where there is none."""
    return {f"{ANSWER_PREFIX}{check.key}": clashes.tidy(answers.get(check.key)) for check in checks}


def stored_form(record: QuarterlyReturn) -> ReturnDraftForm:
    """The form of a draft as it is kept."""
    form = ReturnDraftForm(formdata=None)
    form.show(record)
    return form


def offer_last(form: ReturnDraftForm, last: QuarterlyReturn) -> None:
    """Offers under every empty field what the unit wrote there in its last return."""
    said = labels.LAST_RETURN.format(quarter=labels.quarter_name(last.year, last.quarter))
    for name in ENTERED:
        if not form[name].data and (text := getattr(last, name)):
            form[name].offer = (said, text)


def edition_of(record: QuarterlyReturn, checks: Sequence[Check]) -> Edition:
    """The edition of the form of a draft as it is kept."""
    shown = clashes.values_of(stored_form(record)) | answer_values(checks, record.answers)
    return Edition.of(record.revision, shown)


def settle(
    edition: Edition, form: ReturnDraftForm, answers: dict[str, str], record: QuarterlyReturn,
    checks: Sequence[Check], events: Sequence[AuditEvent],
) -> Clash:  # fmt: skip
    """What somebody else changed in the draft meanwhile. Where the sender changed nothing, theirs is taken over into the
    form and the answers."""
    lines: list[Line] = forms_clash.settle(edition, form, stored_form(record), events)
    earlier, names = forms_clash.before(events), {f"{ANSWER_PREFIX}{check.key}": check for check in checks}
    for each in clashes.compare(edition, answer_values(checks, answers), answer_values(checks, record.answers)):
        if each.theirs:
            check = names[each.name]
            lines.append(forms_clash.line_of(each, each.name, f"{check.row_name}：{check.rule}", earlier))
            if not each.mine:
                answers[check.key] = each.now
    return forms_clash.clash(events, lines)
