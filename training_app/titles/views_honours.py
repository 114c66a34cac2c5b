"""Pages of honours: the engineer's own, the bureau's list to check and to select from."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.certificates.labels import LEVELS as CERTIFICATES
from training_app.classes.views import version
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, NotFound, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires
from training_app.people import queries as people
from training_app.places import queries as places
from training_app.programmes.queries import occupations
from training_app.registration.service import Upload
from training_app.titles import labels_honours as labels
from training_app.titles import messages_honours as messages
from training_app.titles import queries_honours as honours
from training_app.titles import service_honours as service
from training_app.titles.forms_honours import HonourForm, ReasonForm
from training_app.titles.layout_honours import HONOURS
from training_app.titles.rules_honours import LIFE

blueprint = Blueprint("honours", __name__)
_DONE = {"check": messages.CHECKED, "refuse": messages.REFUSED, "revoke": messages.REVOKED}


@blueprint.get("/honours")
@requires(Permission.HONOUR_CHECK)
def index() -> ResponseReturnValue:
    """Honours of all persons; filters in the address."""
    session, actor, filters = db.session(), current().actor, honours.Filters.of(request.args)
    return render_template(
        "honours/index.html", today_=dates.today(), filters=filters, labels=labels,
        certificates=CERTIFICATES, districts=places.districts(session),
        page=honours.page_of(session, actor, filters, Asked.of(HONOURS, request.args), dates.today()),
        counts=honours.counts_by_state(session, actor), years=honours.years(session, actor),
        occupations=[(each.key, each.short_name) for each in occupations(session)],
    )  # fmt: skip


@blueprint.route("/honours/new", methods=["GET", "POST"])
@requires(Permission.HONOUR_CHECK)
def enter() -> ResponseReturnValue:
    """A clerk enters an honour of the person the address names."""
    session, actor, form = db.session(), current().actor, HonourForm()
    number = request.args.get("person", "")[:40]
    if not number:
        raise NotFound("honours.person", messages.PERSON)
    person = people.by_number(session, actor, number)
    if form.is_submitted():
        try:
            with session.begin_nested():
                made = service.enter(session, actor, person.number, form.facts(), _upload(), dates.today(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.ENTERED, "success")
            return redirect(url_for("honours.show", number=made.number))
    return render_template("honours/new.html", form=form, person=person), 422 if form.is_submitted() else 200


@blueprint.get("/honours/<number>")
@requires(Permission.HONOUR_CHECK)
def show(number: str) -> ResponseReturnValue:
    """One honour with what can be done."""
    return _page(number)


@blueprint.post("/honours/<number>/check")
@requires(Permission.HONOUR_CHECK)
def check(number: str) -> ResponseReturnValue:
    """What was claimed stands in the document."""
    return _decide(number, "check")


@blueprint.post("/honours/<number>/refuse")
@requires(Permission.HONOUR_CHECK)
def refuse(number: str) -> ResponseReturnValue:
    """What was claimed does not stand in the document."""
    return _decide(number, "refuse")


@blueprint.post("/honours/<number>/revoke")
@requires(Permission.HONOUR_CHECK)
def revoke(number: str) -> ResponseReturnValue:
    """What was checked holds no longer."""
    return _decide(number, "revoke")


@blueprint.get("/honours/<number>/file")
@requires(Permission.HONOUR_CHECK, Permission.TRAINING_OWN)
def file(number: str) -> ResponseReturnValue:
    """The scan of the document."""
    found = honours.by_number(db.session(), current().actor, number).file
    if found is None:
        raise NotFound("honours.file_unknown", messages.FILE_UNKNOWN)
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


@blueprint.get("/me/honours")
@requires(Permission.TRAINING_OWN)
def own() -> ResponseReturnValue:
    """The engineer's own honours."""
    actor = current().actor
    found = honours.of_person(db.session(), actor, actor.person_id or 0)
    return render_template("honours/own.html", honours=found, labels=labels, today_=dates.today())


@blueprint.route("/me/honours/new", methods=["GET", "POST"])
@requires(Permission.TRAINING_OWN)
def claim() -> ResponseReturnValue:
    """The engineer claims an honour."""
    session, form = db.session(), HonourForm()
    if form.is_submitted():
        try:
            with session.begin_nested():
                service.claim(session, current().actor, form.facts(), _upload(), dates.today(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.CLAIMED, "success")
            return redirect(url_for("honours.own"))
    return render_template("honours/new.html", form=form, person=None), 422 if form.is_submitted() else 200


def _decide(number: str, verb: str) -> ResponseReturnValue:
    form = ReasonForm()
    try:
        with db.session().begin_nested():
            service.decide(db.session(), current().actor, number, verb, version(), form.reason.data or "", dates.now())
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(number, form)
    flash(_DONE[verb], "success")
    return redirect(url_for("honours.show", number=number))


def _upload() -> Upload | None:
    sent = request.files.get("file")
    return Upload(sent.filename, sent.read()) if sent and sent.filename else None


def _page(number: str, refused: ReasonForm | None = None) -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    record = honours.by_number(session, actor, number)
    page = render_template(
        "honours/show.html", today_=dates.today(), record=record, person=honours.person_of(session, record), labels=labels,
        verbs=LIFE.open_to(record.state, actor.role), form=refused or ReasonForm(formdata=None), wrong=refused,
        events=audit.timeline(session, "honour", number)[::-1],
    )  # fmt: skip
    return page, 422 if refused else 200
