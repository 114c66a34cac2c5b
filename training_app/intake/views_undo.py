"""The page before a batch is taken back: what will go, what will stay, what stands in the way, line by line."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.intake import labels, service_undo
from training_app.intake.pages_continue import round_of
from training_app.intake.views import BRING_IN
from training_app.intake.views_continue import blueprint
from training_app.kernel.permissions import requires


@blueprint.get("/<number>/undo")
@requires(*BRING_IN)
def foretell(number: str) -> ResponseReturnValue:
    """Asks before a batch is taken back."""
    page = service_undo.page_of(db.session(), current().actor, number)
    if page.batch.state != "confirmed":
        return redirect(url_for(".show", number=number))
    return render_template("intake/undo.html", page=page, batch=page.batch, labels=labels, round_=round_of(page.batch))
