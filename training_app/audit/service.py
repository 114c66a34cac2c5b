"""Recording of business acts: rows are written just before the commit; an act and its trace stand or fall together."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import event, text
from sqlalchemy.orm import Session, SessionTransaction

from training_app.audit import anchors
from training_app.audit.lines import GENESIS, HASHED_COLUMNS, line
from training_app.audit.messages import CHAIN_BROKEN
from training_app.audit.rules import masked, redact
from training_app.crypto.keyring import Use
from training_app.crypto.mac import equal, hasher, kid_hasher, mac
from training_app.crypto.provider import current
from training_app.kernel.actor import Actor
from training_app.kernel.dates import now
from training_app.kernel.errors import DomainError

OK, DENIED, FAILED = "ok", "denied", "failed"
ROW, HEAD = "row", "head"

_PENDING = "audit_pending"
_SEALED = "audit_sealed"
_log = logging.getLogger(__name__)

_LOCK_HEAD = text("SELECT count, hash, kid, mac FROM audit_head WHERE id = 1 FOR UPDATE")
_START = text(
    "INSERT INTO audit_head (id, count, hash, kid, mac) "
    "SELECT 1, 0, :hash, :kid, :mac WHERE NOT EXISTS (SELECT FROM audit_events) ON CONFLICT (id) DO NOTHING"
)
_ADVANCE = text("UPDATE audit_head SET count = :count, hash = :hash, kid = :kid, mac = :mac WHERE id = 1")
# The detail goes in as text: a column of type json keeps it letter by letter, as it was hashed.
_INSERT = text(
    f"INSERT INTO audit_events ({', '.join(HASHED_COLUMNS)}, prev_hash, hash) VALUES ("
    + ", ".join("CAST(:detail AS json)" if name == "detail" else f":{name}" for name in HASHED_COLUMNS)
    + ", :prev_hash, :hash)"
)


class AuditChainBroken(DomainError):
    """The head of the chain is not ours: nothing may be written until somebody has looked."""

    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__("audit.chain_broken", CHAIN_BROKEN, reason=reason)


class _Pending(NamedTuple):
    values: dict[str, Any]
    within: tuple[SessionTransaction, ...]


class Act(NamedTuple):
    """A recorded act, for whoever follows it: `detail` as it was given, `remark` in the user's own words."""

    actor: Actor
    action: str
    object_number: str
    at: datetime
    remark: str
    detail: dict[str, Any]


Follower = Callable[[Session, Act], None]
_FOLLOWERS: dict[str, Follower] = {}


def follow(action: str, follower: Follower) -> None:
    """Has `follower` called for every act of this name that was done, within its transaction; one follower an act. It is
    how packages below tell of acts in packages above them. Filled once when the application is put together."""
    _FOLLOWERS[action] = follower


class _Settings:
    """How this process keeps its trail; set by `install`."""

    anchors: Callable[[], Path | None] = staticmethod(lambda: None)
    strict = False


def record(
    session: Session,
    actor: Actor,
    action: str,
    object_kind: str,
    object_number: str,
    *,
    at: datetime | None = None,
    remark: str | None = None,
    rule: str | None = None,
    detail: dict[str, Any] | None = None,
    result: str = OK,
) -> None:
    """Notes one business act; it is written when the transaction commits, or never.

    `action` is dotted (`class.submit`), `object_number` the readable number of the record, `rule` the citation it was
    decided by, `remark` the user's own words (personal numbers in them are masked), `detail` what changed: numbers of
    records, states, counts and digests, never a personal number (an error where tests run, masked in service). A batch
    is one act with `rules.members_digest` over its members. `result` is OK, DENIED or FAILED.
    """
    if session.get_transaction() is None:
        session.begin()
    values = {
        "at": at or now(), "actor_user_id": actor.user_id, "actor_role": str(actor.role),
        "actor_name": masked(actor.name), "institution_id": actor.institution_id,
        "district_code": actor.district_code, "address": _kept(actor.address), "action": action,
        "object_kind": object_kind, "object_number": masked(object_number), "result": result, "rule": _kept(rule),
        "remark": _kept(remark),
        "detail": json.dumps(
            redact(detail or {}, strict=_Settings.strict), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ),
    }  # fmt: skip
    session.info.setdefault(_PENDING, []).append(_Pending(values, _transactions(session)))
    follower = _FOLLOWERS.get(action) if result == OK else None
    if follower is not None:
        follower(session, Act(actor, action, object_number, values["at"], remark or "", detail or {}))


