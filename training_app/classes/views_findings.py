"""The bureau's worklist of improbable attendance: looking, the list, one finding with its evidence, the decision."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes import labels_attendance as labels
from training_app.classes import labels_inspections, service_inspections_subjects
from training_app.classes import messages_inspections as inspection_messages
from training_app.classes import messages_watch as messages
from training_app.classes import queries_findings as queries
from training_app.classes import queries_inspections as inspections
from training_app.classes import service_watch as service
from training_app.classes.forms import attach
from training_app.classes.forms_corrections import FindingForm
from training_app.classes.layout_findings import FINDINGS
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("findings", __name__, url_prefix="/attendance/findings")


@blueprint.get("")
@requires(Permission.ATTENDANCE_DECIDE)
def index() -> ResponseReturnValue:
    """The findings in scope, newest first."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "findings/index.html", page=queries.page_of(session, actor, filters, Asked.of(FINDINGS, request.args)),
        filters=filters, counts=queries.counts(session, actor), labels=labels, days=service.LOOKED_BACK,
    )  # fmt: skip


@blueprint.post("/look")
@requires(Permission.ATTENDANCE_DECIDE)
def look() -> ResponseReturnValue:
    """Looks now, without waiting for the night."""
    count = service.watch(db.session(), current().actor, dates.today(), dates.now())
    flash(messages.LOOKED.format(days=service.LOOKED_BACK, count=count), "success")
    return redirect(url_for("findings.index", state="open"))


@blueprint.get("/<number>")
@requires(Permission.ATTENDANCE_DECIDE)
def show(number: str) -> ResponseReturnValue:
    """A finding with the rows it rests on."""
    return _page(number, FindingForm(formdata=None))


@blueprint.post("/<number>/decide")
@requires(Permission.ATTENDANCE_DECIDE)
def decide(number: str) -> ResponseReturnValue:
    """What came of looking into it."""
    form, outcome = FindingForm(), request.form.get("outcome", "")
    try:
        with db.session().begin_nested():
            service.decide(db.session(), current().actor, number, outcome, form.reason.data or "", dates.now())
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(number, form, 422)
    flash(messages.DECIDED[outcome].format(number=number), "success")
    return redirect(url_for("findings.show", number=number))


@blueprint.post("/<number>/inspect")
@requires(Permission.ATTENDANCE_DECIDE)
def inspect(number: str) -> ResponseReturnValue:
    """Hands it to an inspection of the class that is not over."""
    chosen, session = request.form.get("inspection", "")[:40], db.session()
    try:
        with session.begin_nested():
            service_inspections_subjects.attach(session, current().actor, number, chosen, dates.now())
    except InvalidInput as error:
        return _page(number, FindingForm(formdata=None), 422, error.message)
    flash(inspection_messages.ATTACHED.format(number=number, inspection=chosen), "success")
    return redirect(url_for("findings.show", number=number))


def _page(number: str, form: FindingForm, status: int = 200, refused: str = "") -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    found = queries.by_number(session, actor, number)
    return render_template(
        "findings/show.html", found=found, record=found.record, labels=labels, form=form, refused=refused,
        inspections=inspections.open_of_class(session, actor, found.record.class_id),
        inspection_labels=labels_inspections,
    ), status  # fmt: skip
