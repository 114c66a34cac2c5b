"""A person's name changes in the register; the old one is kept as a former name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict
from training_app.people import messages
from training_app.people.lines import Change
from training_app.people.models import Person, PersonName
from training_app.people.names import pinyin_key


class Renaming(NamedTuple):
    """A person of the register (`number` the readable one), the name there now, the name from now on, and why."""

    person_id: int
    number: str
    before: str
    after: str
    reason: str


def rename(
    session: Session, actor: Actor, renamings: Sequence[Renaming], *, batch_id: int, batch: str, at: datetime
) -> list[Change]:
    """Gives the persons, who are locked, their new names. Conflict when one of them is called otherwise by now."""
    changes = []
    for person_id, number, before, after, reason in renamings:
        if not _set(session, person_id, before, after):
            raise Conflict("people.name_changed", messages.NAME_CHANGED)
        day = at.astimezone(CHINA).date()
        session.add(PersonName(person_id=person_id, name=before, valid_to=day, reason=reason, batch_id=batch_id))
        audit.record(session, actor, "person.rename", "person", number, at=at, detail={"batch": batch})
        changes.append(Change("persons", person_id, "name", before, after))
    return changes


def put_back(session: Session, batch_id: int, change: Change) -> bool:
    """The name before an import, unless it was changed again since."""
    if not _set(session, change.record_id, change.after, change.before):
        return False
    session.execute(delete(PersonName).where(
        PersonName.person_id == change.record_id, PersonName.name == change.before, PersonName.batch_id == batch_id
    ))
    return True


def _set(session: Session, person_id: int, before: str, after: str) -> bool:
    pinyin, initials = pinyin_key(after)
    statement = update(Person).where(Person.id == person_id, Person.name == before)
    changed = session.execute(statement.values(name=after, name_pinyin=pinyin, name_initials=initials))
    return bool(changed.rowcount)  # type: ignore[attr-defined]
