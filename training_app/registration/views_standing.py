"""Pages on which the bureau suspends, resumes and renews a qualification of an institution."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from training_app.db import db
from training_app.institutions import labels, queries
from training_app.institutions.models import Institution, Qualification
from training_app.institutions.views import attach, blueprint
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import Permission, requires
from training_app.registration import messages_standing as messages
from training_app.registration import service_standing as service
from training_app.registration.forms_standing import RenewForm, ResumeForm, SuspendForm


@blueprint.route("/<code>/qualifications/<int(max=999999999):item>/suspend", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def suspend_qualification(code: str, item: int) -> ResponseReturnValue:
    """Suspends a qualification with the reason."""
    institution, held = _held(code, item)
    form = SuspendForm(day=dates.today())
    if form.validate_on_submit():
        try:
            done = service.suspend(db.session(), current_user.actor, code, item, form.facts(), dates.now(), _version())
        except InvalidInput as error:
            attach(form, error)
        else:
            return _back(code, messages.SUSPENDED.format(kind=labels.KINDS[done.kind], day=done.valid_to))
    return _page("suspend", form, institution, held)


@blueprint.route("/<code>/qualifications/<int(max=999999999):item>/resume", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def resume_qualification(code: str, item: int) -> ResponseReturnValue:
    """Resumes a suspended qualification."""
    institution, held = _held(code, item)
    form = ResumeForm(day=dates.today())
    if form.validate_on_submit() and form.day.data is not None:
        try:
            done = service.resume(
                db.session(), current_user.actor, code, item, form.day.data, form.reason.data or "", dates.now(), _version()
            )
        except InvalidInput as error:
            attach(form, error)
        else:
            return _back(code, messages.RESUMED.format(kind=labels.KINDS[done.kind], day=done.valid_from))
    return _page("resume", form, institution, held)


@blueprint.route("/<code>/qualifications/<int(max=999999999):item>/renew", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def renew_qualification(code: str, item: int) -> ResponseReturnValue:
    """Renews a qualification by another document."""
    institution, held = _held(code, item)
    form = RenewForm(valid_from=held.valid_to)
    if form.validate_on_submit():
        try:
            done = service.renew(db.session(), current_user.actor, code, item, form.facts(), dates.now(), _version())
        except InvalidInput as error:
            attach(form, error)
        else:
            last = labels.ending(done.valid_to - timedelta(days=1) if done.valid_to else None)
            return _back(code, messages.RENEWED.format(kind=labels.KINDS[done.kind], day=last))
    return _page("renew", form, institution, held)


def _held(code: str, item: int) -> tuple[Institution, Qualification]:
    institution = queries.by_code(db.session(), current_user.actor, code)
    return institution, queries.qualification(db.session(), institution.id, item)


def _version() -> int | None:
    return request.form.get("version", type=int)


def _back(code: str, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("institutions.show", code=code, tab="qualifications"))


def _page(act: str, form: FlaskForm, institution: Institution, held: Qualification) -> ResponseReturnValue:
    page = render_template(
        "institutions/standing.html", act=act, form=form, institution=institution, held=held, kinds=labels.KINDS,
        tiers=labels.TIERS,
    )
    return page, 422 if form.is_submitted() else 200
