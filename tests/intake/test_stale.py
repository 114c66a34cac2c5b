"""Pages of a batch that somebody still has open when its lines are read anew: nothing is done from them."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.rosters import learner
from tests.intake.test_continue import AT, Desk, table
from tests.sheets.containers import xlsx
from training_app.intake import service_columns, service_continue
from training_app.kernel.actor import Role
from training_app.sheets.asking import first_told


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def test_a_page_shown_before_the_lines_were_read_anew_does_nothing_any_more(
    desk: Desk, session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    clerk = login_as(Role.TRAINING_INSTITUTION, institution_id=desk.institution.id)
    batch = desk.stage(xlsx(table(learner(1), learner(2, sex="男" if learner(2)["sex"] == "女" else "女"))))
    address = f"/intake/{batch.number}"
    file = {"file": (io.BytesIO(xlsx(table(learner(3), learner(4)))), "改好.xlsx")}
    assert clerk.post(f"{address}/continue", data=file).status_code == 302
    stale = {"round": "0", "code": "sex.mismatch", "choice": "renamed", "why": "已核对本人身份证", "field": "phone"}
    for act in ("confirm", "accept", "discard", "rows/0", "names/0", "names/0/answer"):
        answer = clerk.post(f"{address}/{act}", data=stale)
        assert answer.status_code == (403 if act == "names/0/answer" else 302), act
    assert "刚刚重新读过" in clerk.get(address).text
    assert (batch.state, desk.headcount()) == ("staged", 0)
    assert clerk.post(f"{address}/confirm", data={"round": "1"}).status_code == 302 and desk.headcount() == 2
    assert clerk.post(f"{address}/undo", data={"round": "0"}).status_code == 302 and desk.headcount() == 2
    assert clerk.post(f"{address}/undo", data={"round": "1"}).status_code == 302 and desk.headcount() == 0


def test_another_answer_about_the_columns_makes_the_pages_before_it_stale(
    desk: Desk, login_as: Callable[..., FlaskClient]
) -> None:
    clerk = login_as(Role.TRAINING_INSTITUTION, institution_id=desk.institution.id)
    batch = desk.stage(xlsx(table(learner(1), learner(2, phone="1"))))
    address = f"/intake/{batch.number}"
    assert 'name="round" value="0"' in clerk.get(address).text
    asked = service_columns.ask(desk.session, desk.actor, batch.number, lock=True)
    answer = [first_told(guess, keeps_others=True) for guess in asked.guesses]
    service_columns.answer(desk.session, desk.actor, asked, answer, AT)
    assert clerk.post(f"{address}/confirm", data={"round": "0"}).status_code == 302 and desk.headcount() == 0
    assert 'name="round" value="0.1"' in clerk.get(address).text
    service_continue.continue_with(desk.session, desk.actor, batch.number, xlsx(table(learner(1), learner(2))), "二.xlsx", AT)
    assert 'name="round" value="1.1"' in clerk.get(address).text
    assert clerk.post(f"{address}/confirm", data={"round": "1.1"}).status_code == 302 and desk.headcount() == 2
