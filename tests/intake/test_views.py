"""The batch pages in the browser: upload, check, correct, confirm, undo, and what is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.classes import make_attendance, make_class
from tests.builders.institutions import make_institution
from tests.builders.rosters import csv, learner, xlsx
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.intake.models import Batch
from training_app.kernel.actor import Role

LogIn = Callable[..., FlaskClient]


def upload(client: FlaskClient, record: TrainingClass, data: bytes, name: str = "学员名单.xlsx") -> str:
    """The address of the new batch."""
    answer = client.post(
        f"/intake/roster/new?class={record.number}", data={"file": (io.BytesIO(data), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location


def headcount(session: Session, record: TrainingClass) -> int:
    return session.scalar(select(func.count()).select_from(Enrolment).where(Enrolment.class_id == record.id)) or 0


def test_a_roster_goes_from_file_to_list_and_back(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    assert clerk.get(f"/intake/roster/new?class={record.number}").status_code == 200
    address = upload(clerk, record, xlsx([learner(1), learner(2, phone="1")], title="第八期学员信息表"))
    page = clerk.get(address).get_data(as_text=True)
    assert "2 行可以导入" in page and "phone.invalid" in page and "确认导入 2 行" in page
    assert headcount(session, record) == 0
    assert clerk.post(f"{address}/confirm").status_code == 302
    assert headcount(session, record) == 2
    page = clerk.get(address).get_data(as_text=True)
    assert "已导入：新增 2 人" in page and "撤销这批导入" in page
    assert clerk.post(f"{address}/undo").status_code == 302
    assert headcount(session, record) == 0
    assert "已撤销这批导入：撤下学员 2 人" in clerk.get(address).get_data(as_text=True)
    assert "已撤销" in clerk.get("/intake").get_data(as_text=True)


def test_a_wrong_cell_is_corrected_on_the_page(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    right = learner(2)["identity_number"]
    wrong = right[:17] + ("1" if right[17] != "1" else "2")
    address = upload(clerk, record, csv([learner(1), learner(2, identity_number=wrong)]), "名单.csv")
    page = clerk.get(f"{address}?edit=1").get_data(as_text=True)
    assert wrong in page and "1 行有错误" in page and "只导入无误的 1 行" in page
    still = clerk.post(f"{address}/rows/1", data={"field": "identity_number", "value": right[:16] + "99"})
    assert still.status_code == 302 and "edit=1" in still.location
    page = clerk.get(f"{address}?show=all").get_data(as_text=True)
    assert "已更正" not in page, "a line typed anew and still wrong is not put right"
    done = clerk.post(f"{address}/rows/1?show=problems&q=x", data={"field": "identity_number", "value": right})
    assert done.status_code == 302 and "edit" not in done.location
    assert "show=problems&q=x" in done.location, "the clerk goes on where they were"
    assert "确认导入 2 行" in clerk.get(address).get_data(as_text=True)
    assert clerk.post(f"{address}/rows/1", data={"field": "nonsense", "value": "x"}).status_code == 422
    assert clerk.post(f"{address}/rows/99", data={"field": "phone", "value": "x"}).status_code == 422
    assert clerk.post(f"{address}/rows/1", data={"field": "phone", "value": "1" * 300}).status_code == 422


def test_numbers_are_masked_for_everybody_but_the_uploader_of_the_open_batch(
    clerk: FlaskClient, login_as: LogIn, record: TrainingClass
) -> None:
    line, bad = learner(1), learner(2, identity_number="371000199001012345", phone="1380000")
    old = learner(3, identity_number="371000900101234")
    address = upload(clerk, record, csv([line, bad, old]), "名单.csv")
    own = clerk.get(address).get_data(as_text=True)
    assert bad["identity_number"] in own and "371000199001012341" in own
    assert line["identity_number"] not in own and line["phone"] not in own
    for browser in (
        login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id), login_as(Role.BUREAU),
    ):
        page = browser.get(f"{address}?edit=1").get_data(as_text=True)
        assert "3710**********2345" in page
        assert not re.search(r"\d{14,17}[\dX]", page) and "1380000" not in page


def test_others_cannot_see_or_touch_a_batch(
    clerk: FlaskClient, login_as: LogIn, session: Session, record: TrainingClass
) -> None:
    address = upload(clerk, record, csv([learner(1)]), "名单.csv")
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert other.get(address).status_code == 404
    assert record.number not in other.get("/intake").get_data(as_text=True)
    for act in ("confirm", "undo", "discard", "returned", "file", "accept", "rows/0"):
        assert other.post(f"{address}/{act}", data={"field": "phone", "value": "1"}).status_code == 404
    assert other.get(f"/intake/roster/new?class={record.number}").status_code == 404
    data = {"file": (io.BytesIO(csv([learner(1)])), "a.csv")}
    assert other.post(f"/intake/roster/new?class={record.number}", data=data).status_code == 404
    assert login_as(Role.BUREAU).post(f"{address}/confirm").status_code == 403
    assert headcount(session, record) == 0


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.xlsx", "文件是空的"), (b"PK\x03\x04" + b"x" * 50, "a.xlsx", "文件"),
        ("一,二\n三,四\n".encode(), "a.csv", "表头"),
        ("姓名,身份证号码\n".encode(), "a.csv", "没有读到"),
    ],
)  # fmt: skip
def test_a_hostile_or_wrong_file_gets_a_sentence_and_stores_nothing(
    clerk: FlaskClient, session: Session, record: TrainingClass, data: bytes, name: str, sentence: str
) -> None:
    answer = clerk.post(f"/intake/roster/new?class={record.number}", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert session.scalar(select(func.count()).select_from(Batch)) == 0


def test_an_upload_without_a_file_and_unknown_lists_are_refused(clerk: FlaskClient, record: TrainingClass) -> None:
    answer = clerk.post(f"/intake/roster/new?class={record.number}", data={})
    assert answer.status_code == 422 and "还没有选择文件" in answer.get_data(as_text=True)
    assert clerk.get("/intake/nonsense/new").status_code == 404
    assert clerk.get("/intake/roster/new?class=WH2026-9999").status_code == 404
    assert clerk.get("/intake/opening/new").status_code == 403
    assert clerk.get("/intake/RB2026-9999").status_code == 404


def test_acts_in_the_wrong_order_are_told_not_done(clerk: FlaskClient, record: TrainingClass) -> None:
    address = upload(clerk, record, csv([learner(1)]), "名单.csv")
    assert clerk.post(f"{address}/undo").status_code == 409
    assert clerk.post(f"{address}/discard").status_code == 302
    assert clerk.post(f"{address}/confirm").status_code == 409
    assert clerk.post(f"{address}/accept", data={"code": "sex.mismatch"}).status_code == 409


def test_a_batch_in_use_says_why_it_cannot_be_undone(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    address = upload(clerk, record, csv([learner(1), learner(2)]), "名单.csv")
    clerk.post(f"{address}/confirm")
    make_attendance(session, record, list(session.scalars(select(Enrolment).where(Enrolment.class_id == record.id))))
    session.commit()
    clerk.post(f"{address}/undo")
    assert "不能撤销：这批名单的学员已有考勤 2 人" in clerk.get(address).get_data(as_text=True)
    assert headcount(session, record) == 2


def test_the_same_file_says_when_it_was_imported(clerk: FlaskClient, record: TrainingClass) -> None:
    data = csv([learner(1)])
    first = upload(clerk, record, data, "名单.csv")
    clerk.post(f"{first}/confirm")
    page = clerk.get(upload(clerk, record, data, "又一份.csv")).get_data(as_text=True)
    assert "同一份文件已于" in page and first.rsplit("/", 1)[1] in page


def test_the_own_file_comes_back_as_it_was_sent(clerk: FlaskClient, record: TrainingClass) -> None:
    data = csv([learner(1)])
    address = upload(clerk, record, data, "名单.csv")
    answer = clerk.post(f"{address}/file")
    assert answer.data == data and "attachment" in answer.headers["Content-Disposition"]


def test_without_a_class_the_open_ones_of_the_own_institution_are_offered(
    clerk: FlaskClient, session: Session, record: TrainingClass
) -> None:
    draft = make_class(session, "draft", institution=session.get_one(Institution, record.institution_id))
    foreign = make_class(session, "approved", institution=make_institution(session))
    page = clerk.get("/intake/roster/new").get_data(as_text=True)
    assert f"/intake/roster/new?class={record.number}" in page and "还没有学员" in page
    assert draft.number not in page and foreign.number not in page


def test_without_an_open_class_the_page_says_how_one_is_opened(login_as: LogIn, session: Session) -> None:
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert "请先备案班次" in client.get("/intake/roster/new").get_data(as_text=True)


def test_the_corrected_workbook_goes_on_where_it_stood(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    address = upload(clerk, record, xlsx([learner(1), learner(2, phone="1"), learner(3, phone="2")], title="名单"))
    book = load_workbook(io.BytesIO(clerk.post(f"{address}/returned").data))
    book.worksheets[0]["D5"].value = "13900000001"
    data = io.BytesIO()
    book.save(data)
    assert upload(clerk, record, data.getvalue()) == address
    page = clerk.get(address).get_data(as_text=True)
    assert f"接着批次 {address.rsplit('/', 1)[1]}：改了 1 行，其余 2 行没有变。" in page
    stale = clerk.post(f"{address}/rows/2", data={"field": "phone", "value": "13900000002", "round": "0"}, follow_redirects=True)
    assert "您刚才的一步没有办理" in stale.get_data(as_text=True)
    page = clerk.get(f"{address}?edit=2").get_data(as_text=True)
    assert 'name="round" value="1"' in page
    clerk.post(f"{address}/rows/2", data={"field": "phone", "value": "13900000002", "round": "1"})
    assert "phone.invalid" not in clerk.get(address).get_data(as_text=True)


def test_the_page_of_a_batch_takes_its_corrected_file(clerk: FlaskClient, record: TrainingClass) -> None:
    address = upload(clerk, record, xlsx([learner(1), learner(2, phone="1")]))
    assert f"{address}/continue" in clerk.get(address).get_data(as_text=True)
    assert clerk.get(f"{address}/continue").status_code == 200
    answer = clerk.post(f"{address}/continue", data={"file": (io.BytesIO(b"%PDF"), "x.pdf")})
    assert answer.status_code == 422 and "err-summary" in answer.get_data(as_text=True)
    answer = clerk.post(f"{address}/continue", data={"file": (io.BytesIO(csv([learner(1), learner(2)])), "x.csv")})
    assert answer.location == address
    clerk.post(f"{address}/confirm")
    closed = clerk.get(f"{address}/continue")
    assert closed.status_code == 409 and "已经全部导入" in closed.get_data(as_text=True)


def test_forms_of_one_person_go_in_and_come_back_marked_beside_their_cells(
    clerk: FlaskClient, session: Session, record: TrainingClass
) -> None:
    book = Workbook()
    book.remove(book.active)
    for serial, phone in ((1, "13800000001"), (2, "138")):
        sheet = book.create_sheet(f"第{serial}人")
        one = learner(serial)
        sheet.append(["学员登记表"])
        sheet.append(["姓名", one["name"], "联系电话", phone])
        sheet.append(["身份证号码", one["identity_number"][: 18 if serial == 1 else 17]])
    output = io.BytesIO()
    book.save(output)
    address = upload(clerk, record, output.getvalue(), "登记表.xlsx")
    page = clerk.get(f"{address}?edit=1").get_data(as_text=True)
    assert "第 2 行起是一张个人登记表" in page
    assert "1 行可以导入" in page and "文件第 3 行 B 列" in page and re.search(r"<b>第 3 行 B 列 身份证号码</b>", page)
    marked = load_workbook(io.BytesIO(clerk.post(f"{address}/returned").data))
    assert marked["第2人"]["B3"].comment is not None and marked["第2人"]["B2"].comment is None
    right = {"field": "identity_number", "value": learner(2)["identity_number"], "round": "0"}
    assert clerk.post(f"{address}/rows/1", data=right).status_code == 302
    assert clerk.post(f"{address}/confirm").status_code == 302
    assert headcount(session, record) == 2
