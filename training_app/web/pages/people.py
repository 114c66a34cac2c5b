"""The list of persons in scope, with search. Identity numbers are looked for by POST only: an address is logged and kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from training_app.accounts.identity import current
from training_app.classes.queries_people import learners_listed
from training_app.db import db
from training_app.db.paging import Page
from training_app.kernel import identity
from training_app.kernel.actor import Actor
from training_app.kernel.lists import Asked, tidy
from training_app.kernel.permissions import Permission, requires
from training_app.people import messages, queries
from training_app.people.layout_list import PEOPLE
from training_app.places import queries as places

blueprint = Blueprint("people", __name__, url_prefix="/people")
_WHOLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{7,18}[Xx]?", re.ASCII)
_PERSON_NUMBER = re.compile(r"[Pp]\d{8}", re.ASCII)


@blueprint.get("")
@requires(Permission.PERSON_VIEW)
def index() -> ResponseReturnValue:
    """Persons in scope by name, pinyin, its initials, number or the last four of a document."""
    text, actor = _typed(request.args.get("q", "")), current().actor
    if _is_document(text) or identity.within(text):
        flash(messages.NUMBER_IN_ADDRESS, "warning")
        return redirect(url_for("people.index", all=1))
    district = tidy(request.args.get("district", ""))
    found = queries.search(db.session(), actor, text, Asked.of(PEOPLE, request.args), learners_listed(actor), district)
    return render_template(
        "people/index.html", page=found, text=text, districts=places.districts(db.session()),
        outside=queries.OUTSIDE,
    )


def fetch(session: Session, actor: Actor, query: Mapping[str, str], part: Asked, day: date) -> Page:
    """The list for the registry of lists."""
    return queries.search(
        session, actor, _typed(query.get("q", "")), part, learners_listed(actor), tidy(query.get("district", ""))
    )


@blueprint.post("/search")
@requires(Permission.PERSON_VIEW)
def search() -> ResponseReturnValue:
    """Takes what was typed: the whole number of a document leads to its person, anything else to the list."""
    text, actor = _typed(request.form.get("q", "")), current().actor
    text = identity.within(text) or text
    if not _is_document(text):
        district = tidy(request.form.get("district", ""))
        return redirect(url_for("people.index", q=text or None, district=district or None, all=None if text or district else 1))
    found = queries.search(db.session(), actor, text.replace(" ", ""), also=learners_listed(actor))
    if found.total != 1:
        flash(messages.NUMBER_UNKNOWN, "warning")
        return redirect(url_for("people.index", all=1))
    return redirect(url_for("person.show", number=found.items[0].record.number))


def _typed(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:100]


def _is_document(text: str) -> bool:
    bare = text.replace(" ", "")
    return bool(_WHOLE_NUMBER.fullmatch(bare)) and not _PERSON_NUMBER.fullmatch(bare)
