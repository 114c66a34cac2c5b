"""To whom a notice goes, and which mailboxes somebody reads. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.notices.messages import ABSENT, FULL_STOPS, NOTICES

PERSON_BOX = "person:"
UNREAD_FOR = timedelta(days=90)
"""What lies longer counts as read: the number in the top bar means something to do now."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The addressees of a notice: one user; an engineer; everybody of an organisation or district, or only those there in
    one role; everybody in a role that has neither (the bureau, an administrator)."""

    role: Role | None = None
    institution_id: int | None = None
    district_code: str | None = None
    person_id: int | None = None
    user_id: int | None = None


def mailbox_of(to: Recipient) -> str:
    """The mailbox of a recipient. ValueError for one that is nobody, or for all organisations of a role at once."""
    if to.user_id is not None:
        return f"user:{to.user_id}"
    if to.person_id is not None:
        return f"{PERSON_BOX}{to.person_id}"
    if to.institution_id is not None:
        return f"institution:{to.institution_id}" + (f":{to.role}" if to.role else "")
    if to.district_code is not None:
        return f"district:{to.district_code}"
    if to.role is None or to.role in INSTITUTION_ROLES | {Role.DISTRICT, Role.ENGINEER, Role.VISITOR}:
        raise ValueError(f"a notice to nobody: {to}")
    return f"role:{to.role}"


def mailboxes_of(actor: Actor) -> list[str]:
    """What an actor reads in the present role, and only in that: an account that was moved reads the new place's."""
    found = [f"user:{actor.user_id}"] if actor.user_id is not None else []
    if actor.institution_id is not None:
        return [*found, f"institution:{actor.institution_id}", f"institution:{actor.institution_id}:{actor.role}"]
    if actor.district_code is not None:
        return [*found, f"district:{actor.district_code}"]
    if actor.person_id is not None:
        return [*found, f"{PERSON_BOX}{actor.person_id}"]
    return [*found, f"role:{actor.role}"]


class _Words(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return ABSENT


def sentence(kind: str, detail: Mapping[str, Any]) -> str:
    """The sentence of a notice; a value its detail lacks is shown as a dash, a kind no longer known by its key."""
    # The sentence goes on after words somebody typed: their own full stop would stand there twice.
    words = {name: value.rstrip(FULL_STOPS) if isinstance(value, str) else value for name, value in detail.items()}
    return NOTICES[kind].format_map(_Words(words)) if kind in NOTICES else kind
