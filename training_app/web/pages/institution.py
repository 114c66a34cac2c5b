"""The page of an institution: what it is, its qualifications, programmes of the catalogue, its classes by state."""

from __future__ import annotations

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.classes.labels import STATES
from training_app.db import db
from training_app.institutions import labels, queries
from training_app.institutions.views import blueprint
from training_app.kernel import dates
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission, may, requires
from training_app.places import queries as places
from training_app.programmes import queries_catalogue
from training_app.web import home_tasks, queries_home, queries_institution
from training_app.web.home_tasks import Task
from training_app.web.pages.home import report_days


@blueprint.get("/<code>")
@requires(Permission.INSTITUTION_VIEW)
def show(code: str) -> ResponseReturnValue:
    """One institution."""
    session, actor = db.session(), current().actor
    institution = queries.by_code(session, actor, code)
    names = {district.code: district.name for district in places.districts(session)}
    qualifications = queries.qualifications_of(session, institution.id)
    trains = any(held.kind == "training_institution" for held in qualifications)
    today = dates.today()
    return render_template(
        "institutions/show.html", institution=institution, district=names.get(institution.district_code or "", ""),
        qualifications=qualifications, kinds=labels.KINDS, tiers=labels.TIERS, natures=labels.NATURES,
        changed_names=labels.CHANGED,
        programmes=queries_catalogue.lines(session, actor, institution.id, today) if trains else [], trains=trains,
        events=audit.timeline(session, "institution", institution.code)[::-1], day=today,
        manages=may(actor.role, Permission.INSTITUTION_MANAGE), states=STATES,
        people=queries_institution.people_of(session, actor, institution.id, today),
        **_training(session, actor, institution.id, today),
    )


def _training(session: Session, actor: Actor, institution_id: int, today: date) -> dict[str, object]:
    """Classes and returns in scope, and what of them is due first."""
    tasks: list[Task] = []
    if may(actor.role, Permission.CLASS_VIEW):
        rows = queries_home.open_classes(session, actor, institution_id)
        tasks = home_tasks.in_order(home_tasks.class_tasks(rows, actor.role, today, report_days(today)))
    return {
        "counts": queries_institution.classes_by_state(session, actor, institution_id),
        "classes": queries_institution.latest_classes(session, actor, institution_id),
        "returns": queries_institution.latest_returns(session, actor, institution_id), "tasks": tasks,
    }
