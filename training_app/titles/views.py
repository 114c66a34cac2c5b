"""Titles: certificates that can be recognised, recognising them, and the records."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit.labels import action_label
from training_app.audit.queries import timeline
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import DomainError, InvalidInput, NotFound, attach
from training_app.kernel.lists import Asked, tidy
from training_app.kernel.permissions import Permission, may, requires
from training_app.places.queries import districts
from training_app.policies.loader import load
from training_app.titles import queries, service
from training_app.titles.forms import RecognitionForm
from training_app.titles.labels import CONFIRM
from training_app.titles.layout_list import RECORDS, WAITING
from training_app.titles.messages import sentence
from training_app.titles.rules_recognition import ROUTE
from training_app.titles.service import Choice
from training_app.titles.wording import Words, kept_decision, place_of

blueprint = Blueprint("titles", __name__, url_prefix="/titles")


@blueprint.get("/")
@requires(Permission.TITLE_VIEW)
def index() -> ResponseReturnValue:
    """The certificates a title can be recognised from now."""
    session, actor, day = db.session(), current().actor, dates.today()
    kept = {name: tidy(request.args.get(name, "")) for name in ("q", "level", "district")}
    page = queries.recognisable(
        session, actor, kept["q"], kept["level"], day, Asked.of(WAITING, request.args), kept["district"]
    )
    return render_template(
        "titles/index.html", rows=service.examine_candidates(session, page.items, Choice(day)), kept=kept, page=page,
        districts=districts(session), mapping=load().parameter("titles.recognised_title_by_level").on(day),
    )  # fmt: skip


@blueprint.get("/records")
@requires(Permission.TITLE_VIEW)
def records() -> ResponseReturnValue:
    """Title records in scope."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "titles/records.html", page=queries.page_of(session, actor, filters, Asked.of(RECORDS, request.args)),
        filters=filters, districts=districts(session),
    )


@blueprint.get("/certificates/<path:number>")
@requires(Permission.TITLE_VIEW)
def certificate(number: str) -> ResponseReturnValue:
    """One certificate: what it opens for its holder, condition by condition, and the form to recognise it."""
    return _one(number, _form())


@blueprint.post("/recognise")
@requires(Permission.TITLE_RECOGNISE)
def recognise() -> ResponseReturnValue:
    """Recognises one certificate from its page; many are recognised from the list."""
    form, number = _form(), _plain(request.form.get("certificate", ""))[:60]
    choice = form.choice()
    try:
        if choice is None:
            return _one(number, form), 422
        with db.session.begin_nested():
            results = service.recognise(db.session(), current().actor, [number], choice, dates.today(), dates.now())
    except NotFound:
        raise
    except DomainError as error:
        _attach(form, error)
        return _one(number, form), error.status
    flash(sentence("titles.recognised", count=1, names=results[0].candidate.person_name), "ok")
    return redirect(url_for("titles.show", number=results[0].record_number))


@blueprint.get("/<number>")
@requires(Permission.TITLE_VIEW)
def show(number: str) -> ResponseReturnValue:
    """One title record with the decision of its day."""
    session = db.session()
    row = queries.by_number(session, current().actor, number)
    events = [
        {"at": event.at, "what": action_label(event.action), "who": event.actor_name, "remark": event.remark}
        for event in reversed(timeline(session, "title", number))
    ]
    return render_template(
        "titles/show.html", row=row, record=row.record, decision=kept_decision(row.record.decision),
        words=Words(load()), confirm=CONFIRM, events=events,
        waiting=queries.recognisable_count(session, current().actor, dates.today())
        if may(current().actor.role, Permission.TITLE_RECOGNISE) else "",
        has_person_page=may(current().actor.role, Permission.PERSON_VIEW),
    )


def _form() -> RecognitionForm:
    form = RecognitionForm()
    today = dates.today()
    form.offer(load().parameter("titles.exam_based_series").on(today).value, today)
    return form


def _one(number: str, form: RecognitionForm) -> str:
    session, actor = db.session(), current().actor
    found = queries.candidates(session, actor, [number])
    candidate, recognition = service.examine_candidates(session, found, _shown_choice(form, found[0]))[0]
    record = queries.records_of(session, [candidate.certificate_id]).get(candidate.certificate_id)
    return render_template(
        "titles/certificate.html", candidate=candidate, recognition=recognition, record=record, form=form,
        words=Words(load()), confirm=CONFIRM, place=place_of(recognition.source.citation), route=ROUTE,
        may_recognise=may(actor.role, Permission.TITLE_RECOGNISE),
    )


def _shown_choice(form: RecognitionForm, candidate: queries.Candidate) -> Choice:
    """What the page shows the decision for: the officer's choice, today's day where it has none that could be."""
    today = dates.today()
    choice = form.choice() if form.is_submitted() else None
    if choice is None:
        return Choice(today)
    return choice if candidate.issued_on <= choice.recognised_on <= today else replace(choice, recognised_on=today)


def _attach(form: RecognitionForm, error: DomainError) -> None:
    if isinstance(error, InvalidInput) and error.fields:
        attach(form, error.fields)
    elif error.code == service.UNCONFIRMED:
        form.confirmed.errors = [*form.confirmed.errors, error.message]
    else:
        form.form_errors = [*form.form_errors, error.message]


def _plain(text: str) -> str:
    return text.replace("\x00", "").strip()