def seal_pending(session: Session) -> None:
    """Writes the noted acts to the end of the chain. Called as the last thing before the commit.

    The lock on the head row is held from here to the commit, so rows get numbers without gap or fork. AuditChainBroken
    when the head is not ours; whatever fails here takes the business change with it.
    """
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()
    pending = session.info.pop(_PENDING)
    count, head_hash = _locked_head(session)
    key = current().active(Use.AUDIT)
    base = hasher(Use.AUDIT, ROW)
    rows = []
    for seq, act in enumerate(pending, start=count + 1):
        row = {"seq": seq, "kid": key.kid, **act.values}
        context = base.copy()
        context.update(head_hash + line(row[name] for name in HASHED_COLUMNS))
        row["prev_hash"], head_hash = head_hash, context.finalize()
        row["hash"] = head_hash
        rows.append(row)
    count += len(rows)
    session.execute(_INSERT, rows)
    session.execute(
        _ADVANCE,
        {"count": count, "hash": head_hash, "kid": key.kid, "mac": mac(Use.AUDIT, HEAD, head_line(count, head_hash))},
    )
    session.info[_SEALED] = (count, head_hash)


def install(anchors_path: Callable[[], Path | None], *, strict: bool) -> None:
    """Makes every session of the process seal its acts before the commit and anchor the chain after it.

    `anchors_path` is asked at each commit; `strict` makes a personal number in a detail an error (where tests run).
    """
    _Settings.anchors = staticmethod(anchors_path)
    _Settings.strict = strict
    for name, listener in (
        ("before_commit", seal_pending), ("after_commit", _anchor), ("after_soft_rollback", _forget),
        ("after_transaction_end", _ended),
    ):  # fmt: skip
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def head_line(count: int, head_hash: bytes) -> bytes:
    """What the MAC of the head row is computed over."""
    return f"{count} ".encode() + head_hash


def head_is_genuine(count: int, head_hash: bytes, kid: int, written: bytes) -> bool:
    """Whether the head row was written by this installation."""
    context = kid_hasher(Use.AUDIT, kid, HEAD)
    if context is None:
        return False
    context.update(head_line(count, bytes(head_hash)))
    return equal(context.finalize(), bytes(written))


def _locked_head(session: Session) -> tuple[int, bytes]:
    head = session.execute(_LOCK_HEAD).one_or_none()
    if head is None:
        start = mac(Use.AUDIT, HEAD, head_line(0, GENESIS))
        session.execute(_START, {"hash": GENESIS, "kid": current().active(Use.AUDIT).kid, "mac": start})
        head = session.execute(_LOCK_HEAD).one_or_none()
        if head is None:
            raise AuditChainBroken("head_missing")
    if not head_is_genuine(head.count, head.hash, head.kid, head.mac):
        raise AuditChainBroken("head_changed")
    return head.count, bytes(head.hash)


def _kept(words: str | None) -> str | None:
    return None if words is None else masked(words)


def _transactions(session: Session) -> tuple[SessionTransaction, ...]:
    """The savepoints and the transaction an act was noted in, innermost first."""
    found = []
    transaction = session.get_nested_transaction() or session.get_transaction()
    while transaction is not None:
        found.append(transaction)
        transaction = transaction.parent
    return tuple(found)


def _forget(session: Session, rolled_back: SessionTransaction) -> None:
    """After a rollback: acts of that transaction or savepoint never were."""
    pending = session.info.pop(_PENDING, None) or []
    kept = [act for act in pending if rolled_back not in act.within]
    if kept:
        session.info[_PENDING] = kept


def _ended(session: Session, transaction: SessionTransaction) -> None:
    """At the end of a transaction, however it came: nothing of it may slip into the next."""
    if transaction.parent is None:
        session.info.pop(_PENDING, None)
        session.info.pop(_SEALED, None)


def _anchor(session: Session) -> None:
    sealed = session.info.pop(_SEALED, None)
    path = _Settings.anchors() if sealed else None
    if path is None:
        return
    try:
        anchors.append(path, *sealed, now())
    except OSError:
        # The act is committed and stays; an operator has to see that the anchors stand still.
        _log.exception("audit anchor not written: %s", path)
