"""Telling: a notice to somebody, to many at once, what falls due, and the marks of who has read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, any_, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership, User
from training_app.audit.rules import masked
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.notices import queries, registry
from training_app.notices.messages import NOTICES
from training_app.notices.models import Notice, NoticeRead
from training_app.notices.rules import PERSON_BOX, Recipient, mailbox_of
from training_app.people.models import Person

_COMMON = ("kind", "subject_kind", "number", "detail", "created_at")
_LONGEST = 200


def send(
    session: Session, kind: str, to: Recipient, *, subject_kind: str, number: str, at: datetime, due: date | None = None,
    detail: Mapping[str, Any] | None = None, key: str | None = None,
) -> bool:
    """Tells `to` what happened to the record `number`; says whether it is new. `kind` stands in `messages.NOTICES`;
    `detail` fills its sentence and holds no personal number. With a `key` it is told once, however often it is sent."""
    return bool(_write(session, [_values(kind, to, subject_kind, number, at, due, detail, key)]))


def send_to_engineers(
    session: Session, kind: str, person_ids: Iterable[int], *, subject_kind: str, at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """Tells the same to each of these persons who has an account that day, also under the record they were merged into; how
    many. One statement however many."""
    values = _values(kind, Recipient(person_id=0), subject_kind, "", at, None, detail, None)
    m, ids = Membership, literal(list(set(person_ids)), ARRAY(BigInteger))
    common = (literal(values[name], Notice.__table__.c[name].type) for name in _COMMON)
    day = at.astimezone(CHINA).date()
    merged = select(Person.merged_into).where(Person.id == any_(ids), Person.merged_into.is_not(None))
    chosen = (
        select(func.concat(PERSON_BOX, m.person_id), *common)
        .join(User, User.id == m.user_id)
        .where(or_(m.person_id == any_(ids), m.person_id.in_(merged)), m.role == Role.ENGINEER)
        .where(m.valid_from <= day, or_(m.valid_to.is_(None), m.valid_to > day), User.disabled_at.is_(None)).distinct()
    )  # fmt: skip
    return len(session.scalars(insert(Notice).from_select(["mailbox", *_COMMON], chosen).returning(Notice.id)).all())


def settle(
    session: Session, kinds: Collection[str], subject_kind: str, number: str, at: datetime, to: Recipient | None = None
) -> None:
    """What notices of these kinds about a record asked for was done: nobody has to open them any more. With `to` only those
    in that mailbox."""
    done = (
        update(Notice).where(Notice.subject_kind == subject_kind, Notice.number == number)
        .where(Notice.kind.in_(kinds), Notice.settled_at.is_(None))
    )  # fmt: skip
    if to is not None:
        done = done.where(Notice.mailbox == mailbox_of(to))
    session.execute(done.values(settled_at=at).execution_options(synchronize_session=False))


def remind(session: Session, today: date, at: datetime) -> int:
    """Tells everything that falls due on a day, as all packages find it; how many notices are new. Safe to repeat."""
    values = [
        _values(each.kind, each.to, each.subject_kind, each.number, at, each.due, each.detail, each.key)
        for find in registry.REMINDERS.values() for each in find(session, today)
    ]
    return _write(session, values)


def read(session: Session, actor: Actor, notice_id: int, at: datetime) -> queries.Line:
    """Opens a notice of the actor's and marks it read. NotFound for another's."""
    found = queries.get(session, actor, notice_id)
    if actor.user_id is not None:
        mark = insert(NoticeRead).values(user_id=actor.user_id, notice_id=notice_id, read_at=at)
        session.execute(mark.on_conflict_do_nothing())
    return found


def read_all(session: Session, actor: Actor, at: datetime) -> int:
    """Marks everything unread of the actor as read; how many."""
    if actor.user_id is None:
        return 0
    waiting = select(literal(actor.user_id), Notice.id, literal(at)).where(queries.visible(actor), queries.unread(actor))
    marks = insert(NoticeRead).from_select(["user_id", "notice_id", "read_at"], waiting)
    return len(session.execute(marks.on_conflict_do_nothing().returning(NoticeRead.notice_id)).all())


def _values(
    kind: str, to: Recipient, subject_kind: str, number: str, at: datetime, due: date | None,
    detail: Mapping[str, Any] | None, key: str | None,
) -> dict[str, Any]:
    if kind not in NOTICES:
        raise ValueError(f"no sentence for notices of kind {kind}")
    return {
        "mailbox": mailbox_of(to), "kind": kind, "subject_kind": subject_kind, "number": number, "due": due,
        "detail": {name: _fit(value) for name, value in (detail or {}).items()}, "key": key, "created_at": at,
    }  # fmt: skip


def _fit(value: Any) -> Any:
    """A value of a detail as it may be kept: typed words without personal numbers and not endless, days as text."""
    if isinstance(value, str):
        return masked(value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…")
    return value.isoformat() if isinstance(value, date) else value


def _write(session: Session, values: Iterable[dict[str, Any]]) -> int:
    rows = list(values)
    if not rows:
        return 0
    told = insert(Notice).on_conflict_do_nothing().returning(Notice.id)
    return len(session.scalars(told, rows).all())
