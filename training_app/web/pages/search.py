"""The search over everything, for the bar on top and for the palette.

What is typed travels by POST, always: the whole number of a document may be among it, and an address is kept in logs and in
the history of the browser. Anything else is then redirected to an address that can be shared.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes import queries_review
from training_app.db import db
from training_app.kernel import dates, identity
from training_app.kernel.permissions import Permission, requires
from training_app.people import messages
from training_app.people.queries_quick import is_document
from training_app.web import queries_search
from training_app.web.labels import HIT_KINDS
from training_app.web.queries_search import Hit

blueprint = Blueprint("search", __name__, url_prefix="/search")
# One of these suffices; without any there is nothing to find.
SEARCHING = (
    Permission.PERSON_VIEW, Permission.CLASS_VIEW, Permission.INSTITUTION_VIEW, Permission.CERTIFICATE_VIEW,
    Permission.TITLE_VIEW, Permission.RETURN_VIEW,
)  # fmt: skip


@blueprint.get("")
@requires(*SEARCHING)
def index() -> ResponseReturnValue:
    """Everything that fits, by kind; a number typed whole leads to its record."""
    text = _typed(request.args.get("q", ""))
    if is_document(text) or identity.within(text):
        flash(messages.NUMBER_IN_ADDRESS, "warning")
        return redirect(url_for("search.index"))
    groups = queries_search.groups(db.session(), current().actor, text) if text else []
    hit = queries_search.exact(groups, text)
    if hit is not None:
        return redirect(address(hit))
    return render_template(
        "search/index.html", text=text, groups=groups, kinds=HIT_KINDS, address=address, today_=dates.today(),
        deadline=queries_review.report_deadline,
    )


@blueprint.post("")
@requires(*SEARCHING)
def find() -> ResponseReturnValue:
    """Takes what was typed: a whole number leads to its record, anything else to the page of hits."""
    text = _typed(request.form.get("q", ""))
    text = identity.within(text) or text
    if not is_document(text):
        return redirect(url_for("search.index", q=text or None))
    hit = queries_search.of_whole_number(db.session(), current().actor, text)
    if hit is None:
        flash(messages.NUMBER_UNKNOWN, "warning")
        return redirect(url_for("search.index"))
    return redirect(address(hit))


@blueprint.post("/hits")
@requires(*SEARCHING)
def hits() -> ResponseReturnValue:
    """The first hits as entries of the palette's list; nothing for a text too short to mean anything."""
    text, session, actor = _typed(request.form.get("q", "")), db.session(), current().actor
    text = identity.within(text) or text
    groups = []
    if is_document(text):
        found = queries_search.of_whole_number(session, actor, text)
        if found is not None:
            return render_template("search/_hits.html", found=[found], groups=[], kinds=HIT_KINDS, address=address)
    elif len(text) > 1 or not text.isascii():
        groups = queries_search.groups(session, actor, text)
    return render_template("search/_hits.html", found=[], groups=groups, kinds=HIT_KINDS, address=address)


def address(hit: Hit) -> str:
    """The page of a hit."""
    return url_for(hit.endpoint, **hit.values)  # type: ignore[arg-type]


def _typed(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:100]
