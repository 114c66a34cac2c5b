"""The page that puts a line of a roster beside the person its number is registered for, and takes the decision."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes import labels_names as labels
from training_app.classes import messages_names as messages
from training_app.classes import queries_names as queries
from training_app.classes import service_names as service
from training_app.classes.forms_names import AnswerForm, DecisionForm
from training_app.db import db
from training_app.intake.pages_continue import round_of
from training_app.intake.queries import user_names
from training_app.intake.rules_names import Choice, Standing
from training_app.intake.views import moved_on
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import Permission, may, requires

blueprint = Blueprint("roster_names", __name__, url_prefix="/intake")
_ADDRESS = "/<number>/names/<int(max=9999999):position>"


@blueprint.get(_ADDRESS)
@requires(Permission.ROSTER_IMPORT, Permission.CLASS_REVIEW)
def show(number: str, position: int) -> ResponseReturnValue:
    """A line beside the register."""
    return _page(number, position, DecisionForm(), AnswerForm())


@blueprint.post(_ADDRESS)
@requires(Permission.ROSTER_IMPORT)
def decide(number: str, position: int) -> ResponseReturnValue:
    """The clerk's decision about the line."""
    session, actor, form = db.session(), current().actor, DecisionForm()
    if moved_on(number):
        return redirect(url_for("intake.show", number=number))
    found = queries.side_by_side(session, actor, number, position).registered
    form.offer(shown=bool(found and found.shown), ours=bool(found and found.ours))
    if not form.validate_on_submit():
        return _page(number, position, form, AnswerForm()), 422
    choice = Choice(form.choice.data)
    try:
        with session.begin_nested():
            row = service.decide(session, actor, number, position, choice, form.why.data or "", dates.now())
    except InvalidInput as error:
        form.choice.errors = [*form.choice.errors, error.message]
        return _page(number, position, form, AnswerForm()), 422
    asked = queries.waits(row)
    flash(messages.DONE["asked" if asked else choice].format(line=row.line), "success")
    edit = row.position if choice is Choice.OTHER else None
    return redirect(url_for("intake.show", number=number, edit=edit, _anchor=f"row-{position}"))


@blueprint.post(f"{_ADDRESS}/answer")
@requires(Permission.CLASS_REVIEW)
def answer(number: str, position: int) -> ResponseReturnValue:
    """The bureau's word on a change of name."""
    session, actor, form = db.session(), current().actor, AnswerForm()
    if moved_on(number):
        return redirect(url_for("intake.show", number=number))
    if not form.validate_on_submit():
        return _page(number, position, DecisionForm(), form), 422
    standing = Standing(form.answer.data)
    row = service.answer(session, actor, number, position, standing, form.why.data or "", dates.now())
    flash(messages.DONE[standing].format(line=row.line), "success")
    return redirect(url_for(".show", number=number, position=position))


def _page(number: str, position: int, form: DecisionForm, answer_form: AnswerForm) -> str:
    session, actor = db.session(), current().actor
    beside = queries.side_by_side(session, actor, number, position)
    found, decided = beside.registered, beside.row.decided or {}
    form.offer(shown=bool(found and found.shown), ours=bool(found and found.ours))
    is_open = beside.batch.state in ("staged", "confirmed") and found is not None
    instants = {name: datetime.fromisoformat(decided[name]) for name in ("at", "answered_at") if name in decided}
    return render_template(
        "roster_names/show.html", batch=beside.batch, row=beside.row, found=found, decided=decided, form=form,
        answer_form=answer_form, labels=labels, masked_line=queries.masked_line(beside.row), instants=instants,
        round_=round_of(beside.batch),
        names=user_names(session, {decided.get("by"), decided.get("answered_by")}),
        may_decide=is_open and may(actor.role, Permission.ROSTER_IMPORT),
        may_answer=is_open and queries.waits(beside.row) and may(actor.role, Permission.CLASS_REVIEW),
    )
