"""The worklist of what differs between the register and the published list."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.certificates import messages_reconciliation as messages
from training_app.certificates import queries_reconciliation as queries
from training_app.certificates import service_reconciliation as service
from training_app.certificates.layout_reconciliation import DIFFERENCES
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires

blueprint = Blueprint("differences", __name__, url_prefix="/certificates/differences")


@blueprint.get("/")
@requires(Permission.LEVEL_CONFIRM)
def index() -> ResponseReturnValue:
    """Differences in scope, grouped by what differs; filters in the address."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "differences/index.html", filters=filters, words=messages, key=DIFFERENCES.key,
        page=queries.page_of(session, actor, filters, Asked.of(DIFFERENCES, request.args)),
        counts=queries.open_by_kind(session, actor), listed=queries.is_listed(session),
        decides=may(actor.role, Permission.CERTIFICATE_DECIDE),
    )  # fmt: skip


@blueprint.post("/")
@requires(Permission.CERTIFICATE_DECIDE)
def compare() -> ResponseReturnValue:
    """Compares anew."""
    done = service.compare(db.session(), current().actor, dates.now())
    flash(messages.COMPARED.format(open=done.open, new=done.new, gone=done.gone), "success")
    return redirect(url_for("differences.index", state="open"))
