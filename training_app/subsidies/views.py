"""Pages of payments: the list with its sums, and everything that was paid by one voucher."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.kernel.permissions import Permission, may, requires
from training_app.people.queries import masked_numbers
from training_app.places.queries import districts
from training_app.programmes.queries import occupations
from training_app.subsidies import queries
from training_app.subsidies.forms import FilterForm

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
        return render_template("subsidies/index.html", page=None, numbers={}, kept={}, **context), 422
    number = request.args.get("page", "")
    page = queries.page_of(
        session, actor, form.filters(), int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1
    )
    kept = {name: value for name, value in request.args.items() if name in form and value}

    def url_for_page(wanted: int) -> str:
        return url_for("subsidies.index", **kept, page=wanted)

    pager = {
        "page": page.page, "pages": page.pages, "total": page.total, "per_page": page.per_page,
        "url_for_page": url_for_page,
    }  # fmt: skip
    numbers = masked_numbers(session, {row.person_id for row in page.items})
    return render_template("subsidies/index.html", page=page, pager=pager, kept=kept, numbers=numbers, **context)


@blueprint.get("/<path:voucher>")
@requires(Permission.DISBURSEMENT_VIEW)
def show(voucher: str) -> ResponseReturnValue:
    """Everything in scope that was paid by a voucher."""
    session, actor = db.session(), current().actor
    rows = queries.of_voucher(session, actor, voucher)
    return render_template(
        "subsidies/show.html", voucher=voucher, rows=rows, numbers=masked_numbers(session, {row.person_id for row in rows}),
        amount=sum(row.record.amount_fen for row in rows),
        may_see_batch=may(actor.role, Permission.DISBURSEMENT_IMPORT),
    )  # fmt: skip
