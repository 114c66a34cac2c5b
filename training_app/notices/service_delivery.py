"""Sending notices out of the house, after the act that told them was committed; the user's own e-mail address."""

from __future__ import annotations

import logging
import re
import uuid
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.accounts.queries import login_of
from training_app.audit import service as audit
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput
from training_app.notices import channels
from training_app.notices.messages import MAIL_WRONG, OUTSIDE
from training_app.notices.models import Notice, NoticeAddress, NoticeDelivery
from training_app.notices.queries_delivery import FAILED, MOST_ATTEMPTS, addresses
from training_app.notices.rules import sentence

SENT, LOGGED, NOWHERE = "sent", "logged", "nowhere"
_LONGEST_MAIL = 254
_MAIL = re.compile(r"[^\s@<>\"',;]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
_HELD = text("SELECT pg_try_advisory_xact_lock(hashtext('notices.deliver'), CAST(:notice AS integer))")
_log = logging.getLogger(__name__)


def deliver(session: Session, notice_id: int, channel: str, at: datetime) -> str:
    """Sends one notice by one channel and notes what came of it: sent, logged (nothing is plugged in), nowhere (no
    address), failed. "" when another process is at it. A failure is noted, never raised; the log names the notice, never
    the address or the text."""
    if not session.scalar(_HELD, {"notice": notice_id % 2**31}):
        return ""
    notice = session.get_one(Notice, notice_id)
    before = session.get(NoticeDelivery, (notice_id, channel))
    if before is not None and (before.state != FAILED or before.attempts >= MOST_ATTEMPTS):
        return ""
    found = addresses(session, channel, notice.mailbox, at.astimezone(CHINA).date())
    state, error = NOWHERE, ""
    if found:
        state = SENT if channels.is_plugged(channel) else LOGGED
        try:
            for address in found:
                channels.get(channel).send(address, OUTSIDE.format(sentence=sentence(notice.kind, notice.detail)))
        except Exception as failure:
            # What the other side says may repeat the address: only its kind is kept.
            state, error = FAILED, type(failure).__name__
    record = before or NoticeDelivery(notice_id=notice_id, channel=channel, attempts=0)
    record.state, record.error, record.tried_at, record.attempts = state, error, at, record.attempts + 1
    session.add(record)
    session.flush()
    _log.log(
        logging.WARNING if error else logging.INFO, "notice %s (%s) by %s: %s %s", notice_id, notice.kind, channel, state,
        error,
    )
    return state


def set_mail(session: Session, actor: Actor, mail: str, at: datetime) -> None:
    """Keeps the actor's own e-mail address, encrypted; an empty one takes it away. InvalidInput for one that is none."""
    mail = mail.strip()
    if mail and (len(mail) > _LONGEST_MAIL or not _MAIL.fullmatch(mail)):
        raise InvalidInput("notices.mail", MAIL_WRONG, {"mail": MAIL_WRONG})
    record = address_of(session, actor)
    if record is None:
        if not mail:
            return
        session.execute(insert(NoticeAddress).values(user_id=actor.user_id, row_key=uuid.uuid4()).on_conflict_do_nothing())
        record = address_of(session, actor)
        assert record is not None
    record.mail = mail or None
    session.flush()
    audit.record(session, actor, "account.set_mail", "user", login_of(session, actor), at=at, detail={"given": bool(mail)})


def address_of(session: Session, actor: Actor) -> NoticeAddress | None:
    """The actor's own addresses, None where nothing was ever given."""
    return session.get(NoticeAddress, actor.user_id) if actor.user_id is not None else None
