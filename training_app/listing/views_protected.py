"""Pages of lists with whole numbers: ask, agree, make, fetch. Where a password was typed the answer is a page and never an
error, so that a wrong one stays counted."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import queries_factors
from training_app.accounts import service as accounts
from training_app.accounts.identity import current
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import Permission, requires
from training_app.listing import messages_protected as messages
from training_app.listing import queries_protected as queries
from training_app.listing import rules_protected as rules
from training_app.listing import service_protected as service
from training_app.listing.forms_protected import AskForm, ConfirmForm, RefuseForm
from training_app.listing.sources_protected import KINDS, kind_of, subject_of

blueprint = Blueprint("exports", __name__, url_prefix="/exports")


@blueprint.get("")
@requires(Permission.EXPORT_FULL)
def index() -> ResponseReturnValue:
    """Lists asked for, those that wait for a second person first to be seen."""
    actor = current().actor
    rows = queries.listed(db.session(), actor)
    waiting = sum(row.record.state == rules.ASKED and row.record.asked_by != actor.user_id for row in rows)
    return render_template("exports/index.html", rows=rows, waiting=waiting, kinds=KINDS, states=messages.STATES)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.EXPORT_FULL)
def ask() -> ResponseReturnValue:
    """Asks for the list of one record, with its purpose and the password once more."""
    session, actor, at, form = db.session(), current().actor, dates.now(), AskForm()
    key, number = (request.args.get(name, "").replace("\x00", "") for name in ("kind", "number"))
    kind, subject = subject_of(session, actor, key, number)
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate() and _confirmed(form, at):
            try:
                with session.begin_nested():
                    made = service.ask(session, actor, kind.key, subject.number, form.purpose.data or "", at)
            except InvalidInput as error:
                form.purpose.errors = list(error.fields.values())
            else:
                flash(messages.ASKED_OK.format(number=made.number), "success")
                return redirect(url_for("exports.show", number=made.number))
    else:
        form.purpose.data = kind.purpose
    return render_template("exports/ask.html", kind=kind, subject=subject, form=form, **_who()), status


@blueprint.get("/<number>")
@requires(Permission.EXPORT_FULL)
def show(number: str) -> ResponseReturnValue:
    """One list: who asked and what for, who agreed, and what can be done now."""
    return _page(number)


@blueprint.post("/<number>/agree")
@requires(Permission.EXPORT_FULL)
def agree(number: str) -> ResponseReturnValue:
    """The second person agrees, with the password once more."""
    session, actor, at, form = db.session(), current().actor, dates.now(), ConfirmForm()
    queries.row(session, actor, number)
    if not form.validate() or not _confirmed(form, at):
        return _page(number, confirm=form, status=422)
    with session.begin_nested():
        service.agree(session, actor, number, at)
    flash(messages.AGREED_OK, "success")
    return redirect(url_for("exports.show", number=number))


@blueprint.post("/<number>/refuse")
@requires(Permission.EXPORT_FULL)
def refuse(number: str) -> ResponseReturnValue:
    """The second person says no."""
    session, form = db.session(), RefuseForm()
    try:
        with session.begin_nested():
            service.refuse(session, current().actor, number, form.remark.data or "", dates.now())
    except InvalidInput as error:
        form.remark.errors = list(error.fields.values())
        return _page(number, refusal=form, status=422)
    flash(messages.REFUSED_OK, "success")
    return redirect(url_for("exports.show", number=number))


@blueprint.post("/<number>/withdraw")
@requires(Permission.EXPORT_FULL)
def withdraw(number: str) -> ResponseReturnValue:
    """Who asked takes it back."""
    service.withdraw(db.session(), current().actor, number, dates.now())
    flash(messages.WITHDRAWN_OK.format(number=number), "success")
    return redirect(url_for("exports.show", number=number))


@blueprint.post("/<number>/make")
@requires(Permission.EXPORT_FULL)
def make(number: str) -> ResponseReturnValue:
    """Makes the file and shows its password, this once."""
    made, password = service.make(db.session(), current().actor, number, dates.now())
    page = render_template("exports/made.html", record=made, kind=kind_of(made.kind), password=password, rules=rules)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/<number>/file")
@requires(Permission.EXPORT_FULL)
def fetch(number: str) -> ResponseReturnValue:
    """The encrypted file; counted."""
    stored, content = service.fetch(
        db.session(), current().actor, number, dates.now(), as_pdf=request.form.get("ending") == "pdf"
    )
    return Response(content, headers=download_headers(stored.name, stored.media_type))


def _confirmed(form: ConfirmForm, at: datetime) -> bool:
    if accounts.password_confirmed(db.session(), current().actor, form.password.data or "", at, form.code.data or ""):
        return True
    form.password.errors = [messages.WRONG_PASSWORD]
    return False


def _who() -> dict[str, object]:
    user = current()
    return {"login": user.login, "factor": queries_factors.has_second_factor(db.session(), user.actor.user_id)}


def _page(
    number: str, confirm: ConfirmForm | None = None, refusal: RefuseForm | None = None, status: int = 200
) -> ResponseReturnValue:
    actor = current().actor
    row = queries.row(db.session(), actor, number)
    record, mine = row.record, row.record.asked_by == actor.user_id
    over = record.expires_at is not None and record.expires_at <= dates.now()
    return render_template(
        "exports/show.html", row=row, record=record, kind=kind_of(record.kind), states=messages.STATES, rules=rules, over=over,
        may_decide=record.state == rules.ASKED and service.may_decide(actor, record),
        may_withdraw=mine and not record.fetched and record.state in (rules.ASKED, rules.AGREED, rules.MADE),
        may_make=record.state == rules.AGREED and mine and not over,
        may_fetch=record.state == rules.MADE and mine and not over and record.fetched < rules.MOST_FETCHED,
        confirm=confirm or ConfirmForm(formdata=None), refusal=refusal or RefuseForm(formdata=None), **_who(),
    ), status  # fmt: skip
