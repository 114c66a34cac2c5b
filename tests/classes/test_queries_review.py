"""What else waits for the reviewer."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from training_app.classes.queries_review import queue
from training_app.kernel.actor import Actor, Role


def test_the_next_filing_leads_on_until_none_is_left(login_as, session: Session) -> None:
    here, other = make_class(session, "submitted"), make_class(session, "submitted")
    make_class(session, "running")
    session.commit()
    bureau = Actor(Role.BUREAU)
    waiting = queue(session, bureau, here.number)
    assert waiting is not None and (waiting.number, waiting.count) == (other.number, 1)
    page = login_as(Role.BUREAU).get(f"/classes/{here.number}").get_data(as_text=True)
    assert f"下一件 {other.number}" in page
    other.state = "approved"
    session.flush()
    assert queue(session, bureau, here.number) is None
    assert queue(session, Actor(Role.DISTRICT, district_code="370000"), "") is None
