"""Pages of the institution about signing up: which days a class takes applications, and the applications it has."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import forms_clash
from training_app.classes import (
    labels,
    queries,
    queries_applications,
    queries_eligibility,
    queries_signup,
    service_signup,
)
from training_app.classes import messages_signup as messages
from training_app.classes.forms_signup import OfferForm
from training_app.classes.layout_applications import APPLICATIONS
from training_app.classes.models import TrainingClass
from training_app.classes.queries_applications import Application, Filters
from training_app.classes.rules_eligibility import Eligibility
from training_app.classes.rules_signup import UNDECIDED
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.clashes import Edition
from training_app.kernel.errors import InvalidInput, NotFound, Stale, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("applications", __name__)


@blueprint.get("/applications")
@requires(Permission.APPLICATION_VIEW)
def index() -> ResponseReturnValue:
    """The applications in scope, of one class or of all."""
    session, actor = db.session(), current().actor
    filters = Filters.of(request.args)
    page = queries_applications.page_of(session, actor, filters, Asked.of(APPLICATIONS, request.args))
    record = _chosen(filters.number)
    return render_template(
        "applications/index.html", filters=filters, page=page, record=record, labels=labels, undecided=UNDECIDED,
        counts=queries_applications.counts(session, actor, filters.number),
        seats=queries_signup.seats_of(session, record.id) if record else None,
        offer=queries_signup.offer_of(session, record.id) if record else None,
        judged=_judged(record, page.items) if record else {}, today_=dates.today(),
    )  # fmt: skip


@blueprint.route("/classes/<number>/sign-up", methods=["GET", "POST"])
@requires(Permission.CLASS_FILE, Permission.CLASS_REVIEW)
def offer(number: str) -> ResponseReturnValue:
    """On which days the class takes applications, as its institution wants it or the reviewer allows it."""
    session, actor, form = db.session(), current().actor, OfferForm()
    record = queries.by_number(session, actor, number)
    found, clash, status = queries_signup.offer_of(session, record.id), None, 200
    there = OfferForm(formdata=None)
    there.show(record, found)
    if form.is_submitted():
        if "opened" in request.form:
            clash = forms_clash.clash([], forms_clash.settle(Edition.read(request.form), form, there, []))
        try:
            if clash and clash.asked:
                raise Stale("classes.sign_up_stale", messages.STALE)
            with session.begin_nested():
                saved = service_signup.offer(session, actor, number, form.offer(), dates.today(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
            status, clash = 422, None
        except Stale:
            status = 409
        else:
            flash(messages.SAVED.format(number=number, opens_on=saved.opens_on, closes_on=saved.closes_on), "success")
            return redirect(url_for("classes.show", number=number))
    else:
        service_signup.check_offering(record, actor.role)
        form = there
    return render_template(
        "applications/offer.html", form=form, record=record, offer=found, seats=queries_signup.seats_of(session, record.id),
        edition=there.edition(), clash=clash,
    ), status


@blueprint.post("/classes/<number>/sign-up/close")
@requires(Permission.CLASS_FILE, Permission.CLASS_REVIEW)
def close(number: str) -> ResponseReturnValue:
    """The class takes no more applications."""
    service_signup.close(db.session(), current().actor, number, dates.now())
    flash(messages.CLOSED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


def _chosen(number: str) -> TrainingClass | None:
    """The class the list is narrowed to, None for all and for one out of scope."""
    if not number:
        return None
    try:
        return queries.by_number(db.session(), current().actor, number)
    except NotFound:
        return None


def _judged(record: TrainingClass, rows: list[Application]) -> dict[int, Eligibility]:
    """What is to be looked at before those of the lines are accepted who are not decided about, by person."""
    ids = [row.enrolment.person_id for row in rows if row.enrolment.state in UNDECIDED]
    return queries_eligibility.eligibilities(db.session(), record, ids, dates.today())
