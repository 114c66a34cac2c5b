"""Pages of requests to change what was approved of a class: asking, the list, one of them, the answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes import labels, labels_requests, queries, rules, service_resources
from training_app.classes import messages_requests as messages
from training_app.classes import queries_requests as requests
from training_app.classes import service_requests as service
from training_app.classes.forms_requests import ChangeForm, DecisionForm, SessionLines
from training_app.classes.layout_requests import CHANGES
from training_app.classes.queries_warnings import Concern
from training_app.classes.rules_requests import REQUEST_LIFE
from training_app.classes.rules_requests import read as read_changes
from training_app.classes.service_warnings import Acceptance
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.clashes import Edition
from training_app.kernel.errors import Conflict, DomainError, InvalidInput, RuleViolation, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("changes", __name__, url_prefix="/class-changes")


@blueprint.get("")
@requires(Permission.CLASS_VIEW)
def index() -> ResponseReturnValue:
    """The requests in scope, newest first."""
    session, actor, filters = db.session(), current().actor, requests.Filters.of(request.args)
    return render_template(
        "changes/index.html", page=requests.page_of(session, actor, filters, Asked.of(CHANGES, request.args)),
        filters=filters, counts=requests.counts(session, actor), labels=labels_requests,
    )  # fmt: skip


@blueprint.route("/new/<number>", methods=["GET", "POST"])
@requires(Permission.CLASS_FILE)
def new(number: str) -> ResponseReturnValue:
    """The class as it was approved, to be typed over with what is asked for."""
    session, actor, today = db.session(), current().actor, dates.today()
    record = queries.by_number(session, actor, number)
    rules.LIFE.step(record.state, "change", actor.role)
    form = ChangeForm()
    there = requests.values_of(session, record)
    form.offer(queries.filing_choices(session, today, record.institution_id), record.state, there["plan_line"])
    wrong: dict[str, str] = {}
    if form.is_submitted():
        lines, edition = SessionLines.read(request.form), Edition.read(request.form)
        asked = lines.asked(today, edition, {each.number for each in queries.sessions_of(session, record.id)})
        try:
            if lines.mistakes:
                raise InvalidInput("classes.change_invalid", messages.INVALID.format(count=len(lines.mistakes)), {})
            with session.begin_nested():
                made = service.ask(
                    session, actor, number, form.values(there, edition), asked, form.reason.data or "", today, dates.now()
                )
        except (InvalidInput, RuleViolation) as error:
            fields = error.fields if isinstance(error, InvalidInput) else {}
            attach(form, {name: text for name, text in fields.items() if name in form})
            wrong = {name: text for name, text in fields.items() if name not in form}
            if not fields and not lines.mistakes:
                wrong = {"sessions": error.message}
        else:
            flash(messages.ASKED.format(number=made.number), "success")
            return redirect(url_for("changes.show", number=made.number))
    else:
        form.show(there)
        lines = SessionLines.of([(each.number, requests.typed(each)) for each in requests.open_sessions(session, record, today)])
        edition = lines.edition(record.version, there)
    return render_template(
        "changes/new.html", form=form, edition=edition, lines=lines, record=record, labels=labels, wrong=wrong,
        known=service_resources.known(session, record.institution_id), there=there,
        venues=service_resources.venues(session, record.institution_id),
    ), 422 if form.is_submitted() else 200  # fmt: skip


@blueprint.get("/<number>")
@requires(Permission.CLASS_VIEW)
def show(number: str) -> ResponseReturnValue:
    """What is asked for, old beside new."""
    return _page(number, DecisionForm(formdata=None))


@blueprint.post("/<number>/decide")
@requires(Permission.CLASS_REVIEW)
def decide(number: str) -> ResponseReturnValue:
    """The bureau's answer."""
    session, actor, form = db.session(), current().actor, DecisionForm()
    agrees, remark, count = form.decision.data == "agree", form.remark.data or "", 0
    try:
        if form.decision.data not in ("agree", "refuse"):
            raise InvalidInput("classes.decision", messages.DECISION, {"decision": messages.DECISION})
        with session.begin_nested():
            if agrees:
                acceptance = Acceptance(frozenset(request.form.getlist("accept")), form.acceptance.data or "")
                count = service.agree(session, actor, number, remark, dates.today(), dates.now(), acceptance)
            else:
                service.refuse(session, actor, number, remark, dates.now())
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(number, form, 422)
    except (RuleViolation, Conflict) as error:
        if requests.by_number(session, actor, number).record.state != "asked":
            raise
        return _page(number, form, error.status, error.message)
    flash(messages.DECIDED["agreed" if agrees else "refused"].format(number=number, count=count), "success")
    return redirect(url_for("changes.show", number=number))


@blueprint.post("/<number>/withdraw")
@requires(Permission.CLASS_FILE)
def withdraw(number: str) -> ResponseReturnValue:
    """Takes one's own request back."""
    service.withdraw(db.session(), current().actor, number, dates.now())
    flash(messages.WITHDRAWN.format(number=number), "success")
    return redirect(url_for("changes.show", number=number))


def _page(number: str, form: DecisionForm, status: int = 200, refusal: str = "") -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    found = requests.by_number(session, actor, number)
    record = queries.by_number(session, actor, found.class_number)
    verbs = REQUEST_LIFE.open_to(found.record.state, actor.role)
    items = requests.items(session, record, found.record)
    concerns: list[Concern] = []
    if "agree" in verbs and not refusal and found.class_state in service.OPEN_STATES and not any(each.moved for each in items):
        concerns, refusal = _brought_up(record.number, found.record.changes)
    return render_template(
        "changes/show.html", found=found, record=found.record, items=items, labels=labels_requests, verbs=verbs, form=form,
        refusal=refusal, warnings=concerns, accepted=request.form.getlist("accept"), approve_form=form,
        closed=messages.CLOSED_STATES.get(found.class_state, ""),
    ), status  # fmt: skip


def _brought_up(number: str, changes: list[dict[str, Any]]) -> tuple[list[Concern], str]:
    """What agreeing would bring up to decide on, or the sentence that says why it cannot be agreed to now."""
    session, actor = db.session(), current().actor
    record = queries.locked(session, actor, number)
    try:
        with session.begin_nested():
            return service.tried(session, actor, record, read_changes(changes), dates.today()), ""
    except DomainError as error:
        fields = error.fields if isinstance(error, InvalidInput) else {}
        return [], next(iter(fields.values()), error.message)
