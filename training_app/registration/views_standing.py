"""Pages on which the bureau suspends, resumes and renews a qualification of an institution, and attaches its scan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from training_app.db import db
from training_app.files.rules import download_headers
from training_app.institutions import labels, queries
from training_app.institutions.models import Institution, Qualification
from training_app.institutions.views import blueprint
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, attach
from training_app.kernel.permissions import Permission, requires
from training_app.registration import messages_standing as messages
from training_app.registration import service_scans
from training_app.registration import service_standing as service
from training_app.registration.forms_standing import RenewForm, ResumeForm, SuspendForm
from training_app.registration.rules import MAX_BYTES


@blueprint.route("/<code>/qualifications/<int(max=999999999):item>/suspend", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def suspend_qualification(code: str, item: int) -> ResponseReturnValue:
    """Suspends a qualification with the reason."""
    form = SuspendForm(day=dates.today())

    def act() -> str:
        done = service.suspend(db.session(), current_user.actor, code, item, form.facts(), dates.now(), _version())
        return messages.SUSPENDED.format(kind=labels.KINDS[done.kind], day=done.valid_to)

    return _page("suspend", form, _held(code, item), act)


@blueprint.route("/<code>/qualifications/<int(max=999999999):item>/resume", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def resume_qualification(code: str, item: int) -> ResponseReturnValue:
    """Resumes a suspended qualification."""
    form = ResumeForm(day=dates.today())

    def act() -> str:
        done = service.resume(db.session(), current_user.actor, code, item, *form.facts(), dates.now(), _version())
        return messages.RESUMED.format(kind=labels.KINDS[done.kind], day=done.valid_from)

    return _page("resume", form, _held(code, item), act)


@blueprint.route("/<code>/qualifications/<int(max=999999999):item>/renew", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def renew_qualification(code: str, item: int) -> ResponseReturnValue:
    """Renews a qualification by another document."""
    held = _held(code, item)
    form = RenewForm(valid_from=held[1].valid_to)

    def act() -> str:
        done = service.renew(db.session(), current_user.actor, code, item, form.facts(), dates.now(), _version())
        last = labels.ending(done.valid_to - timedelta(days=1) if done.valid_to else None)
        return messages.RENEWED.format(kind=labels.KINDS[done.kind], day=last)

    return _page("renew", form, held, act)


@blueprint.route("/<code>/qualifications/<int(max=999999999):item>/scan", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def scan_qualification(code: str, item: int) -> ResponseReturnValue:
    """Attaches the scanned document of a qualification."""
    institution, held = _held(code, item)
    wrong = ""
    if request.method == "POST":
        sent = request.files.get("file")
        name, data = (sent.filename or "", sent.read(MAX_BYTES + 1)) if sent else ("", b"")
        try:
            with db.session().begin_nested():
                service_scans.attach(db.session(), current_user.actor, code, item, name, data, dates.now(), _version())
        except InvalidInput as error:
            wrong = error.message
        else:
            flash(messages.SCANNED.format(kind=labels.KINDS[held.kind]), "success")
            return redirect(url_for("institutions.show", code=institution.code, tab="qualifications"))
    page = render_template(
        "institutions/scan.html", institution=institution, held=held, wrong=wrong, kinds=labels.KINDS, tiers=labels.TIERS
    )
    return page, 422 if wrong else 200


@blueprint.get("/<code>/qualifications/<int(max=999999999):item>/file")
@requires(Permission.INSTITUTION_VIEW)
def qualification_file(code: str, item: int) -> ResponseReturnValue:
    """The scanned document as it was sent, to be saved."""
    stored, data = service_scans.read(db.session(), current_user.actor, code, item, dates.now())
    return Response(data, headers=download_headers(stored.name or "", stored.media_type))


def _held(code: str, item: int) -> tuple[Institution, Qualification]:
    institution = queries.by_code(db.session(), current_user.actor, code)
    return institution, queries.qualification(db.session(), institution.id, item)


def _version() -> int | None:
    return request.form.get("version", type=int)


def _page(
    name: str, form: FlaskForm, held: tuple[Institution, Qualification], act: Callable[[], str]
) -> ResponseReturnValue:
    """The form, or what it says done and the way back; `act` answers the sentence."""
    institution, qualification = held
    if form.validate_on_submit():
        try:
            flash(act(), "success")
            return redirect(url_for("institutions.show", code=institution.code, tab="qualifications"))
        except InvalidInput as error:
            attach(form, error.fields)
    page = render_template(
        "institutions/standing.html", act=name, form=form, institution=institution, held=qualification, kinds=labels.KINDS,
        tiers=labels.TIERS,
    )
    return page, 422 if form.is_submitted() else 200
