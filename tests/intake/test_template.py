"""Templates downloaded, filled in and brought back: nothing has to be asked, nothing of the template becomes data."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.builders.people import identity_number
from training_app.classes.labels_roster import CELL_WORDS
from training_app.classes.models import TrainingClass
from training_app.intake import lists, parts, service_marks
from training_app.intake.models import Batch
from training_app.intake.service_marks import BatchMark, TemplateMark
from training_app.kernel.actor import Role
from training_app.sheets.marks import MARK_SHEET, PREFIX

LogIn = Callable[..., FlaskClient]
XLSX = "openxmlformats-officedocument.spreadsheetml.sheet"


def template(client: FlaskClient, address: str) -> openpyxl.Workbook:
    answer = client.get(address)
    assert answer.status_code == 200 and XLSX in answer.content_type
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def send(client: FlaskClient, address: str, book: openpyxl.Workbook) -> tuple[int, str]:
    target = io.BytesIO()
    book.save(target)
    answer = client.post(
        address, data={"file": (io.BytesIO(target.getvalue()), "名单.xlsx")}, content_type="multipart/form-data"
    )
    return answer.status_code, answer.location or answer.get_data(as_text=True)


def fill(book: openpyxl.Workbook, line: int, **cells: str) -> None:
    sheet = book.worksheets[0]
    at = {cell.value.rstrip("*"): cell.column for cell in sheet[1]}
    for heading, value in cells.items():
        sheet.cell(line, at[heading]).value = value


def batch_at(session: Session, address: str) -> Batch:
    return session.query(Batch).filter_by(number=address.rsplit("/", 1)[1]).one()


def test_an_empty_template_is_nobody_and_says_where_to_begin(clerk: FlaskClient, record: TrainingClass) -> None:
    book = template(clerk, f"/classes/{record.number}/roster-template")
    status, page = send(clerk, f"/intake/roster/new?class={record.number}", book)
    assert status == 422 and "请从第 3 行起填写" in page


def test_a_filled_template_is_understood_without_a_question(
    clerk: FlaskClient, session: Session, record: TrainingClass
) -> None:
    book = template(clerk, f"/classes/{record.number}/roster-template")
    number = identity_number(900_001)
    sheet = book.worksheets[0]
    words = {heading.value.rstrip("*"): cell.value for heading, cell in zip(sheet[1], sheet[2], strict=True) if cell.value}
    sex = "男" if int(number[16]) % 2 else "女"
    birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    words |= {"姓名": "王小明", "证件号码": number, "性别": sex, "出生日期": birth, "已有证书": "A1", "备注": "组长"}
    fill(book, 3, **words)
    status, address = send(clerk, f"/intake/roster/new?class={record.number}", book)
    assert status == 302 and "columns" not in address
    batch = batch_at(session, address)
    [row] = parts.load(session, batch)
    assert (row.line, row.status, row.problems) == (3, "ok", [])
    headings = {cell.value.rstrip("*") for cell in sheet[1]}
    assert len(batch.reading["tables"][0]["columns"]) == len(headings)
    assert {"name", "phone", "held_title_on", "bank_account", "level", "occupation", "prior_certificate"} <= set(row.fields)
    assert batch.reading["notes"] == []
    assert [(each["line"], each["reason"]) for each in batch.reading["skipped"]] == [(2, "sample")]


def test_every_choice_of_a_template_is_understood(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    book = template(clerk, f"/classes/{record.number}/roster-template")
    choices = {"学历": "education", "毕结业结论": "education_outcome", "学位": "degree", "是否全日制": "full_time"}
    for line in range(8):
        number = identity_number(900_001 + line)
        picked = {heading: list(CELL_WORDS[name].values())[line % len(CELL_WORDS[name])] for heading, name in choices.items()}
        fill(book, 3 + line, 姓名=f"王小{'一二三四五六七八'[line]}", 证件号码=number, 工作单位="威海某厂", **picked)
    _, address = send(clerk, f"/intake/roster/new?class={record.number}", book)
    rows = parts.load(session, batch_at(session, address))
    # The schooling picked at random does not always meet what the level asks.
    assert {problem.code for row in rows for problem in row.problems} <= {"prerequisite.unmet"}
    for line, row in enumerate(rows):
        for name in choices.values():
            assert row.fields.get(name, "none") == list(CELL_WORDS[name])[line % len(CELL_WORDS[name])]


def test_an_old_template_and_one_of_another_class_say_so(
    clerk: FlaskClient, session: Session, record: TrainingClass
) -> None:
    book = template(clerk, f"/classes/{record.number}/roster-template")
    fill(book, 3, 姓名="王小明", 证件号码=identity_number(900_001), 工作单位="威海某厂")
    book[MARK_SHEET]["A1"].value = PREFIX + service_marks.write(TemplateMark("roster", "00000000", "WH2020-0001"))
    _, address = send(clerk, f"/intake/roster/new?class={record.number}", book)
    page = clerk.get(address).get_data(as_text=True)
    assert "模板已更新" in page and "班次 WH2020-0001 的模板" in page and record.number in page


def test_a_forged_mark_says_nothing(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    book = template(clerk, f"/classes/{record.number}/roster-template")
    fill(book, 3, 姓名="王小明", 证件号码=identity_number(900_001), 工作单位="威海某厂")
    book[MARK_SHEET]["A1"].value = PREFIX + f"template/roster/00000000/WH2020-0001/{'0' * 32}"
    _, address = send(clerk, f"/intake/roster/new?class={record.number}", book)
    assert batch_at(session, address).reading["notes"] == []


def test_marks_are_believed_only_as_they_were_written(session: Session) -> None:
    for mark in (BatchMark("RB2026-0012"), TemplateMark("roster", "0a1b2c3d", "")):
        text = service_marks.write(mark)
        assert service_marks.read(text) == mark
        for forged in (text.replace("00", "01"), text + "0", text[:-1], text.upper(), "", "/", "x/y/zz", text * 9):
            assert forged == text or service_marks.read(forged) is None


def test_other_lists_have_templates_too(login_as: LogIn, session: Session) -> None:
    bureau = login_as(Role.BUREAU)
    for kind in ("level_certificates", "disbursements"):
        assert "下载模板" in bureau.get(f"/intake/{kind}/new").get_data(as_text=True)
        book = template(bureau, f"/intake/{kind}/template")
        assert send(bureau, f"/intake/{kind}/new", book)[0] == 422
        sheet = book.worksheets[0]
        words = {head.value.rstrip("*"): cell.value for head, cell in zip(sheet[1], sheet[2], strict=True) if cell.value}
        fill(book, 3, **{**words, "姓名": "王小明", "证件号码": identity_number(900_001)})
        status, address = send(bureau, f"/intake/{kind}/new", book)
        batch = batch_at(session, address)
        assert status == 302 and len(batch.reading["tables"][0]["columns"]) == sheet.max_column
        [row] = parts.load(session, batch)
        # What is left is what the register says of an invented class; every cell was understood.
        assert all(lists.get(kind).is_live(problem) for problem in row.problems)
    assert bureau.get("/intake/opening/template").status_code == 404


def test_a_roster_template_needs_its_class(clerk: FlaskClient, login_as: LogIn, session: Session, record: TrainingClass) -> None:
    assert clerk.get("/intake/roster/template").location.endswith("/intake/roster/new")
    foreign = make_class(session, "approved", institution=make_institution(session))
    assert clerk.get(f"/classes/{foreign.number}/roster-template").status_code == 404
    assert clerk.get(f"/intake/roster/template?class={foreign.number}").status_code == 404
