"""Taking a roster back: what goes, what stays, what stands in the way, told by line before and kept after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, make_institution
from tests.builders.people import make_person
from tests.builders.rosters import learner
from tests.classes.test_roster import Desk, number_of, picture
from training_app.classes.models import Enrolment
from training_app.intake import service, service_undo
from training_app.intake.models import Batch
from training_app.intake.service_undo import UndoPage
from training_app.kernel.actor import Role
from training_app.kernel.errors import NotFound, RuleViolation
from training_app.people.models import Person

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def imported(desk: Desk) -> Batch:
    """Two new persons in lines 2 and 3, one known with a new employer in line 4."""
    known = make_person(desk.session, "毕晓彤", employer="旧单位", phone=None)
    line = learner(3, name="毕晓彤", identity_number=number_of(desk.session, known), sex="")
    batch = desk.import_(learner(1), learner(2), line).batch
    assert batch is not None
    desk.session.expire_all()
    return batch


def page(desk: Desk, batch: Batch) -> UndoPage:
    return service_undo.page_of(desk.session, desk.actor, batch.number)


def lines(page: UndoPage, fate: str) -> dict[str, list[int]]:
    return {told.words: [line for line, _ in told.lines] for told in getattr(page, fate)}


def enrolment_of(desk: Desk, batch: Batch, name: str) -> Enrolment:
    return desk.session.scalars(select(Enrolment).where(Enrolment.batch_id == batch.id, Enrolment.name_at == name)).one()


def test_everything_goes_while_nothing_stands_on_it(desk: Desk) -> None:
    batch = imported(desk)
    before = picture(desk.session)
    found = page(desk, batch)
    assert picture(desk.session) == before
    assert lines(found, "back") == {
        "从本班名单撤下": [2, 3, 4], "删除只由本批登记的人员": [2, 3], "恢复导入前的内容": [4],
        "删除本批带来的单位或学历": [4],
    }  # fmt: skip
    assert (found.kept, found.cannot, found.counts) == ([], [], {"back": 3, "kept": 0, "cannot": 0})


def test_what_was_changed_or_used_since_stays_and_is_told_before_and_after(desk: Desk, session: Session) -> None:
    batch = imported(desk)
    used = session.get_one(Person, enrolment_of(desk, batch, learner(1)["name"]).person_id)
    make_enrolment(session, make_class(session, "running", level="senior"), used)
    known = session.scalars(select(Person).where(Person.name == "毕晓彤")).one()
    known.phone = "13900000000"
    session.flush()
    found = page(desk, batch)
    assert lines(found, "kept") == {"人员登记保留：已有其他业务使用": [2], "导入后又改过的内容，保留现在的": [4]}
    assert lines(found, "back")["删除只由本批登记的人员"] == [3]
    counts = service.undo(session, desk.actor, batch.number, AT)
    session.expire_all()
    assert (counts["enrolments"], counts["persons_removed"], counts["persons_kept"], counts["values_left"]) == (3, 1, 1, 1)
    assert "毕" not in str(batch.result)
    done = service_undo.done_page(found.kind, batch, service.parts.load(session, batch))
    assert done is not None and (done.back, done.kept) == (found.back, found.kept)


def test_what_hangs_on_a_line_keeps_the_batch_and_is_named_by_line(desk: Desk, session: Session) -> None:
    batch = imported(desk)
    make_attendance(session, desk.record, [enrolment_of(desk, batch, learner(2)["name"])])
    enrolment_of(desk, batch, "毕晓彤").state = "withdrawn"
    session.flush()
    found = page(desk, batch)
    assert lines(found, "cannot") == {"已有考勤": [3], "已办退班、结业等后续手续": [4]}
    with pytest.raises(RuleViolation):
        service.undo(session, desk.actor, batch.number, AT)


def test_a_batch_of_others_has_no_such_page(desk: Desk, session: Session) -> None:
    batch = imported(desk)
    with pytest.raises(NotFound):
        service_undo.page_of(session, actor_of(make_institution(session)), batch.number)


def test_the_pages(desk: Desk, session: Session, login_as: Callable[..., FlaskClient]) -> None:
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=desk.institution.id)
    batch = imported(desk)
    address = f"/intake/{batch.number}"
    assert f'href="{address}/undo"' in client.get(address).text
    shown = client.get(f"{address}/undo").text
    assert "撤销会涉及 3 行" in shown and "确定撤销" in shown and "#row-2" in shown
    make_attendance(session, desk.record, [enrolment_of(desk, batch, "毕晓彤")])
    shown = client.get(f"{address}/undo").text
    assert "现在不能撤销：1 行" in shown and "确定撤销" not in shown
    assert client.post(f"{address}/undo").headers["Location"] == f"{address}/undo"
    other = desk.import_(learner(8)).batch
    assert other is not None
    client.post(f"/intake/{other.number}/undo")
    assert "从本班名单撤下" in client.get(f"/intake/{other.number}").text
    assert client.get(f"/intake/{other.number}/undo").status_code == 302


def test_the_same_content_again_says_when_and_by_whom(desk: Desk, session: Session, login_as: Callable[..., FlaskClient]) -> None:
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=desk.institution.id)
    first = desk.import_(learner(1)).batch
    again = desk.stage(learner(1))
    assert first is not None
    clerk = make_user(session, "jingban", Role.TRAINING_INSTITUTION, display_name="经办甲", institution_id=desk.institution.id)
    first.confirmed_by = clerk.id
    session.flush()
    shown = client.get(f"/intake/{again.number}").text
    assert f"同一份文件已于 2026-03-01 10:00 由 经办甲 导入（{first.number}）" in shown
