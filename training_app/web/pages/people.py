"""The list of persons in scope, with search. Identity numbers are looked for by POST only: an address is logged and kept."""

from __future__ import annotations

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes.queries_people import learners_of
from training_app.db import db
from training_app.kernel.permissions import Permission, requires
from training_app.people import messages, queries

blueprint = Blueprint("people", __name__, url_prefix="/people")
_WHOLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{7,18}[Xx]?", re.ASCII)
_PERSON_NUMBER = re.compile(r"[Pp]\d{8}", re.ASCII)


@blueprint.get("")
@requires(Permission.PERSON_VIEW)
def index() -> ResponseReturnValue:
    """Persons in scope by name, pinyin, its initials, number or the last four of a document."""
    text, actor = _typed(request.args.get("q", "")), current().actor
    if _is_document(text):
        flash(messages.NUMBER_IN_ADDRESS, "warning")
        return redirect(url_for("people.index"))
    number = request.args.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 1
    found = queries.search(db.session(), actor, text, page, also=learners_of(actor))
    return render_template("people/index.html", found=found, text=text)


@blueprint.post("/search")
@requires(Permission.PERSON_VIEW)
def search() -> ResponseReturnValue:
    """Takes what was typed: the whole number of a document leads to its person, anything else to the list."""
    text, actor = _typed(request.form.get("q", "")), current().actor
    if not _is_document(text):
        return redirect(url_for("people.index", q=text or None))
    found = queries.search(db.session(), actor, text.replace(" ", ""), also=learners_of(actor))
    if found.total != 1:
        flash(messages.NUMBER_UNKNOWN, "warning")
        return redirect(url_for("people.index"))
    return redirect(url_for("person.show", number=found.items[0].record.number))


def _typed(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:100]


def _is_document(text: str) -> bool:
    bare = text.replace(" ", "")
    return bool(_WHOLE_NUMBER.fullmatch(bare)) and not _PERSON_NUMBER.fullmatch(bare)
