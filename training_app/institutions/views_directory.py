"""The public directory of institutions, for everybody: which are in force today, or were on a day."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.db import db
from training_app.institutions import labels, queries_directory
from training_app.institutions.queries import OUTSIDE
from training_app.institutions.queries_directory import PUBLISHED, DirectoryFilters
from training_app.institutions.views import district_choices
from training_app.kernel import dates
from training_app.kernel.lists import typed_day
from training_app.kernel.permissions import public
from training_app.policies.occupations import occupations

blueprint = Blueprint("directory", __name__, url_prefix="/directory")


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """Institutions with a published qualification in force on the day of the address, today for any other."""
    filters, day = DirectoryFilters.of(request.args), _day()
    page = queries_directory.page_of(db.session(), filters, request.args.get("at", ""), day)
    kept = {
        "kind": filters.kind, "district": filters.district, "occupation": filters.occupation, "q": filters.text,
        "on": day.isoformat() if day != dates.today() else "",
    }  # fmt: skip
    kept = {name: value for name, value in kept.items() if value}
    return render_template(
        "directory/index.html", page=page, filters=filters, day=day, today_=dates.today(), outside=OUTSIDE,
        kinds={kind: labels.KINDS[kind] for kind in PUBLISHED}, tiers=labels.TIERS, districts=district_choices(),
        occupations=[(each.key, each.name) for each in occupations()], on=kept.get("on"),
        turn=lambda at: url_for("directory.index", **kept, at=at or None),
    )


@blueprint.get("/<code>")
@public
def show(code: str) -> ResponseReturnValue:
    """One institution: what it holds on the day, and what it held before."""
    session, day = db.session(), _day()
    entry = queries_directory.entry(session, code, day)
    return render_template(
        "directory/show.html", entry=entry, history=queries_directory.history(session, code), day=day,
        today_=dates.today(), kinds=labels.KINDS, tiers=labels.TIERS,
    )


def _day() -> date:
    return typed_day(request.args.get("on", "")) or dates.today()
