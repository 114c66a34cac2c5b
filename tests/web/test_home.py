"""The home page of each role: what waits, with deadlines; never somebody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.rosters import csv, learner
from tests.intake.test_views import upload
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.kernel.dates import Quarter, today
from training_app.reports.models import QuarterlyReturn
from training_app.web import home_tasks
from training_app.web.home_tasks import ClassRow, Task

DAY = date(2026, 7, 20)
AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
INSTITUTION, BUREAU = Role.TRAINING_INSTITUTION, Role.BUREAU


def row(state: str, *, starts: date = date(2026, 7, 25), ends: date = date(2026, 7, 30), headcount: int = 0) -> ClassRow:
    completed = ends if state == "completed" else None
    return ClassRow("WH2026-0001", "班", state, "甲校", "毕晓彤", starts, ends, completed, AT, AT, AT, headcount)


PAST = {"starts": date(2026, 6, 1), "ends": date(2026, 6, 10)}


@pytest.mark.parametrize(
    ("given", "role", "expected"),
    [
        (row("draft"), INSTITUTION, ("class_draft", True, date(2026, 7, 25))),
        (row("draft", **PAST), BUREAU, None),
        (row("submitted"), BUREAU, ("class_review", True, date(2026, 7, 25))),
        (row("submitted"), INSTITUTION, ("class_review", False, date(2026, 7, 25))),
        (row("returned"), INSTITUTION, ("class_correct", True, date(2026, 7, 25))),
        (row("returned"), BUREAU, None),
        (row("returned"), Role.DISTRICT, ("class_correct", False, date(2026, 7, 25))),
        (row("approved"), INSTITUTION, ("class_roster", True, date(2026, 7, 25))),
        (row("approved", headcount=9), INSTITUTION, None),
        (row("running", headcount=9), INSTITUTION, None),
        (row("running", **PAST, headcount=9), INSTITUTION, ("class_complete", True, date(2026, 6, 10))),
        (row("running", **PAST, headcount=9), BUREAU, ("class_complete", False, date(2026, 6, 10))),
        (row("completed", **PAST, headcount=9), INSTITUTION, ("class_report", True, date(2026, 7, 10))),
        (row("completed", **PAST, headcount=9), Role.DISTRICT, ("class_report", False, date(2026, 7, 10))),
        (row("completed", ends=DAY, headcount=9), BUREAU, None),
    ],
)
def test_class_tasks(given: ClassRow, role: Role, expected: tuple | None) -> None:
    found = home_tasks.class_tasks([given], role, DAY, 30)
    assert [(task.kind, task.mine, task.due) for task in found] == ([expected] if expected else [])


def test_without_a_parameter_in_force_a_report_has_no_deadline() -> None:
    found = home_tasks.class_tasks([row("completed", **PAST)], INSTITUTION, DAY, None)
    assert [(task.kind, task.due) for task in found] == [("class_report", None)]


@pytest.mark.parametrize(
    ("state", "day", "kind"),
    [
        (None, date(2026, 8, 30), None), (None, date(2026, 8, 31), "return_file"), ("draft", date(2026, 9, 30), "return_file"),
        ("returned", date(2026, 10, 2), "return_correct"), ("submitted", date(2026, 9, 30), None),
        ("accepted", date(2026, 9, 30), None),
    ],
)
def test_own_return_appears_a_month_before_it_is_due(state: str | None, day: date, kind: str | None) -> None:
    found = home_tasks.return_task(Quarter(2026, 3), state, "", day, date(2026, 9, 30), timedelta(days=30))
    assert (found.kind if found else None) == kind


def test_tasks_stand_by_deadline_then_by_waiting() -> None:
    def task(number: str, due: date | None, since: date) -> Task:
        return Task("class_review", True, "", number, "", since, due, "classes.show")

    none, later, soon = task("4", None, DAY), task("1", date(2026, 8, 2), DAY), task("2", DAY, DAY)
    old = task("3", DAY, date(2026, 7, 1))
    assert [each.number for each in home_tasks.in_order([none, later, soon, old])] == ["3", "2", "1", "4"]


class TestPages:
    def test_bureau_sees_filings_and_returns_that_wait(self, login_as, session: Session) -> None:
        school = make_institution(session, "环翠测试学校")
        make_class(session, "submitted", institution=school, starts_on=today() + timedelta(days=2), number="WH2026-7001")
        make_class(session, "draft", institution=school, number="WH2026-7002")
        session.add(
            QuarterlyReturn(
                number="KB2026Q2-7001", institution_id=school.id, year=2026, quarter=2, version=1, state="submitted",
                period_from=date(2026, 4, 1), period_to=date(2026, 6, 30), content_hash=b"x", submitted_at=AT,
            )
        )
        session.commit()
        page = login_as(BUREAU).get("/").get_data(as_text=True)
        assert "今天有 2 件等您办理" in page and "剩 2 天" in page
        assert "WH2026-7001" in page and "WH2026-7002" not in page
        assert 'href="/reports/returns/KB2026Q2-7001"' in page and "2026 年第二季度开展情况表" in page

    def test_a_return_handed_in_has_no_days_left(self, login_as, session: Session) -> None:
        own, quarter = make_institution(session), Quarter.of(today())
        make_enrolment(session, make_class(session, "reported", institution=own), state="completed")
        session.commit()
        school = login_as(INSTITUTION, institution_id=own.id)
        assert "天截止" in school.get("/").get_data(as_text=True)
        session.add(
            QuarterlyReturn(
                number="KB2026Q4-7009", institution_id=own.id, year=quarter.year, quarter=quarter.number, version=1,
                state="submitted", period_from=quarter.first_day, period_to=quarter.last_day, content_hash=b"x",
                submitted_at=AT,
            )
        )
        session.commit()
        page = school.get("/").get_data(as_text=True)
        assert "开展情况表已提交" in page and "天截止" not in page

    def test_institution_sees_its_own_only(self, login_as, session: Session) -> None:
        own, foreign = make_institution(session), make_institution(session)
        make_class(session, "returned", institution=own, number="WH2026-7003")
        make_class(session, "returned", institution=foreign, number="WH2026-7004")
        session.commit()
        page = login_as(INSTITUTION, institution_id=own.id).get("/").get_data(as_text=True)
        assert "WH2026-7003" in page and "补正班次" in page and "WH2026-7004" not in page

    def test_assessment_body_sees_who_waits_for_a_result(self, login_as, session: Session) -> None:
        body, other = make_assessment_body(session), make_assessment_body(session)
        for number, assessor in (("WH2026-7005", body), ("WH2026-7006", other)):
            record = make_class(session, "completed", assessment_body=assessor, number=number)
            make_enrolment(session, record, state="completed")
            make_enrolment(session, record, state="failed")
        session.commit()
        page = login_as(Role.ASSESSMENT_BODY, institution_id=body.id).get("/").get_data(as_text=True)
        assert "WH2026-7005" in page and "1 人待录" in page and "WH2026-7006" not in page

    def test_district_sees_its_own_classes(self, login_as, session: Session) -> None:
        make_class(session, "submitted", number="WH2026-7007", district_code="371002")
        make_class(session, "submitted", number="WH2026-7008", district_code="371082")
        session.commit()
        page = login_as(Role.DISTRICT, district_code="371082").get("/").get_data(as_text=True)
        assert "WH2026-7008" in page and "WH2026-7007" not in page and "没有等您办理的事" in page

    def test_a_list_waits_for_who_brought_it_in_and_for_nobody_else(self, login_as, session: Session) -> None:
        record = make_class(session, "approved", starts_on=today() + timedelta(days=9), district_code="371002")
        clerk = login_as(INSTITUTION, institution_id=record.institution_id)
        number = upload(clerk, record, csv([learner(1)]), "名单.csv").rpartition("/")[2]
        assert number in clerk.get("/").get_data(as_text=True)
        for watching in (login_as(BUREAU), login_as(Role.DISTRICT, district_code="371002")):
            assert watching.get(f"/intake/{number}").status_code == 200
            assert number not in watching.get("/").get_data(as_text=True)

    def test_no_filing_is_hidden_behind_classes_that_run(self, login_as, session: Session, monkeypatch) -> None:
        monkeypatch.setattr("training_app.web.queries_home.LIMIT", 3)
        own = make_institution(session)
        for _ in range(4):
            make_class(session, "running", institution=own, starts_on=today() - timedelta(days=2), days=5)
            make_class(session, "running", institution=own, starts_on=today() - timedelta(days=40))
        waiting = make_class(session, "submitted", institution=own, starts_on=today() + timedelta(days=20))
        page = login_as(BUREAU).get("/").get_data(as_text=True)
        assert waiting.number in page and "今天有 1 件等您办理" in page

    def test_district_sees_what_was_returned_and_not_corrected(self, login_as, session: Session) -> None:
        make_class(session, "returned", number="WH2026-7009", district_code="371082")
        session.commit()
        page = login_as(Role.DISTRICT, district_code="371082").get("/").get_data(as_text=True)
        assert "在等别处" in page and "WH2026-7009" in page and "补正班次" in page

    def test_an_empty_city_says_what_to_do(self, login_as, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        own = make_institution(session, valid_from=date(2026, 7, 5))
        session.commit()
        browser = login_as(INSTITUTION, institution_id=own.id)
        monkeypatch.setattr(dates, "today", lambda: date(2026, 8, 1))
        assert "请先备案班次" in browser.get("/").get_data(as_text=True)
        monkeypatch.setattr(dates, "today", lambda: date(2026, 10, 5))
        page = browser.get("/").get_data(as_text=True)
        assert "2026 年第三季度开展情况表" in page and "逾期 5 天" in page
        employer = login_as(Role.EMPLOYER, institution_id=own.id)
        assert employer.get("/").status_code == 200

    def test_queries_do_not_grow_with_the_city(self, login_as, session: Session) -> None:
        browser = login_as(BUREAU)

        def queries() -> int:
            count = 0

            def counted(*_: object) -> None:
                nonlocal count
                count += 1

            event.listen(db.engine, "before_cursor_execute", counted)
            assert browser.get("/").status_code == 200
            event.remove(db.engine, "before_cursor_execute", counted)
            return count

        before = queries()
        for number in range(12):
            record = make_class(session, "submitted", number=f"WH2026-71{number:02d}")
            make_enrolment(session, record)
        session.commit()
        assert queries() <= before + 1
