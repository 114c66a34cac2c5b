"""The page that puts a line of a list beside the institution its code is registered for, and takes the decision."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.catalogues import labels_names as labels
from training_app.catalogues import messages_names as messages
from training_app.catalogues import queries_names as queries
from training_app.catalogues import service_names as service
from training_app.catalogues.forms_names import DecisionForm
from training_app.db import db
from training_app.institutions.labels import NATURES
from training_app.intake.pages_continue import round_of
from training_app.intake.queries import user_names
from training_app.intake.rules_names import Choice
from training_app.intake.views import moved_on
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, requires
from training_app.policies.city import city

blueprint = Blueprint("institution_names", __name__, url_prefix="/intake")
_ADDRESS = "/<number>/institutions/<int(max=9999999):position>"


@blueprint.get(_ADDRESS)
@requires(Permission.INSTITUTION_MANAGE)
def show(number: str, position: int) -> ResponseReturnValue:
    """A line beside the register."""
    return _page(number, position, DecisionForm())


@blueprint.post(_ADDRESS)
@requires(Permission.INSTITUTION_MANAGE)
def decide(number: str, position: int) -> ResponseReturnValue:
    """The clerk's decision about the line."""
    if moved_on(number):
        return redirect(url_for("intake.show", number=number))
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(number, position, form), 422
    choice = Choice(form.choice.data)
    rows = service.decide(db.session(), current().actor, number, position, choice, form.why.data or "", dates.now())
    flash(messages.DONE[choice].format(lines="、".join(str(row.line) for row in rows)), "success")
    edit = position if choice is Choice.OTHER else None
    return redirect(url_for("intake.show", number=number, edit=edit, _anchor=f"row-{position}"))


def _page(number: str, position: int, form: DecisionForm) -> str:
    session = db.session()
    beside = queries.side_by_side(session, current().actor, number, position)
    decided = beside.row.decided or {}
    return render_template(
        "institution_names/show.html", batch=beside.batch, row=beside.row, alike=beside.alike, found=beside.institution,
        decided=decided, decided_at=datetime.fromisoformat(decided["at"]) if decided else None, form=form, labels=labels,
        natures=NATURES, districts={each.code: each.name for each in city().districts}, round_=round_of(beside.batch),
        names=user_names(session, {decided.get("by")}),
        may_decide=beside.batch.state in ("staged", "confirmed") and beside.institution is not None,
    )
