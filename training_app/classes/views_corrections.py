"""Pages of requests to change locked attendance: the list, one of them, the answer."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from training_app.accounts.identity import current
from training_app.classes import labels_attendance as labels
from training_app.classes import messages_attend as messages
from training_app.classes import queries_attendance as queries
from training_app.classes import service_corrections as service
from training_app.classes import service_corrections_asked
from training_app.classes.forms import sent_file
from training_app.classes.forms_corrections import AnswerForm
from training_app.classes.layout_corrections import CORRECTIONS
from training_app.classes.rules_attendance import CORRECTION_LIFE, asked_late
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, RuleViolation, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("corrections", __name__, url_prefix="/attendance/corrections")
_SEE = (Permission.ATTENDANCE_DECIDE, Permission.CLASS_RUN)


@blueprint.get("")
@requires(*_SEE)
def index() -> ResponseReturnValue:
    """The requests in scope, newest first."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "corrections/index.html", page=queries.page_of(session, actor, filters, Asked.of(CORRECTIONS, request.args)),
        filters=filters, counts=queries.counts(session, actor), labels=labels,
    )  # fmt: skip


@blueprint.get("/<number>")
@requires(*_SEE)
def show(number: str) -> ResponseReturnValue:
    """What is asked for, line by line, beside what is noted."""
    return _page(number, AnswerForm(formdata=None))


@blueprint.post("/<number>/decide")
@requires(Permission.ATTENDANCE_DECIDE)
def decide(number: str) -> ResponseReturnValue:
    """The bureau's answer."""
    session, actor, form = db.session(), current().actor, AnswerForm()
    agrees, remark, count = form.decision.data == "agree", form.remark.data or "", 0
    try:
        if form.decision.data not in ("agree", "refuse"):
            raise InvalidInput("classes.decision", messages.DECISION, {"decision": messages.DECISION})
        with session.begin_nested():
            if agrees:
                count = service.agree(session, actor, number, remark, dates.now())
            else:
                service.refuse(session, actor, number, remark, dates.now())
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(number, form, 422)
    except (RuleViolation, Conflict) as error:
        if queries.by_number(session, actor, number).record.state != "asked":
            raise
        return _page(number, form, error.status, error.message)
    flash(messages.DECIDED["agreed" if agrees else "refused"].format(number=number, count=count), "success")
    return redirect(url_for("corrections.show", number=number))


@blueprint.post("/<number>/evidence")
@requires(Permission.CLASS_RUN)
def add_evidence(number: str) -> ResponseReturnValue:
    """Evidence handed in afterwards."""
    session = db.session()
    try:
        with session.begin_nested():
            service_corrections_asked.add_evidence(session, current().actor, number, sent_file(), dates.now())
    except InvalidInput as error:
        return _page(number, AnswerForm(formdata=None), 422, wrong_file=error.fields["file"])
    flash(messages.EVIDENCE_ADDED.format(number=number), "success")
    return redirect(url_for("corrections.show", number=number))


@blueprint.get("/<number>/file")
@requires(*_SEE)
def file(number: str) -> ResponseReturnValue:
    """The evidence of a request."""
    found = queries.by_number(db.session(), current().actor, number).record.file
    if found is None:
        raise NotFound("classes.correction_no_file", messages.FILE_UNKNOWN)
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


@blueprint.post("/<number>/withdraw")
@requires(Permission.CLASS_RUN)
def withdraw(number: str) -> ResponseReturnValue:
    """Takes one's own request back."""
    service.withdraw(db.session(), current().actor, number, dates.now())
    flash(messages.WITHDRAWN.format(number=number), "success")
    return redirect(url_for("corrections.show", number=number))


def _page(
    number: str, form: FlaskForm, status: int = 200, refusal: str = "", wrong_file: str = ""
) -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    found = queries.by_number(session, actor, number)
    lines = queries.lines(session, found.record)
    asked_on, days = found.record.asked_at.astimezone(dates.CHINA).date(), queries.correction_days(found.first_day)
    closed = messages.CLOSED_STATES.get(found.class_state)
    return render_template(
        "corrections/show.html", found=found, record=found.record, lines=lines, labels=labels, form=form, refusal=refusal,
        wrong_file=wrong_file,
        verbs=CORRECTION_LIFE.open_to(found.record.state, actor.role),
        late=asked_late(found.first_day, asked_on, days), days=days,
        closed=messages.CLASS_CLOSED.format(number=found.class_number, state=closed) if closed else "",
    ), status  # fmt: skip
