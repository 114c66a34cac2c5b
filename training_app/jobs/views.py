"""Pages of jobs: the own ones, one with its progress, the file that came of it."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training_app.db import db
from training_app.jobs import kinds, labels, queries
from training_app.jobs.models import Job
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("/")
@requires(Permission.JOB_VIEW)
def index() -> ResponseReturnValue:
    """The actor's own jobs, newest first; for those who run the system also the work of the clock."""
    session, actor = db.session(), current_user.actor
    return render_template(
        "jobs/index.html", jobs=queries.own_jobs(session, actor), last_runs=queries.last_runs(session, actor),
        periodic=kinds.periodic() if actor.role in queries.SEE_PERIODIC else [], labels=labels,
    )


@blueprint.get("/<number>")
@requires(Permission.JOB_VIEW)
def show(number: str) -> ResponseReturnValue:
    """One job: how far it is or what came of it."""
    job = queries.get(db.session(), current_user.actor, number)
    return render_template("jobs/show.html", job=job, labels=labels, link=_link(job))


def _link(job: Job) -> str | None:
    return url_for(job.link_endpoint, **(job.link_values or {})) if job.link_endpoint else None
