"""One transaction around one request or command. Services flush; only here is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from training_app.db.base import db


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Commits what the block did, or rolls all of it back when it raises. The audit trail is sealed by a listener of
    the session just before the commit, so that an act and its trace stand or fall together."""
    session = db.session()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A transaction apart from the running one, for facts that must stay even if the request fails: a failed login, the
    last use of a session."""
    with Session(db.engine) as session, session.begin():
        yield session
