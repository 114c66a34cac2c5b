"""Pages of classes: list, record, filing, timetable, review.

Where a refusal is shown on the page itself, the act runs in a savepoint, so that nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.classes import labels, queries, queries_people, queries_review, rules, service
from training_app.classes import messages_life as messages
from training_app.classes.forms import ApproveForm, ClassForm, ReasonForm, ReturnForm, attach
from training_app.classes.layout_list import CLASSES
from training_app.classes.queries import ClassFacts, Filters, Page
from training_app.classes.timetable_form import TimetableForm
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, RuleViolation
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires
from training_app.kernel.quantities import parse_hundredths

blueprint = Blueprint("classes", __name__, url_prefix="/classes")
_FILTERS = frozenset({"state", "occupation", "level", "district", "q", "people"})


@dataclass(frozen=True, slots=True)
class Pager:
    """A page of a list as the pager draws it."""

    page: int
    pages: int
    total: int
    per_page: int
    url_for_page: Callable[[int], str]


def pager(page: Page, endpoint: str, **values: Any) -> Pager:
    """The pager of a list whose other pages differ in `page` only. Of the address only the filters are kept: any other
    name could be one that `url_for` takes for itself."""
    kept = {name: value for name, value in request.args.items() if name in _FILTERS} | values
    return Pager(
        page.page, page.pages, page.total, page.per_page, lambda number: url_for(endpoint, page=number, **kept)
    )


def page_number() -> int:
    """The page asked for in the address, 1 for anything unusable."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def version() -> int:
    """The version of the record the page was drawn from. A page without one is incomplete."""
    given = request.form.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        abort(400)
    return int(given)


@blueprint.get("")
@requires(Permission.CLASS_VIEW)
def index() -> ResponseReturnValue:
    """The list of classes in scope, filters in the address."""
    session, actor = db.session(), current().actor
    filters = Filters.of(request.args)
    return render_template(
        "classes/index.html", page=queries.page_of(session, actor, filters, Asked.of(CLASSES, request.args)), filters=filters,
        counts=queries.counts_by_state(session, actor),
        choices=queries.filing_choices(session, dates.today()), labels=labels,
        deadline=queries_review.report_deadline, today_=dates.today(),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CLASS_FILE)
