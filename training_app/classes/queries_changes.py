"""A filing in words, for the trail of its edits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from training_app.classes import labels
from training_app.classes import messages_life as messages
from training_app.classes.models import TrainingClass
from training_app.classes.rules import SessionPlan
from training_app.institutions.models import Institution
from training_app.kernel.quantities import format_hours
from training_app.places.models import District
from training_app.programmes.models import Direction, Occupation

# Fields of which the trail keeps only that they changed: they name a person.
UNSPOKEN = ("contact_name", "contact_phone")


def spoken(session: Session, record: TrainingClass) -> dict[str, str]:
    """A filing in the words of its form, for the trail: an earlier name of a district stays readable later."""
    occupation = session.get(Occupation, record.occupation_key)
    direction = session.get(Direction, (record.occupation_key, record.direction_key)) if record.direction_key else None
    body = session.get(Institution, record.assessment_body_id) if record.assessment_body_id else None
    district = session.get(District, record.district_code)
    names = [entry.name for entry in (occupation, direction) if entry is not None]
    return {
        "name": record.name, "programme": " ".join(names), "level": labels.LEVELS.get(record.level, record.level),
        "assessment_body": body.name if body else "", "district": district.name if district else record.district_code,
        "venue": record.venue, "mode": labels.MODES.get(record.mode, record.mode), "capacity": str(record.capacity),
        "starts_on": record.starts_on.isoformat(), "ends_on": record.ends_on.isoformat(),
        "plan_reference": record.plan_reference, "contact_name": record.contact_name,
        "contact_phone": record.contact_phone,
    }  # fmt: skip


def timetable_words(plans: Sequence[SessionPlan]) -> str:
    """A timetable in a few words."""
    hours = format_hours(sum(plan.hours for plan in plans))
    return messages.TIMETABLE_WORDS.format(count=len(plans), hours=hours)
