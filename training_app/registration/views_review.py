"""Pages of the bureau and the districts: the list of applications, one of them, the decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.audit import service as trail
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.institutions.labels import NATURES
from training_app.institutions.queries import OUTSIDE
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires
from training_app.registration import labels, messages, queries, rules, service_review
from training_app.registration.forms import AcceptForm, RefuseForm, ReturnForm
from training_app.registration.layout_list import REGISTRATIONS
from training_app.registration.models import Registration
from training_app.registration.service_review import Acceptance
from training_app.registration.views import blueprint, china_day, district_choices

_SEE = (Permission.REGISTRATION_REVIEW, Permission.REGISTRATION_VIEW)


@blueprint.get("/registrations")
@requires(*_SEE)
def index() -> ResponseReturnValue:
    """Applications in scope, what waits longest first; filters in the address."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "registration/index.html", filters=filters, labels=labels, districts=district_choices(), outside=OUTSIDE,
        page=queries.page_of(session, actor, filters, Asked.of(REGISTRATIONS, request.args)),
        counts=queries.counts(session, actor, filters), day=dates.today(), on=china_day,
        reviews=may(actor.role, Permission.REGISTRATION_REVIEW),
    )  # fmt: skip


@blueprint.get("/registrations/<number>")
@requires(*_SEE)
def show(number: str) -> ResponseReturnValue:
    """One application: what it says, what the register knows already, what to do next."""
    return _page(queries.by_number(db.session(), current().actor, number))


@blueprint.post("/registrations/<number>/accept")
@requires(Permission.REGISTRATION_REVIEW)
def accept(number: str) -> ResponseReturnValue:
    """Accepts an application."""
    form = AcceptForm()

    def act() -> Registration:
        how = Acceptance(
            form.valid_from.data or dates.today(), form.valid_to.data, form.document.data or "", bool(form.attach.data)
        )
        return service_review.accept(db.session(), current().actor, number, form.seen, how, dates.now())

    return _decided(number, form, act, messages.ACCEPTED)


@blueprint.post("/registrations/<number>/return")
@requires(Permission.REGISTRATION_REVIEW)
def send_back(number: str) -> ResponseReturnValue:
    """Sends an application back to be corrected."""
    form = ReturnForm(prefix="return-")

    def act() -> Registration:
        return service_review.send_back(
            db.session(), current().actor, number, form.seen, form.fields.data or [], form.remark.data or "", dates.now()
        )

    return _decided(number, form, act, messages.RETURNED)


@blueprint.post("/registrations/<number>/refuse")
@requires(Permission.REGISTRATION_REVIEW)
def refuse(number: str) -> ResponseReturnValue:
    """Refuses an application."""
    form = RefuseForm(prefix="refuse-")

    def act() -> Registration:
        return service_review.refuse(
            db.session(), current().actor, number, form.seen, form.remark.data or "", dates.now()
        )

    return _decided(number, form, act, messages.REFUSED)


@blueprint.post("/registrations/<number>/reissue")
@requires(Permission.REGISTRATION_REVIEW)
def reissue(number: str) -> ResponseReturnValue:
    """Gives a lost receipt anew; its code is shown on this answer only."""
    session, actor = db.session(), current().actor
    receipt = service_review.reissue(session, actor, number, dates.now())
    return render_template("registration/reissued.html", receipt=receipt, record=queries.by_number(session, actor, number))


@blueprint.get("/registrations/<number>/documents/<file>")
@requires(*_SEE)
def document(number: str, file: str) -> ResponseReturnValue:
    """A document as it was sent, to be saved: it is never shown within the application's own pages."""
    session, actor = db.session(), current().actor
    found = queries.document(session, actor, number, file)
    trail.record(session, actor, "registration.download", rules.RECORD_KIND, number, at=dates.now())
    headers = download_headers(found.file.name or "", found.file.media_type)
    return Response(files.read(found.file), headers=headers)


def _decided(number: str, form: FlaskForm, act: Callable[[], Registration], done: str) -> ResponseReturnValue:
    """Does what was decided and says so, or shows the application again with what is wrong with the form."""
    record = queries.by_number(db.session(), current().actor, number)
    if form.validate():
        try:
            record = act()
        except InvalidInput as error:
            attach(form, error.fields)
            if not error.fields:
                form.form_errors.append(error.message)
        else:
            flash(done.format(number=record.number), "success")
            return redirect(url_for("registration.show", number=record.number))
    return _page(record, form), 422


def _page(record: Registration, wrong: FlaskForm | None = None) -> str:
    session, actor = db.session(), current().actor
    accept_form = wrong if isinstance(wrong, AcceptForm) else AcceptForm(formdata=None)
    if wrong is not accept_form:
        accept_form.valid_from.data = dates.today()
        accept_form.document.data = record.basis or messages.DEFAULT_DOCUMENT.format(number=record.number)
    reviews = may(actor.role, Permission.REGISTRATION_REVIEW)
    return render_template(
        "registration/show.html", record=record, labels=labels, natures=NATURES, wrong=wrong, accept_form=accept_form,
        return_form=wrong if isinstance(wrong, ReturnForm) else ReturnForm(formdata=None, prefix="return-"),
        refuse_form=wrong if isinstance(wrong, RefuseForm) else RefuseForm(formdata=None, prefix="refuse-"),
        known=queries.known(session, record, dates.today()), districts=dict(district_choices()), reviews=reviews,
        open_to=rules.LIFE.open_to(record.state, actor.role), decided_by=queries.name_of(session, record.decided_by),
        events=audit.timeline(session, rules.RECORD_KIND, record.number)[::-1],
        registrar=labels.REGISTRARS.get(record.code[:1], ""),
    )
