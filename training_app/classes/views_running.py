"""Pages of a class under way: opening, attendance of a session, make-up sessions, people who leave."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes import (
    labels,
    labels_attendance,
    messages_attend,
    queries,
    queries_attendance,
    queries_people,
    rules,
    rules_timetable,
    service_corrections,
    service_resources,
)
from training_app.classes import messages_life as messages
from training_app.classes import service_running as service
from training_app.classes.forms import WithdrawForm, sent_file
from training_app.classes.rules import AttendanceStatus, Mark
from training_app.classes.rules_timetable import TypedSession, parse_day
from training_app.classes.timetable_form import typed_lines
from training_app.classes.views import version
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, attach
from training_app.kernel.permissions import Permission, may, requires
from training_app.kernel.quantities import parse_hundredths

blueprint = Blueprint("attendance", __name__, url_prefix="/classes/<number>")
_STATUS, _HOURS = "status-", "hours-"


@blueprint.post("/start")
@requires(Permission.CLASS_RUN)
def start(number: str) -> ResponseReturnValue:
    """Opens the class."""
    service.start(db.session(), current().actor, number, version(), dates.now())
    flash(messages.STARTED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


@blueprint.get("/sessions/<int(max=9999):session_number>")
@requires(Permission.ROSTER_VIEW)
def grid(number: str, session_number: int) -> ResponseReturnValue:
    """The attendance of a session."""
    return _grid_page(number, session_number)


@blueprint.post("/sessions/<int(max=9999):session_number>")
@requires(Permission.CLASS_RUN)
def record(number: str, session_number: int) -> ResponseReturnValue:
    """Saves the attendance of a session as a whole."""
    session = db.session()
    marks, wrong = _marks()
    try:
        if wrong:
            raise InvalidInput(
                "classes.attendance_invalid", messages.ATTENDANCE_INVALID.format(count=len(wrong)), wrong
            )
        with session.begin_nested():
            saved = service.record_attendance(
                session, current().actor, number, session_number, marks, dates.today(), dates.now()
            )
    except InvalidInput as error:
        return _grid_page(number, session_number, error.fields, 422)
    flash(messages.ATTENDANCE_SAVED.format(session=session_number, changed=saved.changed), "success")
    return redirect(url_for("classes.show", number=number, tab="sessions"))


@blueprint.post("/sessions/<int(max=9999):session_number>/corrections")
@requires(Permission.CLASS_RUN)
def ask_correction(number: str, session_number: int) -> ResponseReturnValue:
    """Asks the bureau to change the attendance of a locked session."""
    session, actor = db.session(), current().actor
    marks, wrong = _marks()
    try:
        if wrong:
            raise InvalidInput("classes.attendance_invalid", messages.ATTENDANCE_INVALID.format(count=len(wrong)), wrong)
        with session.begin_nested():
            asked = service_corrections.ask(
                session, actor, number, session_number, marks, request.form.get("reason", ""), dates.today(), dates.now(),
                sent_file(),
            )
    except InvalidInput as error:
        return _grid_page(number, session_number, error.fields, 422)
    flash(messages_attend.ASKED.format(number=asked.number, count=len(queries_attendance.lines(session, asked))), "success")
    return redirect(url_for("corrections.show", number=asked.number))


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@requires(Permission.CLASS_RUN)
def add(number: str) -> ResponseReturnValue:
    """A make-up session."""
    session, actor = db.session(), current().actor
    facts = queries.facts(session, actor, number)
    lines, errors = [TypedSession()], {}
    if request.method == "POST":
        lines = typed_lines(request.form)[:1] or [TypedSession()]
        plans, mistakes = rules_timetable.read(lines)
        errors = {mistake.field: mistake.sentence for mistake in mistakes}
        if not plans and not errors:
            errors = {"held_on": messages.TEXT_MISSING}
        if not errors:
            try:
                with session.begin_nested():
                    held = service.add_session(session, actor, number, version(), plans[0], dates.now())
            except InvalidInput as error:
                errors = error.fields
            else:
                flash(messages.SESSION_ADDED.format(session=held.number), "success")
                return redirect(url_for("classes.show", number=number))
    else:
        rules.LIFE.step(facts.record.state, "add_session", actor.role)
    status = 422 if errors else 200
    return render_template(
        "attendance/add.html", facts=facts, record=facts.record, line=lines[0], errors=errors, labels=labels,
        known=service_resources.known(session, facts.record.institution_id),
    ), status


@blueprint.route("/people/<person>", methods=["GET", "POST"])
@requires(Permission.CLASS_RUN)
def leave(number: str, person: str) -> ResponseReturnValue:
    """Takes a person off the class, or back on."""
    session, actor, form = db.session(), current().actor, WithdrawForm()
    facts = queries.facts(session, actor, number)
    trainee = queries_people.trainee(session, facts.record.id, person)
    comes_back = trainee.enrolment.state == "withdrawn"
    if form.is_submitted():
        try:
            with session.begin_nested():
                _leave_or_return(form, number, person, comes_back)
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.READMITTED if comes_back else messages.WITHDRAWN, "success")
            return redirect(url_for("classes.show", number=number))
    else:
        form.day.data = dates.today().isoformat()
    status = 422 if form.is_submitted() else 200
    return render_template(
        "attendance/leave.html", facts=facts, record=facts.record, trainee=trainee, form=form, comes_back=comes_back
    ), status


def _leave_or_return(form: WithdrawForm, number: str, person: str, comes_back: bool) -> None:
    session, actor, reason = db.session(), current().actor, form.remark.data or ""
    if comes_back:
        service.readmit(session, actor, number, person, reason, dates.now())
        return
    day = parse_day(form.day.data or "")
    if day is None:
        raise InvalidInput("classes.withdrawn_on", messages.TEXT_MISSING, {"day": messages.TEXT_MISSING})
    service.withdraw(session, actor, number, person, day, reason, dates.today(), dates.now())


def _marks() -> tuple[list[Mark], dict[str, str]]:
    """The lines of the grid, and what is wrong with single ones by person number. Empty hours mean full hours; a line without
    a status (of a session that is locked, not noted and to stay so) says nothing."""
    marks, wrong = [], {}
    for name, value in request.form.items():
        if not name.startswith(_STATUS) or not value:
            continue
        person = name.removeprefix(_STATUS)
        typed = request.form.get(_HOURS + person, "").strip()
        try:
            status = AttendanceStatus(value)
        except ValueError:
            wrong[person] = messages.STATUS_UNKNOWN
            continue
        try:
            hours = parse_hundredths(typed) if typed and status.attended else None
        except ValueError:
            wrong[person] = messages.HOURS_UNREADABLE
            continue
        marks.append(Mark(person, status, hours))
    return marks, wrong


def _grid_page(
    number: str, session_number: int, errors: dict[str, str] | None = None, status: int = 200
) -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    facts = queries.facts(session, actor, number)
    held = service.session_of(session, facts.record, session_number)
    typed = dict(request.form.items()) if request.method == "POST" else {}
    today, ends = dates.today(), queries_attendance.entry_ends(session, held)
    runs = "attend" in rules.LIFE.open_to(facts.record.state, actor.role) and held.held_on <= today
    # A class that has not begun cannot ask: it begins first.
    asks = runs and today > ends and facts.record.state == "running"
    return render_template(
        "attendance/grid.html", facts=facts, record=facts.record, held=held, rows=queries_people.grid(session, held),
        errors=errors or {}, typed=typed,
        may_record=(runs and today <= ends) or asks, asks=asks, locks_on=ends + timedelta(days=1),
        locked=runs and today > ends, today_=today,
        may_print=may(actor.role, Permission.CLASS_RUN), labels=labels, sources=labels_attendance.SOURCES,
        waiting=queries_attendance.waiting_of_class(session, facts.record.id) if runs else [],
    ), status  # fmt: skip
