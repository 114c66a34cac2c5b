"""Pages of payments: the list with its sums, and everything that was paid by one voucher."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.kernel.actor import Role
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires
from training_app.places.queries import districts
from training_app.programmes.queries import occupations
from training_app.subsidies import queries
from training_app.subsidies.forms import FilterForm
from training_app.subsidies.layout_list import PAYMENTS

blueprint = Blueprint("subsidies", __name__, url_prefix="/subsidies")


@blueprint.get("")
@requires(Permission.DISBURSEMENT_VIEW)
def index() -> ResponseReturnValue:
    """Payments in scope with filters in the address; the sums are those of all that match."""
    session, actor = db.session(), current().actor
    form = FilterForm(request.args)
    form.offer(
        {entry.key: entry.short_name for entry in occupations(session)},
        {district.code: district.name for district in districts(session)},
    )
    context = {"form": form, "may_import": may(actor.role, Permission.DISBURSEMENT_IMPORT)}
    if not form.validate():
        return render_template("subsidies/index.html", page=None, sums=None, **context), 422
    filters = form.filters()
    return render_template(
        "subsidies/index.html", page=queries.page_of(session, actor, filters, Asked.of(PAYMENTS, request.args)),
        sums=queries.sums(session, actor, filters), **context,
    )


@blueprint.get("/<path:voucher>")
@requires(Permission.DISBURSEMENT_VIEW)
def show(voucher: str) -> ResponseReturnValue:
    """Everything in scope that was paid by a voucher."""
    session, actor = db.session(), current().actor
    rows = queries.of_voucher(session, actor, voucher)
    return render_template(
        "subsidies/show.html", voucher=voucher, rows=rows, numbers={row.person_id: row.masked_number for row in rows},
        amount=sum(row.record.amount_fen for row in rows),
        may_see_batch=may(actor.role, Permission.DISBURSEMENT_IMPORT), may_export=actor.role is Role.BUREAU,
    )  # fmt: skip
