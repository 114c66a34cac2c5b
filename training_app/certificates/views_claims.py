"""Pages of claims: the engineer registers a certificate earned elsewhere, the bureau checks it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import service as trail
from training_app.certificates import messages_claims as messages
from training_app.certificates import queries_claims as queries
from training_app.certificates import rules_claims as rules
from training_app.certificates import service_claims as service
from training_app.certificates.forms_claims import CheckForm, ClaimForm
from training_app.certificates.layout_lots import CLAIMS
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("claims", __name__)


@blueprint.get("/certificates/claims/")
@requires(Permission.CERTIFICATE_DECIDE)
def index() -> ResponseReturnValue:
    """Claims, newest first; filters in the address."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "claims/index.html", filters=filters, words=messages, key=CLAIMS.key,
        page=queries.page_of(session, actor, filters, Asked.of(CLAIMS, request.args)),
        waiting=queries.waiting_count(session, actor),
    )  # fmt: skip


@blueprint.get("/certificates/claims/<number>")
@requires(Permission.CERTIFICATE_DECIDE)
def show(number: str) -> ResponseReturnValue:
    """One claim with what to check it by."""
    return _page(number, CheckForm(formdata=None, prefix="accept-"), CheckForm(formdata=None, prefix="return-"))


@blueprint.post("/certificates/claims/<number>/accept")
@requires(Permission.CERTIFICATE_DECIDE)
def accept(number: str) -> ResponseReturnValue:
    """The certificate is right and enters the register."""
    form = CheckForm(prefix="accept-")

    def act() -> str:
        made = service.accept(db.session(), current().actor, number, form.remark.data or "", dates.now())
        return messages.ACCEPTED.format(number=made.number)

    return _decided(number, form, act, lambda: _page(number, form, CheckForm(formdata=None, prefix="return-")))


@blueprint.post("/certificates/claims/<number>/return")
@requires(Permission.CERTIFICATE_DECIDE)
def send_back(number: str) -> ResponseReturnValue:
    """The claim goes back to the holder with the reason."""
    form = CheckForm(prefix="return-")

    def act() -> str:
        service.send_back(db.session(), current().actor, number, form.remark.data or "", dates.now())
        return messages.RETURNED.format(number=number)

    return _decided(number, form, act, lambda: _page(number, CheckForm(formdata=None, prefix="accept-"), form))


@blueprint.get("/certificates/claims/<number>/document")
@requires(Permission.CERTIFICATE_DECIDE)
def document(number: str) -> ResponseReturnValue:
    """The scan, to be saved."""
    session, actor = db.session(), current().actor
    found = queries.document(session, actor, number)
    trail.record(session, actor, f"{rules.RECORD_KIND}.download", rules.RECORD_KIND, number, at=dates.now())
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


@blueprint.route("/me/claims", methods=["GET", "POST"])
@requires(Permission.TRAINING_OWN)
def own() -> ResponseReturnValue:
    """The engineer's claims, and the form for another."""
    session, actor, form = db.session(), current().actor, ClaimForm()
    if form.is_submitted() and form.validate():
        try:
            made = service.claim(session, actor, form.told(), dates.today(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.CLAIMED.format(number=made.number), "success")
            return redirect(url_for("claims.own"))
    page = render_template("claims/own.html", form=form, words=messages, claims=queries.rows_of(session, actor))
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/me/claims/<number>/retract")
@requires(Permission.TRAINING_OWN)
def retract(number: str) -> ResponseReturnValue:
    """The engineer takes a claim back."""
    service.retract(db.session(), current().actor, number, dates.now())
    flash(messages.RETRACTED.format(number=number), "success")
    return redirect(url_for("claims.own"))


def _decided(
    number: str, form: CheckForm, act: Callable[[], str], again: Callable[[], str]
) -> ResponseReturnValue:
    queries.by_number(db.session(), current().actor, number)
    try:
        done = act()
    except InvalidInput as error:
        form.remark.errors = [error.message]
        return again(), 422
    flash(done, "success")
    return redirect(url_for("claims.show", number=number))


def _page(number: str, accept_form: CheckForm, return_form: CheckForm) -> str:
    session, actor = db.session(), current().actor
    accept_form.remark.label.text, return_form.remark.label.text = messages.ACT_HOW, messages.WHY
    return render_template(
        "claims/show.html", row=queries.row_of(session, actor, number), words=messages,
        clashes=queries.clashes(session, actor, number), accept_form=accept_form, return_form=return_form,
        wrong=next((each for each in (accept_form, return_form) if each.remark.errors), None),
        open_to=rules.LIFE.open_to(queries.by_number(session, actor, number).state, actor.role),
    )  # fmt: skip
