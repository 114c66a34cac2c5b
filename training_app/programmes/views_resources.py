"""Pages of trainers and venues: the lists, one of them with what hangs on it, adding, changing, ending."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.db import db
from training_app.institutions.forms import EndForm
from training_app.institutions.models import Institution
from training_app.kernel import dates, dependents
from training_app.kernel.errors import InvalidInput
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires
from training_app.places import queries as places
from training_app.programmes import labels_resources as labels
from training_app.programmes import messages_resources as messages
from training_app.programmes import queries, queries_resources, service_resources
from training_app.programmes.forms_resources import TrainerForm, VenueForm
from training_app.programmes.layout_list_resources import TRAINERS, VENUES
from training_app.programmes.models_resources import Trainer, Venue
from training_app.programmes.queries_resources import Filters
from training_app.programmes.service_resources import TRAINER, VENUE

blueprint = Blueprint("resources", __name__, url_prefix="/resources")


def version() -> int:
    """The version of the record the page was drawn from. A page without one is incomplete."""
    given = request.form.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        abort(400)
    return int(given)


@blueprint.get("/trainers")
@requires(Permission.RESOURCE_VIEW)
def trainers() -> ResponseReturnValue:
    """The list of trainers in scope."""
    session, actor, day, filters = db.session(), current().actor, dates.today(), Filters.of(request.args)
    return render_template(
        "resources/trainers.html", filters=filters, labels=labels, counts=queries_resources.counts(session, actor, day),
        page=queries_resources.trainers_page(session, actor, filters, Asked.of(TRAINERS, request.args), day),
        occupations=queries.occupations(session), day=day, keeps=may(actor.role, Permission.RESOURCE_KEEP),
    )  # fmt: skip


@blueprint.get("/venues")
@requires(Permission.RESOURCE_VIEW)
def venues() -> ResponseReturnValue:
    """The list of venues in scope."""
    session, actor, day, filters = db.session(), current().actor, dates.today(), Filters.of(request.args)
    return render_template(
        "resources/venues.html", filters=filters, labels=labels, counts=queries_resources.counts(session, actor, day),
        page=queries_resources.venues_page(session, actor, filters, Asked.of(VENUES, request.args), day),
        districts=places.districts(session), keeps=may(actor.role, Permission.RESOURCE_KEEP),
    )  # fmt: skip


@blueprint.route("/trainers/new", methods=["GET", "POST"])
@requires(Permission.RESOURCE_KEEP)
def new_trainer() -> ResponseReturnValue:
    """Adds a trainer."""
    session, actor = db.session(), current().actor
    form = TrainerForm.of(queries.occupations(session))
    if form.is_submitted():
        try:
            _refuse_unreadable(form)
            with session.begin_nested():
                record = service_resources.add_trainer(session, actor, form.facts(), dates.now())
        except InvalidInput as error:
            form.attach(error.fields)
        else:
            flash(messages.TRAINER_SAVED.format(number=record.number), "success")
            return redirect(url_for("resources.trainers"))
    else:
        form.name.data = request.args.get("name", "")[:50]
    return render_template("resources/trainer_edit.html", form=form, record=None), 422 if form.is_submitted() else 200


@blueprint.route("/trainers/<number>/edit", methods=["GET", "POST"])
@requires(Permission.RESOURCE_KEEP)
def edit_trainer(number: str) -> ResponseReturnValue:
    """Corrects a trainer."""
    session, actor = db.session(), current().actor
    record = queries_resources.trainer(session, actor, number)
    form = TrainerForm.of(queries.occupations(session))
    if form.is_submitted():
        try:
            _refuse_unreadable(form)
            with session.begin_nested():
                service_resources.change_trainer(session, actor, number, version(), form.facts(), dates.now())
        except InvalidInput as error:
            form.attach(error.fields)
        else:
            flash(messages.TRAINER_SAVED.format(number=number), "success")
            return redirect(url_for("resources.trainer", number=number))
    else:
        form.show(record)
    return render_template("resources/trainer_edit.html", form=form, record=record), 422 if form.is_submitted() else 200


def _refuse_unreadable(form: TrainerForm) -> None:
    if wrong := form.unreadable():
        raise InvalidInput("resources.invalid", messages.INVALID.format(count=len(wrong)), wrong)


@blueprint.route("/venues/new", methods=["GET", "POST"])
@requires(Permission.RESOURCE_KEEP)
def new_venue() -> ResponseReturnValue:
    """Adds a venue."""
    session, actor = db.session(), current().actor
    form = VenueForm(places.districts(session))
    if form.is_submitted():
        try:
            with session.begin_nested():
                record = service_resources.add_venue(session, actor, form.facts(), dates.now())
        except InvalidInput as error:
            form.attach(error.fields)
        else:
            flash(messages.VENUE_SAVED.format(number=record.number), "success")
            return redirect(url_for("resources.venues"))
    return render_template("resources/venue_edit.html", form=form, record=None), 422 if form.is_submitted() else 200


@blueprint.route("/venues/<number>/edit", methods=["GET", "POST"])
@requires(Permission.RESOURCE_KEEP)
def edit_venue(number: str) -> ResponseReturnValue:
    """Corrects a venue and its rooms."""
    session, actor = db.session(), current().actor
    record = queries_resources.venue(session, actor, number)
    if record.institution_id != actor.institution_id:
        abort(403)
    form = VenueForm(places.districts(session))
    if form.is_submitted():
        try:
            with session.begin_nested():
                service_resources.change_venue(session, actor, number, version(), form.facts(), dates.today(), dates.now())
        except InvalidInput as error:
            form.attach(error.fields)
        else:
            flash(messages.VENUE_SAVED.format(number=number), "success")
            return redirect(url_for("resources.venue", number=number))
    else:
        form.show(record)
    return render_template("resources/venue_edit.html", form=form, record=record), 422 if form.is_submitted() else 200


@blueprint.get("/trainers/<number>")
@requires(Permission.RESOURCE_VIEW)
def trainer(number: str) -> ResponseReturnValue:
    """A trainer: document, what may be taught, the classes that count on the trainer."""
    return _trainer_page(number, _end_form())


@blueprint.get("/venues/<number>")
@requires(Permission.RESOURCE_VIEW)
def venue(number: str) -> ResponseReturnValue:
    """A venue: rooms and the classes held there."""
    return _venue_page(number, _end_form())


@blueprint.post("/trainers/<number>/end")
@requires(Permission.RESOURCE_KEEP)
def end_trainer(number: str) -> ResponseReturnValue:
    """Ends a trainer from a day on."""
    form = EndForm(labels.END_DAY)
    if sentence := _end(TRAINER, number, form):
        form.day.errors = [sentence]
        return _trainer_page(number, form, 422)
    flash(messages.TRAINER_ENDED.format(number=number, day=form.day.data), "success")
    return redirect(url_for("resources.trainer", number=number))


@blueprint.post("/venues/<number>/end")
@requires(Permission.RESOURCE_KEEP)
def end_venue(number: str) -> ResponseReturnValue:
    """Ends a venue from a day on."""
    form = EndForm(labels.END_DAY)
    if sentence := _end(VENUE, number, form):
        form.day.errors = [sentence]
        return _venue_page(number, form, 422)
    flash(messages.VENUE_ENDED.format(number=number, day=form.day.data), "success")
    return redirect(url_for("resources.venue", number=number))


def _end(kind: str, number: str, form: EndForm) -> str:
    """Ends a record; the sentence of a refusal, "" when it was done."""
    session = db.session()
    try:
        with session.begin_nested():
            service_resources.end(session, current().actor, kind, number, version(), form.day.data, dates.now())
    except InvalidInput as error:
        return error.fields["day"]
    return ""


def _end_form() -> EndForm:
    form = EndForm(labels.END_DAY, formdata=None)
    form.day.data = dates.today()
    return form


def _trainer_page(number: str, form: EndForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    record = queries_resources.trainer(session, current().actor, number)
    names = {each.key: each.short_name for each in queries.occupations(session)}
    page = render_template(
        "resources/trainer.html", record=record, state_=queries_resources.trainer_state(record, dates.today()),
        teaches=queries_resources.taught_words(record, names), **_around(TRAINER, record, form),
    )  # fmt: skip
    return page, status


def _venue_page(number: str, form: EndForm, status: int = 200) -> ResponseReturnValue:
    session, day = db.session(), dates.today()
    record = queries_resources.venue(session, current().actor, number)
    names = {each.code: each.name for each in places.districts(session)}
    page = render_template(
        "resources/venue.html", record=record, state_="ended" if record.ended_on and record.ended_on <= day else "active",
        rooms=queries_resources.rooms_in_use(record, day), district=names[record.district_code], day=day,
        **_around(VENUE, record, form),
    )  # fmt: skip
    return page, status


def _around(kind: str, record: Trainer | Venue, form: EndForm) -> dict[str, object]:
    """What both pages show: whose it is, what counts on it, what has happened to it."""
    session, actor = db.session(), current().actor
    own = record.institution_id == actor.institution_id and may(actor.role, Permission.RESOURCE_KEEP)
    sees = own or actor.institution_id is None  # what others do at a shared venue is theirs
    return {
        "form": form, "labels": labels, "own": own, "institution": session.get_one(Institution, record.institution_id),
        "used": [each.sentence for each in dependents.of(session, kind, record.id)] if sees else [],
        "events": audit.timeline(session, kind, record.number)[::-1] if sees else [],
    }  # fmt: skip
