"""On which days institutions hold a qualification, and for which programmes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from training_app.institutions import rules
from training_app.institutions.models import Qualification, QualificationKind
from training_app.institutions.rules_scope import Programme, takes_in


def gaps(
    session: Session, kind: QualificationKind, day: date, ids: Collection[int] | None = None, programme: Programme | None = None
) -> dict[int, date | None]:
    """For each institution (of `ids`, else of all) with such a qualification on `day` or later: the first day from `day` on
    without one, None when it ends on no known day. What one row leaves another may continue. With `programme` only rows
    count whose published scope takes it in."""
    q = Qualification
    wanted = select(q).where(q.kind == kind, or_(q.valid_to.is_(None), q.valid_to > day))
    if ids is not None:
        wanted = wanted.where(q.institution_id.in_(ids))
    spans: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for held in session.scalars(wanted):
        if takes_in(held.scope, programme):
            spans[held.institution_id].append((held.valid_from, held.valid_to))
    return {institution_id: rules.first_gap(found, day) for institution_id, found in spans.items()}


def first_day_without(
    session: Session, institution_id: int, kind: QualificationKind, day: date, programme: Programme | None = None
) -> date | None:
    """The first day from `day` on on which the institution does not hold the qualification (`day` itself when it holds none
    then), None when it ends on no known day."""
    return gaps(session, kind, day, [institution_id], programme).get(institution_id, day)


def holds(
    session: Session, institution_id: int, kind: QualificationKind, first: date, last: date, programme: Programme | None = None
) -> bool:
    """Whether the institution holds the qualification on all of the days, `last` included."""
    gap = first_day_without(session, institution_id, kind, first, programme)
    return gap is None or gap > last
