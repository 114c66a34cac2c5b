"""The pages of reporting classes to the province: the board of what is late, the countdown on other lists, noting many."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.registrations import PDF
from training_app.audit.models import AuditEvent
from training_app.classes import queries_evaluations
from training_app.classes.models import TrainingClass
from training_app.classes.models_evaluations import EvaluationAnswer
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.people.models import PersonDocument
from training_app.reports.models_province import ClassReport
from training_app.reports.queries_province import due_on
from training_app.reports.rules_province import digest_of, read

Login = Callable[..., FlaskClient]


def completed(session: Session, ago: int, district: str = "371002", **columns: object) -> TrainingClass:
    """A class completed so many days ago."""
    day = dates.today() - timedelta(days=ago)
    return make_class(
        session, "completed", starts_on=day - timedelta(days=3), completed_on=day, district_code=district, **columns
    )


@pytest.fixture
def school(session: Session) -> Institution:
    return make_institution(session)


def test_the_board_counts_by_district_and_says_what_is_late(session: Session, login_as: Login) -> None:
    late, soon, far = completed(session, 40), completed(session, 24), completed(session, 2, "371003")
    edge = completed(session, 30, "371003")
    page = login_as(Role.BUREAU).get("/class-reports").get_data(as_text=True)
    assert "<h1>1 个班次报送逾期" in page and "4 个结业班次待报省厅" in page and "最久的逾期 10 天" in page
    assert page.index(late.number) < page.index(edge.number) < page.index(soon.number) < page.index(far.number)
    assert "报送逾期 10 天" in page and "今天报送截止" in page and "报送剩 6 天" in page
    only = login_as(Role.BUREAU).get("/class-reports?state=late").get_data(as_text=True)
    assert late.number in only and soon.number not in only and edge.number not in only


def test_a_district_and_an_institution_see_their_own(session: Session, login_as: Login, school: Institution) -> None:
    own, other = completed(session, 40, institution=school), completed(session, 40, "371003")
    for client in (
        login_as(Role.DISTRICT, district_code="371002"), login_as(Role.TRAINING_INSTITUTION, institution_id=school.id),
    ):  # fmt: skip
        page = client.get("/class-reports").get_data(as_text=True)
        assert own.number in page and other.number not in page and "1 个班次报送逾期" in page


def test_the_last_day_follows_from_the_rule_in_force(session: Session) -> None:
    before, under = date(2023, 5, 23), date(2023, 5, 24)
    old = make_class(session, "completed", starts_on=date(2023, 5, 1), completed_on=before)
    new = make_class(session, "completed", starts_on=date(2023, 5, 1), completed_on=under)
    found = dict(session.query(TrainingClass.id, due_on()).where(TrainingClass.id.in_((old.id, new.id))).all())
    assert found == {old.id: None, new.id: date(2023, 6, 23)}


def test_an_institution_notes_many_at_once(session: Session, login_as: Login, school: Institution) -> None:
    mine = [completed(session, 5, institution=school) for _ in range(2)]
    running = make_class(session, "running", institution=school)
    foreign = completed(session, 5)
    client, today = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id), dates.today()
    chosen = [each.number for each in (*mine, running, foreign)]
    asked = client.post("/lists/class_reports/acts/report", data={"chosen": chosen}).get_data(as_text=True)
    assert "登记 3 个结业班次已报省厅" in asked
    data = {"chosen": chosen, "confirmed": "1", "reported_on": today.isoformat()}
    for lists in ("class_reports", "classes"):
        answer = client.post(f"/lists/{lists}/acts/report", data=data)
        assert answer.status_code == 302 and "/lists/results/" in answer.location
    session.expire_all()
    assert [(each.state, each.reported_on) for each in mine] == [("reported", today)] * 2
    assert (running.state, foreign.state) == ("running", "completed")
    assert login_as(Role.BUREAU).post("/lists/class_reports/acts/report", data=data).status_code == 404


@pytest.mark.parametrize("day", ["2026-13-01", "1999-01-01", "明天"])
def test_a_day_that_cannot_be_notes_nothing(session: Session, login_as: Login, school: Institution, day: str) -> None:
    record = completed(session, 5, institution=school)
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    data = {"chosen": [record.number], "confirmed": "1", "reported_on": day}
    page = client.post("/lists/class_reports/acts/report", data=data, follow_redirects=True).get_data(as_text=True)
    session.expire_all()
    assert record.state == "completed" and "报送日期" in page


def test_the_countdown_stands_wherever_the_class_is_listed(session: Session, login_as: Login, school: Institution) -> None:
    record = completed(session, 33, institution=school)
    client = login_as(Role.BUREAU)
    for address in ("/classes", f"/institutions/{school.code}?tab=classes", f"/search?q={record.number}", "/class-reports"):
        assert "报送逾期 3 天" in client.get(address, follow_redirects=True).get_data(as_text=True), address


def reported(session: Session, client: FlaskClient, record: TrainingClass, document: str = "威职训〔2026〕3号") -> None:
    data = {"version": record.version, "reported_on": dates.today().isoformat(), "document": document}
    assert client.post(f"/classes/{record.number}/report", data=data).status_code == 302


def with_people(session: Session, school: Institution) -> TrainingClass:
    """A completed class of three: passed, failed, gone."""
    record = completed(session, 5, institution=school, completions=1)
    for state in ("completed", "failed", "withdrawn"):
        make_enrolment(session, record, state=state)
    return record


def test_what_was_reported_stays_as_it_was(session: Session, login_as: Login, school: Institution) -> None:
    record = with_people(session, school)
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    assert "待报送：2 人参训，1 人合格" in client.get(f"/class-reports/{record.number}").get_data(as_text=True)
    reported(session, client, record)
    session.expire_all()
    kept = session.get_one(ClassReport, (record.id, 1))
    assert (kept.sent_on, kept.document, kept.completed_on) == (dates.today(), "威职训〔2026〕3号", record.completed_on)
    assert kept.digest == digest_of(read(kept.body))
    before = school.name
    school.name = "改名以后的学校"
    session.flush()
    page = client.get(f"/class-reports/{record.number}").get_data(as_text=True)
    assert f"{before}（{school.code}）" in page and "参训 2 人，合格 1 人，不合格 1 人，退班 1 人" in page
    assert "威职训〔2026〕3号" in page and kept.digest[:16] in page
    again = {"version": record.version, "reported_on": dates.today().isoformat(), "document": "x"}
    assert client.post(f"/classes/{record.number}/report", data=again).status_code == 409
    assert session.scalar(select(func.count()).select_from(ClassReport)) == 1


def test_the_papers_hold_everybody_and_no_whole_number(session: Session, login_as: Login, school: Institution) -> None:
    record = with_people(session, school)
    client = login_as(Role.BUREAU)
    answer = client.get(f"/class-reports/{record.number}/paper.xlsx")
    book = load_workbook(BytesIO(answer.data))
    rows = list(book["学员名单"].values)
    assert [row[6] for row in rows[1:]] and sorted(str(row[6]) for row in rows[1:]) == ["不合格", "合格", "已退班"]
    numbers = session.scalars(select(PersonDocument).where(PersonDocument.is_current)).all()
    whole = {each.number for each in numbers}
    assert not whole & {cell for row in rows for cell in row} and all("*" in str(row[2]) for row in rows[1:])
    assert dict(list(book["培训情况"].values))["参训和结业"] == "参训 2 人，合格 1 人，不合格 1 人，退班 1 人"
    paper = client.get(f"/class-reports/{record.number}/paper.pdf")
    assert paper.data.startswith(b"%PDF") and paper.data.count(b"/Type /Page\n") == 2
    acts = session.scalars(select(AuditEvent).where(AuditEvent.action == "class.export")).all()
    assert [act.detail["lines"] for act in acts] == [3, 3]


def test_the_scan_of_a_receipt_is_kept_with_its_report(session: Session, login_as: Login, school: Institution) -> None:
    record = with_people(session, school)
    client, address = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id), f"/class-reports/{record.number}"
    reported(session, client, record)
    assert client.get(f"{address}/receipts/1").status_code == 404, "none was sent"
    said = {"receipt": "HZ-1", "receipt_on": dates.today().isoformat()}
    page = client.post(f"{address}/receipt", data={**said, "file": (BytesIO(b"<script>"), "x.pdf")})
    assert page.status_code == 422 and "只收 PDF、JPG 或 PNG 文件" in page.get_data(as_text=True)
    assert client.post(f"{address}/receipt", data={**said, "file": (BytesIO(PDF), "回执.pdf")}).status_code == 302
    assert "下载回执扫描件" in client.get(address).get_data(as_text=True)
    assert login_as(Role.BUREAU).get(f"{address}/receipts/1").data == PDF
    assert client.post(f"{address}/receipt", data={**said, "receipt": "HZ-2"}).status_code == 302
    assert client.get(f"{address}/receipts/1").data == PDF, "put right without sending the scan again"
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert other.get(f"{address}/receipts/1").status_code == 404
    assert client.get(f"{address}/receipts/9").status_code == 404


@pytest.mark.parametrize(("answers", "said"), [(5, "学员平均 4.00 分（满分 5 分，5 份）"), (4, "不列分数")])
def test_the_summary_tells_the_evaluation_once_it_may_be_shown(
    session: Session, login_as: Login, school: Institution, answers: int, said: str
) -> None:
    record = completed(session, 40, institution=school)
    questions = len(queries_evaluations.terms_on(record.completed_on).questions)
    for _ in range(answers):
        session.add(EvaluationAnswer(id=uuid.uuid4(), class_id=record.id, scores=[4] * questions))
    session.commit()
    answer = login_as(Role.BUREAU).get(f"/class-reports/{record.number}/paper.xlsx")
    assert said in dict(list(load_workbook(BytesIO(answer.data))["培训情况"].values))["教学质量评估"]


def test_a_report_kept_before_evaluations_were_told_is_still_read(session: Session, login_as: Login, school: Institution) -> None:
    record = with_people(session, school)
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    reported(session, client, record)
    kept = session.get_one(ClassReport, (record.id, 1))
    summary = {name: value for name, value in kept.body["summary"].items() if not name.startswith("evaluation")}
    kept.body = {**kept.body, "summary": summary}
    session.commit()
    assert client.get(f"/class-reports/{record.number}").status_code == 200


def test_the_receipt_is_noted_by_who_reported(session: Session, login_as: Login, school: Institution) -> None:
    record = with_people(session, school)
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    address, today = f"/class-reports/{record.number}/receipt", dates.today().isoformat()
    assert client.post(address, data={"receipt": "HZ-1", "receipt_on": today}).status_code == 409
    reported(session, client, record)
    page = client.post(address, data={"receipt": " ", "receipt_on": "1999-01-01"})
    text = page.get_data(as_text=True)
    assert page.status_code == 422 and "请填写省厅平台的回执号" in text and "回执日期应在报送日期" in text
    assert client.post(address, data={"receipt": "HZ-1", "receipt_on": today}).status_code == 302
    session.expire_all()
    assert session.get_one(ClassReport, (record.id, 1)).receipt == "HZ-1"
    assert login_as(Role.BUREAU).post(address, data={"receipt": "HZ-2", "receipt_on": today}).status_code == 403


def test_reports_of_others_are_not_there(session: Session, login_as: Login, school: Institution) -> None:
    record = with_people(session, school)
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    for address in ("", "/paper.pdf", "/paper.xlsx"):
        assert other.get(f"/class-reports/{record.number}{address}").status_code == 404
    own = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id)
    for asked in ("7", "-1", "x", "99999999"):
        assert own.get(f"/class-reports/{record.number}?round={asked}").status_code == 404
    running = make_class(session, "running", institution=school)
    assert own.get(f"/class-reports/{running.number}").status_code == 409
