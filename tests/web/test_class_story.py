"""The page of a class tells every step of its life: where it stands, with whom it waits, until when, why it was returned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import (
    make_assessment,
    make_assessment_session,
    make_completion_certificate,
    make_level_certificate,
    make_lot,
)
from tests.builders.classes import make_attendance, make_class, make_correction, make_enrolment, make_finding
from tests.builders.inspections import make_inspection
from tests.builders.subsidies import make_disbursement
from training_app.certificates.models import LevelAssessment
from training_app.certificates.models_applications import LevelApplication
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember, LotStep
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.models_filing import FilingRound
from training_app.classes.models_requests import ChangeRequest
from training_app.classes.models_signup import ClassSignUp
from training_app.institutions.models import Institution
from training_app.kernel.actor import Role
from training_app.kernel.dates import now, today
from training_app.people.models import Person

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
Login = Callable[..., FlaskClient]


def steps_of(browser: FlaskClient, record: TrainingClass) -> dict[str, str]:
    """The steps on the page of a class, each with the rest of its line."""
    answer = browser.get(f"/classes/{record.number}")
    assert answer.status_code == 200
    (table,) = html.fromstring(answer.get_data(as_text=True)).xpath("//table[contains(@class, 'story')]")
    lines = [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in table.xpath(".//tbody/tr")]
    return {line[0]: " | ".join(line[1:]) for line in lines}


def applied(session: Session, enrolment: Enrolment, state: str, remark: str = "") -> LevelApplication:
    training_class = session.get_one(TrainingClass, enrolment.class_id)
    application = LevelApplication(
        number=f"LA2026-{enrolment.id:05d}", enrolment_id=enrolment.id, body_id=training_class.assessment_body_id, state=state,
        declaration_version="2026-1", declaration_digest=bytes(32), declared_on_paper=False, declared_at=AT,
        prerequisite="unknown", remark=remark,
        decided_at=None if state == "applied" else AT,
    )  # fmt: skip
    session.add(application)
    session.flush()
    return application


def test_a_draft_says_what_comes_first_and_what_later(login_as: Login, session: Session) -> None:
    record = make_class(session, starts_on=today() + timedelta(days=9))
    steps = steps_of(login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id), record)
    assert "草稿" in steps["备案审核"] and "剩 9 天" in steps["备案审核"]
    assert steps["以后"].startswith("学员名单、课表与考勤、结业、")
    assert "报送省厅" not in steps


def test_a_return_says_each_point_why_and_by_whom(login_as: Login, session: Session) -> None:
    record = make_class(session, "returned", review_remark="请补正", review_fields=["venue"])
    session.add(FilingRound(class_id=record.id, round=1, words={}, timetable=[], submitted_at=AT, decided_at=AT,
                            outcome="returned", points={"venue": "只写了楼名"}, remark="请补正"))
    session.commit()
    line = steps_of(login_as(Role.BUREAU), record)["备案审核"]
    assert "已退回" in line and "培训地点：只写了楼名" in line and "退回过 1 次" in line


def test_sign_up_counts_seats_and_says_why_somebody_was_declined(login_as: Login, session: Session) -> None:
    record = make_class(session, "approved", capacity=2, starts_on=today() + timedelta(days=20))
    session.add(ClassSignUp(class_id=record.id, opens_on=today(), closes_on=today() + timedelta(days=5)))
    make_enrolment(session, record, state="accepted", applied_at=now())
    make_enrolment(session, record, state="applied", applied_at=now())
    for _ in range(2):
        make_enrolment(session, record, state="declined", applied_at=now(), decided_at=now(), decline_reason="岗位不相关")
    session.commit()
    line = steps_of(login_as(Role.BUREAU), record)["报名"]
    assert "已占 1 / 2 个名额" in line and "1 份待录取" in line and "2 份 岗位不相关" in line and "剩 20 天" in line
    assert "不相关" not in str(steps_of(login_as(Role.ASSESSMENT_BODY, institution_id=record.assessment_body_id), record))


def test_attendance_not_entered_is_told_with_its_last_day(login_as: Login, session: Session) -> None:
    record = make_class(session, "running", starts_on=today() - timedelta(days=30), days=31)
    make_enrolment(session, record)
    make_finding(session, record)
    asked = make_correction(session, record)
    asked.state, asked.remark, asked.decided_at = "refused", "签到表与现场照片不符", AT
    session.commit()
    steps = steps_of(login_as(Role.BUREAU), record)
    assert "30 次课上过还没有登记" in steps["课表与考勤"]
    assert "已锁定" in steps["课表与考勤"] and "今天到期" in steps["课表与考勤"]
    assert f"{asked.number} 签到表与现场照片不符" in steps["考勤更正"]
    assert "1 件待核查" in steps["异常考勤核查"]
    own = steps_of(login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id), record)
    assert "异常考勤核查" not in own and "不同意 1 件" in own["考勤更正"]
    assert "考勤更正" not in steps_of(login_as(Role.ASSESSMENT_BODY, institution_id=record.assessment_body_id), record)


def test_a_class_past_its_end_says_who_is_short_of_hours(login_as: Login, session: Session) -> None:
    record = make_class(session, "running", starts_on=today() - timedelta(days=6))
    there, away = (make_enrolment(session, record) for _ in range(2))
    make_attendance(session, record, [there])
    make_attendance(session, record, [away], "absent")
    session.commit()
    line = steps_of(login_as(Role.BUREAU), record)["结业"]
    assert "待结业" in line and "1 人学时未够" in line


def completed(session: Session) -> tuple[TrainingClass, list[Enrolment]]:
    """A completed class of four: two passed the level assessment, one failed, one has no result."""
    record = make_class(session, "completed", starts_on=today() - timedelta(days=20))
    people = [make_enrolment(session, record, state="completed") for _ in range(4)]
    for each in people:
        make_completion_certificate(session, each)
        applied(session, each, "accepted")
    body = session.get_one(Institution, record.assessment_body_id)
    for each, points in zip(people, (8000, 7000, 5000), strict=False):
        make_assessment(session, each, body, theory=points, ability=points)
    return record, people


def test_after_completion_every_step_to_the_certificate_is_told(login_as: Login, session: Session) -> None:
    record, people = completed(session)
    make_disbursement(session, people[0], paid_on=today())
    session.commit()
    steps = steps_of(login_as(Role.BUREAU), record)
    assert "有效 4 本，合格 4 人" in steps["培训合格证书"]
    assert "待报送" in steps["报送省厅"] and "剩 13 天" in steps["报送省厅"]
    assert "合格 2 人，未过 1 人" in steps["等级考核"] and "1 人还没有结果" in steps["等级考核"]
    assert "待建批" in steps["省厅确认和国家审核"]
    assert "已发 1 人" in steps["补贴发放"]
    assert "补贴发放" not in steps_of(login_as(Role.ASSESSMENT_BODY, institution_id=record.assessment_body_id), record)


def test_applications_that_were_assessed_or_missed_stay_accepted(login_as: Login, session: Session) -> None:
    record = make_class(session, "completed")
    for state in ("assessed", "absent", "assessed"):
        applied(session, make_enrolment(session, record, state="completed"), state)
    session.commit()
    line = steps_of(login_as(Role.BUREAU), record)["等级考核申报"]
    assert "已受理" in line and "已考核 2 份" in line and "缺考 1 份" in line


def test_a_lot_sent_back_says_why_to_those_who_follow_lots(login_as: Login, session: Session) -> None:
    record, people = completed(session)
    make_level_certificate(session, session.get_one(Person, people[0].person_id), enrolment=people[0])
    lot = ConfirmationLot(number="CL2026-9001", body_id=record.assessment_body_id, occupation_key=record.occupation_key,
                          level=record.level, state="province_returned", drawn_at=AT, sent_on=AT.date())
    session.add(lot)
    session.flush()
    assessment = session.scalars(select(LevelAssessment).where(LevelAssessment.enrolment_id == people[1].id)).one()
    session.add(LotMember(lot_id=lot.id, assessment_id=assessment.id, enrolment_id=people[1].id))
    session.add(LotStep(lot_id=lot.id, verb="return_province", happened_on=AT.date(), remark="证件信息不一致", recorded_at=AT))
    session.commit()
    line = steps_of(login_as(Role.ASSESSMENT_BODY, institution_id=record.assessment_body_id), record)["省厅确认和国家审核"]
    assert "省厅退回" in line and "CL2026-9001 证件信息不一致" in line
    own = steps_of(login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id), record)["省厅确认和国家审核"]
    assert "省厅退回" in own and "证件信息不一致" not in own and "CL2026-9001" not in own


def test_an_inspection_to_answer_shows_its_last_day_and_stands_in_the_timeline(login_as: Login, session: Session) -> None:
    record = make_class(session, "running", starts_on=today() - timedelta(days=2))
    found = make_inspection(session, record, "waiting")
    found.answer_due = today() + timedelta(days=4)
    session.commit()
    browser = login_as(Role.BUREAU)
    assert "待整改答复" in steps_of(browser, record)["检查"] and "剩 4 天" in steps_of(browser, record)["检查"]
    page = browser.get(f"/classes/{record.number}").get_data(as_text=True)
    assert f'href="/inspections/{found.number}">{found.number}</a>' in page.split("经过")[-1]


def test_a_cancelled_class_promises_nothing(login_as: Login, session: Session) -> None:
    record = make_class(session, "cancelled")
    session.commit()
    assert "以后" not in steps_of(login_as(Role.BUREAU), record)


def test_a_class_from_the_books_tells_only_what_can_be_known(login_as: Login, session: Session) -> None:
    record = make_class(session, "reported", origin="opening")
    make_enrolment(session, record, state="completed")
    session.commit()
    steps = steps_of(login_as(Role.BUREAU), record)
    assert "备案审核" not in steps and "报送省厅" not in steps and "1 人合格" in steps["结业"]


def test_a_change_that_was_refused_says_why_and_one_that_waits_with_whom(login_as: Login, session: Session) -> None:
    record = make_class(session, "approved", starts_on=today() + timedelta(days=12))
    browser = login_as(Role.BUREAU)
    assert "备案变更" not in steps_of(browser, record)
    clerk = make_user(session, "asks", Role.TRAINING_INSTITUTION, institution_id=record.institution_id).id
    made = ChangeRequest(number="BG2026-9001", class_id=record.id, state="refused", changes=[], reason="换教室", asked_at=AT,
                         decided_at=AT, asked_by=clerk, decided_by=make_user(session, "decides", Role.BUREAU).id,
                         remark="教室座位不够")
    asked = ChangeRequest(number="BG2026-9002", class_id=record.id, state="asked", changes=[], reason="换教室", asked_at=AT)
    session.add_all([made, asked])
    session.commit()
    line = steps_of(browser, record)["备案变更"]
    assert "1 件待答复" in line and "BG2026-9001 教室座位不够" in line and "已等" in line and "剩 12 天" in line


def test_assessment_sessions_tell_who_has_a_seat_and_what_is_to_be_done(login_as: Login, session: Session) -> None:
    record = make_class(session, "completed", starts_on=today() - timedelta(days=20))
    body = session.get_one(Institution, record.assessment_body_id)
    first, second = (applied(session, make_enrolment(session, record, state="completed"), "accepted") for _ in range(2))
    session.commit()
    own = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    assert "2 人还没有座位" in steps_of(own, record)["考核场次"]
    soon = make_assessment_session(session, body, first, second, held_on=today() + timedelta(days=6))
    session.commit()
    line = steps_of(own, record)["考核场次"]
    assert "已安排" in line and f"{soon.number} 2 人" in line and "剩 6 天" in line
    soon.held_on = soon.apply_until = today() - timedelta(days=1)
    session.commit()
    line = steps_of(own, record)["考核场次"]
    assert "待登记成绩" in line and body.name in line and "已等 1 天" in line


def test_before_a_completion_is_taken_back_the_page_says_what_hangs_on_it(login_as: Login, session: Session) -> None:
    record = make_class(session, "completed", starts_on=today() - timedelta(days=20))
    body = session.get_one(Institution, record.assessment_body_id)
    people = [make_enrolment(session, record, state="completed") for _ in range(2)]
    first, _ = (applied(session, each, "accepted") for each in people)
    make_completion_certificate(session, people[0])
    make_assessment_session(session, body, first, held_on=today() + timedelta(days=6))
    session.commit()
    browser = login_as(Role.BUREAU)
    page = browser.get(f"/classes/{record.number}").get_data(as_text=True)
    assert "1 本培训合格证书将一并撤销" in page and "2 份等级考核申报停办（其中 1 人已有考核座位）" in page
    assert f"撤回 {record.number} 的结业</button>" in page
    result = make_assessment(session, people[1], body)
    make_lot(session, [result], "drawn")
    session.commit()
    page = browser.get(f"/classes/{record.number}").get_data(as_text=True)
    assert "1 条等级考核成绩" in page and "1 人的成绩已在报批批次里" in page
    assert f"撤回 {record.number} 的结业</button>" not in page
