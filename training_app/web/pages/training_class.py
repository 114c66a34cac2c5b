"""The page of a class: facts, where it stands and with whom it waits, people, attendance, files, and what has happened.

The acts whose refusal is shown on this page stand here too; each runs in a savepoint, so that nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.certificates import service_completing
from training_app.classes import (
    labels,
    labels_inspections,
    queries,
    queries_attendance,
    queries_evaluations,
    queries_inspections,
    queries_make_up,
    queries_people,
    queries_plans,
    queries_requests,
    queries_review,
    queries_rounds,
    queries_signup,
    queries_warnings,
    rules,
    service,
    service_completion,
    service_signup,
    service_standing,
)
from training_app.classes import messages_life as messages
from training_app.classes.forms import ApproveForm, ReasonForm, ReportForm, ReturnForm
from training_app.classes.labels_requests import REQUEST_STATES
from training_app.classes.models import TrainingClass
from training_app.classes.queries import ClassFacts
from training_app.classes.service_completion import RECORD_KIND
from training_app.classes.service_warnings import Acceptance
from training_app.classes.views import blueprint, page_number, pager, version
from training_app.db import db
from training_app.intake import queries as intake
from training_app.kernel import dates, dependents
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, RuleViolation, attach
from training_app.kernel.permissions import Permission, may, requires
from training_app.kernel.quantities import parse_hundredths
from training_app.web import class_story, queries_class, queries_class_story
from training_app.web.class_steps import Known

# The part of a class's list that waits for a result of the level assessment, among the states of enrolments.
_UNASSESSED = "unassessed"
_BEFORE_ITS_END = ("draft", "returned", "submitted", "approved", "running")
_REVIEWED = ("submitted", "returned", "approved")
_SEES = {
    "level_application": Permission.CERTIFICATE_VIEW, "evaluation": Permission.EVALUATION_VIEW,
    "payment": Permission.DISBURSEMENT_VIEW,
}  # fmt: skip


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
    known = known_of(session, actor, record, today)
    events = audit.timeline_of(session, _records(actor, known))
    own = [event for event in events if event.object_kind == "class"]
    since = queries_class.standing_since(record, own)
    known, verbs = replace(known, since=since), rules.LIFE.open_to(record.state, actor.role)
    context: dict[str, Any] = {
        "facts": facts, "record": record, "labels": labels, "today_": today, "events": queries_class.folded(events),
        "filed_at": own[-1].at if own and own[-1].action == "class.file" else record.created_at,
        "known": known, "steps": class_story.story(known), "counts": known.counts, "planned": known.planned,
        "offer": known.offer, "seats": known.seats, "deadline": known.deadline, "timetable": known.timetable,
        "evaluation": known.evaluation, "inspections": known.inspections, "inspection_labels": labels_inspections,
        "applications": {each.state: each.count for each in known.of("application")},
        "offers": service_signup.may_offer(actor.role, record.state),
        "catalogue": queries_review.catalogue_standing(session, facts),
        "queue": _queue(session, actor, record),
        "corrected": queries_class.corrected(own),
        "brings_results": may(actor.role, Permission.CERTIFICATE_IMPORT) and actor.institution_id == record.assessment_body_id,
        "change_requests": queries_requests.of_class(session, record.id), "request_states": REQUEST_STATES,
        "verbs": verbs,
        "reopening": dependents.of(session, RECORD_KIND, record.id) if "reopen" in verbs else [],
        "reason": forms.pop("reason", None) or ReasonForm(),
        "report_form": forms.pop("report", None) or ReportForm(formdata=None, reported_on=today.isoformat()),
        "waiting_days": (today - since).days if since else None,
        "unqualified_from": service_standing.ends_within(session, record) if record.state in _BEFORE_ITS_END else None,
        "plan_url": url_for("inspections.new", **{"class": number}) if may(actor.role, Permission.INSPECT) else "",
        "has": current_app.view_functions.__contains__, "person_page": may(actor.role, Permission.PERSON_VIEW),
        **_people(session, known), **_files(session, actor, number), **_review_context(facts, forms),
    }  # fmt: skip
    return render_template("classes/show.html", **context), status


def known_of(session: Session, actor: Actor, record: TrainingClass, today: date) -> Known:
    """What the steps of a class found in scope are told from."""
    offer, seats = queries_signup.offer_and_seats(session, record.id)
    sees = frozenset(name for name, permission in _SEES.items() if may(actor.role, permission))
    over = record.state == "running" and record.ends_on < today
    return Known(
        record, today, None, queries_people.counts(session, record.id), queries_plans.planned(session, record, today), offer,
        seats, queries_people.timetable(session, record.id), queries_class_story.tallies(session, actor, record),
        queries_class_story.setbacks(session, actor, record),
        queries_review.report_deadline(record.completed_on, today) if record.completed_on else None,
        queries_inspections.of_class(session, actor, record.id),
        queries_evaluations.of_class(session, record, today) if "evaluation" in sees else None,
        queries_attendance.late_entry_days, sees,
        _short(session, record, today) if over else None,
    )  # fmt: skip


def _short(session: Session, record: TrainingClass, today: date) -> int:
    """How many must make up hours before the class can be completed."""
    completion = service_completion.completion_rules(today)
    return sum(row.must for row in queries_make_up.short_of(session, record, completion, today))


def _records(actor: Actor, known: Known) -> list[tuple[str, str]]:
    """The records whose acts make the timeline: the class, its inspections and its lots, as far as the actor may see them."""
    found = [("class", known.record.number), *(("inspection", row.record.number) for row in known.inspections)]
    if may(actor.role, Permission.LEVEL_CONFIRM):
        found += [("lot", each.text) for each in known.of("lot")]
    return found


def _queue(session: Session, actor: Actor, record: TrainingClass) -> queries_review.Queue | None:
    """What else a reviewer has to review, on the page of a filing just reviewed or to be."""
    if record.state not in _REVIEWED or not may(actor.role, Permission.CLASS_REVIEW):
        return None
    return queries_review.queue(session, actor, record.number)


def _people(session: Session, known: Known) -> dict[str, Any]:
    """One page of the list with results, and what its attendance adds up to."""
    record, counts = known.record, known.counts
    text, state = request.args.get("q", "")[:100], request.args.get("people", "")[:20]
    if state == _UNASSESSED:
        only = queries_class.unassessed()
        trainees = queries_people.trainees(session, record.id, page_number(), text, only=only)
    else:
        total = None if text.strip() else counts.get(state, 0) if state else sum(counts.values())
        trainees = queries_people.trainees(session, record.id, page_number(), text, state, total=total)
    return {
        "trainees": trainees, "pager": pager(trainees, "classes.show", number=record.number), "text": text,
        "people_state": state, "attendance": queries_class.attendance_sum(known.timetable),
        "results": queries_class.results(session, [row.enrolment.id for row in trainees.items]),
        "assessed": known.number("result"),
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
        "warnings": queries_warnings.of(db.session(), current().actor, facts.record, dates.today()),
        "accepted": request.form.getlist("accept"), "unregistered": queries_warnings.unregistered(db.session(), facts.record),
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
                Acceptance(frozenset(request.form.getlist("accept")), form.acceptance.data or ""),
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
            service_completing.cancel(
                db.session(), current().actor, number, version(), form.remark.data or "", dates.today(), dates.now()
            )
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, reason=form)
    flash(messages.CANCELLED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))
