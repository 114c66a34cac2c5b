"""Pages of jobs: the own ones, one with its progress, the file that came of it."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training_app.db import db, own_transaction
from training_app.files.rules import download_headers
from training_app.jobs import kinds, labels, messages, periodic, queries, service, streams
from training_app.jobs.models import CANCELLED, DONE, FAILED, WAITING, Job
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("/")
@requires(Permission.JOB_VIEW)
def index() -> ResponseReturnValue:
    """The actor's own jobs, newest first; for those who run the system also the work of the clock."""
    session, actor, at = db.session(), current_user.actor, dates.now()
    jobs = queries.own_jobs(session, actor, request.args.get("before", "")[:9])
    clock = []
    if actor.role in queries.SEE_PERIODIC:
        last = queries.last_runs(session, actor)
        clock = [(kind, last.get(kind.name), periodic.next_due(kind, at)) for kind in kinds.periodic()]
    older = url_for("jobs.index", before=jobs[-1].number) if len(jobs) == queries.PAGE else None
    return render_template(
        "jobs/index.html", jobs=jobs, clock=clock, older=older, labels=labels, keep_days=service.KEEP_FILES.days
    )


@blueprint.get("/<number>")
@requires(Permission.JOB_VIEW)
def show(number: str) -> ResponseReturnValue:
    """One job: how far it is or what came of it. Asked for by the page itself, only the part that moves."""
    job = queries.get(db.session(), current_user.actor, number)
    template = "jobs/_live.html" if request.headers.get("HX-Request") else "jobs/show.html"
    return render_template(template, **_context(job))


@blueprint.get("/<number>/events")
@requires(Permission.JOB_VIEW)
def events(number: str) -> ResponseReturnValue:
    """The progress of one job as server-sent events; 204 when too many are watching: the browser then asks by itself."""
    actor = current_user.actor
    queries.get(db.session(), actor, number)

    def look() -> tuple[str, bool]:
        with own_transaction() as session:
            job = queries.get(session, actor, number)
            return render_template("jobs/_live.html", **_context(job)), job.finished_at is not None

    stream = streams.stream(look)
    if stream is None:
        return Response(status=204)
    headers = {"X-Accel-Buffering": "no"}  # nginx would keep the events back
    return Response(stream_with_context(stream), mimetype="text/event-stream", headers=headers)


@blueprint.get("/<number>/file")
@requires(Permission.JOB_VIEW)
def download(number: str) -> ResponseReturnValue:
    """The file that came of the job."""
    file, data = service.read_file(db.session(), current_user.actor, number, dates.now())
    return Response(data, headers=download_headers(file.name, file.media_type))


@blueprint.post("/<number>/retry")
@requires(Permission.JOB_VIEW)
def retry(number: str) -> ResponseReturnValue:
    """Once more from the beginning."""
    job = service.retry(db.session(), current_user.actor, number, dates.now())
    flash(messages.RETRIED.format(number=job.number), "success")
    return redirect(url_for("jobs.show", number=job.number))


@blueprint.post("/<number>/cancel")
@requires(Permission.JOB_VIEW)
def cancel(number: str) -> ResponseReturnValue:
    """Out of the queue."""
    job = service.cancel(db.session(), current_user.actor, number, dates.now())
    flash(messages.TAKEN_OUT.format(number=job.number), "info")
    return redirect(url_for("jobs.show", number=job.number))


def _context(job: Job) -> dict[str, object]:
    """What the templates of one job need."""
    return {
        "job": job, "states": labels.STATES if job.due_at is None else labels.PERIODIC_STATES,
        "link": url_for(job.link_endpoint, **(job.link_values or {})) if job.link_endpoint else None,
        "over": job.finished_at is not None, "may_retry": job.state in (FAILED, CANCELLED),
        "may_cancel": job.state == WAITING, "good": job.state == DONE,
        "has_file": job.file_id is not None and job.user_id == current_user.actor.user_id,
        "keep_days": service.KEEP_FILES.days,
        "keep_until": (job.finished_at + service.KEEP_FILES).astimezone(dates.CHINA).date() if job.finished_at else None,
        "ahead": None if job.state != WAITING else queries.ahead(db.session(), job),
    }
