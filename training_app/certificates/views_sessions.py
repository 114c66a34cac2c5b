"""Pages of assessment sessions: the list, one with its seats and results, the sheet to be signed."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import forms_clash
from training_app.audit import service as trail
from training_app.certificates import messages_sessions as messages
from training_app.certificates import queries_sessions as queries
from training_app.certificates import queries_sessions_seats as admissions
from training_app.certificates import rules_sessions as rules
from training_app.certificates import service_sessions as service
from training_app.certificates import service_sessions_marks as marks
from training_app.certificates.forms_sessions import ReasonForm, SessionForm
from training_app.certificates.labels import LEVELS
from training_app.certificates.layout_lots import ADMISSIONS, SESSIONS
from training_app.certificates.service_sessions_marks import Line
from training_app.classes.paper_sheet import sheet_pdf
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.clashes import Edition
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation, Stale
from training_app.kernel.lists import Asked, tidy
from training_app.kernel.permissions import Permission, may, requires

blueprint = Blueprint("assessment_sessions", __name__, url_prefix="/certificates/sessions")
_ABSENT = "absent-"


@blueprint.get("/")
@requires(Permission.LEVEL_CONFIRM)
def index() -> ResponseReturnValue:
    """Who waits for a seat, then the sessions in scope; filters in the address."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    opens = may(actor.role, Permission.LEVEL_ASSESS)
    return render_template(
        "assessment_sessions/index.html", filters=filters, words=messages, levels=LEVELS, opens=opens, key=SESSIONS.key,
        page=queries.page_of(session, actor, filters, Asked.of(SESSIONS, request.args)),
        waiting=queries.unseated_by_programme(session, actor) if opens else [], today_=dates.today(),
    )  # fmt: skip


@blueprint.get("/seats")
@requires(Permission.LEVEL_CONFIRM)
def seats() -> ResponseReturnValue:
    """Everybody with a seat, over all sessions."""
    session, actor, filters = db.session(), current().actor, admissions.Filters.of(request.args)
    return render_template(
        "assessment_sessions/seats.html", filters=filters, words=messages, key=ADMISSIONS.key,
        page=admissions.page_of(session, actor, filters, Asked.of(ADMISSIONS, request.args)),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.LEVEL_ASSESS)
def new() -> ResponseReturnValue:
    """Opens a session."""
    session, actor, form = db.session(), current().actor, SessionForm()
    if not form.is_submitted():
        form.occupation.data, form.level.data = (tidy(request.args.get(name, "")) for name in ("occupation", "level"))
    else:
        plan = form.plan()
        try:
            with session.begin_nested():
                made = service.open_session(session, actor, plan, dates.today(), dates.now())
        except InvalidInput as error:
            form.put(error.fields, plan)
        else:
            flash(messages.OPENED.format(number=made.number), "success")
            return redirect(url_for("assessment_sessions.show", number=made.number))
    lead = service.lead_days(dates.today())
    page = render_template("assessment_sessions/form.html", form=form, record=None, lead=lead, edition=None, clash=None)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<number>/edit", methods=["GET", "POST"])
@requires(Permission.LEVEL_ASSESS)
def edit(number: str) -> ResponseReturnValue:
    """Day, time, place and seats anew; everybody with a seat is told."""
    session, actor, form = db.session(), current().actor, SessionForm()
    record, clash, status = queries.by_number(session, actor, number), None, 200
    if not form.is_submitted():
        rules.LIFE.step(record.state, "change", actor.role)
        form.show(record)
        edition = form.edition()
    else:
        fresh = SessionForm(formdata=None)
        fresh.show(record)
        edition = Edition.read(request.form)
        clash = forms_clash.clash([], forms_clash.settle(edition, form, fresh, []))
        plan, edition = form.plan(record), fresh.edition()
        try:
            if clash.asked:
                raise Stale("assessment_sessions.stale", messages.STALE)
            with session.begin_nested():
                told = service.change(session, actor, number, plan, dates.today(), dates.now())
        except InvalidInput as error:
            form.put(error.fields, plan)
            status, clash = 422, None
        except Stale:
            status = 409
        else:
            flash((messages.CHANGED if told else messages.CHANGED_NOBODY).format(number=number, count=told), "success")
            return redirect(url_for("assessment_sessions.show", number=number))
    lead = service.lead_days(dates.today())
    page = render_template(
        "assessment_sessions/form.html", form=form, record=record, lead=lead, edition=edition, clash=clash
    )
    return page, status


@blueprint.get("/<number>")
@requires(Permission.LEVEL_CONFIRM)
def show(number: str) -> ResponseReturnValue:
    """One session: who has a seat, who could have one, results."""
    return _page(number)


@blueprint.post("/<number>/seats")
@requires(Permission.LEVEL_ASSESS)
def seat(number: str) -> ResponseReturnValue:
    """Gives seats to the applications that are ticked."""
    session, actor = db.session(), current().actor
    chosen = [tidy(each) for each in request.form.getlist("chosen")]
    try:
        with session.begin_nested():
            count = service.seat(session, actor, number, chosen, dates.today(), dates.now())
    except (InvalidInput, RuleViolation, Conflict) as error:
        return _page(number, {"seat": error.message}), error.status
    left = queries.by_number(session, actor, number).left
    flash(messages.SEATED.format(count=count, left=left), "success")
    return redirect(url_for("assessment_sessions.show", number=number))


