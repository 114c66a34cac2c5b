"""The inbox as a page: counted in the bar, opened and marked read, nothing of anybody else, few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.builders.institutions import make_institution
from training_app.db import db
from training_app.kernel.actor import Role
from training_app.notices import service
from training_app.notices.models import Notice
from training_app.notices.rules import Recipient

AT = datetime.now(UTC)
BUREAU = Recipient(role=Role.BUREAU)


def tell(session: Session, count: int = 1, to: Recipient = BUREAU) -> None:
    for each in range(count):
        detail = {"unit": "甲校", "name": f"第 {each} 班"}
        number = f"WH2026-{each:04d}"
        service.send(session, "class.submitted", to, subject_kind="class", number=number, at=AT, detail=detail)
    session.commit()


@contextmanager
def queries() -> Iterator[list[str]]:
    seen: list[str] = []
    engine = db.engine

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_an_empty_inbox_says_so(login_as: Callable[..., FlaskClient]) -> None:
    page = login_as(Role.BUREAU).get("/notices").get_data(as_text=True)
    assert "没有未读消息" in page and "还没有消息" in page and "全部标为已读" not in page


def test_opening_a_notice_marks_it_read_and_leads_to_its_record(
    session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    tell(session, 2)
    browser = login_as(Role.BUREAU)
    page = browser.get("/notices").get_data(as_text=True)
    assert "有 2 条未读消息" in page and "甲校 提交了班次“第 1 班”的备案，请审核。" in page
    first = session.scalars(select(Notice).order_by(Notice.id)).first()
    assert first is not None
    answer = browser.post("/notices/open", data={"notice": first.id})
    assert answer.headers["Location"] == "/classes/WH2026-0000"
    page = browser.get("/notices").get_data(as_text=True)
    assert "有 1 条未读消息" in page and '<a href="/classes/WH2026-0000">' in page
    assert "第 0 班" not in browser.get("/notices?show=unread").get_data(as_text=True)
    assert browser.post("/notices/read", follow_redirects=True).get_data(as_text=True).count("1 条消息已标为已读") == 1
    assert "未读的消息都看完了" in browser.get("/notices?show=unread").get_data(as_text=True)


def test_a_notice_of_others_is_not_there(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    tell(session, 1, Recipient(institution_id=make_institution(session).id))
    notice = session.scalars(select(Notice)).one()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert "甲校" not in browser.get("/notices").get_data(as_text=True)
    for sent in (notice.id, "x", "", -1, 10**30):
        assert browser.post("/notices/open", data={"notice": sent}).status_code == 404


@pytest.mark.parametrize("page", ["0", "2", "99", "-1", "x", "²"])
def test_pages(session: Session, login_as: Callable[..., FlaskClient], page: str) -> None:
    tell(session, 51)
    answer = login_as(Role.BUREAU).get(f"/notices?page={page}").get_data(as_text=True)
    assert answer.count('class="is-new"') == (1 if page in ("2", "99") else 50)


def test_a_long_inbox_costs_no_more_queries(app: Flask, session: Session, login_as: Callable[..., FlaskClient]) -> None:
    browser = login_as(Role.BUREAU)
    tell(session)
    browser.get("/notices")
    counts = []
    for more in (0, 120):
        tell(session, more)
        with queries() as seen:
            page = browser.get("/notices").get_data(as_text=True)
        counts.append(len(seen))
    assert counts[0] == counts[1], counts
    assert ">99+<" in page
