"""The people who work for an employer: who lacks hours this year, who holds which certificate and title."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes.views import Pager, page_number
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.hours import queries as hours
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, requires
from training_app.web import labels, queries_employees, service_employees

blueprint = Blueprint("employees", __name__, url_prefix="/employees")
_LONGEST_NAME = 12
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("")
@requires(Permission.EMPLOYEE_VIEW)
def index() -> ResponseReturnValue:
    """Everybody of the actor's organisation, who lacks most hours first; filters in the address."""
    session, actor, today = db.session(), current().actor, dates.today()
    show, name = _wanted(request.args)
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


@blueprint.post("/export")
@requires(Permission.EMPLOYEE_VIEW)
def export() -> ResponseReturnValue:
    """The people the filter finds as a workbook."""
    show, name = _wanted(request.form)
    content = service_employees.workbook(db.session(), current().actor, show, name, dates.today(), dates.now())
    return Response(content, headers=download_headers(labels.EMPLOYEES_FILE.format(day=dates.today()), _XLSX))


def _wanted(given: Mapping[str, str]) -> tuple[str, str]:
    """The filter that was asked for: one of SHOWN or "", and part of a name."""
    show = given.get("show", "")
    return show if show in queries_employees.SHOWN else "", given.get("name", "")[:_LONGEST_NAME]
