"""Pages of reporting a class to the province: which are due and late."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires
from training_app.reports import queries_province
from training_app.reports.layout_list import CLASS_REPORTS
from training_app.reports.queries_province import Filters

blueprint = Blueprint("class_reports", __name__, url_prefix="/class-reports")


@blueprint.get("")
@requires(Permission.CLASS_VIEW)
def index() -> ResponseReturnValue:
    """Classes that wait for their report, the most urgent first, and how the districts stand."""
    session, actor, today = db.session(), current().actor, dates.today()
    filters = Filters.of(request.args)
    return render_template(
        "class_reports/index.html", filters=filters, board=queries_province.board(session, actor, today),
        page=queries_province.page_of(session, actor, filters, Asked.of(CLASS_REPORTS, request.args), today),
    )
