"""The make-up list: who is short, what they missed, and that making up takes them off it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, make_institution
from tests.builders.people import make_person
from training_app.classes import queries, queries_scanning, service_make_up
from training_app.classes.columns_sessions import Held as SessionName
from training_app.classes.columns_sessions import Timetable
from training_app.classes.messages_attendance import session_title
from training_app.classes.models import Attendance, ClassSession, Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput, NotFound, RuleViolation
from training_app.notices.models import Notice

AT = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 30)


class Held:
    """A running class whose sessions lie behind: one was always there, one missed the last session, one left."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.school: Institution = make_institution(session)
        self.record: TrainingClass = make_class(session, "running", institution=self.school)
        self.all = make_enrolment(session, self.record, make_person(session, "毕文立"))
        self.short = make_enrolment(session, self.record, make_person(session, "丛海明"))
        self.gone = make_enrolment(session, self.record, make_person(session, "鞠思雨"), "withdrawn")
        make_attendance(session, self.record, [self.all, self.short])
        self.last = session.scalars(
            select(ClassSession).where(ClassSession.class_id == self.record.id).order_by(ClassSession.number.desc())
        ).first()
        missed = session.get_one(Attendance, (self.last.id, self.short.id))
        missed.status, missed.hours = "absent", 0
        session.commit()

    def rows(self, actor: object = None) -> list:
        return service_make_up.listed(self.session, actor or actor_of(self.school), self.record.number, TODAY)

    def number_of(self, enrolment: Enrolment) -> str:
        return next(each.row.person_number for each in self.rows() if each.row.enrolment_id == enrolment.id)


@pytest.fixture
def held(session: Session) -> Held:
    return Held(session)


def test_the_list_names_who_is_short_and_what_was_missed(held: Held) -> None:
    (found,) = held.rows()
    assert (found.row.name, found.missing) == ("丛海明", held.last.hours)
    assert [(each.number, each.status, each.lost) for each in found.missed] == [(held.last.number, "absent", held.last.hours)]


def test_who_can_still_get_the_hours_comes_after_who_cannot(held: Held, login_as: Callable) -> None:
    make_enrolment(held.session, held.record, make_person(held.session, "安立新"))
    held.session.commit()
    assert [(each.row.name, each.must, each.open) for each in held.rows()] == [
        ("丛海明", True, 0), ("安立新", False, held.rows()[1].missing),
    ]  # fmt: skip
    page = login_as(Role.TRAINING_INSTITUTION, institution_id=held.school.id).get(f"/classes/{held.record.number}/make-up")
    assert "1 人学时不够，要补课；另有 1 人等后面的课" in page.get_data(as_text=True)


def test_nobody_is_on_it_once_the_hours_are_there_or_the_class_is_over(held: Held) -> None:
    held.session.get_one(Attendance, (held.last.id, held.short.id)).hours = held.last.hours
    held.session.flush()
    assert held.rows() == []
    held.session.get_one(Attendance, (held.last.id, held.short.id)).hours = 0
    held.record.state, held.record.completed_on = "completed", TODAY
    held.session.flush()
    assert held.rows() == []
    with pytest.raises(RuleViolation, match="没有缺学时"):
        service_make_up.workbook(held.session, actor_of(held.school), held.record.number, TODAY, AT)


def test_the_workbook_holds_the_list_and_no_identity_number(held: Held) -> None:
    content = service_make_up.workbook(held.session, actor_of(held.school), held.record.number, TODAY, AT)
    head, line = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert head[1:5] == ("姓名", "工作单位", "已修学时", "还差学时") and line[1] == "丛海明"
    assert f"第 {held.last.number} 次" in line[6] and "3710" not in str(line)


def test_only_who_is_short_can_be_told(held: Held) -> None:
    person = held.number_of(held.short)
    make_user(held.session, "learner", Role.ENGINEER, person_id=held.short.person_id)
    held.session.commit()
    actor = actor_of(held.school)
    for wrong in ([], [person, "P99999999"]):
        with pytest.raises(InvalidInput):
            service_make_up.tell(held.session, actor, held.record.number, wrong, TODAY, AT)
    assert service_make_up.tell(held.session, actor, held.record.number, [person], TODAY, AT) == 1
    told = held.session.scalars(select(Notice).where(Notice.kind == "class.short")).all()
    assert [each.mailbox for each in told] == [f"person:{held.short.person_id}"]


def test_a_class_of_somebody_else_is_not_there(held: Held) -> None:
    with pytest.raises(NotFound):
        held.rows(actor_of(make_institution(held.session)))


def test_the_page(held: Held, login_as: Callable) -> None:
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=held.school.id)
    address = f"/classes/{held.record.number}/make-up"
    assert "1 人学时不够" in browser.get(address).get_data(as_text=True)
    assert browser.post(f"{address}/tell").status_code == 422
    answer = browser.post(f"{address}/tell", data={"person": held.number_of(held.short)}, follow_redirects=True)
    assert "已通知 0 人。另有 1 人没有账户" in answer.get_data(as_text=True)
    assert browser.get(f"{address}.xlsx").data[:2] == b"PK"
    bureau = login_as(Role.BUREAU)
    assert "通知勾选的人" not in bureau.get(address).get_data(as_text=True)
    assert bureau.post(f"{address}/tell").status_code == 403


def test_a_make_up_session_is_named_so_on_page_sheet_and_template(held: Held, login_as: Callable) -> None:
    extra = ClassSession(
        class_id=held.record.id, number=held.last.number + 1, held_on=date(2026, 6, 25), mode="onsite", kind="theory", hours=400,
        is_make_up=True,
    )  # fmt: skip
    held.session.add(extra)
    held.session.commit()
    browser = login_as(Role.TRAINING_INSTITUTION, institution_id=held.school.id)
    address = f"/classes/{held.record.number}/sessions"
    page = browser.get(f"{address}/{extra.number}").get_data(as_text=True)
    assert f"第 {extra.number} 次课（补课）考勤" in page and "每人最多记到还差的学时" in page
    assert "补课" not in browser.get(f"{address}/{held.last.number}").get_data(as_text=True)
    facts = queries.facts(held.session, actor_of(held.school), held.record.number)
    heads = [queries_scanning.sheet(held.session, facts, each, "").heads[1] for each in (extra, held.last)]
    assert heads[0].startswith(f"第 {extra.number} 次课（补课）") and "补课" not in heads[1]
    template = browser.get(f"/intake/attendance/template?class={held.record.number}")
    titles = [cell.value for row in openpyxl.load_workbook(io.BytesIO(template.data)).active.rows for cell in row]
    assert f"第 {extra.number} 次课 2026-06-25（补课）" in titles


def test_the_heading_of_a_make_up_session_is_read_back() -> None:
    held = [SessionName(1, date(2026, 6, 23), None, None), SessionName(2, date(2026, 6, 25), None, None, True)]
    for each in held:
        title = session_title(each.number, each.held_on, is_make_up=each.is_make_up)
        assert Timetable(held).find(title).number == each.number
