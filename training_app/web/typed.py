"""What somebody typed into a form that can no longer be saved, by the labels of its fields. Chosen values, passwords and
hidden fields are left out, and what the page had shown already when it was opened."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, HiddenField, PasswordField, StringField
from wtforms.fields.core import UnboundField

from training_app.classes import forms as class_forms
from training_app.classes.rules_timetable import as_pasted
from training_app.classes.timetable_form import typed_lines
from training_app.institutions import forms as institution_forms
from training_app.kernel.clashes import Edition, tidy
from training_app.programmes import forms_plans as plan_forms
from training_app.registration import forms as registration_forms
from training_app.reports import forms as return_forms
from training_app.reports.rules import ANSWER_PREFIX
from training_app.web import labels_moved as words

_FORMS: tuple[type[FlaskForm], ...] = (
    class_forms.ClassForm, class_forms.ReturnForm, class_forms.ApproveForm, class_forms.WithdrawForm, class_forms.ReportForm,
    return_forms.ReturnDraftForm, return_forms.WordsForm, institution_forms.InstitutionForm,
    institution_forms.QualificationForm, registration_forms.AcceptForm, registration_forms.ReturnForm,
    plan_forms.PlanForm, plan_forms.LineForm,
)  # fmt: skip
# Fields of a grid, one for each person, by the beginning of their names.
_GRIDS = {"score-": words.SCORES, "hours-": words.HOURS}
MOST_SIGNS = 20_000


def typed_texts(sent: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Label and text of everything typed, in the order of the form."""
    return [(label, text[:MOST_SIGNS]) for label, text in _found(sent) if text]


def _found(sent: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    opened = Edition(0, sent.get("opened", ""))
    timetable = "held_on" in sent
    for name, value in sent.items():
        label = words.ANSWERS if name.startswith(ANSWER_PREFIX) else _labels().get(name.rpartition("-")[2], "")
        if label and not timetable and not opened.showed(name, tidy(value)):
            yield label, tidy(value)
    if timetable:
        yield words.SESSIONS, as_pasted(typed_lines(sent))
    for prefix, label in _GRIDS.items():
        lines = [f"{name.removeprefix(prefix)}\t{tidy(text)}" for name, text in sent.items() if name.startswith(prefix)]
        yield label, "\n".join(line for line in lines if not line.endswith("\t"))


@cache
def _labels() -> dict[str, str]:
    """Labels of the fields something is typed into, by name. A name means the same in every form."""
    found = {}
    for form in _FORMS:
        for name in dir(form):
            field = getattr(form, name)
            if not isinstance(field, UnboundField) or not issubclass(field.field_class, (StringField, DateField)):
                continue
            if not issubclass(field.field_class, (PasswordField, HiddenField)):
                found.setdefault(name, str(field.args[0]))
    return found
