"""Completion of a class: scores and results, hours and certificates in one unit of work, the report, taking it back.

Gathers from `classes/` (results, hours) and `certificates/` (培训合格证书), which knows classes and not the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.certificates import service as certificates
from training_app.certificates import service_completing
from training_app.classes import labels, queries, queries_people, queries_review, rules, service_completion
from training_app.classes import messages_life as messages
from training_app.classes.forms import ReasonForm, ReportForm
from training_app.classes.queries_people import StandingRow
from training_app.classes.rules import Verdict
from training_app.classes.rules_timetable import parse_day
from training_app.classes.views import version
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, RuleViolation, attach
from training_app.kernel.permissions import Permission, requires
from training_app.kernel.quantities import format_hours
from training_app.reports import service_province
from training_app.web.pages.training_class import show_page

blueprint = Blueprint("completion", __name__, url_prefix="/classes/<number>")
_SCORE = "score-"


@dataclass(frozen=True, slots=True)
class Line:
    """A trainee with the verdict as of now (None: withdrawn, or the class is over)."""

    row: StandingRow
    verdict: Verdict | None


@blueprint.get("/completion")
@requires(Permission.ROSTER_VIEW)
def show(number: str) -> ResponseReturnValue:
    """How everybody stands, and the way to completion."""
    return _page(number)


@blueprint.post("/completion/scores")
@requires(Permission.CLASS_RUN)
def save_scores(number: str) -> ResponseReturnValue:
    """Saves the scores of the completion assessment as typed."""
    session = db.session()
    scores: dict[str, int | None] = {}
    wrong: dict[str, str] = {}
    for name, value in request.form.items():
        if not name.startswith(_SCORE):
            continue
        person = name.removeprefix(_SCORE)
        try:
            scores[person] = rules.typed_score(value)
        except ValueError:
            wrong[person] = messages.SCORE
    try:
        if wrong:
            raise InvalidInput("classes.scores_invalid", messages.SCORES_INVALID.format(count=len(wrong)), wrong)
        with session.begin_nested():
            changed = service_completion.save_scores(session, current().actor, number, scores, dates.now())
    except InvalidInput as error:
        return _page(number, error.fields, 422)
    flash(messages.SCORES_SAVED.format(changed=changed), "success")
    return redirect(url_for("completion.show", number=number))


@blueprint.post("/completion")
@requires(Permission.CLASS_RUN)
def complete(number: str) -> ResponseReturnValue:
    """Completes the class: results, hours and certificates stand or fall together."""
    session, actor, at = db.session(), current().actor, dates.now()
    completed_on = parse_day(request.form.get("completed_on", ""))
    if completed_on is None:
        return _page(number, {"completed_on": messages.TEXT_MISSING}, 422)
    try:
        with session.begin_nested():
            outcome = service_completing.complete(session, actor, number, version(), completed_on, dates.today(), at)
    except InvalidInput as error:
        return _page(number, error.fields, 422)
    except RuleViolation as error:
        return _page(number, {"": error.message}, error.status)
    flash(
        messages.COMPLETED.format(
            number=number, completed=outcome.completed, failed=outcome.failed, hours=format_hours(outcome.hours)
        ),
        "success",
    )
    return redirect(url_for("completion.show", number=number))


@blueprint.post("/completion/reopen")
@requires(Permission.CLASS_REVIEW)
def reopen(number: str) -> ResponseReturnValue:
    """Takes the completion back: hours reversed, certificates revoked."""
    session, actor, at, form = db.session(), current().actor, dates.now(), ReasonForm()
    reason = form.remark.data or ""
    try:
        with session.begin_nested():
            record = service_completion.reopen(session, actor, number, version(), reason, at)
            certificates.revoke_for_class(session, actor, record.id, reason, at)
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, reason=form)
    flash(messages.REOPENED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


@blueprint.post("/report")
@requires(Permission.CLASS_RUN)
def report(number: str) -> ResponseReturnValue:
    """Notes that roster and results went to the province."""
    session, form = db.session(), ReportForm()
    day = parse_day(form.reported_on.data or "")
    try:
        if day is None:
            raise InvalidInput("classes.reported_on", messages.TEXT_MISSING, {"reported_on": messages.TEXT_MISSING})
        with session.begin_nested():
            service_province.note(
                session, current().actor, number, version(), day, form.document.data or "", dates.today(), dates.now()
            )
    except InvalidInput as error:
        attach(form, error.fields)
        return show_page(number, 422, report=form)
    flash(messages.REPORTED.format(number=number), "success")
    return redirect(url_for("classes.show", number=number))


def _page(number: str, errors: dict[str, str] | None = None, status: int = 200) -> ResponseReturnValue:
    session, actor, today = db.session(), current().actor, dates.today()
    facts = queries.facts(session, actor, number)
    record = facts.record
    completion = service_completion.completion_rules(record.completed_on or today)
    running = record.state == "running"
    lines = [
        Line(
            row,
            rules.verdict(row.attended, row.score, record.required_hours or 0, completion)
            if running and row.state == "enrolled" else None,
        )
        for row in queries_people.standing(session, record.id)
    ]  # fmt: skip
    timetable = queries_people.timetable(session, record.id)
    last_day = max((held.session.held_on for held in timetable), default=record.ends_on)
    tally = {str(verdict): sum(line.verdict is verdict for line in lines) for verdict in Verdict}
    return render_template(
        "completion/show.html", facts=facts, record=record, lines=lines, tally=tally, labels=labels,
        completion=completion, needed=rules.hours_needed(record.required_hours or 0, completion.required_share),
        has=current_app.view_functions.__contains__,
        ahead=[held.session for held in timetable if held.session.held_on > today],
        unrecorded=[held.session for held in timetable if not held.recorded and held.session.held_on <= today],
        default_day=max(last_day, record.starts_on), today_=today, errors=errors or {}, typed=dict(request.form.items()),
        may_score="score" in rules.LIFE.open_to(record.state, actor.role),
        deadline=queries_review.report_deadline(record.completed_on, today) if record.completed_on else None,
    ), status  # fmt: skip
