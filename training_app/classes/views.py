"""Pages of classes: list, filing, timetable. The record itself gathers from several packages: `web/pages/training_class`.

Where a refusal is shown on the page itself, the act runs in a savepoint, so that nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import forms_clash
from training_app.audit import queries as audit
from training_app.classes import (
    labels,
    queries,
    queries_plans,
    queries_review,
    queries_rounds,
    queries_warnings,
    rules,
    service,
    service_resources,
)
from training_app.classes import messages_life as messages
from training_app.classes.forms import SHOWN_AS, ClassForm
from training_app.classes.layout_list import CLASSES
from training_app.classes.models import TrainingClass
from training_app.classes.queries import Filters, Page
from training_app.classes.rules import SessionPlan
from training_app.classes.timetable_clash import TimetableClash, as_text
from training_app.classes.timetable_form import TimetableForm
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.institutions import queries as institutions
from training_app.intake import service_template
from training_app.kernel import dates
from training_app.kernel.clashes import Edition, values_of
from training_app.kernel.errors import InvalidInput, Stale, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires
from training_app.listing.service_export import XLSX

blueprint = Blueprint("classes", __name__, url_prefix="/classes")
_FILTERS = frozenset({"state", "occupation", "level", "district", "q", "people"})


@dataclass(frozen=True, slots=True)
class Pager:
    """A page of a list as the pager draws it."""

    page: int
    pages: int
    total: int
    per_page: int
    url_for_page: Callable[[int], str]


def pager(page: Page, endpoint: str, **values: Any) -> Pager:
    """The pager of a list whose other pages differ in `page` only. Of the address only the filters are kept: any other
    name could be one that `url_for` takes for itself."""
    kept = {name: value for name, value in request.args.items() if name in _FILTERS} | values
    return Pager(
        page.page, page.pages, page.total, page.per_page, lambda number: url_for(endpoint, page=number, **kept)
    )


def page_number() -> int:
    """The page asked for in the address, 1 for anything unusable."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def version() -> int:
    """The version of the record the page was drawn from. A page without one is incomplete."""
    given = request.form.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        abort(400)
    return int(given)


@blueprint.get("")
@requires(Permission.CLASS_VIEW)
def index() -> ResponseReturnValue:
    """The list of classes in scope, filters in the address."""
    session, actor = db.session(), current().actor
    filters = Filters.of(request.args)
    return render_template(
        "classes/index.html", page=queries.page_of(session, actor, filters, Asked.of(CLASSES, request.args)), filters=filters,
        counts=queries.counts_by_state(session, actor),
        choices=queries.filing_choices(session, dates.today()), labels=labels,
        deadline=queries_review.report_deadline, today_=dates.today(),
    )  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CLASS_FILE)
