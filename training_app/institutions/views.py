"""Pages of institutions: the list, registration, correction, qualifications. The record's page stands in `web/pages`."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training_app.audit import forms_clash
from training_app.audit import queries as audit
from training_app.db import db
from training_app.institutions import labels, messages, queries, service
from training_app.institutions.forms import EndForm, InstitutionForm, QualificationForm
from training_app.institutions.layout_list import INSTITUTIONS
from training_app.institutions.models import Institution, Qualification
from training_app.kernel import dates
from training_app.kernel.clashes import Edition, values_of
from training_app.kernel.errors import InvalidInput, Stale, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires
from training_app.places import queries as places

blueprint = Blueprint("institutions", __name__, url_prefix="/institutions")


def district_choices() -> list[tuple[str, str]]:
    """Districts for a select."""
    return [(district.code, district.name) for district in places.districts(db.session())]


@blueprint.get("/")
@requires(Permission.INSTITUTION_VIEW)
def index() -> ResponseReturnValue:
    """Institutions in scope, by name; filters in the address."""
    filters = queries.Filters.of(request.args)
    page = queries.page_of(
        db.session(), current_user.actor, filters, Asked.of(INSTITUTIONS, request.args), dates.today()
    )
    return render_template(
        "institutions/index.html", page=page, filters=filters, kinds=labels.KINDS, districts=district_choices(),
        outside=queries.OUTSIDE,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def new() -> ResponseReturnValue:
    """Registers an institution."""
    form = InstitutionForm(district_choices())
    if form.validate_on_submit():
        try:
            institution = service.register(
                db.session(), current_user.actor, form.code.data or "", form.facts(), dates.now()
            )
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.REGISTERED.format(name=institution.name), "success")
            return redirect(url_for("institutions.show", code=institution.code))
    page = render_template("institutions/edit.html", form=form, institution=None, edition=None, clash=None)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def edit(code: str) -> ResponseReturnValue:
    """Corrects the facts of an institution."""
    session, actor = db.session(), current_user.actor
    institution = queries.by_code(session, actor, code)
    form = InstitutionForm(district_choices(), obj=institution)
    clash, status = None, 422 if form.is_submitted() else 200
    edition = Edition.read(request.form) if form.is_submitted() else _edition_of(form, institution)
    if form.validate_on_submit():
        try:
            with session.begin_nested():
                service.change(session, actor, code, form.facts(), dates.now(), edition.version)
        except InvalidInput as error:
            attach(form, error.fields)
        except Stale:
            fresh = InstitutionForm(district_choices(), formdata=None, obj=institution)
            events = audit.edits_since(session, "institution", institution.code, edition.version)
            clash = forms_clash.clash(events, forms_clash.settle(edition, form, fresh, events))
            edition, status = _edition_of(fresh, institution), 409
        else:
            flash(messages.CHANGED, "success")
            return redirect(url_for("institutions.show", code=institution.code))
    page = render_template(
        "institutions/edit.html", form=form, institution=institution, edition=edition, clash=clash
    )
    return page, status


def _edition_of(form: InstitutionForm, institution: Institution) -> Edition:
    return Edition.of(institution.version, values_of(form))


@blueprint.route("/<code>/qualifications/new", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def add_qualification(code: str) -> ResponseReturnValue:
    """Adds a qualification."""
    session, actor = db.session(), current_user.actor
    institution, form = queries.by_code(session, actor, code), QualificationForm()
    if form.validate_on_submit():
        try:
            added = service.add_qualification(session, actor, code, form.facts(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            sentence = messages.QUALIFICATION_ADDED.format(kind=labels.KINDS[added.kind], first=added.valid_from)
            flash(sentence, "success")
            return redirect(url_for("institutions.show", code=institution.code, tab="qualifications"))
    page = render_template("institutions/qualification.html", form=form, institution=institution)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<code>/qualifications/<int(max=999999999):item>/end", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def end_qualification(code: str, item: int) -> ResponseReturnValue:
    """Ends a qualification from a day on."""
    session, actor, form = db.session(), current_user.actor, EndForm()
    institution = queries.by_code(session, actor, code)
    held = queries.qualification(session, institution.id, item)
    clash, status = None, 422 if form.is_submitted() else 200
    if not form.is_submitted():
        form = _ending_form(held)
    edition = Edition.read(request.form) if form.is_submitted() else _edition_of_ending(held)
    if form.validate_on_submit():
        try:
            with session.begin_nested():
                ended = service.end_qualification(
                    session, actor, code, item, form.day.data, dates.now(), edition.version
                )
        except InvalidInput as error:
            attach(form, error.fields)
        except Stale:
            part = f"qualification/{item}"
            events = audit.edits_since(session, "institution", institution.code, edition.version, part)
            clash = forms_clash.clash(events, forms_clash.settle(edition, form, _ending_form(held), events))
            edition, status = _edition_of_ending(held), 409
        else:
            flash(messages.QUALIFICATION_ENDED.format(kind=labels.KINDS[ended.kind], day=ended.valid_to), "success")
            return redirect(url_for("institutions.show", code=code, tab="qualifications"))
    page = render_template(
        "institutions/end_qualification.html", form=form, institution=institution, held=held, kinds=labels.KINDS,
        tiers=labels.TIERS, edition=edition, clash=clash,
    )
    return page, status


def _ending_form(held: Qualification) -> EndForm:
    form = EndForm(formdata=None)
    form.day.data = held.valid_to or dates.today()
    return form


def _edition_of_ending(held: Qualification) -> Edition:
    return Edition.of(held.version, values_of(_ending_form(held)))
