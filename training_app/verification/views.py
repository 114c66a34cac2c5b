"""/verify by number and name, /v/<token> by QR code. Open to everybody; answers are never kept by anybody on the way."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from training_app.db import db, own_transaction
from training_app.kernel import dates
from training_app.kernel.permissions import public
from training_app.kernel.publicly import PublicRecord, resolver, resolvers
from training_app.people.names import comparable
from training_app.verification import messages, queries, rules, service
from training_app.verification.forms import LookupForm, PaperForm

blueprint = Blueprint("verification", __name__)


@blueprint.route("/verify", methods=["GET", "POST"])
@public
def lookup() -> ResponseReturnValue:
    """Asks for number and name; answers on the same page, so that neither stands in an address or a log."""
    form = LookupForm()
    if not form.is_submitted():
        return _page("verification/lookup.html", form=form, kinds=resolvers())
    if not form.validate():
        return _page("verification/lookup.html", 422, form=form, kinds=resolvers())
    name = comparable(form.name.data or "")
    riddle, sentence = _too_often(name)
    if sentence:
        form.form_errors = [sentence]
        return _page("verification/lookup.html", 429, form=form, kinds=resolvers(), riddle=riddle, bits=rules.PROOF_BITS)
    found = queries.find(db.session(), rules.typed_number(form.number.data or ""), name)
    return _page("verification/lookup.html", form=form, kinds=resolvers(), asked=True, **_facts(found))


@blueprint.route("/v/<token>", methods=["GET", "POST"])
@public
def by_token(token: str) -> ResponseReturnValue:
    """The paper of a QR code; POST compares it with what a paper at hand says."""
    with own_transaction() as own:
        if service.count_token(own, request.remote_addr or "", dates.now()) > rules.TOKENS_PER_MINUTE:
            return _page("verification/unreadable.html", 429, sentence=messages.TOO_OFTEN)
    found = queries.by_token(db.session(), token)
    if found is None:
        return _page("verification/unreadable.html", 404, sentence="")
    form = PaperForm()
    if not form.is_submitted():
        return _page("verification/paper.html", form=form, **_facts(found))
    day = _day(form.issued_on.data or "")
    if not form.validate() or day is None:
        if form.issued_on.data and day is None:
            form.issued_on.errors = [messages.DAY_WRONG]
        return _page("verification/paper.html", 422, form=form, **_facts(found))
    name = comparable(form.name.data or "")
    _, sentence = _too_often(name)
    if sentence:
        form.form_errors = [messages.TOO_OFTEN]
        return _page("verification/paper.html", 429, form=form, **_facts(found))
    same = found.intact and (name, day) == (comparable(found.name), found.issued_on)
    return _page("verification/paper.html", form=form, same=same, words=messages, **_facts(found))


def _too_often(name: str) -> tuple[str, str]:
    """Counts the question; a riddle and the sentence of the refusal when it comes too often, both empty otherwise."""
    address, at = request.remote_addr or "", dates.now()
    with own_transaction() as own:
        tally = service.count(own, address, name, at)
        if tally.refused:
            return "", messages.TOO_OFTEN
        if not tally.wants_proof:
            return "", ""
        if service.solved(own, address, request.form.get("riddle", ""), request.form.get("nonce", ""), at):
            return "", ""
    return service.challenge(address, at), messages.PROOF_WANTED


def _facts(found: PublicRecord | None) -> dict[str, object]:
    kind = resolver(found.kind) if found else None
    return {"found": found, "title": kind.title if kind else "", "not_found": messages.NOT_FOUND}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _page(template: str, status: int = 200, **values: object) -> Response:
    response = make_response(render_template(template, **values), status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
