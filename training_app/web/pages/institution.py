"""The page of an institution: what it is, its qualifications, programmes of the catalogue, its classes by state."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.db import db
from training_app.institutions import labels, queries
from training_app.institutions.views import blueprint
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, may, requires
from training_app.places import queries as places
from training_app.programmes import queries_catalogue


@blueprint.get("/<code>")
@requires(Permission.INSTITUTION_VIEW)
def show(code: str) -> ResponseReturnValue:
    """One institution."""
    session, actor = db.session(), current().actor
    institution = queries.by_code(session, actor, code)
    names = {district.code: district.name for district in places.districts(session)}
    qualifications = queries.qualifications_of(session, institution.id)
    trains = any(held.kind == "training_institution" for held in qualifications)
    return render_template(
        "institutions/show.html", institution=institution, district=names.get(institution.district_code or "", ""),
        qualifications=qualifications, kinds=labels.KINDS, tiers=labels.TIERS, natures=labels.NATURES,
        programmes=queries_catalogue.lines(session, actor, institution.id) if trains else [], trains=trains,
        events=audit.timeline(session, "institution", institution.code)[::-1], day=dates.today(),
        manages=may(actor.role, Permission.INSTITUTION_MANAGE),
    )
