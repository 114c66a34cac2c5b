"""Home: what waits for me, with deadlines, then the quarter's figures and what happened last."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from training_app.accounts import queries as accounts
from training_app.accounts.identity import current
from training_app.accounts.rules import THREE_ADMINISTRATORS
from training_app.certificates import queries_claims as claims
from training_app.classes import queries_attendance as attendance
from training_app.classes import queries_findings as findings
from training_app.classes import queries_requests as changes
from training_app.classes.labels import ACTIONS
from training_app.db import db
from training_app.hours import queries as hours
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import PolicyNotInForce
from training_app.kernel.permissions import Permission, may, requires
from training_app.policies import load
from training_app.registration import queries as registrations
from training_app.reports import queries_returns
from training_app.reports.labels import UNITS, quarter_name
from training_app.reports.layout import COLUMNS
from training_app.reports.queries_figures import TOTAL, period_of
from training_app.reports.queries_scope import unit_for
from training_app.reports.rules import due_on
from training_app.reports.service_figures import live_figures, live_months
from training_app.titles import queries as titles
from training_app.web import (
    home_inspections,
    home_levels,
    home_plans,
    home_tasks,
    home_waiting,
    queries_employees,
    queries_home,
)
from training_app.web.home_tasks import Task
from training_app.web.pages import home_keepers

blueprint = Blueprint("home", __name__)

# A quarter's return appears among the tasks this long before it is due.
NOTICE = timedelta(days=30)
_MOST_SHORT = 12
# Kinds of records in the trail that have a page → its endpoint and argument.
_PAGES = {
    "class": ("classes.show", "number"), "batch": ("intake.show", "number"), "return": ("reports.show", "number"),
    "institution": ("institutions.show", "code"), "plan": ("plans.show", "number"), "person": ("person.show", "number"),
}


@blueprint.get("/")
@requires(Permission.HOME)
def index() -> ResponseReturnValue:
    """The home page of the actor's role; an engineer's is the hour bank."""
    session, actor, today = db.session(), current().actor, dates.today()
    if actor.role is Role.ENGINEER:
        return redirect(url_for("engineer.hours"))
    if actor.role in THREE_ADMINISTRATORS:
        return home_keepers.page(session, actor, dates.now())
    if actor.role is Role.EMPLOYER:
        return _employer(session, actor, today)
    quarter = Quarter.of(today)
    tasks = home_tasks.in_order(_tasks(session, actor, quarter, today))
    filed_for, filings = _filings(session, actor, quarter, today)
    return render_template(
        "home/index.html", today=today, quarter=quarter, tasks=tasks, mine=[task for task in tasks if task.mine],
        waiting=[task for task in tasks if not task.mine], organisation=accounts.organisation_name(session, actor),
        filings=filings, filed_for=filed_for, filings_due=_return_due(filed_for), due=_return_due(quarter),
        sent=_is_sent(session, actor, quarter),
        columns=COLUMNS, recent=queries_home.recent(session, actor), url=task_url, figure_url=_figure_url, units=UNITS,
        quarter_words=quarter_words, acts=ACTIONS, touched=_touched(session, actor),
        **_figures(session, actor, quarter, today),
    )  # fmt: skip


def _employer(session: Session, actor: Actor, today: date) -> ResponseReturnValue:
    """The home of an employer: its people and who of them lacks hours."""
    year = today.year
    return render_template(
        "home/employer.html", today=today, organisation=accounts.organisation_name(session, actor),
        tally=queries_employees.tally(session, actor, year, today), required=hours.required(year),
        days_left=(date(year, 12, 31) - today).days,
        people=queries_employees.page_of(session, actor, year, today, "short", size=_MOST_SHORT).items,
        own=session.get_one(Institution, actor.institution_id),
    )


def task_url(endpoint: str, **values: str) -> str | None:
    """The address of a page, None where the installation has none of that name."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def _tasks(session: Session, actor: Actor, quarter: Quarter, today: date) -> list[Task]:
    """Everything that waits, by what the role may do."""
    found: list[Task] = []
    if may(actor.role, Permission.CLASS_VIEW) and actor.role is not Role.ASSESSMENT_BODY:
        files = may(actor.role, Permission.CLASS_FILE)
        rows = queries_home.open_classes(session, actor) if files else queries_home.classes_to_watch(session, actor, today)
        found += home_tasks.class_tasks(rows, actor.role, today, report_days(today))
    if actor.role is Role.ASSESSMENT_BODY:
        found += [_results_task(row) for row in queries_home.awaiting_results(session, actor)]
    if may(actor.role, Permission.LEVEL_CONFIRM):
        found += home_levels.tasks(session, actor, today)
    if may(actor.role, Permission.PLAN_VIEW) and actor.role is not Role.DISTRICT:
        found += home_plans.tasks(session, actor, today)
    if may(actor.role, Permission.CERTIFICATE_DECIDE) and (count := claims.waiting_count(session, actor)):
        found.append(Task("claim_check", True, str(count), "", "", today, None, "claims.index", {"state": "claimed"}))
    if may(actor.role, Permission.RETURN_FILE):
        found += own_returns(session, actor, quarter, today)
    if may(actor.role, Permission.RETURN_REVIEW):
        found += _submitted_returns(session, actor, today)
    if may(actor.role, Permission.TITLE_RECOGNISE) and (count := titles.recognisable_count(session, actor, today)):
        found.append(Task("title_recognise", True, count, "", "", today, None, "titles.index"))
    if may(actor.role, Permission.REGISTRATION_REVIEW):
        found += _registrations(session, actor)
    if may(actor.role, Permission.CLASS_REVIEW):
        found += _asked(changes.waiting(session, actor), "changes")
    if may(actor.role, Permission.ATTENDANCE_DECIDE):
        found += _asked(attendance.waiting(session, actor), "corrections")
        found += _findings(session, actor)
    found += home_inspections.tasks(session, actor, today)
    found += home_waiting.tasks(session, actor, today)
    for batch in queries_home.waiting_batches(session, actor):
        since = (batch.confirmed_at or batch.created_at).astimezone(dates.CHINA).date()
        deed = "batch_held" if batch.state == "confirmed" else "batch_confirm"
        found.append(
            Task(
                deed, True, batch.kind, batch.number, batch.subject_number or "", since, None, "intake.show",
                {"number": batch.number},
            )
        )
    return found


