"""Pages of an applicant, open to everybody: register, see where it stands, correct, open the first account."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import date, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import service_redeeming
from training_app.accounts.forms_activation import AccountForm
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, attach
from training_app.kernel.permissions import public
from training_app.places import queries as places
from training_app.registration import labels, messages, queries, rules, service, service_activation
from training_app.registration.forms import ApplicationForm, ReceiptForm
from training_app.registration.models import Registration
from training_app.registration.service import Receipt

blueprint = Blueprint("registration", __name__)

# A receipt typed in opens the application for so long in that browser.
_OPEN_FOR = timedelta(hours=2)
_OPENED, _SHOWN_ONCE = "registration", "registration_receipt"


def china_day(at: datetime) -> date:
    """The day of an instant in China."""
    return at.astimezone(dates.CHINA).date()


def district_choices() -> list[tuple[str, str]]:
    """Districts for a select."""
    return [(district.code, district.name) for district in places.districts(db.session())]


@blueprint.route("/register", methods=["GET", "POST"])
@public
def apply() -> ResponseReturnValue:
    """Chooses what the organisation is, then takes its application."""
    kind = request.args.get("kind", "")
    if kind not in labels.KINDS:
        return render_template("registration/choose.html", kinds=labels.KINDS, purposes=labels.PURPOSES, rules=rules)
    form = ApplicationForm(kind, district_choices())
    if not form.is_submitted():
        form.ticket.data = secrets.token_hex(16)
        if kind == "authority":
            form.unit_nature.data = "government"
        return _form_page(form, kind)
    return _received(form, kind, None)


@blueprint.route("/register/status", methods=["GET", "POST"])
@public
def status() -> ResponseReturnValue:
    """Where an application stands, for who holds its receipt."""
    form = ReceiptForm()
    if not form.is_submitted():
        record = _opened(dates.now())
        return _status_page(record) if record else render_template("registration/find.html", form=form)
    if request.form.get("leave"):
        _close()
        return redirect(url_for("registration.status"))
    if request.form.get("activate"):
        return _activation()
    if service.too_many(db.session(), request.remote_addr or "", dates.now()):
        form.form_errors.append(messages.TOO_MANY)
        return render_template("registration/find.html", form=form), 429
    if form.validate():
        record = service.open_receipt(db.session(), form.number.data or "", form.code.data or "")
        if record is not None:
            _open(record.number, record.receipt_digest)
            return redirect(url_for("registration.status"))
        form.form_errors.append(messages.RECEIPT_WRONG)
    return render_template("registration/find.html", form=form), 422


@blueprint.route("/register/correct", methods=["GET", "POST"])
@public
def correct() -> ResponseReturnValue:
    """Corrects an application the bureau sent back."""
    record = _opened(dates.now())
    if record is None:
        flash(messages.RECEIPT_CLOSED, "info")
        return redirect(url_for("registration.status"))
    if record.state != "returned":
        state = labels.STATES[record.state][0]
        raise Conflict("registration.not_returned", messages.NOT_RETURNED.format(state=state))
    if request.method == "GET":
        form = ApplicationForm(record.kind, district_choices(), data=asdict(service.as_facts(record)))
        form.ticket.data = secrets.token_hex(16)
        for name in record.fields:
            attach(form, {name: messages.POINTED_AT})
        return _form_page(form, record.kind, record)
    return _received(ApplicationForm(record.kind, district_choices()), record.kind, record)


def _received(form: ApplicationForm, kind: str, record: Registration | None) -> ResponseReturnValue:
    """A form that was sent: the receipt's page, or the form again with everything that is wrong."""
    at, actor = dates.now(), _applicant()
    ticket = form.ticket.data or ""
    if not rules.is_ticket(ticket):
        ticket = form.ticket.data = secrets.token_hex(16)
    if service.too_many(db.session(), request.remote_addr or "", at):
        form.form_errors.append(messages.TOO_MANY)
        return _form_page(form, kind, record, 429)
    good = form.validate()
    if form.homepage.data:
        form.form_errors.append(messages.TRAP)
        return _form_page(form, kind, record, 422)
    refused = service.keep(db.session(), actor, kind, ticket, form.uploads(), at)
    attach(form, refused)
    try:
        if good and not refused:
            return _done(form, kind, record, ticket, actor, at)
        others = _others_wrong(form, kind, record, ticket, at)
        attach(form, {name: sentence for name, sentence in others.items() if name not in form.errors})
    except InvalidInput as error:
        attach(form, error.fields)
    return _form_page(form, kind, record, 422)


