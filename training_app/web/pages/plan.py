"""The page of a year plan: lines with the answers of their bodies and the classes filed under them, where it stands and with
whom it waits, what has happened.

The acts whose refusal is shown on this page stand here too; each runs in a savepoint, so that nothing of it is kept.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.classes import labels as class_labels
from training_app.classes import queries_plans as classes
from training_app.classes.models import TrainingClass
from training_app.classes.rules_timetable import parse_day
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput, RuleViolation, attach
from training_app.kernel.permissions import Permission, requires
from training_app.programmes import (
    labels_plans,
    queries_plans,
    rules_plans,
    service_plan_lines,
    service_plan_notices,
    service_plan_versions,
    service_plans,
)
from training_app.programmes import messages_plans as messages
from training_app.programmes.forms_plans import AnswerForm, FileForm, ProvinceForm, uploaded
from training_app.programmes.queries_plans import PlanFacts
from training_app.programmes.views_plans import blueprint, version

_REASON = "reason-"


@blueprint.get("/<number>")
@requires(Permission.PLAN_VIEW)
def show(number: str) -> ResponseReturnValue:
    """The record of a plan."""
    return show_page(number)


def show_page(number: str, status: int = 200, refused: InvalidInput | None = None, **forms: Any) -> ResponseReturnValue:
    """The record of a plan; `forms` are those refused just now, with what was typed."""
    session, actor = db.session(), current().actor
    facts = queries_plans.facts(session, actor, number)
    record = facts.record
    filed = defaultdict(list)
    for line, each in _classes(facts):
        filed[line].append(each)
    due = service_plan_notices.province_due(record)
    context = {
        "facts": facts, "record": record, "labels": labels_plans, "class_labels": class_labels, "today_": dates.today(),
        "verbs": rules_plans.LIFE.open_to(record.state, actor.role), "classes": filed,
        "used": classes.used(session, record) if record.state in ("filed", "superseded") or record.amends else {},
        "versions": queries_plans.versions(session, record) if actor.role is not Role.ASSESSMENT_BODY else [],
        "amendment": queries_plans.open_amendment(session, record) if actor.role is not Role.ASSESSMENT_BODY else None,
        "before": queries_plans.version_before(session, record), "item_of_line": rules_plans.item_of_line,
        "first_day": rules_plans.first_day(record.year, [row.record.first_month for row in facts.lines]),
        "due": due, "due_days": (due - dates.today()).days if due else None,
        "events": list(reversed(audit.timeline(session, rules_plans.RECORD_KIND, number))),
        "answer_form": forms.get("answer") or AnswerForm(formdata=None), "file_form": forms.get("file") or _file_form(),
        "province_form": forms.get("province") or ProvinceForm(formdata=None, sent_on=dates.today().isoformat()),
        "refused": refused.fields if refused else {}, "typed": request.form if refused else {},
    }  # fmt: skip
    return render_template("plans/show.html", **context), status


def _file_form() -> FileForm:
    return FileForm(formdata=None)


def _classes(facts: PlanFacts) -> list[tuple[int, TrainingClass]]:
    """The classes filed under the plan, for everybody but assessment bodies, who see theirs in the list of classes."""
    if current().actor.role is Role.ASSESSMENT_BODY:
        return []
    return classes.classes_of(db.session(), facts.record)


def _done(number: str, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("plans.show", number=number))


@blueprint.post("/<number>/ask")
@requires(Permission.PLAN_FILE)
def ask(number: str) -> ResponseReturnValue:
    """Asks the assessment bodies to confirm their lines."""
    try:
        with db.session().begin_nested():
            bodies, lines = service_plan_lines.ask(db.session(), current().actor, number, version(), dates.now())
    except InvalidInput as error:
        flash(error.message, "error")
        return show_page(number, 422)
    return _done(number, messages.ASKED.format(bodies=bodies, lines=lines))


@blueprint.post("/<number>/answer")
@requires(Permission.PLAN_ANSWER)
def answer(number: str) -> ResponseReturnValue:
    """An assessment body answers on the lines it chose."""
    form, given = AnswerForm(), request.form.get("answer", "")
    chosen = {int(line) for line in request.form.getlist("lines") if line.isascii() and line.isdigit() and len(line) < 5}
    try:
        with db.session().begin_nested():
            count = service_plan_lines.answer(
                db.session(), current().actor, number, chosen, given, form.remark.data or "", dates.now(),
                {line: request.form[name] for line in chosen if (name := f"seen-{line}") in request.form},
            )
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, error, answer=form)
    return _done(number, messages.ANSWERED[given].format(count=count))


@blueprint.post("/<number>/submit")
@requires(Permission.PLAN_FILE)
def submit(number: str) -> ResponseReturnValue:
    """Hands the plan to the bureau."""
    try:
        with db.session().begin_nested():
            service_plans.submit(db.session(), current().actor, number, version(), dates.now())
    except (InvalidInput, RuleViolation) as error:
        flash(error.message, "error")
        return show_page(number, error.status)
    return _done(number, messages.SUBMITTED.format(number=number))


@blueprint.post("/<number>/return")
@requires(Permission.PLAN_REVIEW)
def send_back(number: str) -> ResponseReturnValue:
    """Returns the plan with a reason beside each item."""
    points = {
        name.removeprefix(_REASON): text for name, text in request.form.items() if name.startswith(_REASON) and len(name) < 40
    }
    try:
        with db.session().begin_nested():
            service_plans.send_back(db.session(), current().actor, number, version(), points, dates.now())
    except InvalidInput as error:
        return show_page(number, 422, error)
    return _done(number, messages.RETURNED.format(number=number))


@blueprint.post("/<number>/file")
@requires(Permission.PLAN_REVIEW)
def file(number: str) -> ResponseReturnValue:
    """Files the plan."""
    form = FileForm()
    try:
        with db.session().begin_nested():
            service_plans.file(
                db.session(), current().actor, number, version(), form.filing_number.data or "", dates.now()
            )
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, file=form)
    except RuleViolation as error:
        form.filing_number.errors = [error.message]
        return show_page(number, error.status, file=form)
    return _done(number, messages.FILED.format(number=number))


@blueprint.post("/<number>/province")
@requires(Permission.PLAN_FILE, Permission.PLAN_REVIEW)
def province(number: str) -> ResponseReturnValue:
    """Notes that the filed plan went to the province."""
    form = ProvinceForm()
    uploads, wrong = uploaded(form, "province_file")
    try:
        if wrong:
            raise InvalidInput("plans.invalid", messages.INVALID.format(count=len(wrong)), wrong)
        with db.session().begin_nested():
            service_plan_versions.send_to_province(
                db.session(), current().actor, number, version(), parse_day(form.sent_on.data or ""),
                form.province_document.data or "", uploads.get("province"), dates.today(), dates.now(),
            )  # fmt: skip
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, province=form)
    return _done(number, messages.SENT.format(number=number))
