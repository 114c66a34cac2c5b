"""The page of the city's programme catalogue."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import forms_clash
from training_app.audit import queries as audit
from training_app.db import db
from training_app.institutions.forms import EndForm
from training_app.kernel import dates
from training_app.kernel.clashes import Edition, values_of
from training_app.kernel.errors import InvalidInput, Stale, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires
from training_app.programmes import labels, messages, queries, queries_catalogue, service_catalogue
from training_app.programmes.forms import EntryForm
from training_app.programmes.layout_list import PROGRAMMES
from training_app.programmes.models import ProgrammeCatalogueEntry

blueprint = Blueprint("programmes", __name__, url_prefix="/programmes")


@blueprint.get("/")
@requires(Permission.INSTITUTION_VIEW)
def index() -> ResponseReturnValue:
    """The catalogue: programmes in force first, then those to come and those that ended."""
    session, actor, day = db.session(), current().actor, dates.today()
    filters = queries_catalogue.Filters.of(request.args)
    return render_template(
        "programmes/index.html", filters=filters, day=day, labels=labels, occupations=queries.occupations(session),
        page=queries_catalogue.page_of(session, actor, filters, Asked.of(PROGRAMMES, request.args), day),
        counts=queries_catalogue.counts(session, actor, filters, day),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def new() -> ResponseReturnValue:
    """Enters a programme."""
    occupations = queries.occupations(db.session())
    form = EntryForm(occupations)
    if form.validate_on_submit():
        try:
            entry = service_catalogue.add(db.session(), current().actor, form.facts(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields, {"direction_key": "direction"})
        else:
            flash(messages.ADDED.format(**_words(entry.occupation_key, entry.level), first=entry.valid_from), "success")
            return redirect(url_for("programmes.index"))
    return render_template("programmes/new.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/<int(max=999999999):item>/end", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def end(item: int) -> ResponseReturnValue:
    """Ends a programme from a day on."""
    session, actor, form = db.session(), current().actor, EndForm(labels.END_DAY)
    line = queries_catalogue.line(session, actor, item, dates.today())
    clash, status = None, 422 if form.is_submitted() else 200
    if not form.is_submitted():
        form = _ending_form(line.entry)
    edition = Edition.read(request.form) if form.is_submitted() else _edition_of(line.entry)
    if form.validate_on_submit():
        try:
            with session.begin_nested():
                entry = service_catalogue.end(session, actor, item, form.day.data, dates.now(), edition.version)
        except InvalidInput as error:
            form.day.errors = [*form.day.errors, error.message]
        except Stale:
            name = service_catalogue.name_of(line.entry)
            events = audit.edits_since(session, "programme", name, edition.version, f"entry/{item}")
            clash = forms_clash.clash(events, forms_clash.settle(edition, form, _ending_form(line.entry), events))
            edition, status = _edition_of(line.entry), 409
        else:
            flash(messages.ENDED.format(**_words(entry.occupation_key, entry.level), day=entry.valid_to), "success")
            return redirect(url_for("programmes.index"))
    page = render_template(
        "programmes/end.html", form=form, line=line, labels=labels, edition=edition, clash=clash
    )
    return page, status


def _ending_form(entry: ProgrammeCatalogueEntry) -> EndForm:
    form = EndForm(labels.END_DAY, formdata=None)
    form.day.data = entry.valid_to or dates.today()
    return form


def _edition_of(entry: ProgrammeCatalogueEntry) -> Edition:
    return Edition.of(entry.version, values_of(_ending_form(entry)))


def _words(occupation_key: str, level: str) -> dict[str, str]:
    names = {occupation.key: occupation.name for occupation in queries.occupations(db.session())}
    return {"occupation": names[occupation_key], "level": labels.LEVELS[level]}
