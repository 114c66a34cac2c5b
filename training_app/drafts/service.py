"""Keeps and drops drafts. A draft is no act of the register: it leaves no trace in the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.drafts import messages, rules
from training_app.drafts.models import Draft
from training_app.drafts.queries import own, place_of
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, NotFound

_PRUNED_AT_ONCE = 20


def keep(session: Session, actor: Actor, key: str, fields: Iterable[tuple[str, str]], at: datetime) -> None:
    """Keeps what was typed so far in place of what was kept before; beyond so many drafts of a user the
    oldest goes. NotFound for no form, InvalidInput for too much."""
    if not rules.is_key(key) or actor.user_id is None:
        raise NotFound("drafts.key_unknown", messages.KEY_UNKNOWN)
    try:
        content = json.dumps(rules.worth_keeping(fields), ensure_ascii=False)
    except ValueError as error:
        raise InvalidInput("drafts.too_large", messages.TOO_LARGE) from error
    # Two tabs may save at once: the row is made where it is missing, then locked and filled.
    fresh = Draft(user_id=actor.user_id, role=str(actor.role), place=place_of(actor), key=key, saved_at=at)
    fresh.content = content
    names = ("row_key", "user_id", "role", "place", "key", "content_sealed", "saved_at")
    made = insert(Draft).values({name: getattr(fresh, name) for name in names}).on_conflict_do_nothing()
    if session.execute(made.returning(Draft.id)).first() is None:
        draft = session.scalar(select(Draft).where(own(actor, key)).with_for_update())
        if draft is not None:
            draft.content, draft.saved_at = content, at
    session.flush()
    own_old = select(Draft.id).where(Draft.user_id == actor.user_id).order_by(Draft.saved_at.desc(), Draft.id.desc())
    session.execute(delete(Draft).where(Draft.id.in_(own_old.offset(rules.MOST_DRAFTS))))
    prune(session, at)


def drop(session: Session, actor: Actor, key: str) -> None:
    """Drops the actor's draft of a form, if there is one."""
    session.execute(delete(Draft).where(own(actor, key)))


def prune(session: Session, at: datetime) -> None:
    """Drops a few drafts past their time; called whenever one is kept, so that none stays for good."""
    old = select(Draft.id).where(Draft.saved_at < at - rules.KEPT_FOR).limit(_PRUNED_AT_ONCE)
    session.execute(delete(Draft).where(Draft.id.in_(old.with_for_update(skip_locked=True))))
