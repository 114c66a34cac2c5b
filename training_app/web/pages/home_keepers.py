"""The home of the system administrator, the security administrator and the auditor: what waits, how the register stands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import render_template
from sqlalchemy.orm import Session

from training_app.accounts import queries_resets, queries_staff
from training_app.jobs import labels as job_labels
from training_app.jobs import queries as jobs
from training_app.jobs.models import FAILED, Job
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.web import home_tasks, queries_keepers
from training_app.web.home_tasks import Task

_LOOK_BACK = timedelta(days=7)
# What the clock did wrong is for the system administrator; of the trail, for the auditor as well.
_CHECKS = {Role.AUDITOR: frozenset({"audit.verify"})}


def page(session: Session, actor: Actor, at: datetime) -> str:
    """The page for one of the three administrators."""
    runs, today = jobs.last_runs(session, actor), at.astimezone(CHINA).date()
    since = today - _LOOK_BACK
    tasks = home_tasks.in_order([*_people(session, actor, at), *_clock(actor, runs)])
    return render_template(
        "home/keeper.html", today=today, tasks=tasks, runs=list(runs.values()), states=job_labels.PERIODIC_STATES,
        failed=queries_keepers.failed_jobs(session, actor, at - _LOOK_BACK) if actor.role is Role.SYSTEM_ADMIN else [],
        counts=queries_keepers.counts(session, actor, at), trail=queries_keepers.trail(session, actor, since),
        since=since, recent=queries_keepers.own_acts(session, actor),
        days=_LOOK_BACK.days,
    )


def _people(session: Session, actor: Actor, at: datetime) -> list[Task]:
    """Passwords that were forgotten, and accounts that are not ready."""
    today = at.astimezone(CHINA).date()
    found = [
        Task("reset_agree", each.may_agree, each.display_name, each.login, "", _day(each.started_at), _day(each.expires_at),
             "accounts.administrator_resets")
        for each in queries_resets.waiting(session, actor, at) if not each.own
    ]  # fmt: skip
    if actor.role is not Role.AUDITOR:
        found += [
            Task("reset_asked", True, each.display_name, each.login, "", _day(each.requested_at), None, "accounts.index")
            for each in queries_staff.requests(session, actor, today)
        ]
    if actor.role is Role.SECURITY_ADMIN:
        found += [
            Task("account_role", True, each.display_name, each.login, "", _day(each.created_at), None, "accounts.show",
                 {"login": each.login})
            for each in queries_keepers.without_role(session, actor, at)
        ]  # fmt: skip
    if actor.role is Role.SYSTEM_ADMIN:
        found += [
            # Without a code that serves a new one is the thing to do now.
            Task("account_code" if each.code_until is None else "account_activate", each.code_until is None,
                 each.display_name, each.login, "", _day(each.created_at),
                 _day(each.code_until) if each.code_until else None, "accounts.show", {"login": each.login})
            for each in queries_keepers.not_activated(session, actor, at)
        ]  # fmt: skip
    return found


def _clock(actor: Actor, runs: dict[str, Job]) -> list[Task]:
    """Work of the clock whose last run found something or came to nothing."""
    shown = _CHECKS.get(actor.role)
    return [
        Task("clock_failed", True, job.title, job.number, "", _day(job.finished_at or job.created_at), None, "jobs.show",
             {"number": job.number})
        for kind, job in runs.items() if job.state == FAILED and (shown is None or kind in shown)
    ]  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
