"""Colleagues whom administrators of the demo city have invited and who have not come yet. Their codes are thrown away:
an administrator gives a new one from the list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from training_app.accounts import service_actors, service_invitations, service_staff
from training_app.kernel.permissions import Permission

# By whom, name, whether to administer as well.
INVITED = (
    ("jigou01", "于佩华", False), ("jigou01", "宫晓东", True), ("huancui", "姜海燕", False), ("pingjia1", "邹立军", False),
)
# Who forgot the password: the only administrator of a unit, so that the bureau helps.
FORGOT = ("jigou02",)


def invite(session: Session, at: datetime) -> None:
    """Writes the invitations and the requests for a new password."""
    for login, name, administers in INVITED:
        actor = service_actors.actor_for(session, login, Permission.STAFF_VIEW, at)
        service_invitations.invite(session, actor, service_staff.unit_of(actor), name, at, administers=administers)
    for login in FORGOT:
        service_staff.ask_for_reset(session, login, "192.0.2.1", at)
