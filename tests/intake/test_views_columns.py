"""The page that asks what columns mean: a file is asked about instead of refused, the answer is remembered and forgotten."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.builders.rosters import csv, learner
from tests.intake.test_views import headcount, upload
from training_app.classes.models import TrainingClass
from training_app.intake import lists
from training_app.intake.models import Batch, KnownLayout
from training_app.kernel.actor import Role

LogIn = Callable[..., FlaskClient]


def strange(*lines: dict[str, str], headings: str = "人员称呼,代码,电话", above: str = "") -> bytes:
    """A list whose headings nobody knows."""
    rows = [headings, *(f"{each['name']},{each['identity_number']},{each['phone']}" for each in lines)]
    return "\r\n".join([*([above] if above else []), *rows]).encode("utf-8-sig")


ANSWER = {
    "use0": "1", "row0": "0", "column0-0": "name", "column0-1": "identity_number", "column0-2": "phone",
}  # fmt: skip


def test_a_file_with_unknown_headings_is_asked_about_and_read_by_the_answer(
    clerk: FlaskClient, session: Session, record: TrainingClass
) -> None:
    people = [learner(1), learner(2)]
    address = upload(clerk, record, strange(*people), "名单.csv")
    assert address.endswith("/columns")
    page = clerk.get(address).get_data(as_text=True)
    assert "人员称呼" in page and people[0]["name"] in page and "按内容推测，请核对" in page
    assert people[0]["identity_number"] not in page and people[0]["identity_number"][:4] + "****" in page
    batch = address.removesuffix("/columns")
    for index, field in enumerate(("name", "identity_number", "phone")):
        chosen = re.search(rf'name="column0-{index}".*?<option value="(\w+)" selected', page, re.DOTALL)
        assert chosen is not None and chosen[1] == field
    assert session.scalars(select(Batch)).one().ok_count == 0, "what values look like is proposed, never read unasked"
    waiting = clerk.get(batch).get_data(as_text=True)
    assert "要先确认各列是什么" in waiting and "确认列的对应" in waiting
    saved = clerk.post(address, data=ANSWER)
    assert saved.status_code == 302 and saved.location == batch
    page = clerk.get(batch).get_data(as_text=True)
    assert "2 行可以导入" in page and "按 " in page and "您确认过的列对应读取" in page
    assert clerk.post(f"{batch}/confirm").status_code == 302
    assert headcount(session, record) == 2


def test_the_answer_is_remembered_for_the_institution_and_for_no_other(
    clerk: FlaskClient, login_as: LogIn, session: Session, record: TrainingClass
) -> None:
    clerk.post(upload(clerk, record, strange(learner(1)), "名单.csv"), data=ANSWER)
    kept = session.scalars(select(KnownLayout)).one()
    assert kept.institution_id == record.institution_id and kept.user_id is None
    assert learner(1)["name"] not in str(kept.answer) and "人员称呼" not in str(kept.answer)
    next_file = strange(learner(2), learner(3), headings="人员称呼 *,代码：,电话", above="第二批名单")
    again = upload(clerk, record, next_file, "二.csv")
    assert not again.endswith("/columns")
    page = clerk.get(again).get_data(as_text=True)
    assert "2 行可以导入" in page and "您确认过的列对应读取" in page
    assert upload(clerk, record, strange(learner(4), headings="代码,人员称呼,电话")).endswith("/columns")
    other = make_class(session, "approved", institution=make_institution(session))
    stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=other.institution_id)
    assert upload(stranger, other, strange(learner(2)), "名单.csv").endswith("/columns")


def test_what_was_remembered_can_be_forgotten(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    address = upload(clerk, record, strange(learner(1)), "名单.csv")
    clerk.post(address, data=ANSWER)
    batch = address.removesuffix("/columns")
    assert "/columns/forget" in clerk.get(batch).get_data(as_text=True)
    assert clerk.post(f"{batch}/columns/forget").status_code == 302
    assert session.scalars(select(KnownLayout)).all() == []
    page = clerk.get(batch).get_data(as_text=True)
    assert "1 行可以导入" in page and "/columns/forget" not in page
    assert upload(clerk, record, strange(learner(1)), "名单.csv").endswith("/columns")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"column0-2": "name"}, "“姓名”选了不止一列（A、C）"), ({"column0-1": "-"}, "还缺“证件号码”"),
        ({"column0-2": "password"}, "这一列的选择无法识别"), ({"use0": None}, "没有选任何一张表"),
        ({"column0-0": "identity_number", "column0-1": "name", "row0": "x"}, ""),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused_beside_the_column(
    clerk: FlaskClient, session: Session, record: TrainingClass, change: dict[str, str | None], sentence: str
) -> None:
    address = upload(clerk, record, strange(learner(1)), "名单.csv")
    form = {name: value for name, value in {**ANSWER, **change}.items() if value is not None}
    answer = clerk.post(address, data=form)
    if not sentence:  # nonsense in the line of the headings is as if none was chosen; the rest is what was said
        assert answer.status_code == 302
        return
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and sentence in page
    assert session.scalars(select(KnownLayout)).all() == []
    batch = session.scalars(select(Batch)).one()
    assert batch.is_unanswered and batch.error_count == 0


def test_an_understood_batch_is_read_anew_and_keeps_what_was_corrected(
    clerk: FlaskClient, session: Session, record: TrainingClass
) -> None:
    lines = [learner(1, phone="1380000"), learner(2, phone="139")]
    people = [f"{each['name']},{each['identity_number']},{each['phone']},x{n}" for n, each in enumerate(lines)]
    rows = ["姓名,身份证号码,联系电话,班级代号", *people]
    address = upload(clerk, record, "\r\n".join(rows).encode(), "名单.csv")
    assert "改列的对应" in clerk.get(address).get_data(as_text=True)
    clerk.post(f"{address}/rows/0", data={"field": "phone", "value": "13800000001"})
    page = clerk.get(f"{address}/columns").get_data(as_text=True)
    assert '<option value="phone" selected>' in page and "还缺" not in page
    form = {**ANSWER, "column0-3": "employer"}
    assert clerk.post(f"{address}/columns", data=form).status_code == 302
    page = clerk.get(address).get_data(as_text=True)
    assert "页面上更正过的 1 处已保留" in page and "2 行可以导入" in page and ">x0<" in page
    problems = re.findall(r'>phone\.invalid<', page)
    assert len(problems) == 1 and "139" in page
    assert clerk.post(f"{address}/columns", data={**form, "column0-2": "-"}).status_code == 302
    assert "页面上更正过的 1 处因为所在的列变了没有保留" in clerk.get(address).get_data(as_text=True)


def test_columns_of_an_imported_batch_stay(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    address = upload(clerk, record, csv([learner(1)]), "名单.csv")
    clerk.post(f"{address}/confirm")
    assert "改列的对应" not in clerk.get(address).get_data(as_text=True)
    for answer in (clerk.get(f"{address}/columns"), clerk.post(f"{address}/columns", data=ANSWER)):
        assert answer.status_code == 409 and "整批撤销" in answer.get_data(as_text=True)
    assert headcount(session, record) == 1


def test_another_line_of_headings_can_be_chosen(clerk: FlaskClient, session: Session, record: TrainingClass) -> None:
    data = strange(learner(1), learner(2), headings="甲,乙,丙", above="全称,号数,电联")
    address = upload(clerk, record, data, "名单.csv")
    page = clerk.get(address).get_data(as_text=True)
    assert "表头在第 1 行" in page and "第 2 行：甲、乙、丙" in page
    assert "表头在第 2 行" in clerk.get(f"{address}?row0=1").get_data(as_text=True)
    assert "表头在第 1 行" in clerk.get(f"{address}?row0=2").get_data(as_text=True), "a person is no heading"
    assert clerk.post(address, data={**ANSWER, "row0": "1"}).status_code == 302
    assert "2 行可以导入" in clerk.get(address.removesuffix("/columns")).get_data(as_text=True)


def test_others_see_that_it_is_not_certain_and_cannot_answer(
    clerk: FlaskClient, login_as: LogIn, session: Session, record: TrainingClass
) -> None:
    address = upload(clerk, record, strange(learner(1)), "名单.csv")
    batch = address.removesuffix("/columns")
    district = login_as(Role.DISTRICT, district_code=session.scalars(select(Batch)).one().district_code)
    page = district.get(batch).get_data(as_text=True)
    assert "等上传的单位确认后才会读取" in page and learner(1)["name"] not in page
    assert district.get(address).status_code == 403 and district.post(address, data=ANSWER).status_code == 403
    other = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert other.get(address).status_code == 404 and other.post(f"{address}/forget").status_code == 404
    assert clerk.post(f"{batch}/confirm").status_code == 302
    assert headcount(session, record) == 0


def test_what_the_bureau_said_is_its_clerks_own(login_as: LogIn, session: Session) -> None:
    headings = "原班,学校,行当,等第,开课,散课,课时数,何人,代码,结局"
    data = f"{headings}\nA1,甲校,大数据,初级,2025-01-01,2025-02-01,60,丛海明,371002199003071238,合格\n".encode()
    fields = [each.field for each in lists.get("opening").meanings if each.needed]
    said = {"use0": "1", "row0": "0", **{f"column0-{index}": name for index, name in enumerate(fields)}}

    def sent(clerk: FlaskClient) -> str:
        return clerk.post("/intake/opening/new", data={"file": (io.BytesIO(data), "旧.csv")}).location

    clerk = login_as(Role.BUREAU)
    address = sent(clerk)
    assert address.endswith("/columns") and clerk.post(address, data=said).status_code == 302
    kept = session.scalars(select(KnownLayout)).one()
    assert kept.institution_id is None and kept.user_id is not None and kept.kind == "opening"
    assert not sent(clerk).endswith("/columns")
    assert sent(login_as(Role.BUREAU)).endswith("/columns")


def test_a_list_without_headings_is_asked_about_every_time_and_begins_with_the_last_answer(
    clerk: FlaskClient, session: Session, record: TrainingClass
) -> None:
    def listed(*people: dict[str, str]) -> bytes:
        rows = [f"{each['name']},{each['identity_number']},甲班" for each in people]
        return "\r\n".join(rows).encode("utf-8-sig")

    address = upload(clerk, record, listed(learner(1), learner(2)), "名单.csv")
    page = clerk.get(address).get_data(as_text=True)
    assert "没有表头的文件每次都要核对" in page and "工作表“名单”，没有表头" in page
    assert learner(1)["name"] in page and "按内容推测，请核对" in page
    told = {"use0": "1", "row0": "-1", "column0-0": "name", "column0-1": "identity_number", "column0-2": "+"}
    assert clerk.post(address, data=told).status_code == 302
    page = clerk.get(address.removesuffix("/columns")).get_data(as_text=True)
    assert "2 行可以导入" in page and "由您核对后再读" in page and "没有表头，各列按您的确认读取" in page
    again = upload(clerk, record, listed(learner(3), learner(4)), "二.csv")
    assert again.endswith("/columns"), "the same kinds of values may mean something else"
    page = clerk.get(again).get_data(as_text=True)
    for index, field in enumerate(("name", "identity_number", "[+]")):
        assert re.search(rf'name="column0-{index}"(?:(?!</select>).)*?<option value="{field}" selected', page, re.DOTALL)