def _done(
    form: ApplicationForm, kind: str, record: Registration | None, ticket: str, actor: Actor, at: datetime
) -> ResponseReturnValue:
    if record is None:
        receipt = service.submit(db.session(), actor, kind, form.facts(), ticket, at)
        _open(receipt.number, queries.digest(rules.bare_receipt(receipt.code)))
        session[_SHOWN_ONCE] = [receipt.number, receipt.code]
    else:
        digest = record.receipt_digest
        service.correct(db.session(), actor, record.number, digest, form.facts(), ticket, at)
        flash(messages.CORRECTED, "success")
    return redirect(url_for("registration.status"))


def _others_wrong(
    form: ApplicationForm, kind: str, record: Registration | None, ticket: str, at: datetime
) -> dict[str, str]:
    """What else is wrong with a form that is refused already, so that all of it is said at once."""
    has = [each.kind for each in _kept(record, ticket).values()]
    return service.defects(db.session(), kind, form.facts(), china_day(at), has)


def _kept(record: Registration | None, ticket: str) -> dict:
    """Documents that need not be chosen again."""
    current = {each.kind: each for each in record.documents if each.superseded_at is None} if record else {}
    return current | queries.pending(db.session(), queries.digest(ticket))


def _form_page(
    form: ApplicationForm, kind: str, record: Registration | None = None, code: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "registration/apply.html", form=form, kind=kind, record=record, labels=labels, rules=rules,
        kept=_kept(record, form.ticket.data or ""),
    )
    return page, code


def _status_page(record: Registration) -> ResponseReturnValue:
    shown = session.pop(_SHOWN_ONCE, None)
    receipt = Receipt(*shown) if shown and shown[0] == record.number else None
    names = dict(district_choices())
    return render_template(
        "registration/status.html", record=record, receipt=receipt, labels=labels, rules=rules,
        district=names.get(record.district_code or "", ""), closed=service_activation.closed(record, dates.now()), on=china_day,
        pointed=[labels.FIELDS[name] for name in record.fields],
    )


def _activation() -> ResponseReturnValue:
    """The page of the house that opens an account, with a code of its own."""
    at = dates.now()
    record = _opened(at)
    if record is None:
        flash(messages.RECEIPT_CLOSED, "info")
        return redirect(url_for("registration.status"))
    code = service_activation.begin(db.session(), _applicant(), record.number, record.receipt_digest, at)
    offer = service_redeeming.look_up(db.session(), code, request.remote_addr or "", at)
    return render_template("accounts/activate_account.html", form=AccountForm(formdata=None, code=code), offer=offer)


def _applicant() -> Actor:
    return Actor(Role.VISITOR, name=labels.VISITOR, address=request.remote_addr or "")


def _open(number: str, receipt_digest: bytes) -> None:
    session[_OPENED] = [number, receipt_digest.hex(), dates.now().timestamp()]


def _close() -> None:
    session.pop(_OPENED, None)
    session.pop(_SHOWN_ONCE, None)


def _opened(at: datetime) -> Registration | None:
    """The application this browser has shown the receipt of, for two hours."""
    opened = session.get(_OPENED)
    if not opened or at.timestamp() - opened[2] > _OPEN_FOR.total_seconds():
        return None
    return queries.by_receipt(db.session(), opened[0], bytes.fromhex(opened[1]))