def _registrations(session: Session, actor: Actor) -> list[Task]:
    """One task for all organisations that wait to be checked, as old as the oldest."""
    count, oldest = registrations.waiting(session, actor)
    if oldest is None:
        return []
    since = oldest.astimezone(dates.CHINA).date()
    return [
        Task(
            "registration_review", True, str(count), "", "", since, None, "registration.index", {"state": "submitted"}
        )
    ]


def _asked(waiting: tuple[int, datetime | None, str | None], kind: str) -> list[Task]:
    """One task for all requests of a kind that wait for an answer, as old as the oldest; a single one is opened at once."""
    count, oldest, number = waiting
    if oldest is None:
        return []
    since = oldest.astimezone(dates.CHINA).date()
    if count == 1 and number:
        return [Task(kind, True, "1", "", "", since, None, f"{kind}.show", {"number": number})]
    return [Task(kind, True, str(count), "", "", since, None, f"{kind}.index", {"state": "asked"})]


def _findings(session: Session, actor: Actor) -> list[Task]:
    """One task for all improbable attendance nobody has looked into."""
    count, oldest = findings.waiting(session, actor)
    if oldest is None:
        return []
    return [Task("findings", True, str(count), "", "", oldest, None, "findings.index")]


def _results_task(row: queries_home.AssessmentRow) -> Task:
    return Task(
        "results_record", True, f"{row.name}", row.number, row.institution, row.completed_on, None, "classes.show",
        {"number": row.number}, str(row.waiting),
    )