def new() -> ResponseReturnValue:
    """The form of a new filing."""
    session, form = db.session(), ClassForm()
    form.offer(queries.filing_choices(session, dates.today()))
    if form.is_submitted():
        try:
            with session.begin_nested():
                record = service.file(session, current().actor, form.filing(), dates.today(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.FILED.format(number=record.number), "success")
            return redirect(url_for("classes.timetable", number=record.number))
    status = 422 if form.is_submitted() else 200
    return render_template("classes/edit.html", form=form, record=None, labels=labels), status


@blueprint.get("/<number>")
@requires(Permission.CLASS_VIEW)
def show(number: str) -> ResponseReturnValue:
    """The record of a class."""
    return show_page(number)


def show_page(number: str, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The record of a class; `forms` are those refused just now, with what was typed."""
    session, actor, today = db.session(), current().actor, dates.today()
    facts = queries.facts(session, actor, number)
    record = facts.record
    text, state = request.args.get("q", "")[:100], request.args.get("people", "")[:20]
    trainees = queries_people.trainees(session, record.id, page_number(), text, state)
    context: dict[str, Any] = {
        "facts": facts, "record": record, "labels": labels, "today_": today, "trainees": trainees,
        "pager": pager(trainees, "classes.show", number=number), "text": text, "people_state": state,
        "counts": queries_people.counts(session, record.id), "timetable": queries_people.timetable(session, record.id),
        "catalogue": queries_review.catalogue_standing(session, facts),
        "events": list(reversed(audit.timeline(session, "class", number))),
        "verbs": rules.LIFE.open_to(record.state, actor.role), "reason": forms.pop("reason", None) or ReasonForm(),
        "waiting_days": (dates.now() - record.submitted_at).days if record.submitted_at else None,
        "deadline": queries_review.report_deadline(record.completed_on, today) if record.completed_on else None,
        "has": current_app.view_functions.__contains__, "person_page": may(actor.role, Permission.PERSON_VIEW),
        **_review_context(facts, forms),
    }  # fmt: skip
    return render_template("classes/show.html", **context), status


def _review_context(facts: ClassFacts, forms: dict[str, Any]) -> dict[str, Any]:
    if facts.record.state != "submitted" or "approve" not in rules.LIFE.open_to("submitted", current().actor.role):
        return {"notes": None}
    approve = forms.get("approve")
    if approve is None:
        approve = ApproveForm(formdata=None)
        approve.show(facts.record)
    return {
        "notes": queries_review.review_notes(db.session(), facts, dates.today()), "approve_form": approve,
        "return_form": forms.get("send_back") or ReturnForm(formdata=None),
    }


@blueprint.route("/<number>/edit", methods=["GET", "POST"])
@requires(Permission.CLASS_FILE)
def edit(number: str) -> ResponseReturnValue:
    """The form of a draft or returned filing."""
    session, actor, form = db.session(), current().actor, ClassForm()
    facts = queries.facts(session, actor, number)
    form.offer(queries.filing_choices(session, dates.today()))
    if form.is_submitted():
        try:
            with session.begin_nested():
                service.edit(session, actor, number, version(), form.filing(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.SAVED.format(number=number), "success")
            return redirect(url_for("classes.show", number=number))
    else:
        rules.LIFE.step(facts.record.state, "edit", actor.role)
        form.show(facts.record, facts.assessment_body.code if facts.assessment_body else "")
    status = 422 if form.is_submitted() else 200
    return render_template("classes/edit.html", form=form, record=facts.record, labels=labels), status


@blueprint.route("/<number>/timetable", methods=["GET", "POST"])
@requires(Permission.CLASS_FILE)
def timetable(number: str) -> ResponseReturnValue:
    """The timetable of a draft or returned filing: typed, pasted or made by a pattern, saved as a whole."""
    session, actor = db.session(), current().actor
    facts = queries.facts(session, actor, number)
    record = facts.record
    if request.method == "GET":
        rules.LIFE.step(record.state, "edit", actor.role)
        form = TimetableForm.of([service.plan_of(held) for held in facts.sessions])
    else:
        given = version()
        form = TimetableForm.read(request.form, record.starts_on, record.ends_on)
        if form.wants_saving and not form.mistakes:
            try:
                with session.begin_nested():
                    service.save_timetable(session, actor, number, given, form.plans, dates.now())
            except InvalidInput as error:
                form.refuse(error.message)
            else:
                flash(messages.TIMETABLE_SAVED.format(number=number, count=len(form.plans)), "success")
                return redirect(url_for("classes.show", number=number))
    status = 422 if form.mistakes else 200
    return render_template("classes/timetable.html", facts=facts, record=record, form=form, labels=labels), status


@blueprint.post("/<number>/submit")
@requires(Permission.CLASS_FILE)
def submit(number: str) -> ResponseReturnValue:
    """Hands the filing to the bureau."""
    try:
        with db.session().begin_nested():
            service.submit(db.session(), current().actor, number, version(), dates.now())
    except (InvalidInput, RuleViolation) as error:
        flash(error.message, "error")
        return show_page(number, error.status)
    flash(messages.SUBMITTED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


@blueprint.post("/<number>/return")
@requires(Permission.CLASS_REVIEW)
def send_back(number: str) -> ResponseReturnValue:
    """Returns the filing for correction."""
    form = ReturnForm()
    try:
        with db.session().begin_nested():
            service.send_back(
                db.session(), current().actor, number, version(), form.remark.data or "", form.fields.data or [],
                dates.now(),
            )  # fmt: skip
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, send_back=form)
    flash(messages.RETURNED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


@blueprint.post("/<number>/approve")
@requires(Permission.CLASS_REVIEW)
def approve(number: str) -> ResponseReturnValue:
    """Approves the filing with its required hours."""
    form = ApproveForm()
    try:
        hours = parse_hundredths(form.required_hours.data or "")
    except ValueError:
        hours = 0
    try:
        with db.session().begin_nested():
            record = service.approve(
                db.session(), current().actor, number, version(), hours, form.source.data or "",
                form.approval_remark.data or "", dates.today(), dates.now(),
            )  # fmt: skip
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, approve=form)
    except RuleViolation as error:
        attach(form, {"required_hours": error.message})
        return show_page(number, error.status, approve=form)
    done = messages.APPROVED if record.state == "approved" else messages.FIRST_APPROVED
    flash(done.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


@blueprint.post("/<number>/cancel")
@requires(Permission.CLASS_FILE, Permission.CLASS_REVIEW)
def cancel(number: str) -> ResponseReturnValue:
    """Cancels the class."""
    form = ReasonForm()
    try:
        with db.session().begin_nested():
            service.cancel(
                db.session(), current().actor, number, version(), form.remark.data or "", dates.today(), dates.now()
            )
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, reason=form)
    flash(messages.CANCELLED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))
