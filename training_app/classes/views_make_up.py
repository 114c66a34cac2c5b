"""/classes/<number>/make-up: who is short of hours and what they missed."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes import messages_make_up as messages
from training_app.classes import queries, rules, service_completion, service_make_up
from training_app.classes.views_running import blueprint
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import Permission, may, requires

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/make-up")
@requires(Permission.ROSTER_VIEW)
def make_up(number: str) -> ResponseReturnValue:
    """The list."""
    return _page(number)


@blueprint.get("/make-up.xlsx")
@requires(Permission.ROSTER_VIEW)
def make_up_export(number: str) -> ResponseReturnValue:
    """The list as a workbook."""
    content = service_make_up.workbook(db.session(), current().actor, number, dates.today(), dates.now())
    return Response(content, headers=download_headers(messages.FILE.format(number=number), XLSX))


@blueprint.post("/make-up/tell")
@requires(Permission.CLASS_RUN)
def tell_short(number: str) -> ResponseReturnValue:
    """Tells those chosen."""
    session, people = db.session(), list(dict.fromkeys(request.form.getlist("person")))
    try:
        with session.begin_nested():
            told = service_make_up.tell(session, current().actor, number, people, dates.today(), dates.now())
    except InvalidInput as error:
        return _page(number, error.message, error.status)
    silent = messages.SILENT.format(count=len(people) - told) if told < len(people) else ""
    flash(messages.TOLD.format(told=told, silent=silent), "success")
    return redirect(url_for("attendance.make_up", number=number))


def _page(number: str, error: str = "", status: int = 200) -> ResponseReturnValue:
    session, actor, today = db.session(), current().actor, dates.today()
    facts = queries.facts(session, actor, number)
    completion = service_completion.completion_rules(today)
    return render_template(
        "attendance/make_up.html", facts=facts, record=facts.record, words=messages, error=error,
        rows=service_make_up.listed(session, actor, number, today),
        needed=rules.hours_needed(facts.record.required_hours or 0, completion.required_share),
        may_run=may(actor.role, Permission.CLASS_RUN), typed=request.form.getlist("person"),
    ), status  # fmt: skip