def _is_sent(session: Session, actor: Actor, quarter: Quarter) -> bool:
    """Whether the actor's own institution has handed in its return of the quarter."""
    if not may(actor.role, Permission.RETURN_FILE) or actor.institution_id is None:
        return False
    record = queries_returns.newest(session, actor.institution_id, quarter)
    return record is not None and record.state in ("submitted", "accepted")


def own_returns(session: Session, actor: Actor, quarter: Quarter, today: date) -> list[Task]:
    """This quarter's and the last one's return of the actor's institution."""
    found = []
    own = actor.institution_id or 0
    for each in (quarter.previous(), quarter):
        record, due = queries_returns.newest(session, own, each), _return_due(each)
        if due is not None and (record is not None or queries_home.trained_in(session, own, each)):
            state, number = (record.state, record.number) if record else (None, "")
            found.append(home_tasks.return_task(each, state, number, today, due, NOTICE))
    return [task for task in found if task is not None]


def _submitted_returns(session: Session, actor: Actor, today: date) -> list[Task]:
    """Returns the bureau has not yet accepted or sent back."""
    return [
        Task(
            "return_review", True, f"{record.year}Q{record.quarter}", record.number, unit,
            record.submitted_at.astimezone(dates.CHINA).date() if record.submitted_at else today, None, "reports.show",
            {"number": record.number},
        )
        for record, unit in queries_returns.waiting(session, actor)
    ]


def _filings(
    session: Session, actor: Actor, quarter: Quarter, today: date
) -> tuple[Quarter, list[queries_returns.Filing]]:
    """The quarter that is near its end or, before that, the last one as long as a unit has not reported it; who has."""
    due = _return_due(quarter)
    if due is not None and today >= due - NOTICE:
        return quarter, queries_returns.filings(session, actor, quarter)
    last = quarter.previous()
    rows = queries_returns.filings(session, actor, last) if _return_due(last) is not None else []
    done = all(row.record is not None and row.record.state in ("submitted", "accepted") for row in rows)
    return last, [] if done else rows


def _touched(session: Session, actor: Actor) -> list[tuple[queries_home.Touched, str, str]]:
    """The records the reader worked on last, with their addresses and, where they have one, names."""
    kinds = {kind: place for kind, place in _PAGES.items() if place[0] in current_app.view_functions}
    found = queries_home.touched(session, actor, list(kinds))
    names = queries_home.names_of(session, actor, found)
    return [
        (each, url_for(kinds[each.kind][0], **{kinds[each.kind][1]: each.number}), names.get((each.kind, each.number), ""))
        for each in found
    ]


def _figure_url(quarter: Quarter, column: str) -> str | None:
    return task_url("reports.cell", quarter=str(quarter), column=column, row=TOTAL)


def quarter_words(text: str) -> str:
    """The quarter of a task in words."""
    quarter = Quarter.parse(text)
    return quarter_name(quarter.year, quarter.number)


def _figures(session: Session, actor: Actor, quarter: Quarter, today: date) -> dict[str, object]:
    """The total row of the form for the actor's own reading of the quarter, and two of its columns by month."""
    if not may(actor.role, Permission.RETURN_VIEW):
        return {"totals": None, "months": []}
    reading = unit_for(session, actor).reading
    trained, certified = (
        live_months(session, column, quarter.year, reading) for column in ("headcount_trained", "headcount_certified")
    )
    months = list(zip(range(1, today.month + 1), trained, certified, strict=False))
    return {"totals": live_figures(session, period_of(quarter, False), reading).total, "months": months}


def report_days(day: date) -> int | None:
    """Days after completion within which a class is reported (威人社函〔2023〕25号 四（二）), None without a rule in force."""
    try:
        return load().parameter("classes.report_after_completion_days").on(day).value
    except PolicyNotInForce:
        return None


def _return_due(quarter: Quarter) -> date | None:
    try:
        return due_on(quarter, load().parameter("reports.due").on(quarter.last_day).value)
    except PolicyNotInForce:
        return None
