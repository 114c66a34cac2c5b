"""Record pages gather: the class with attendance, results and files, the institution with classes, returns and people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.builders.certificates import make_assessment
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import make_assessment_body, make_institution
from training_app import create_app
from training_app.audit.models import AuditEvent
from training_app.kernel.actor import Role
from training_app.kernel.dates import today
from training_app.people.models import Person
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_figures import figures
from training_app.reports.queries_members import Period, Reading, member_rows
from training_app.reports.queries_months import by_month
from training_app.web import queries_class
from training_app.web.queries_class import AttendanceSum

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


def text_of(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


class TestClass:
    @pytest.mark.parametrize(
        ("state", "line", "step"),
        [
            ("submitted", "待市局审核", "市局审核备案"), ("returned", "退回待补正", "补正后重新提交"),
            ("approved", "还没有学员名单", "导入学员名单，按课表开班"), ("completed", "0 人合格，报送", "报省厅"),
            ("reported", "0 人已考核", "这个班次已办完"),
        ],
    )
    def test_first_line_and_next_action_say_where_it_stands(
        self, login_as, session: Session, state: str, line: str, step: str
    ) -> None:
        record = make_class(session, state, number="WH2026-7201")
        session.commit()
        page = text_of(login_as(Role.BUREAU).get(f"/classes/{record.number}"))
        assert line in page and step in page

    def test_a_returned_class_is_corrected_before_it_is_handed_in(self) -> None:
        returned, edited, filed = (AuditEvent(action=f"class.{verb}") for verb in ("return", "edit", "file"))
        assert not queries_class.corrected([returned, edited, filed])
        assert queries_class.corrected([edited, returned, filed])
        assert queries_class.corrected([AuditEvent(action="class.timetable"), returned])
        assert not queries_class.corrected([AuditEvent(action="class.submit"), returned])

    def test_a_returned_class_leads_to_its_filing(self, login_as, session: Session) -> None:
        own = make_institution(session)
        record = make_class(session, "submitted", institution=own, number="WH2026-7203", starts_on=today() + timedelta(days=9))
        session.commit()
        reason = {"version": record.version, "remark": "请写明门牌号", "fields": ["venue"]}
        assert login_as(Role.BUREAU).post(f"/classes/{record.number}/return", data=reason).status_code == 302
        page = text_of(login_as(Role.TRAINING_INSTITUTION, institution_id=own.id).get(f"/classes/{record.number}"))
        assert "按退回意见修改备案" in page and "不用修改，直接提交审核" in page

    def test_the_assessment_body_brings_results_from_the_class(self, login_as, session: Session) -> None:
        body = make_assessment_body(session)
        record = make_class(session, "reported", number="WH2026-7204", assessment_body=body)
        make_enrolment(session, record, state="completed")
        session.commit()
        page = text_of(login_as(Role.ASSESSMENT_BODY, institution_id=body.id).get(f"/classes/{record.number}"))
        button = 'btn-primary" href="/intake/level_certificates/new"'
        assert "录入 1 人的等级考核结果" in page and button in page
        others = text_of(login_as(Role.BUREAU).get(f"/classes/{record.number}"))
        assert "等待 1 人的等级考核结果" in others and button not in others

    def test_attendance_adds_up_and_results_stand_beside_the_name(self, login_as, session: Session) -> None:
        body = make_assessment_body(session, "胶东考评中心")
        record = make_class(session, "reported", number="WH2026-7202", assessment_body=body, days=2)
        passed, waiting = (make_enrolment(session, record, state="completed") for _ in range(2))
        make_attendance(session, record, [passed])
        make_attendance(session, record, [waiting], status="absent", hours=0)
        make_assessment(session, passed, body, theory=8100, ability=7700)
        session.commit()
        page = text_of(login_as(Role.BUREAU).get(f"/classes/{record.number}"))
        assert "2 人合格，1 人已考核" in page and "等待 1 人的等级考核结果" in page and "胶东考评中心" in page
        assert "50.0" in page and "2 次课，应到 4 人次" in page
        waits = text_of(login_as(Role.BUREAU).get(f"/classes/{record.number}?people=unassessed"))
        names = [session.get_one(Person, each.person_id).number for each in (passed, waiting)]
        assert "待考核" in page and f"/people/{names[1]}" in waits and f"/people/{names[0]}" not in waits
        assert ">81<" in page and ">77<" in page and "考核合格" in page

    def test_nobody_sees_files_of_another(self, login_as, session: Session) -> None:
        record = make_class(session, "running", number="WH2026-7203")
        session.commit()
        page = text_of(login_as(Role.BUREAU).get(f"/classes/{record.number}?tab=files"))
        assert 'id="tab-files" aria-controls="panel-files" aria-selected="true"' in page
        assert "机构上传的学员名单和结业后的证书会列在这里" in page


@pytest.mark.parametrize(
    ("given", "expected"), [((0, 0, 0, 0), 0), ((2, 999, 1, 0), 999), ((2, 1999, 1, 0), 999), ((1, 5, 0, 0), 1000)]
)
def test_the_share_of_attendance_is_never_rounded_up(given: tuple[int, int, int, int], expected: int) -> None:
    assert AttendanceSum(*given).per_mille == expected


def test_a_run_of_attendance_is_one_line() -> None:
    def act(action: str, who: str = "毕晓彤") -> AuditEvent:
        return AuditEvent(action=action, actor_name=who)

    attended = [act("class.attendance") for _ in range(3)]
    events = [act("class.complete"), *attended, act("class.attendance", "丛珊"), act("class.start")]
    assert [(event.action, times) for event, times in queries_class.folded(events)] == [
        ("class.complete", 1), ("class.attendance", 3), ("class.attendance", 1), ("class.start", 1),
    ]  # fmt: skip


class TestInstitution:
    def test_classes_returns_and_what_is_due_first(self, login_as, session: Session) -> None:
        own, other = make_institution(session, "环翠测试学校"), make_institution(session)
        make_class(session, "submitted", institution=own, number="WH2026-7211", starts_on=today() + timedelta(days=3))
        make_class(session, "running", institution=own, number="WH2026-7212", starts_on=today())
        make_class(session, "running", institution=other, number="WH2026-7213")
        session.add(
            QuarterlyReturn(
                number="KB2026Q2-7201", institution_id=own.id, year=2026, quarter=2, version=1, state="accepted",
                period_from=date(2026, 4, 1), period_to=date(2026, 6, 30), content_hash=b"x", submitted_at=AT,
            )
        )
        session.commit()
        page = text_of(login_as(Role.BUREAU).get(f"/institutions/{own.code}"))
        assert "2 个班在办" in page and "培训中 1 个，待审核 1 个" in page
        assert "审核班次" in page and "剩 3 天" in page and "打开 WH2026-7211" in page
        assert "2026 年第 2 季度" in page and "WH2026-7213" not in page

    def test_who_may_not_see_its_classes_sees_none(self, login_as, session: Session) -> None:
        own = make_institution(session, "环翠测试学校", district_code="371002")
        make_class(session, "running", institution=own, number="WH2026-7214", district_code="371082")
        session.commit()
        page = text_of(login_as(Role.DISTRICT, district_code="371002").get(f"/institutions/{own.code}"))
        assert "环翠测试学校" in page and "WH2026-7214" not in page and "使用中的账户" not in page


class TestFiguresOfTheHome:
    def test_months_are_the_year(self, session: Session) -> None:
        for day in (date(2026, 3, 10), date(2026, 3, 20), date(2026, 8, 1)):
            record = make_class(session, "completed", starts_on=day)
            record.completed_on = day
            make_enrolment(session, record, state="completed")
            make_enrolment(session, record, state="withdrawn")
        session.flush()
        months = by_month(session, "headcount_trained", 2026, Reading())
        assert months[2] == 2 and months[7] == 1 and sum(months) == 3
        year = Period(date(2026, 1, 1), date(2026, 12, 31))
        assert sum(months) == figures(session, year, Reading()).total.headcount_trained
        assert len(session.execute(member_rows("headcount_trained", year, Reading())).all()) == 3

    def test_records_worked_on_last_stand_once(self, login_as, session: Session) -> None:
        own = make_institution(session)
        record = make_class(
            session, "submitted", institution=own, number="WH2026-7231", name="海缆探测班", starts_on=today() + timedelta(days=9)
        )
        session.commit()
        browser = login_as(Role.BUREAU)
        assert "我最近办过的" not in text_of(browser.get("/"))
        data = {"version": record.version, "remark": "请补充实训场地证明", "fields": ["venue"]}
        assert browser.post(f"/classes/{record.number}/return", data=data).status_code == 302
        page = text_of(browser.get("/"))
        assert "退回补正" in page and "海缆探测班" in page.split("我最近办过的", 1)[1]
        assert browser.get("/reports/export.xlsx?quarter=2026Q2").status_code == 200
        assert "2026Q2" not in text_of(browser.get("/"))


@pytest.mark.parametrize("demo", [True, False])
def test_the_gallery_is_there_in_demonstrations_only(base_database: str, settings: dict[str, object], demo: bool) -> None:
    app = create_app({**settings, "SQLALCHEMY_DATABASE_URI": base_database, "DEMO": demo})
    assert ("gallery.index" in app.view_functions) is demo
    # Known or not, nobody gets anywhere without logging in.
    assert app.test_client().get("/gallery").status_code in ((302,) if demo else (302, 404))
