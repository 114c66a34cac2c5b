"""The form of the live figures, and the life of the quarterly return."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.dates import Quarter
from training_app.programmes.models import Occupation
from training_app.reports import labels
from training_app.reports.layout import TOTAL_NAME, ReturnForm
from training_app.reports.queries_figures import ELSEWHERE, TOTAL, Figures, period_of
from training_app.reports.queries_scope import Unit, unit_for
from training_app.reports.service_figures import live_figures


def live_form(
    session: Session, actor: Actor, quarter: Quarter, institution_code: str | None = None,
    district_code: str | None = None, cumulative: bool = False,
) -> ReturnForm:
    """The form of a quarter as the facts stand now. Raises NotFound for a unit outside the actor's scope."""
    unit = unit_for(session, actor, institution_code, district_code)
    return form_of(unit, live_figures(session, period_of(quarter, cumulative), unit.reading), cumulative=cumulative)


def form_of(unit: Unit, found: Figures, *, cumulative: bool) -> ReturnForm:
    """The figures as a form still to be signed."""
    notes = (labels.CERTIFIED_ELSEWHERE.format(count=found.certified_elsewhere),) if found.certified_elsewhere else ()
    return ReturnForm(
        unit_name=unit.name, period_from=found.period.first, period_to=found.period.last, rows=found.rows,
        total=found.total, cumulative=cumulative, notes=notes,
    )


def row_names(session: Session) -> dict[str, str]:
    """The name of every row the form can have, by its key, with 合计 and the certificates that belong to no unit."""
    names = dict(session.execute(select(Occupation.key, Occupation.short_name)).all())
    return {**names, TOTAL: TOTAL_NAME, ELSEWHERE: labels.ELSEWHERE_NAME}

