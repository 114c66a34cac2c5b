"""Keeps and drops drafts for the script of a form. Nobody opens these addresses by hand."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.drafts import service
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("drafts", __name__, url_prefix="/drafts")


@blueprint.post("/<form>")
@requires(Permission.HOME)
def keep(form: str) -> ResponseReturnValue:
    """Keeps what has been typed into a form so far."""
    service.keep(db.session(), current().actor, form, request.form.items(multi=True), dates.now())
    return "", 204


@blueprint.post("/<form>/drop")
@requires(Permission.HOME)
def drop(form: str) -> ResponseReturnValue:
    """Drops it."""
    service.drop(db.session(), current().actor, form)
    return "", 204
