"""Pages of applications for level assessments: the list, the institution's page of a class, the engineer's own."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.certificates import messages_applications as messages
from training_app.certificates import messages_sessions, queries_resits, queries_sessions_seats
from training_app.certificates import queries_applications as queries
from training_app.certificates import service_applications as service
from training_app.certificates.forms_lots import DeclareForm, PaperForm
from training_app.certificates.layout_lots import LEVEL_APPLICATIONS
from training_app.classes.queries import by_number as class_by_number
from training_app.db import db
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, attach
from training_app.kernel.lists import Asked, tidy
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("level_applications", __name__)


@blueprint.get("/certificates/applications/")
@requires(Permission.CERTIFICATE_VIEW)
def index() -> ResponseReturnValue:
    """Applications in scope, newest first; filters in the address."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "level_applications/index.html", filters=filters, words=messages, key=LEVEL_APPLICATIONS.key,
        page=queries.page_of(session, actor, filters, Asked.of(LEVEL_APPLICATIONS, request.args)),
    )  # fmt: skip


@blueprint.route("/certificates/applications/<number>", methods=["GET", "POST"])
@requires(Permission.CLASS_RUN)
def of_class(number: str) -> ResponseReturnValue:
    """Everybody of a class who completed it; the institution applies for those without account."""
    session, actor, form = db.session(), current().actor, PaperForm()
    record = class_by_number(session, actor, number)
    chosen = [tidy(each) for each in request.form.getlist("chosen")]
    if form.is_submitted():
        try:
            count = service.apply_on_paper(session, actor, number, chosen, form.upload(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.APPLIED_MANY.format(count=count, body=_name(record.assessment_body_id)), "success")
            return redirect(url_for("level_applications.of_class", number=number))
    people = queries_resits.judged(session, queries.candidates(session, record.id), dates.today())
    page = render_template(
        "level_applications/of_class.html", record=record, people=people, form=form, chosen=chosen, words=messages,
        body=_name(record.assessment_body_id), declaration=service.declaration(dates.today()),
        ready=sum(each.ready for each in people), open_=record.origin == "register" and record.completed_on is not None,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/certificates/applications/<number>/retract")
@requires(Permission.CLASS_RUN)
def retract(number: str) -> ResponseReturnValue:
    """The institution takes one application of its class back."""
    session, actor = db.session(), current().actor
    class_by_number(session, actor, number)
    record = service.retract(session, actor, tidy(request.form.get("application", "")), dates.now())
    flash(messages.RETRACTED.format(number=record.number), "success")
    return redirect(url_for("level_applications.of_class", number=number))


@blueprint.get("/me/assessments")
@requires(Permission.TRAINING_OWN)
def own() -> ResponseReturnValue:
    """The engineer's completed classes, and the declaration to apply by."""
    return _own(DeclareForm())


@blueprint.post("/me/assessments/<number>")
@requires(Permission.TRAINING_OWN)
def apply(number: str) -> ResponseReturnValue:
    """The engineer applies for the assessment after a class."""
    session, actor, form = db.session(), current().actor, DeclareForm()
    try:
        record = service.apply(session, actor, number, bool(form.declared.data), dates.now())
    except InvalidInput as error:
        attach(form, error.fields)
        return _own(form, number), 422
    flash(messages.APPLIED.format(body=_name(record.body_id), number=record.number), "success")
    return redirect(url_for("level_applications.own"))


@blueprint.post("/me/assessments/<number>/retract")
@requires(Permission.TRAINING_OWN)
def retract_own(number: str) -> ResponseReturnValue:
    """The engineer takes the application for the assessment after a class back."""
    session, actor = db.session(), current().actor
    mine = {each.class_number: each.candidate.application for each in queries.own_classes(session, actor.person_id or 0)}
    record = service.retract(session, actor, mine.get(number, ""), dates.now())
    flash(messages.RETRACTED.format(number=record.number), "success")
    return redirect(url_for("level_applications.own"))


def _own(form: DeclareForm, number: str = "") -> str:
    session, person_id, today = db.session(), current().actor.person_id or 0, dates.today()
    classes = queries.own_classes(session, person_id)
    people = queries_resits.judged(session, [each.candidate for each in classes], today)
    classes = [replace(each, candidate=person) for each, person in zip(classes, people, strict=True)]
    ready = [each.class_number for each in classes if each.candidate.ready]
    return render_template(
        "level_applications/own.html", classes=classes, form=form, wrong=number, words=messages, sessions=messages_sessions,
        declaration=service.declaration(today), seats=queries_sessions_seats.own_seats(session, person_id),
        past=queries_sessions_seats.past_attempts(session, person_id),
        offers={each: queries_sessions_seats.offers(session, each, today) for each in ready},
    )


def _name(institution_id: int | None) -> str:
    found = db.session().get(Institution, institution_id) if institution_id else None
    return found.name if found else ""
