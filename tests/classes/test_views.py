"""The pages of classes: the whole path by clicks, wrong roles, foreign classes, stale pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.people import make_person
from tests.builders.plans import planned_for
from training_app.classes.models import TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.people.models import Person
from training_app.programmes.models import ProgrammeCatalogueEntry

LogIn = Callable[..., FlaskClient]


def form_of_class(body: Institution, **changes: str) -> dict[str, str]:
    start = dates.today() + timedelta(days=10)
    values = {
        "name": "智能制造（中级）第 9 期", "programme": "smart_manufacturing/", "level": "intermediate",
        "assessment_body": body.code, "district": "371002", "venue": "世昌大道 288 号", "mode": "onsite",
        "capacity": "40", "starts_on": start.isoformat(), "ends_on": (start + timedelta(days=9)).isoformat(),
        "contact_name": "毕晓彤", "contact_phone": "0631-5200000",
    }  # fmt: skip
    return {**values, **changes}


def text_of(answer: Any, status: int = 200) -> str:
    text = answer.get_data(as_text=True)
    assert answer.status_code == status, text
    return text


def version_of(session: Session, number: str) -> str:
    session.expire_all()
    return str(session.scalar(select(TrainingClass.version).where(TrainingClass.number == number)))


def person_numbers(text: str) -> list[str]:
    return re.findall(r'name="status-(P\d{8})"', text)


def test_from_filing_to_approval_by_clicks(session: Session, login_as: LogIn) -> None:
    institution, body = make_institution(session, "威海蓝湾培训学校"), make_assessment_body(session)
    school, bureau = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id), login_as(Role.BUREAU)
    line = planned_for(session, institution, body, dates.today() + timedelta(days=10))
    session.commit()
    assert f'<option selected value="{line}">' in text_of(school.get(f"/classes/new?plan_line={line}"))
    answer = school.post("/classes/new", data=form_of_class(body, plan_line=line))
    assert answer.status_code == 302
    number = answer.location.split("/")[2]
    text_of(school.get(answer.location))
    refused = text_of(school.post(f"/classes/{number}/submit", data={"version": version_of(session, number)}), 422)
    assert "课表还没有课次" in refused
    start = dates.today() + timedelta(days=10)
    generated = text_of(
        school.post(
            f"/classes/{number}/timetable",
            data={
                "version": version_of(session, number), "action": "generate", "pattern_first": start.isoformat(),
                "pattern_last": "", "pattern_count": "5", "pattern_hours": "9", "pattern_from": "08:00",
                "pattern_to": "18:00", "pattern_mode": "onsite", "pattern_kind": "practice",
                "pattern_weekday": list("0123456"),
            },
        )
    )  # fmt: skip
    assert "还没有保存" in generated
    names = ("held_on", "starts_at", "ends_at", "hours", "topic", "instructor", "place")
    lines = {name: re.findall(rf'name="{name}" value="([^"]*)"', generated) for name in names}
    assert len(lines["held_on"]) == 5
    data = {**lines, "mode": ["onsite"] * 5, "kind": ["practice"] * 5, "version": version_of(session, number)}
    assert school.post(f"/classes/{number}/timetable", data={**data, "action": "save"}).status_code == 302
    assert school.post(f"/classes/{number}/submit", data={"version": version_of(session, number)}).status_code == 302
    panel = text_of(bureau.get(f"/classes/{number}"))
    assert "超过每天 8 学时" in panel and "需要判断 5 处" in panel
    assert "待核实" in panel
    missing = {"version": version_of(session, number), "required_hours": "", "source": ""}
    assert "规定学时应是大于 0 的数" in text_of(bureau.post(f"/classes/{number}/approve", data=missing), 422)
    remark = {"version": version_of(session, number), "fields": ["venue"], "remark": "场地合同早于结业日到期"}
    assert bureau.post(f"/classes/{number}/return", data=remark).status_code == 302
    assert "审核人要求补正培训地点：场地合同早于结业日到期" in text_of(school.get(f"/classes/{number}/edit"))
    changed = form_of_class(body, venue="文化路 1 号", plan_line=line) | {"version": version_of(session, number)}
    assert school.post(f"/classes/{number}/edit", data=changed).status_code == 302
    assert school.post(f"/classes/{number}/submit", data={"version": version_of(session, number)}).status_code == 302
    short = {"version": version_of(session, number), "required_hours": "45.01", "source": "标准第 3 页"}
    assert "少于规定的 45.01 学时" in text_of(bureau.post(f"/classes/{number}/approve", data=short), 409)
    good = short | {"required_hours": "45"}
    assert "需要判断 5 处" in text_of(bureau.post(f"/classes/{number}/approve", data=good), 422)
    review = bureau.get(f"/classes/{number}").get_data(as_text=True)
    good |= {"accept": re.findall(r'name="accept" value="([^"]+)"', review), "acceptance": "周末集中授课，学员同意"}
    assert bureau.post(f"/classes/{number}/approve", data=good).status_code == 302
    page = text_of(school.get(f"/classes/{number}"))
    for words in ("已批准，待开班", "审核通过", "退回补正", "标准第 3 页"):
        assert words in page


def test_from_attendance_to_the_report_by_clicks(session: Session, login_as: LogIn) -> None:
    institution = make_institution(session)
    start = dates.today() - timedelta(days=5)
    record = make_class(session, "approved", institution=institution, starts_on=start, days=2)
    for name in ("丛珊", "毕明轩", "慈海霞"):
        make_enrolment(session, record, make_person(session, name))
    number = record.number
    school, bureau = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id), login_as(Role.BUREAU)
    for held in (1, 2):
        url = f"/classes/{number}/sessions/{held}"
        people = person_numbers(text_of(school.get(url)))
        assert len(people) == 3
        marks = {f"status-{person}": "present" for person in people} | {f"hours-{person}": "" for person in people}
        wrong = text_of(school.post(url, data=marks | {f"hours-{people[0]}": "9"}), 422)
        assert "学时应在 0 到本次课的 8 学时之间" in wrong
        assert 'value="9"' in wrong
        if held == 2:
            marks[f"status-{people[2]}"] = "absent"
        assert school.post(url, data=marks).status_code == 302
    assert "登记" in text_of(bureau.get(f"/classes/{number}/sessions/1"))
    completion = f"/classes/{number}/completion"
    assert "2 人待录成绩" in text_of(school.get(completion))
    bad = {f"score-{people[0]}": "100.01"}
    assert "0 到 100 的数" in text_of(school.post(f"{completion}/scores", data=bad), 422)
    scores = {f"score-{people[0]}": "88.5", f"score-{people[1]}": "59.99", f"score-{people[2]}": ""}
    assert school.post(f"{completion}/scores", data=scores).status_code == 302
    early = {"version": version_of(session, number), "completed_on": start.isoformat()}
    assert "结业日期应在最后一次课" in text_of(school.post(completion, data=early), 422)
    done = early | {"completed_on": (start + timedelta(days=1)).isoformat()}
    assert school.post(completion, data=done).status_code == 302
    assert "1 人合格，2 人不合格，登记 40 学时" in text_of(school.get(completion))
    assert school.post(completion, data=done).status_code == 409
    assert "考勤" in text_of(school.get(f"/classes/{number}/sessions/1"))
    assert school.post(f"/classes/{number}/sessions/1", data={f"status-{people[0]}": "absent"}).status_code == 409
    reopen = {"version": version_of(session, number), "remark": ""}
    assert "请写明原因" in text_of(bureau.post(f"{completion}/reopen", data=reopen), 422)
    assert bureau.post(f"{completion}/reopen", data=reopen | {"remark": "成绩录错"}).status_code == 302
    again = done | {"version": version_of(session, number)}
    assert school.post(completion, data=again).status_code == 302
    report = {"version": version_of(session, number), "reported_on": dates.today().isoformat()}
    assert school.post(f"/classes/{number}/report", data=report).status_code == 302
    assert "已报送省厅" in text_of(school.get(f"/classes/{number}"))


@pytest.mark.parametrize(
    "path", ["", "/edit", "/timetable", "/sessions/1", "/sessions/new", "/completion", "/people/P00000001"]
)
def test_another_institution_finds_nothing(session: Session, login_as: LogIn, path: str) -> None:
    record = make_class(session, "running", name="别家的班")
    enrolment = make_enrolment(session, record, make_person(session, "别家学员"))
    make_attendance(session, record, [enrolment])
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    answer = school.get(f"/classes/{record.number}{path}")
    assert answer.status_code == 404
    assert "别家" not in answer.get_data(as_text=True)
    assert record.number not in text_of(school.get("/classes"))


@pytest.mark.parametrize(
    "path",
    [
        "edit", "timetable", "submit", "cancel", "start", "sessions/1", "sessions/new", "completion", "report",
        "completion/scores", "people/P00000001",
    ],
)  # fmt: skip
def test_nobody_changes_a_foreign_class(session: Session, login_as: LogIn, path: str) -> None:
    record = make_class(session, "running")
    person = make_person(session)
    make_enrolment(session, record, person)
    before = record.version
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    data = {"version": "1", "remark": "x", "completed_on": "2026-03-05", f"status-{person.number}": "absent"}
    assert school.post(f"/classes/{record.number}/{path}", data=data).status_code == 404
    session.refresh(record)
    assert record.version == before


def test_wrong_roles_are_kept_out(session: Session, login_as: LogIn) -> None:
    institution = make_institution(session)
    record = make_class(session, "submitted", institution=institution)
    school, bureau = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id), login_as(Role.BUREAU)
    data = {"version": "1", "required_hours": "8", "source": "标准"}
    assert school.post(f"/classes/{record.number}/approve", data=data).status_code == 403
    assert school.post(f"/classes/{record.number}/return", data=data).status_code == 403
    assert bureau.get("/classes/new").status_code == 403
    assert bureau.post(f"/classes/{record.number}/submit", data=data).status_code == 403
    engineer = login_as(Role.ENGINEER, person_id=make_person(session).id)
    assert engineer.get("/classes").status_code == 403
    assert engineer.get(f"/classes/{record.number}").status_code == 403


def test_an_old_page_is_refused_with_a_sentence(session: Session, login_as: LogIn) -> None:
    institution, body = make_institution(session), make_assessment_body(session)
    record = make_class(session, "draft", institution=institution)
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    url, data = f"/classes/{record.number}/edit", form_of_class(body) | {"version": "1"}
    assert school.post(url, data=data).status_code == 302
    assert "改过这条记录，您的修改还没有保存" in text_of(school.post(url, data=data), 409)
    assert "没有写明打开的是哪一版" in text_of(school.post(url, data=form_of_class(body)), 422)


def test_a_wrong_filing_keeps_what_was_typed(session: Session, login_as: LogIn) -> None:
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    data = form_of_class(make_assessment_body(session), capacity="四十", ends_on="2020-01-01", programme="no/thing")
    text = text_of(school.post("/classes/new", data=data), 422)
    for words in ("四十", "计划人数应是 1 到", "结束日期不能早于", "没有这个职业", "有 3 处需要更正"):
        assert words in text


@pytest.mark.parametrize("value", ["", "x" * 5000, "\x00", "9" * 40, "-1", "１２", "😀", "<script>", "2026-02-30"])
def test_nothing_typed_gives_a_crash(session: Session, login_as: LogIn, value: str) -> None:
    institution = make_institution(session)
    draft = make_class(session, "draft", institution=institution)
    running = make_class(session, "running", institution=institution)
    enrolment = make_enrolment(session, running)
    number = session.get_one(Person, enrolment.person_id).number
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    names = [*form_of_class(institution), "held_on", "starts_at", "hours", "topic", "remark", "day"]
    every = dict.fromkeys(names, value)
    for path in (
        "/classes/new", f"/classes/{draft.number}/edit", f"/classes/{draft.number}/timetable",
        f"/classes/{running.number}/sessions/new", f"/classes/{running.number}/people/{number}",
    ):  # fmt: skip
        allowed = (302,) if path.endswith("timetable") and not value else (400, 409, 422)
        assert school.post(path, data=every | {"version": "1"}).status_code in allowed, path
    grid = {f"status-{number}": value, f"hours-{number}": value}
    assert school.post(f"/classes/{running.number}/sessions/1", data=grid).status_code in (409, 422)
    scores = school.post(f"/classes/{running.number}/completion/scores", data={f"score-{number}": value})
    assert scores.status_code in (302, 422)
    for name in ("q", "state", "occupation", "page"):
        assert school.get("/classes", query_string={name: value}).status_code in (200, 422)
    assert school.get(f"/classes/{running.number}", query_string={"q": value, "page": value}).status_code in (200, 422)
    cancelled = school.post(f"/classes/{running.number}/cancel", data={"version": "1", "remark": value})
    assert cancelled.status_code in (302, 409, 422)


def test_every_wrong_score_is_told_at_once(session: Session, login_as: LogIn) -> None:
    institution = make_institution(session)
    record = make_class(session, "running", institution=institution, days=2)
    people = [make_enrolment(session, record) for _ in range(3)]
    make_attendance(session, record, people)
    numbers = [session.get_one(Person, each.person_id).number for each in people]
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    address = f"/classes/{record.number}/completion"
    assert "还有 3 人待录成绩" in text_of(school.get(address))
    typed = dict(zip((f"score-{number}" for number in numbers), ("101", "九十", "88"), strict=True))
    page = text_of(school.post(f"{address}/scores", data=typed), 422)
    assert "有 2 处需要更正" in page and "确认" not in page
    typed |= {f"score-{numbers[0]}": "50", f"score-{numbers[1]}": "60"}
    assert school.post(f"{address}/scores", data=typed).status_code == 302
    page = text_of(school.get(address))
    assert "可以结业：2 人合格，1 人不合格" in page
    assert page.index(f"确认 {record.number} 结业") < page.index("学员结业情况"), "the next step stands above the list"
    data = {"version": record.version, "completed_on": record.ends_on.isoformat()}
    assert school.post(address, data=data).status_code == 302
    page = text_of(school.get(address))
    assert "2 人合格，1 人不合格" in page and page.index("打印全班培训合格证书") < page.index("学员结业情况")


def test_a_class_whose_sessions_lie_ahead_fails_nobody(session: Session, login_as: LogIn) -> None:
    record = make_class(session, "running", starts_on=dates.today() - timedelta(days=1), days=4)
    make_enrolment(session, record)
    page = text_of(login_as(Role.BUREAU).get(f"/classes/{record.number}/completion"))
    assert "还有 2 次课没有上" in page and "课没上完" in page and "学时不足" not in page


def test_the_class_says_whether_it_stands_in_the_catalogues(session: Session, login_as: LogIn) -> None:
    start = date(2026, 3, 2)
    record = make_class(session, "approved", institution=make_institution(session, in_catalogue=True), starts_on=start)
    bureau = login_as(Role.BUREAU)
    assert "项目不在目录内" in text_of(bureau.get(f"/classes/{record.number}"))
    entry = ProgrammeCatalogueEntry(
        occupation_key=record.occupation_key, level=record.level, valid_from=start, valid_to=start + timedelta(days=1)
    )
    session.add(entry)
    session.flush()
    assert "机构、项目均在目录内" in text_of(bureau.get(f"/classes/{record.number}"))
    for changed in ({"valid_to": start}, {"valid_to": None, "direction_key": "other"}, {"level": "senior"}):
        for name, value in changed.items():
            setattr(entry, name, value)
        session.flush()
        assert "项目不在目录内" in text_of(bureau.get(f"/classes/{record.number}"))


def test_the_grid_takes_thousands(session: Session, login_as: LogIn) -> None:
    institution = make_institution(session)
    record = make_class(session, "running", institution=institution, starts_on=dates.today(), capacity=5000)
    people = [make_person(session) for _ in range(300)]
    for person in people:
        make_enrolment(session, record, person)
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    marks = {f"status-{person.number}": "present" for person in people}
    assert school.post(f"/classes/{record.number}/sessions/1", data=marks).status_code == 302
    assert "新增或修改 300 人" in text_of(school.get(f"/classes/{record.number}"))


def test_a_new_filing_begins_in_the_district_of_its_institution(session: Session, login_as: Callable) -> None:
    school = make_institution(session, district_code="371082")
    page = login_as(Role.TRAINING_INSTITUTION, institution_id=school.id).get("/classes/new").get_data(as_text=True)
    assert re.search(r'<option[^>]*selected[^>]*value="371082"|value="371082"[^>]*selected', page)


def test_a_timetable_refused_keeps_what_stands_in_the_pattern_and_the_paste(session: Session, login_as: LogIn) -> None:
    record = make_class(session, "draft")
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    typed = {"pattern_count": "12", "pattern_from": "", "pasted": "3月2日 一行没写完", "held_on": "?!", "action": "save"}
    page = school.post(f"/classes/{record.number}/timetable", data=typed | {"version": record.version})
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert 'name="pattern_count" inputmode="numeric" value="12"' in text and 'name="pattern_from" value=""' in text
    assert "3月2日 一行没写完</textarea>" in text
