"""The inbox of an actor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, any_, case, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.notices.messages import NO_SUCH_NOTICE
from training_app.notices.models import Notice, NoticeRead
from training_app.notices.rules import PERSON_BOX, UNREAD_FOR, mailboxes_of, sentence
from training_app.people.models import Person

PER_PAGE = 50
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as its reader sees it."""

    id: int
    kind: str
    subject_kind: str
    number: str
    due: date | None
    detail: dict[str, Any]
    created_at: datetime
    unread: bool

    @property
    def sentence(self) -> str:
        return sentence(self.kind, self.detail)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of notices, unread ones first, then the newest; `total` counts those the filter lets through."""

    items: list[Line]
    total: int
    page: int
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


def visible(actor: Actor) -> ColumnElement[bool]:
    """Notices in the actor's mailboxes; an engineer also reads those of records merged into the own one."""
    boxes = literal(mailboxes_of(actor), ARRAY(Text))
    if actor.person_id is None:
        return Notice.mailbox == any_(boxes)
    # One array, found before the notices are looked at: an OR over two lists would read all notices of the city.
    merged = select(func.concat(PERSON_BOX, Person.id)).where(Person.merged_into == actor.person_id)
    return Notice.mailbox == any_(boxes.op("||")(func.array(merged.scalar_subquery())))


def unread(actor: Actor) -> ColumnElement[bool]:
    """Not yet read by the actor's user, what it asks for not done by a colleague, and not so old that it no longer counts."""
    mark = select(literal(1)).where(NoticeRead.notice_id == Notice.id, NoticeRead.user_id == actor.user_id)
    return and_(Notice.settled_at.is_(None), Notice.created_at > func.now() - UNREAD_FOR, ~mark.exists())


def unread_count(session: Session, actor: Actor) -> int:
    """How many notices wait for the actor, counted to `MOST_COUNTED`; runs on every page."""
    if actor.user_id is None:
        return 0
    some = select(literal(1)).where(visible(actor), unread(actor)).limit(MOST_COUNTED).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def inbox(session: Session, actor: Actor, page: int = 1, *, unread_only: bool = False) -> Inbox:
    """The actor's notices. A page past the last one is the last."""
    condition = and_(visible(actor), unread(actor)) if unread_only else visible(actor)
    total = session.scalar(select(func.count()).select_from(Notice).where(condition)) or 0
    page = min(max(1, page), max(1, -(-total // PER_PAGE)))
    rows = session.execute(_lines(actor).where(condition).limit(PER_PAGE).offset((page - 1) * PER_PAGE))
    return Inbox([Line(*row) for row in rows], total, page)


def get(session: Session, actor: Actor, notice_id: int) -> Line:
    """One notice of the actor's. NotFound for one that is another's or not there."""
    row = session.execute(_lines(actor).where(visible(actor), Notice.id == notice_id)).one_or_none()
    if row is None:
        raise NotFound("notices.not_found", NO_SUCH_NOTICE)
    return Line(*row)


def _lines(actor: Actor) -> Select[Any]:
    is_unread = case((unread(actor), True), else_=False).label("unread")
    n = Notice
    return select(
        n.id, n.kind, n.subject_kind, n.number, n.due, n.detail, n.created_at, is_unread
    ).order_by(is_unread.desc(), n.created_at.desc(), n.id.desc())
