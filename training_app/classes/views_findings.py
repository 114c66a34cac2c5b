"""The bureau's worklist of improbable attendance: looking, the list, one finding with its evidence, the decision."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from training_app.accounts.identity import current
from training_app.classes import labels_attendance as labels
from training_app.classes import labels_inspections, service_explanations, service_inspections_subjects
from training_app.classes import messages_inspections as inspection_messages
from training_app.classes import messages_watch as messages
from training_app.classes import queries_findings as queries
from training_app.classes import queries_inspections as inspections
from training_app.classes import service_watch as service
from training_app.classes.forms import sent_file
from training_app.classes.forms_corrections import ExplanationForm, FindingForm, QuestionForm
from training_app.classes.layout_findings import FINDINGS
from training_app.classes.rules_attendance import FINDING_LIFE, UNDECIDED
from training_app.classes.rules_timetable import parse_day
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, NotFound, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires

blueprint = Blueprint("findings", __name__, url_prefix="/attendance/findings")
_SEE = (Permission.ATTENDANCE_DECIDE, Permission.CLASS_RUN)


@blueprint.get("")
@requires(*_SEE)
def index() -> ResponseReturnValue:
    """The findings in scope, newest first; an institution's are those it was asked about."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "findings/index.html", page=queries.page_of(session, actor, filters, Asked.of(FINDINGS, request.args)),
        filters=filters, counts=queries.counts(session, actor), labels=labels, days=service.LOOKED_BACK,
        decides=may(actor.role, Permission.ATTENDANCE_DECIDE), undecided=UNDECIDED, today_=dates.today(),
    )  # fmt: skip


@blueprint.post("/look")
@requires(Permission.ATTENDANCE_DECIDE)
def look() -> ResponseReturnValue:
    """Looks now, without waiting for the night."""
    count = service.watch(db.session(), current().actor, dates.today(), dates.now())
    flash(messages.LOOKED.format(days=service.LOOKED_BACK, count=count), "success")
    return redirect(url_for("findings.index", state="open"))


@blueprint.get("/<number>")
@requires(*_SEE)
def show(number: str) -> ResponseReturnValue:
    """A finding with the rows it rests on, and what was asked and explained about it."""
    return _page(number)


@blueprint.post("/<number>/ask")
@requires(Permission.ATTENDANCE_DECIDE)
def ask(number: str) -> ResponseReturnValue:
    """The institution is to explain it."""
    form, session = QuestionForm(), db.session()
    due = parse_day(form.due.data or "")
    try:
        with session.begin_nested():
            service_explanations.ask(
                session, current().actor, number, form.question.data or "", due, dates.today(), dates.now()
            )
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(number, 422, question=form)
    flash(messages.ASKED.format(due=due), "success")
    return redirect(url_for("findings.show", number=number))


@blueprint.post("/<number>/explain")
@requires(Permission.CLASS_RUN)
def explain(number: str) -> ResponseReturnValue:
    """The institution's explanation."""
    form, session = ExplanationForm(), db.session()
    try:
        with session.begin_nested():
            service_explanations.explain(
                session, current().actor, number, form.answer.data or "", sent_file(), dates.now()
            )
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(number, 422, answer=form)
    flash(messages.EXPLAINED, "success")
    return redirect(url_for("findings.show", number=number))


@blueprint.get("/<number>/explanations/<int(max=999):round_>/file")
@requires(*_SEE)
def explanation_file(number: str, round_: int) -> ResponseReturnValue:
    """The evidence of an explanation."""
    record = queries.by_number(db.session(), current().actor, number).record
    found = next((each.file for each in record.explanations if each.round == round_), None)
    if found is None:
        raise NotFound("classes.explanation_no_file", messages.FILE_UNKNOWN)
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


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
        return _page(number, 422, decision=form)
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
        return _page(number, 422, refused=error.message)
    flash(inspection_messages.ATTACHED.format(number=number, inspection=chosen), "success")
    return redirect(url_for("findings.show", number=number))


def _page(number: str, status: int = 200, refused: str = "", **typed: FlaskForm) -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    found = queries.by_number(session, actor, number)
    return render_template(
        "findings/show.html", found=found, record=found.record, labels=labels, refused=refused,
        wrong=next(iter(typed.values()), None), forms={
            "decision": FindingForm(formdata=None), "question": QuestionForm(formdata=None),
            "answer": ExplanationForm(formdata=None), **typed,
        },
        verbs=FINDING_LIFE.open_to(found.record.state, actor.role), undecided=UNDECIDED, today_=dates.today(),
        evidence=[
            each for each in found.record.evidence
            if may(actor.role, Permission.ATTENDANCE_DECIDE) or each["class"] == found.class_number
        ],
        inspections=inspections.open_of_class(session, actor, found.record.class_id),
        inspection_labels=labels_inspections,
    ), status  # fmt: skip
