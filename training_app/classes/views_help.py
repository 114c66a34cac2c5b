"""Public help on rosters: one page for each code of a problem."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_app.classes import rules_help
from training_app.classes.messages_help import NO_PAGE
from training_app.kernel.errors import NotFound
from training_app.kernel.permissions import public

blueprint = Blueprint("roster_help", __name__, url_prefix="/help/roster")


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """All codes."""
    return render_template("roster_help/index.html", pages=rules_help.pages())


@blueprint.get("/<problem>")
@public
def show(problem: str) -> ResponseReturnValue:
    """What a code means, why it is told, by which rule, and what to do."""
    page = rules_help.page_of(problem)
    if page is None:
        raise NotFound("classes.no_help", NO_PAGE)
    return render_template("roster_help/show.html", page=page)
