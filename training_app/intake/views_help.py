"""Public help on the lists: one page for each code of a problem."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_app.intake import labels, lists, rules_help
from training_app.intake.lists import ListKind
from training_app.intake.messages_help import NO_PAGE
from training_app.kernel.errors import NotFound
from training_app.kernel.permissions import public

blueprint = Blueprint("list_help", __name__, url_prefix="/help")


@blueprint.get("/<kind>")
@public
def index(kind: str) -> ResponseReturnValue:
    """All codes of a list."""
    found = _kind(kind)
    others = [(each.key, labels.TITLES[each.key]) for each in lists.explained() if each.key != kind]
    return render_template(
        "list_help/index.html", kind=kind, title=labels.TITLES[kind], pages=rules_help.pages(found), others=others
    )


@blueprint.get("/<kind>/<problem>")
@public
def show(kind: str, problem: str) -> ResponseReturnValue:
    """What a code means, why it is told, by which rule, and what to do."""
    page = rules_help.page_of(_kind(kind), problem)
    if page is None:
        raise NotFound("intake.no_help", NO_PAGE)
    return render_template("list_help/show.html", kind=kind, title=labels.TITLES[kind], page=page)


def _kind(key: str) -> ListKind:
    kind = lists.get(key)
    if not kind.help:
        raise NotFound("intake.no_help", NO_PAGE)
    return kind
