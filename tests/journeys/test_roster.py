"""The story of a messy roster: an institution's own file becomes a class list, step by step, without anybody retyping it."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.builders.rosters import csv, learner, xlsx
from training_app.audit.models import AuditEvent
from training_app.classes.models import Enrolment, TrainingClass
from training_app.kernel.actor import Role
from training_app.people.models import Person


def test_a_messy_roster_is_a_conversation(login_as: Callable[..., FlaskClient], session: Session) -> None:
    record = make_class(session, "approved", institution=make_institution(session))
    clerk = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    right = [learner(each) for each in range(1, 7)]
    messy = [dict(line) for line in right]
    messy[1]["identity_number"] = right[1]["identity_number"][:17] + ("1" if right[1]["identity_number"][17] != "1" else "2")
    messy[2].update(sex="女" if right[2]["sex"] == "男" else "男", phone="138 0000 0003")
    messy[4]["name"] = " 测 六 "

    # The file as the institution has it, with a title above the headings.
    first = _upload(clerk, record, xlsx(messy, "智能制造工程技术人员培训班学员信息表"), "学员信息表（最终版2）.xlsx")
    page = clerk.get(first).get_data(as_text=True)
    assert "5 行可以导入，1 行有错误" in page and "identity.check_digit" in page and "sex.mismatch" in page

    # It comes back marked, at the lines the institution knows.
    marked = clerk.post(f"{first}/returned")
    workbook = openpyxl.load_workbook(io.BytesIO(marked.data))
    seen = [sheet.title for sheet in workbook if sheet.sheet_state == "visible"]
    assert seen == ["学员信息", "错误清单"]
    line = next(row for row in workbook["学员信息"].iter_rows(min_row=4) if row[2].value == messy[1]["identity_number"])
    assert line[2].comment is not None

    # The proposal is taken over on the page; the good lines go in, the bad one waits.
    assert clerk.post(f"{first}/accept", data={"code": "sex.mismatch"}).status_code == 302
    clerk.post(f"{first}/confirm", data={"good_rows": "1"})
    assert _names(session, record) == sorted([right[0]["name"], right[2]["name"], right[3]["name"], "测六", right[5]["name"]])

    # The corrected file, from another program and in another order, touches only what was missing.
    corrected = [dict(line) for line in right]
    corrected[4]["name"] = "测六"
    second = _upload(clerk, record, csv(corrected[::-1], "gb18030"), "名单.csv")
    assert "确认导入 6 行" in clerk.get(second).get_data(as_text=True)
    clerk.post(f"{second}/confirm")
    assert "新增 1 人" in clerk.get(second).get_data(as_text=True)
    assert len(_names(session, record)) == 6

    # The second batch is taken back: one learner goes, five stay; then the first, and nothing is left.
    clerk.post(f"{second}/undo")
    assert right[1]["name"] not in _names(session, record) and len(_names(session, record)) == 5
    clerk.post(f"{first}/undo")
    assert _names(session, record) == [] and session.scalars(select(Person)).all() == []

    acts = session.scalars(select(AuditEvent.action).where(AuditEvent.object_number == record.number))
    assert list(acts) == ["roster.import", "roster.import", "roster.undo", "roster.undo"]


def _upload(clerk: FlaskClient, record: TrainingClass, data: bytes, name: str) -> str:
    answer = clerk.post(f"/intake/roster/new?class={record.number}", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.location


def _names(session: Session, record: TrainingClass) -> list[str]:
    statement = select(Enrolment.name_at).where(Enrolment.class_id == record.id)
    return sorted(session.scalars(statement))
