"""Templates of lists to be downloaded."""

from __future__ import annotations

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.intake import lists, service_template
from training_app.intake.views import BRING_IN
from training_app.intake.views_columns import blueprint
from training_app.kernel import dates
from training_app.kernel.permissions import requires
from training_app.listing.service_export import XLSX


@blueprint.get("/<kind>/template")
@requires(*BRING_IN)
def template(kind: str) -> ResponseReturnValue:
    """The template of a list; for a list that needs one, of the class named in the address."""
    session, actor, number = db.session(), current().actor, request.args.get("class")
    if lists.allowed(actor, kind).needs_subject and not number:
        return redirect(url_for("intake.new", kind=kind))
    name, data = service_template.template(session, actor, kind, number)
    return Response(data, headers=download_headers(name, XLSX))


@blueprint.post("/<kind>/template")
@requires(*BRING_IN)
def filled_template(kind: str) -> ResponseReturnValue:
    """The template of a class with its people in it."""
    session, actor, number = db.session(), current().actor, request.args.get("class")
    if lists.allowed(actor, kind).needs_subject and not number:
        return redirect(url_for("intake.new", kind=kind))
    name, data = service_template.filled_template(session, actor, kind, number, dates.now())
    return Response(data, headers=download_headers(name, XLSX))
