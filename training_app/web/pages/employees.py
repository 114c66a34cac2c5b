"""The people who work for an employer: who lacks hours this year, who holds which certificate and title."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes.views import Pager, page_number
from training_app.db import db
from training_app.hours import queries as hours
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, requires
from training_app.web import queries_employees

blueprint = Blueprint("employees", __name__, url_prefix="/employees")
_LONGEST_NAME = 12


@blueprint.get("")
@requires(Permission.EMPLOYEE_VIEW)
def index() -> ResponseReturnValue:
    """Everybody of the actor's organisation, who lacks most hours first; filters in the address."""
    session, actor, today = db.session(), current().actor, dates.today()
    show, name = request.args.get("show", ""), request.args.get("name", "")[:_LONGEST_NAME]
    show = show if show in queries_employees.SHOWN else ""
    found = queries_employees.page_of(session, actor, today.year, today, show, name, page_number())
    kept = {key: value for key, value in (("show", show), ("name", name)) if value}
    pages = max(1, -(-found.total // queries_employees.PER_PAGE))
    pager = Pager(
        found.page, pages, found.total, queries_employees.PER_PAGE,
        lambda number: url_for("employees.index", page=number, **kept),
    )
    return render_template(
        "employees/index.html", people=found.items, pager=pager, show=show, name=name, longest=_LONGEST_NAME, today_=today,
        tally=queries_employees.tally(session, actor, today.year, today), required=hours.required(today.year),
    )
