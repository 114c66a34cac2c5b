"""Shows a number in full to who may see it and says why; the person can see who looked.

One number an act, so that the trail says exactly what was seen (个人信息保护法 第六条, 第五十一条).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import queries as audit_queries
from training_app.audit import service as audit
from training_app.audit.models import AuditEvent
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput
from training_app.people import messages, queries
from training_app.people.models import Person, PersonDocument

ACTION = "person.reveal"
MOST_AN_HOUR = 30
SHORTEST_REASON = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """One number in full; `kind` is the kind of document, None for a telephone."""

    kind: str | None
    value: str


def reveal(session: Session, actor: Actor, number: str, what: str, reason: str, at: datetime) -> list[Shown]:
    """The current documents ("identity_number") or the telephone ("phone") of a person in full; the look is noted.

    NotFound outside the actor's scope, InvalidInput without a reason or after too many looks within the hour.
    """
    person = queries.by_number(session, actor, number)
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidInput("people.reveal_reason", messages.REASON_MISSING, {"reason": messages.REASON_MISSING})
    if audit_queries.count_since(session, actor, ACTION, at - timedelta(hours=1)) >= MOST_AN_HOUR:
        text = messages.TOO_MANY_REVEALS.format(most=MOST_AN_HOUR)
        raise InvalidInput("people.too_many_reveals", text, {"what": text})
    audit.record(session, actor, ACTION, "person", person.number, at=at, remark=reason.strip(), detail={"field": what})
    if what == "phone":
        return [Shown(None, person.phone)] if person.phone else []
    documents = session.scalars(
        select(PersonDocument)
        .join(Person, Person.id == PersonDocument.person_id)
        .where((Person.id == person.id) | (Person.merged_into == person.id), PersonDocument.is_current)
        .order_by(PersonDocument.id)
    )
    return [Shown(each.kind, each.number or "") for each in documents]


def looks_at(session: Session, person_id: int) -> Sequence[AuditEvent]:
    """Who has seen numbers of a person in full, newest first; also under the numbers of records merged into it. The
    caller has shown that it is the actor's own person."""
    numbers = session.scalars(
        select(Person.number).where((Person.id == person_id) | (Person.merged_into == person_id))
    ).all()
    return audit_queries.acts_on(session, ACTION, "person", numbers)