@blueprint.post("/<number>/release")
@requires(Permission.LEVEL_ASSESS)
def release(number: str) -> ResponseReturnValue:
    """Takes a seat back."""
    session, actor, form = db.session(), current().actor, ReasonForm()
    applications = [tidy(each) for each in request.form.getlist("chosen")]
    try:
        count = service.release(session, actor, number, applications, form.reason.data or "", dates.now())
    except InvalidInput as error:
        return _page(number, {"release": error.message}), error.status
    flash(messages.RELEASED.format(count=count), "success")
    return redirect(url_for("assessment_sessions.show", number=number))


@blueprint.post("/<number>/cancel")
@requires(Permission.LEVEL_ASSESS)
def cancel(number: str) -> ResponseReturnValue:
    """The session is not held."""
    form = ReasonForm()
    try:
        count = service.cancel(db.session(), current().actor, number, form.reason.data or "", dates.now())
    except InvalidInput as error:
        return _page(number, {"cancel": error.message}), error.status
    flash(messages.CANCELLED.format(number=number, count=count), "success")
    return redirect(url_for("assessment_sessions.show", number=number))


@blueprint.post("/<number>/marks")
@requires(Permission.LEVEL_ASSESS)
def record(number: str) -> ResponseReturnValue:
    """Notes the results that were typed."""
    session, actor = db.session(), current().actor
    try:
        with session.begin_nested():
            saved = marks.save(session, actor, number, _lines(), dates.today(), dates.now())
    except InvalidInput as error:
        return _page(number, error.fields), error.status
    except (RuleViolation, Conflict) as error:
        return _page(number, {"marks": error.message}), error.status
    flash(messages.SAVED.format(count=saved.passed + saved.failed + saved.absent, passed=saved.passed, failed=saved.failed,
                                absent=saved.absent), "success")  # fmt: skip
    return redirect(url_for("assessment_sessions.show", number=number))


@blueprint.post("/<number>/take-back")
@requires(Permission.LEVEL_ASSESS)
def take_back(number: str) -> ResponseReturnValue:
    """Takes one result back that was noted on the page."""
    form, application = ReasonForm(), tidy(request.form.get("application", ""))
    try:
        row = marks.take_back(db.session(), current().actor, number, application, form.reason.data or "", dates.now())
    except InvalidInput as error:
        return _page(number, {f"take-{application}": error.message}), error.status
    flash(messages.UNMARKED.format(name=row.name), "success")
    return redirect(url_for("assessment_sessions.show", number=number))


@blueprint.get("/<number>/sheet.pdf")
@requires(Permission.LEVEL_ASSESS)
def sheet(number: str) -> ResponseReturnValue:
    """The list of admission to print and sign."""
    session, actor = db.session(), current().actor
    record = queries.by_number(session, actor, number)
    rendered = sheet_pdf(admissions.sheet(session, actor, record))
    trail.record(session, actor, "assessment_session.print_sheet", rules.RECORD_KIND, number, at=dates.now())
    return Response(rendered.content, headers=download_headers(messages.SHEET_FILE.format(number=number), "application/pdf"))


def _lines() -> dict[str, Line]:
    """What stands in the marks sheet, by application."""
    typed: dict[str, dict[str, str]] = {}
    absent: dict[str, set[str]] = {}
    for part in rules.PARTS:
        for name, value in request.form.items():
            if name.startswith(f"{part}-"):
                typed.setdefault(tidy(name.removeprefix(f"{part}-")), {})[part] = tidy(value)
    for name in request.form:
        part, _, application = name.removeprefix(_ABSENT).partition("-") if name.startswith(_ABSENT) else ("", "", "")
        if part in rules.PARTS:
            absent.setdefault(tidy(application), set()).add(part)
    return {
        name: Line(typed.get(name, {}), frozenset(absent.get(name, ())))
        for name in dict.fromkeys((*typed, *absent))
    }  # fmt: skip


def _page(number: str, errors: dict[str, str] | None = None) -> str:
    session, actor, today = db.session(), current().actor, dates.today()
    record = queries.by_number(session, actor, number)
    open_to = rules.LIFE.open_to(record.state, actor.role)
    held = record.held_on <= today
    rows = queries.seats(session, record)
    return render_template(
        "assessment_sessions/show.html", record=record, row=queries.row_of(session, actor, number), rows=rows, held=held,
        words=messages, errors=errors or {}, open_to=open_to, today_=today, typed=request.form,
        waiting=queries.waiting_for(session, record) if "seat" in open_to and record.held_on >= today else [],
        marks=held and "mark" in open_to and any(not row.noted for row in rows), masked=queries.masked(session, rows),
        chosen=request.form.getlist("chosen"), export=ADMISSIONS.key,
    )  # fmt: skip
