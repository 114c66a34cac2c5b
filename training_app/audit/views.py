"""The auditor's pages: search of the trail, and its check."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training_app.audit import labels, queries
from training_app.audit.anchors import anchors_path
from training_app.audit.forms import FilterForm
from training_app.audit.layout_list import ACTS
from training_app.audit.verification import verify
from training_app.db import db
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("/")
@requires(Permission.AUDIT_VIEW)
def index() -> ResponseReturnValue:
    """The trail, newest first, with filters in the address."""
    form = FilterForm(request.args)
    if not form.validate():
        return render_template("audit/index.html", form=form, page=None, labels=labels), 422
    page = queries.page_of(db.session(), current_user.actor, form.filters(), Asked.of(ACTS, request.args))
    return render_template("audit/index.html", form=form, page=page, labels=labels)


@blueprint.post("/verify")
@requires(Permission.AUDIT_VIEW)
def check() -> ResponseReturnValue:
    """Checks the whole chain and says what was found."""
    report = verify(db.session(), anchors_path(current_app.config["INSTANCE_DIR"]))
    flash(report.sentence, "ok" if report.ok else "bad")
    return redirect(url_for("audit.index"))
