"""What still has to leave the house, and to which addresses."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership, User
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.notices.channels import SMS
from training_app.notices.labels import SENT_OUT
from training_app.notices.models import Notice, NoticeAddress, NoticeDelivery
from training_app.people.models import Person

ONLY_FRESH = timedelta(days=3)
"""What could not go out for so long is old news: it lies in the inbox."""
MOST_ATTEMPTS = 5
FAILED = "failed"
_MOBILE = re.compile(r"1\d{10}", re.ASCII)


def pending(session: Session, channel: str, at: datetime, limit: int) -> list[int]:
    """Notices that go out by this channel and have not, the oldest first; what failed is tried `MOST_ATTEMPTS` times."""
    d = NoticeDelivery
    return list(
        session.scalars(
            select(Notice.id)
            .outerjoin(d, and_(d.notice_id == Notice.id, d.channel == channel))
            .where(Notice.kind.in_(SENT_OUT), Notice.settled_at.is_(None), Notice.created_at > at - ONLY_FRESH)
            .where(or_(d.notice_id.is_(None), and_(d.state == FAILED, d.attempts < MOST_ATTEMPTS)))
            .order_by(Notice.id).limit(limit)
        )
    )  # fmt: skip


def addresses(session: Session, channel: str, mailbox: str, day: date) -> list[str]:
    """Where a notice to a mailbox goes by a channel; nowhere for the bureau and districts, which work in the register."""
    return _phones(session, mailbox) if channel == SMS else _mails(session, mailbox, day)


def _phones(session: Session, mailbox: str) -> list[str]:
    """The mobile number of the person, of the user's person, or of the organisation's contact."""
    kind, number = _parts(mailbox)
    if kind == "institution":
        found = session.scalar(select(Institution.contact_phone).where(Institution.id == number))
    else:
        own = select(User.person_id).where(User.id == number, User.disabled_at.is_(None))
        person = session.scalar(own) if kind == "user" else number if kind == "person" else None
        record = session.get(Person, person) if person is not None else None
        found = record.phone if record is not None else None
    return [found] if found and _MOBILE.fullmatch(found) else []


def _mails(session: Session, mailbox: str, day: date) -> list[str]:
    """What the users gave as their e-mail, of those who read this mailbox on the day."""
    m = Membership
    rows = session.scalars(
        select(NoticeAddress)
        .join(User, User.id == NoticeAddress.user_id).join(m, m.user_id == User.id)
        .where(_readers(mailbox), User.disabled_at.is_(None))
        .where(m.valid_from <= day, or_(m.valid_to.is_(None), m.valid_to > day)).distinct()
    )  # fmt: skip
    return [row.mail for row in rows if row.mail]


def _readers(mailbox: str) -> ColumnElement[bool]:
    kind, number = _parts(mailbox)
    role = mailbox.split(":")[2:]
    m = Membership
    if kind == "user":
        return m.user_id == number
    if kind == "person":
        return and_(m.person_id == number, m.role == Role.ENGINEER)
    if kind == "institution":
        return and_(m.institution_id == number, *(m.role == each for each in role))
    return m.id.is_(None)


def _parts(mailbox: str) -> tuple[str, int]:
    kind, _, rest = mailbox.partition(":")
    number = rest.partition(":")[0]
    return kind, int(number) if kind in ("user", "person", "institution") else 0
