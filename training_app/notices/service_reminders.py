"""What falls due in the packages above this one: qualifications of institutions that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.institutions.labels import KINDS
from training_app.institutions.models import Institution, Qualification
from training_app.kernel.actor import Role
from training_app.notices.registry import Reminder
from training_app.notices.rules import Recipient

AHEAD = timedelta(days=30)


def find_qualifications(session: Session, today: date) -> Iterator[Reminder]:
    """Qualifications whose last day lies within `AHEAD`, told to the institution and the bureau; not those that another
    one of the same kind and tier continues."""
    q = Qualification
    rows = session.execute(
        select(q, Institution).join(Institution, Institution.id == q.institution_id)
        .where(q.valid_to > today, q.valid_to <= today + AHEAD).order_by(q.id)
    ).all()
    continued = _continued(session, [row.Qualification for row in rows])
    for held, institution in rows:
        if held.id in continued:
            continue
        last = held.valid_to - timedelta(days=1)
        detail = {
            "qualification": KINDS.get(held.kind, held.kind), "day": last, "left": (last - today).days,
            "unit": institution.name,
        }
        for kind, to in (
            ("qualification.ending", Recipient(institution_id=institution.id)),
            ("qualification.ending_of", Recipient(role=Role.BUREAU)),
        ):
            yield Reminder(
                kind, to, "institution", institution.code, f"{kind}/{held.id}/{held.valid_to}", last, detail
            )


def _continued(session: Session, ending: list[Qualification]) -> set[int]:
    following = session.scalars(
        select(Qualification).where(Qualification.institution_id.in_({each.institution_id for each in ending}))
    ).all()
    return {
        each.id for each in ending for other in following
        if (other.institution_id, other.kind, other.tier) == (each.institution_id, each.kind, each.tier)
        and each.valid_to is not None and other.valid_from <= each.valid_to
        and (other.valid_to is None or other.valid_to > each.valid_to)
    }
