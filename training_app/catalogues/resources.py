"""What lists of an institution's trainers and venues have alike: whose they are, and that they come one after another."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.catalogues import messages_trainers as messages
from training_app.institutions.models import Institution
from training_app.intake.lists import Subject
from training_app.intake.plain import PlainKind
from training_app.kernel.actor import Actor
from training_app.kernel.errors import RuleViolation
from training_app.kernel.permissions import Permission


class ResourceList(PlainKind):
    """A list an institution brings in for itself."""

    permission = Permission.RESOURCE_KEEP

    def subject(self, session: Session, actor: Actor, number: str | None, *, lock: bool = False) -> Subject:
        """The actor's institution; with `lock` held, as by everybody who adds a trainer or a venue to it."""
        wanted = select(Institution.id, Institution.district_code).where(Institution.id == actor.institution_id)
        found = session.execute(wanted.with_for_update() if lock else wanted).one_or_none()
        if found is None:
            raise RuleViolation("resources.institution_only", messages.INSTITUTION_ONLY)
        return Subject(institution_id=found.id, district_code=found.district_code, record=found.id)
