"""Pages of year plans: list, text, lines, comparison of versions, files. The record itself gathers from several packages:
`web/pages/plan`."""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import service as audit
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.institutions import queries as institutions
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, NotFound, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires
from training_app.programmes import (
    labels_plans,
    queries,
    queries_plan_list,
    queries_plans,
    rules_plans,
    service_plan_lines,
    service_plan_notices,
    service_plan_versions,
    service_plans,
)
from training_app.programmes import messages_plans as messages
from training_app.programmes.forms_plans import LineForm, PlanForm, uploaded
from training_app.programmes.layout_list_plans import PLANS

blueprint = Blueprint("plans", __name__, url_prefix="/plans")
_FILES = ("document_file", "filing_file")


def version() -> int:
    """The version of the plan the page was drawn from. A page without one is incomplete."""
    given = request.form.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        abort(400)
    return int(given)


@blueprint.get("")
@requires(Permission.PLAN_VIEW)
def index() -> ResponseReturnValue:
    """The list of plans in scope, filters in the address."""
    session, actor = db.session(), current().actor
    filters = queries_plan_list.Filters.of(request.args)
    return render_template(
        "plans/index.html", page=queries_plan_list.page_of(session, actor, filters, Asked.of(PLANS, request.args)),
        filters=filters, counts=queries_plan_list.counts_by_state(session, actor), labels=labels_plans,
        years=queries_plan_list.years(session, actor), province_due=service_plan_notices.province_due, today_=dates.today(),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.PLAN_FILE)
