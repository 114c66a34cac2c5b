"""The page of a class: facts, where it stands and with whom it waits, people, attendance, files, and what has happened.

The acts whose refusal is shown on this page stand here too; each runs in a savepoint, so that nothing of it is kept.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.classes import (
    labels,
    labels_inspections,
    queries,
    queries_applications,
    queries_conflicts,
    queries_evaluations,
    queries_inspections,
    queries_people,
    queries_plans,
    queries_review,
    queries_rounds,
    queries_signup,
    rules,
    service,
    service_signup,
    service_standing,
)
from training_app.classes import messages_life as messages
from training_app.classes.forms import ApproveForm, ReasonForm, ReportForm, ReturnForm, attach
from training_app.classes.models import TrainingClass
from training_app.classes.queries import ClassFacts
from training_app.classes.views import blueprint, page_number, pager, version
from training_app.db import db
from training_app.intake import queries as intake
from training_app.kernel import dates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, RuleViolation
from training_app.kernel.permissions import Permission, may, requires
from training_app.kernel.quantities import parse_hundredths
from training_app.web import queries_class

# The part of a class's list that waits for a result of the level assessment, among the states of enrolments.
_UNASSESSED = "unassessed"
_BEFORE_ITS_END = ("draft", "returned", "submitted", "approved", "running")


@blueprint.get("/<number>")
@requires(Permission.CLASS_VIEW)
def show(number: str) -> ResponseReturnValue:
    """The record of a class."""
    return show_page(number)


def show_page(number: str, status: int = 200, **forms: Any) -> ResponseReturnValue:
    """The record of a class; `forms` are those refused just now, with what was typed."""
    session, actor, today = db.session(), current().actor, dates.today()
    facts = queries.facts(session, actor, number)
    record = facts.record
    events = list(reversed(audit.timeline(session, "class", number)))
    since = queries_class.standing_since(record, events)
    context: dict[str, Any] = {
        "facts": facts, "record": record, "labels": labels, "today_": today, "events": queries_class.folded(events),
        "counts": queries_people.counts(session, record.id),
        "planned": queries_plans.planned(session, record, today),
        **_sign_up(session, actor, record),
        "catalogue": queries_review.catalogue_standing(session, facts),
        "queue": queries_review.queue(session, actor, number) if may(actor.role, Permission.CLASS_REVIEW) else None,
        "corrected": queries_class.corrected(events),
        "brings_results": may(actor.role, Permission.CERTIFICATE_IMPORT) and actor.institution_id == record.assessment_body_id,
        "verbs": rules.LIFE.open_to(record.state, actor.role), "reason": forms.pop("reason", None) or ReasonForm(),
        "report_form": forms.pop("report", None) or ReportForm(formdata=None, reported_on=today.isoformat()),
        "waiting_days": (today - since).days if since else None,
        "unqualified_from": service_standing.ends_within(session, record) if record.state in _BEFORE_ITS_END else None,
        "deadline": queries_review.report_deadline(record.completed_on, today) if record.completed_on else None,
        "evaluation": queries_evaluations.of_class(session, record, today)
        if may(actor.role, Permission.EVALUATION_VIEW) else None,
        "inspections": queries_inspections.of_class(session, actor, record.id), "inspection_labels": labels_inspections,
        "plan_url": url_for("inspections.new", **{"class": number}) if may(actor.role, Permission.INSPECT) else "",
        "has": current_app.view_functions.__contains__, "person_page": may(actor.role, Permission.PERSON_VIEW),
        **_people(session, record, number), **_files(session, actor, number), **_review_context(facts, forms),
    }  # fmt: skip
    return render_template("classes/show.html", **context), status


def _sign_up(session: Session, actor: Actor, record: TrainingClass) -> dict[str, Any]:
    """The days of signing up, the seats, and how the applications stand, for who may see them."""
    sees = may(actor.role, Permission.APPLICATION_VIEW)
    return {
        "offer": queries_signup.offer_of(session, record.id), "seats": queries_signup.seats_of(session, record.id),
        "applications": queries_applications.counts(session, actor, record.number) if sees else {},
        "offers": may(actor.role, Permission.CLASS_FILE) and record.state in service_signup.OFFERING,
    }  # fmt: skip


def _people(session: Session, record: TrainingClass, number: str) -> dict[str, Any]:
    """One page of the list with results, and the timetable with its attendance."""
    text, state = request.args.get("q", "")[:100], request.args.get("people", "")[:20]
    if state == _UNASSESSED:
        only = queries_class.unassessed()
        trainees = queries_people.trainees(session, record.id, page_number(), text, only=only)
    else:
        trainees = queries_people.trainees(session, record.id, page_number(), text, state)
    timetable = queries_people.timetable(session, record.id)
    return {
        "trainees": trainees, "pager": pager(trainees, "classes.show", number=number), "text": text, "people_state": state,
        "timetable": timetable, "attendance": queries_class.attendance_sum(timetable),
        "results": queries_class.results(session, [row.enrolment.id for row in trainees.items]),
        "assessed": queries_class.assessed_count(session, record.id) if record.completed_on else 0,
    }  # fmt: skip


def _files(session: Session, actor: Actor, number: str) -> dict[str, Any]:
    """The lists uploaded for the class that the actor may see, newest first."""
    rows = intake.page_of(session, actor, intake.Filters(subject=number), intake.NEWEST).items
    found = [row.record for row in rows] if may(actor.role, Permission.ROSTER_VIEW) else []
    return {"batches": found, "uploaders": intake.user_names(session, {batch.created_by for batch in found})}


def _review_context(facts: ClassFacts, forms: dict[str, Any]) -> dict[str, Any]:
    if facts.record.state != "submitted" or "approve" not in rules.LIFE.open_to("submitted", current().actor.role):
        return {"notes": None}
    approve = forms.get("approve")
    if approve is None:
        approve = ApproveForm(formdata=None)
        approve.show(facts.record)
    return {
        "notes": queries_review.review_notes(
            db.session(), facts, dates.today(), body_qualified=service_standing.body_assesses(db.session(), facts.record)
        ), "approve_form": approve,
        "return_form": forms.get("send_back") or ReturnForm(formdata=None),
        "again": queries_rounds.since_return(db.session(), facts.record),
        "conflicts": queries_conflicts.of(db.session(), current().actor, facts.record),
    }


@blueprint.get("/<number>/rounds")
@requires(Permission.CLASS_VIEW)
def rounds(number: str) -> ResponseReturnValue:
    """Every time the filing was handed in: what was asked, and what was changed."""
    session = db.session()
    record = queries.by_number(session, current().actor, number)
    held = queries_rounds.rounds_of(session, record.id)
    changes = [[], *(queries_rounds.between(before, after) for before, after in pairwise(held))]
    return render_template(
        "classes/rounds.html", record=record, rounds=list(zip(held, changes, strict=False)), labels=labels
    )


@blueprint.post("/<number>/submit")
@requires(Permission.CLASS_FILE)
def submit(number: str) -> ResponseReturnValue:
    """Hands the filing to the bureau."""
    try:
        with db.session().begin_nested():
            service.submit(db.session(), current().actor, number, version(), dates.now())
    except (InvalidInput, RuleViolation) as error:
        flash(error.message, "error")
        return show_page(number, error.status)
    flash(messages.SUBMITTED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


@blueprint.post("/<number>/return")
@requires(Permission.CLASS_REVIEW)
def send_back(number: str) -> ResponseReturnValue:
    """Returns the filing for correction."""
    form = ReturnForm()
    try:
        with db.session().begin_nested():
            service.send_back(
                db.session(), current().actor, number, version(), form.remark.data or "", form.points(), dates.now(),
            )  # fmt: skip
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, send_back=form)
    flash(messages.RETURNED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


@blueprint.post("/<number>/approve")
@requires(Permission.CLASS_REVIEW)
def approve(number: str) -> ResponseReturnValue:
    """Approves the filing with its required hours."""
    form = ApproveForm()
    try:
        hours = parse_hundredths(form.required_hours.data or "")
    except ValueError:
        hours = 0
    try:
        with db.session().begin_nested():
            record = service.approve(
                db.session(), current().actor, number, version(), hours, form.source.data or "",
                form.approval_remark.data or "", dates.today(), dates.now(),
            )  # fmt: skip
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, approve=form)
    except RuleViolation as error:
        attach(form, {"required_hours": error.message})
        return show_page(number, error.status, approve=form)
    done = messages.APPROVED if record.state == "approved" else messages.FIRST_APPROVED
    flash(done.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


@blueprint.post("/<number>/cancel")
@requires(Permission.CLASS_FILE, Permission.CLASS_REVIEW)
def cancel(number: str) -> ResponseReturnValue:
    """Cancels the class."""
    form = ReasonForm()
    try:
        with db.session().begin_nested():
            service.cancel(
                db.session(), current().actor, number, version(), form.remark.data or "", dates.today(), dates.now()
            )
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, reason=form)
    flash(messages.CANCELLED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))