def new() -> ResponseReturnValue:
    """The form of a new filing."""
    session, actor, form = db.session(), current().actor, ClassForm()
    choices = queries.filing_choices(session, dates.today(), actor.institution_id)
    form.offer(choices)
    if form.is_submitted():
        try:
            with session.begin_nested():
                record = service.file(session, actor, form.filing(), dates.today(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields, SHOWN_AS)
        else:
            flash(messages.FILED.format(number=record.number), "success")
            return redirect(url_for("classes.timetable", number=record.number))
    else:
        form.district.data = institutions.seat_of(session, actor)  # most classes are held at home
        wanted = request.args.get("plan_line", "")
        if wanted in choices.plan_lines:
            form.begin_with(choices.plan_lines[wanted], wanted)
    status = 422 if form.is_submitted() else 200
    page = render_template(
        "classes/edit.html", form=form, record=None, labels=labels, edition=None, clash=None, points={},
        venues=service_resources.venues(session, actor.institution_id),
    )  # fmt: skip
    return page, status


@blueprint.route("/<number>/edit", methods=["GET", "POST"])
@requires(Permission.CLASS_FILE)
def edit(number: str) -> ResponseReturnValue:
    """The form of a draft or returned filing."""
    session, actor, form = db.session(), current().actor, ClassForm()
    facts = queries.facts(session, actor, number)
    form.offer(queries.filing_choices(session, dates.today(), facts.record.institution_id))
    clash, status = None, 200
    if form.is_submitted():
        edition = Edition.read(request.form)
        try:
            with session.begin_nested():
                service.edit(session, actor, number, edition.version, form.filing(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields, SHOWN_AS)
            status = 422
        except Stale:
            fresh = _form_of(queries.facts(session, actor, number))
            events = audit.edits_since(session, "class", number, edition.version)
            clash = forms_clash.clash(events, forms_clash.settle(edition, form, fresh, events))
            edition, status = _edition_of(fresh, facts.record), 409
        else:
            flash(messages.SAVED.format(number=number), "success")
            return redirect(url_for("classes.show", number=number))
    else:
        rules.LIFE.step(facts.record.state, "edit", actor.role)
        form = _form_of(facts)
        edition = _edition_of(form, facts.record)
    return render_template(
        "classes/edit.html", form=form, record=facts.record, labels=labels, edition=edition, clash=clash,
        points=queries_rounds.points_of(session, facts.record),
        venues=service_resources.venues(session, facts.record.institution_id),
    ), status  # fmt: skip


def _form_of(facts: queries.ClassFacts) -> ClassForm:
    """The form of a stored filing."""
    form = ClassForm(formdata=None)
    form.offer(queries.filing_choices(db.session(), dates.today(), facts.record.institution_id))
    body = facts.assessment_body.code if facts.assessment_body else ""
    form.show(facts.record, body, queries_plans.chosen(db.session(), facts.record))
    return form


def _edition_of(form: ClassForm, record: TrainingClass) -> Edition:
    return Edition.of(record.version, values_of(form))


@blueprint.get("/<number>/roster-template")
@requires(Permission.ROSTER_IMPORT)
def roster_template(number: str) -> ResponseReturnValue:
    """The template of the class's roster."""
    name, data = service_template.template(db.session(), current().actor, "roster", number)
    return Response(data, headers=download_headers(name, XLSX))


@blueprint.route("/<number>/timetable", methods=["GET", "POST"])
@requires(Permission.CLASS_FILE)
def timetable(number: str) -> ResponseReturnValue:
    """The timetable of a draft or returned filing: typed, pasted or made by a pattern, saved as a whole."""
    session, actor = db.session(), current().actor
    facts = queries.facts(session, actor, number)
    record = facts.record
    clash, there = None, [service.plan_of(held) for held in facts.sessions]
    if request.method == "GET":
        rules.LIFE.step(record.state, "edit", actor.role)
        form = TimetableForm.of(there)
        edition = _edition_of_timetable(record, there)
    else:
        edition = Edition.read(request.form)
        form = TimetableForm.read(request.form, record.starts_on, record.ends_on, record.venue)
        if form.wants_saving and not form.mistakes:
            try:
                with session.begin_nested():
                    service.save_timetable(session, actor, number, edition.version, form.plans, dates.now())
            except InvalidInput as error:
                form.refuse(error.message)
            except Stale:
                facts = queries.facts(session, actor, number)
                record, there = facts.record, [service.plan_of(held) for held in facts.sessions]
                events = audit.edits_since(session, "class", number, edition.version)
                clash = TimetableClash.of(edition, form, there, events)
                form, edition = clash.form, _edition_of_timetable(record, there)
            else:
                flash(messages.TIMETABLE_SAVED.format(number=number, count=len(form.plans)), "success")
                return redirect(url_for("classes.show", number=number))
    status = 409 if clash else 422 if form.mistakes else 200
    return render_template(
        "classes/timetable.html", facts=facts, record=record, form=form, labels=labels, edition=edition, clash=clash,
        points=queries_rounds.points_of(session, record), warnings=queries_warnings.of(session, actor, record, dates.today()),
        known=service_resources.known(session, record.institution_id),
    ), status  # fmt: skip


def _edition_of_timetable(record: TrainingClass, plans: list[SessionPlan]) -> Edition:
    return Edition.of(record.version, {"sessions": as_text(plans)})
