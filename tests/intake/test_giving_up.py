"""Lines that stay open in an imported batch given up for good, and taken up again; the files a batch was read from."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import actor_of, make_institution
from tests.builders.rosters import HEADINGS, learner
from tests.intake.test_continue import AT, Desk, saved, table, write, wrong
from tests.sheets.containers import xlsx
from training_app.audit import service as audit
from training_app.audit.models import AuditEvent
from training_app.intake import service, service_continue, service_giving_up
from training_app.intake.models import Batch
from training_app.kernel.actor import Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound

REASON = "查不到证件，本人已离职"


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def imported(desk: Desk) -> Batch:
    """Line 4 is in the register, lines 5 and 6 are held for a wrong number."""
    bad = [learner(n, identity_number=wrong(learner(n)["identity_number"])) for n in (2, 3)]
    batch = desk.stage(xlsx(table(learner(1), *bad)))
    assert desk.confirm(batch, good_rows=True).imported and batch.result["held"] == 2
    return batch


def give_up(desk: Desk, batch: Batch, position: int | None = None, reason: str = REASON) -> int:
    return service_giving_up.give_up(desk.session, desk.actor, batch.number, position, reason, AT)


def test_one_line_and_then_the_rest_is_given_up_and_taken_up_again(desk: Desk, session: Session) -> None:
    batch = imported(desk)
    assert give_up(desk, batch, 1) == 1
    assert (batch.result["held"], batch.result["given_up"]) == (1, 1)
    assert give_up(desk, batch) == 1 and (batch.result["held"], batch.result["given_up"]) == (0, 2)
    assert [row.reason for row in desk.rows(batch)] == ["", REASON, REASON]
    assert desk.confirm(batch, good_rows=True).imported and desk.headcount() == 1
    for _ in range(2):
        with pytest.raises(Conflict):
            give_up(desk, batch)
    with pytest.raises(Conflict):
        service.correct(session, desk.actor, batch.number, 1, "identity_number", learner(2)["identity_number"], AT)
    assert service_giving_up.take_up(session, desk.actor, batch.number, 1, AT) == 1
    assert (batch.result["held"], batch.result["given_up"]) == (1, 1)
    service.correct(session, desk.actor, batch.number, 1, "identity_number", learner(2)["identity_number"], AT)
    assert desk.confirm(batch).imported and desk.headcount() == 2
    assert batch.result == {"created": 2, "existing": 0, "updated": 0, "held": 0, "given_up": 1}
    audit.seal_pending(session)
    trail = session.scalars(select(AuditEvent).where(AuditEvent.action.contains("_lines")).order_by(AuditEvent.seq)).all()
    assert [event.action for event in trail] == ["intake.give_up_lines", "intake.give_up_lines", "intake.take_up_lines"]
    assert not any("离职" in str(event.detail) for event in trail)


def test_the_other_line_of_a_number_told_twice_is_checked_at_once(desk: Desk) -> None:
    twice = learner(2)
    batch = desk.stage(xlsx(table(learner(1), twice | {"name": ""}, twice)))
    assert desk.confirm(batch, good_rows=True).imported and batch.result["held"] == 2
    assert [problem.code for problem in desk.rows(batch)[2].problems] == ["row.duplicate"]
    assert give_up(desk, batch, 1) == 1 and not desk.rows(batch)[2].problems
    assert desk.confirm(batch).imported and desk.headcount() == 2


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_a_reason_is_needed(desk: Desk, reason: str) -> None:
    batch = imported(desk)
    with pytest.raises(InvalidInput) as refused:
        give_up(desk, batch, reason=reason)
    assert "reason" in refused.value.fields and batch.result["held"] == 2


def test_only_held_lines_of_an_own_imported_batch(desk: Desk, session: Session) -> None:
    batch = imported(desk)
    with pytest.raises(Conflict):
        give_up(desk, batch, 0)  # it is in the register
    with pytest.raises(Conflict):
        service_giving_up.take_up(session, desk.actor, batch.number, None, AT)
    with pytest.raises(NotFound):
        service_giving_up.give_up(session, actor_of(make_institution(session)), batch.number, None, REASON, AT)
    staged = desk.stage(xlsx(table(learner(5, name=""))))
    with pytest.raises(Conflict):
        give_up(desk, staged)


def test_a_corrected_file_takes_up_what_it_corrects_and_leaves_the_rest_given_up(desk: Desk, session: Session) -> None:
    batch = imported(desk)
    book = desk.returned(batch)
    give_up(desk, batch, 2)
    write(book, 5, HEADINGS["identity_number"], learner(2)["identity_number"])
    service_continue.continue_with(session, desk.actor, batch.number, saved(book), "二.xlsx", AT)
    assert desk.confirm(batch).imported
    assert (batch.result["created"], batch.result["held"], batch.result["given_up"]) == (2, 0, 1)
    service_giving_up.take_up(session, desk.actor, batch.number, None, AT)
    give_up(desk, batch, 2)
    assert service.undo(session, desk.actor, batch.number, AT)["enrolments"] == 2
    with pytest.raises(Conflict):
        service_giving_up.take_up(session, desk.actor, batch.number, None, AT)


def test_a_given_up_line_that_the_file_corrects_is_open_again(desk: Desk, session: Session) -> None:
    batch = imported(desk)
    give_up(desk, batch, 2)
    book = desk.returned(batch)
    write(book, 6, HEADINGS["identity_number"], learner(3)["identity_number"])
    service_continue.continue_with(session, desk.actor, batch.number, saved(book), "二.xlsx", AT)
    assert (batch.result["held"], batch.result.get("given_up", 0)) == (2, 0)
    assert batch.reading["continued"]["reopened"] == [] and not any(row.reason for row in desk.rows(batch))


def test_the_pages(desk: Desk, session: Session, login_as: Callable[..., FlaskClient]) -> None:
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=desk.institution.id)
    batch = imported(desk)
    address = f"/intake/{batch.number}"
    assert "改正留下的行" in client.get("/").text and "有错误的 2 行全部" in client.get(address).text
    refused = client.post(f"{address}/give-up", data={"line": "1"})
    assert refused.status_code == 422 and "请写明为什么不再改正" in refused.text and 'value="1" selected' in refused.text
    assert client.post(f"{address}/give-up", data={"line": "1", "reason": REASON, "round": "3"}).status_code == 302
    assert "刚刚重新读过" in client.get(address).text and batch.result["held"] == 2
    client.post(f"{address}/give-up", data={"reason": REASON})
    page = client.get(address).text
    assert "2 行不再改正" in page and f"不再改正的原因：{REASON}" in page and "改正留下的行" not in client.get("/").text
    client.post(f"{address}/take-up", data={"line": "2"})
    assert "还有 1 行留在本批，1 行不再改正" in client.get(address).text
    assert client.post(f"{address}/take-up", data={"line": "x"}).status_code == 409


def test_every_file_of_a_batch_can_be_had_again(desk: Desk, session: Session, login_as: Callable[..., FlaskClient]) -> None:
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=desk.institution.id)
    bad = learner(2, identity_number=wrong(learner(2)["identity_number"]))
    first = xlsx(table(learner(1), bad))
    batch = desk.stage(first, "第一次.xlsx")
    address = f"/intake/{batch.number}"
    assert "本批用过的文件" not in client.get(address).text
    assert client.post(f"{address}/files/0").status_code == 404
    second = xlsx(table(learner(1), learner(2)))
    for data, name in ((second, "第二次.xlsx"), (first, "第三次.xlsx")):
        sent = client.post(
            f"{address}/continue", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
        )
        assert sent.status_code == 302
    page = client.get(address).text
    assert all(name in page for name in ("第一次.xlsx", "第二次.xlsx", "第三次.xlsx"))
    assert client.post(f"{address}/files/0").data == first and client.post(f"{address}/files/1").data == second
    assert client.post(f"{address}/file").data == first
    assert client.post(f"{address}/files/2").status_code == 404
    audit.seal_pending(session)
    taken = session.scalars(select(AuditEvent).where(AuditEvent.action == "intake.download").order_by(AuditEvent.seq)).all()
    assert [event.detail.get("round") for event in taken] == [1, 2, None]
    stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert stranger.post(f"{address}/files/0").status_code == 404