def new() -> ResponseReturnValue:
    """Begins the plan of a year."""
    session, actor = db.session(), current().actor
    form = PlanForm(service_plans.years_offered(dates.today()), institutions.seat_of(session, actor) is None)
    if form.is_submitted():
        uploads, wrong = uploaded(form, *_FILES)
        try:
            if wrong:
                raise InvalidInput("plans.invalid", messages.INVALID.format(count=len(wrong)), wrong)
            year = int(form.year.data) if (form.year.data or "").isdecimal() and len(form.year.data) < 5 else 0
            with session.begin_nested():
                record = service_plans.create(session, actor, year, form.text(), uploads, dates.today(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.CREATED.format(number=record.number), "success")
            return redirect(url_for("plans.show", number=record.number))
    status = 422 if form.is_submitted() else 200
    return render_template("plans/edit.html", form=form, record=None, files={}, labels=labels_plans), status


@blueprint.route("/<number>/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_FILE)
def edit(number: str) -> ResponseReturnValue:
    """The text and files of a draft or returned plan."""
    session, actor = db.session(), current().actor
    facts = queries_plans.facts(session, actor, number)
    rules_plans.LIFE.step(facts.record.state, "edit", actor.role)
    form = PlanForm((), facts.record.origin == "elsewhere")
    if form.is_submitted():
        uploads, wrong = uploaded(form, *_FILES)
        try:
            if wrong:
                raise InvalidInput("plans.invalid", messages.INVALID.format(count=len(wrong)), wrong)
            with session.begin_nested():
                service_plans.edit(session, actor, number, version(), form.text(), uploads, dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.SAVED.format(number=number), "success")
            return redirect(url_for("plans.show", number=number))
    else:
        form.show(facts.record)
    status = 422 if form.is_submitted() else 200
    return render_template("plans/edit.html", form=form, record=facts.record, files=facts.files, labels=labels_plans), status


@blueprint.route("/<number>/lines/new", methods=["GET", "POST"])
@requires(Permission.PLAN_FILE)
def new_line(number: str) -> ResponseReturnValue:
    """Adds a line."""
    return _line_page(number, None)


@blueprint.route("/<number>/lines/<int(max=9999):line>", methods=["GET", "POST"])
@requires(Permission.PLAN_FILE)
def edit_line(number: str, line: int) -> ResponseReturnValue:
    """Changes a line."""
    return _line_page(number, line)


def _line_page(number: str, line: int | None) -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    facts = queries_plans.facts(session, actor, number)
    rules_plans.LIFE.step(facts.record.state, "edit", actor.role)
    row = next((each for each in facts.lines if each.record.line == line), None)
    if line is not None and row is None:
        _no_line(number, line)
    form = LineForm()
    form.offer(queries.occupations(session), queries_plans.bodies(session, facts.record.year))
    if form.is_submitted():
        try:
            with session.begin_nested():
                if line is None:
                    saved = service_plan_lines.add(session, actor, number, version(), form.facts(), dates.now())
                else:
                    saved = service_plan_lines.change(session, actor, number, line, version(), form.facts(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.LINE_SAVED.format(line=saved.line), "success")
            return redirect(url_for("plans.show", number=number))
    elif row is not None:
        form.show(row.record, row.body.code)
    status = 422 if form.is_submitted() else 200
    return render_template(
        "plans/line.html", form=form, facts=facts, record=facts.record, row=row, labels=labels_plans
    ), status  # fmt: skip


def _no_line(number: str, line: int) -> NoReturn:
    raise NotFound("plans.line_not_found", messages.LINE_NOT_FOUND.format(number=number, line=line))


@blueprint.post("/<number>/lines/<int(max=9999):line>/remove")
@requires(Permission.PLAN_FILE)
def remove_line(number: str, line: int) -> ResponseReturnValue:
    """Takes a line out."""
    service_plan_lines.remove(db.session(), current().actor, number, line, version(), dates.now())
    flash(messages.LINE_REMOVED.format(line=line), "success")
    return redirect(url_for("plans.show", number=number))


@blueprint.post("/<number>/amend")
@requires(Permission.PLAN_FILE)
def amend(number: str) -> ResponseReturnValue:
    """Begins the next version of a filed plan."""
    record = service_plan_versions.amend(db.session(), current().actor, number, dates.now())
    flash(messages.AMENDED.format(number=record.number), "success")
    return redirect(url_for("plans.show", number=record.number))


@blueprint.post("/<number>/discard")
@requires(Permission.PLAN_FILE)
def discard(number: str) -> ResponseReturnValue:
    """Gives a plan up that is not filed."""
    service_plans.discard(db.session(), current().actor, number, version(), dates.now())
    flash(messages.DISCARDED.format(number=number), "success")
    return redirect(url_for("plans.index"))


@blueprint.get("/<number>/compare")
@requires(Permission.PLAN_VIEW)
def compare(number: str) -> ResponseReturnValue:
    """An amendment beside the filed version it amends, line by line."""
    session, actor = db.session(), current().actor
    facts = queries_plans.facts(session, actor, number)
    before = queries_plans.version_before(session, facts.record)
    if before is None:
        raise NotFound("plans.nothing_to_compare", messages.NOTHING_TO_COMPARE.format(number=number))
    old = queries_plans.lines_of(session, before.id, queries_plans.lines_shown(actor))
    lines = rules_plans.compare([row.words() for row in old], [row.words() for row in facts.lines])
    sums = [
        (sum(row.record.classes for row in rows), sum(row.record.headcount for row in rows)) for rows in (old, facts.lines)
    ]
    return render_template(
        "plans/compare.html", facts=facts, record=facts.record, before=before, lines=lines, labels=labels_plans,
        sums=sums,
    )  # fmt: skip


@blueprint.get("/<number>/files/<kind>")
@requires(Permission.PLAN_VIEW)
def file_of(number: str, kind: str) -> ResponseReturnValue:
    """A file of a plan as it was sent, to be saved."""
    session, actor = db.session(), current().actor
    facts = queries_plans.facts(session, actor, number)
    stored = facts.files.get(kind)
    if stored is None:
        raise NotFound("plans.file_not_found", messages.FILE_NOT_FOUND.format(number=number))
    audit.record(session, actor, "plan.download", rules_plans.RECORD_KIND, number, at=dates.now(), detail={"kind": kind})
    return Response(files.read(stored), headers=download_headers(stored.name or "", stored.media_type))
