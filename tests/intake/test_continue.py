"""The workbook given back, corrected and sent again: it continues its batch, and only what was changed is touched."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.rosters import HEADINGS, learner
from tests.sheets.containers import Look, delimited, html, ods, spreadsheetml, xls, xlsb, xlsx
from training_app.classes.models import Enrolment, TrainingClass
from training_app.intake import parts, service, service_columns, service_continue, service_files
from training_app.intake.models import Batch
from training_app.intake.pages_continue import said_of
from training_app.intake.rows import Row
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict, InvalidInput
from training_app.people.models import Person
from training_app.sheets.asking import Told, first_told
from training_app.sheets.marks import MARK_SHEET, PREFIX

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
CONTAINERS: dict[str, tuple[Callable[[Look], bytes], str]] = {
    "xlsx": (xlsx, "名单.xlsx"), "xls": (xls, "名单.xls"), "et": (xls, "名单.et"), "xlsb": (xlsb, "名单.xlsb"),
    "ods": (ods, "名单.ods"), "html": (html, "名单.xls"), "spreadsheetml": (spreadsheetml, "名单.xls"),
    "csv": (partial(delimited, encoding="utf-8-sig"), "名单.csv"), "gb": (partial(delimited, encoding="gb18030"), "名单.csv"),
    "utf16": (partial(delimited, delimiter="\t", encoding="utf-16"), "名单.txt"),
}  # fmt: skip


def wrong(number: str) -> str:
    return number[:17] + ("0" if number[17] != "0" else "1")


def table(*lines: dict[str, str], title: bool = True) -> Look:
    rows: list[list[str | float | None]] = [["学员名单", *[None] * (len(HEADINGS) - 1)], [None] * len(HEADINGS)] if title else []
    rows.append(list(HEADINGS.values()))
    rows.extend([line.get(name) or None for name in HEADINGS] for line in lines)
    return Look(rows=rows)


class Desk:
    """An institution with a class, and a clerk who sends files and corrects those that come back."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.institution = make_institution(session)
        self.record: TrainingClass = make_class(session, "approved", institution=self.institution)
        self.actor: Actor = actor_of(self.institution)

    def stage(self, data: bytes, name: str = "名单.xlsx", record: TrainingClass | None = None) -> Batch:
        number = (record or self.record).number
        return service.stage(self.session, self.actor, "roster", data, name, subject_number=number, at=AT)

    def returned(self, batch: Batch) -> openpyxl.Workbook:
        return openpyxl.load_workbook(io.BytesIO(service_files.returned_workbook(self.session, self.actor, batch.number, AT)))

    def rows(self, batch: Batch) -> list[Row]:
        return parts.load(self.session, batch)

    def confirm(self, batch: Batch, *, good_rows: bool = False) -> service.Answer:
        return service.confirm(self.session, self.actor, batch.number, good_rows=good_rows, at=AT)

    def headcount(self) -> int:
        return len(self.session.scalars(select(Enrolment).where(Enrolment.class_id == self.record.id)).all())


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write(book: openpyxl.Workbook, line: int, heading: str, value: str) -> None:
    """A cell of the first sheet, whose headings stand in line 3."""
    sheet = book.worksheets[0]
    column = next(cell.column for cell in sheet[3] if cell.value == heading)
    sheet.cell(line, column).value = value


def told(rows: list[Row]) -> list[object]:
    return [(row.line, row.fields, [(p.code, p.field, p.value, p.column) for p in row.problems]) for row in rows]


def done(batch: Batch) -> dict[str, object]:
    return batch.reading["continued"]


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_corrected_workbook_continues_its_batch_whatever_it_came_as(desk: Desk, container: str) -> None:
    make, name = CONTAINERS[container]
    right = learner(2)["identity_number"]
    people = [learner(1), learner(2, identity_number=wrong(right)), learner(3), learner(4, phone="123")]
    batch = desk.stage(make(table(*people)), name)
    first = [(row.line, row.fields) for row in desk.rows(batch)]
    book = desk.returned(batch)
    bad = next(row for row in desk.rows(batch) if row.status == "error")
    cell = book.worksheets[0].cell(bad.line, list(HEADINGS).index("identity_number") + 1)
    assert (cell.value, cell.comment is not None, cell.fill.start_color.rgb[-6:]) == (wrong(right), True, "FFC7CE")
    cell.value = right
    again = desk.stage(saved(book))
    assert again.number == batch.number and again.reading["notes"] == []
    assert (done(again)["changed"], done(again)["unchanged"], done(again)["added"]) == (1, 3, 0)
    rows = desk.rows(again)
    assert [row.status for row in rows] == ["ok", "ok", "ok", "warning"]
    assert [(row.line, row.fields) for row in rows if row.line != bad.line] == [each for each in first if each[0] != bad.line]
    assert desk.confirm(again).counts == {"created": 4, "existing": 0, "updated": 0, "held": 0}


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_workbook_sent_back_as_it_is_changes_nothing(desk: Desk, container: str) -> None:
    make, name = CONTAINERS[container]
    look = table(learner(1), learner(2, identity_number=wrong(learner(2)["identity_number"]), phone=""), learner(3))
    look.hidden_rows = () if container in ("csv", "gb", "utf16", "xlsb") else (4,)
    look.merges = () if container in ("csv", "gb", "utf16") else ((0, 0, 0, 3),)
    if container in ("xls", "et", "xlsx", "xlsb", "spreadsheetml"):
        look.rows[5][2] = 371002199003071230.0  # a number that has lost its last digits
    batch = desk.stage(make(look), name)
    before = told(desk.rows(batch))
    again = desk.stage(saved(desk.returned(batch)))
    assert (done(again)["changed"], done(again)["unchanged"]) == (0, 3)
    assert told(desk.rows(again)) == before


def test_corrections_of_the_page_win_unless_the_file_changed_the_same_cell(desk: Desk) -> None:
    batch = desk.stage(xlsx(table(*(learner(n, phone=f"12{n}") for n in (1, 2, 3)))))
    book = desk.returned(batch)
    for position in (0, 1):
        service.correct(desk.session, desk.actor, batch.number, position, "phone", f"1390000000{position}", AT)
    write(book, 5, "联系电话", "13911111111")
    write(book, 4, "备注", "组长")
    again = desk.stage(saved(book))
    rows = desk.rows(again)
    assert [row.fields.get("phone") for row in rows] == ["13900000000", "13911111111", None]
    assert [row.fixed for row in rows] == [["phone"], [], []]
    assert rows[0].fields["remark"] == "组长" and done(again)["overruled"] == [5]
    said = said_of(again)
    assert said is not None and said[0] == f"接着批次 {batch.number}：改了 2 行，其余 1 行没有变。"
    assert any("第 5 行" in line and "以文件为准" in line for line in said[1])


def test_an_imported_line_that_changed_is_an_update_and_the_others_are_not_touched(desk: Desk, session: Session) -> None:
    right = learner(3)["identity_number"]
    batch = desk.stage(xlsx(table(learner(1), learner(2), learner(3, identity_number=wrong(right)))))
    assert desk.confirm(batch, good_rows=True).counts == {"created": 2, "existing": 0, "updated": 0, "held": 1}
    book = desk.returned(batch)
    write(book, 5, "工作单位", "山东某某集团")
    write(book, 6, "身份证号码", right)
    again = desk.stage(saved(book))
    assert again.number == batch.number
    assert (again.state, again.result) == ("confirmed", {"created": 1, "existing": 0, "updated": 0, "held": 2})
    assert done(again)["reopened"] == [5] and [row.open for row in desk.rows(again)] == [False, True, True]
    assert [row.outlook for row in desk.rows(again)][1:] == ["updated", "created"]
    assert desk.headcount() == 2
    assert desk.confirm(again).counts == {"created": 3, "existing": 0, "updated": 0, "held": 0}
    assert desk.headcount() == 3
    employers = session.scalars(select(Enrolment.employer_name).where(Enrolment.class_id == desk.record.id)).all()
    assert sorted(employers).count("山东某某集团") == 1
    service.undo(session, desk.actor, batch.number, AT)
    assert desk.headcount() == 0 and session.scalars(select(Person)).all() == []


def test_lines_are_found_again_where_others_were_inserted_deleted_or_moved(desk: Desk) -> None:
    right = learner(2)["identity_number"]
    people = [learner(1), learner(2, identity_number=wrong(right)), learner(3, phone="1"), learner(4), learner(5, phone="2")]
    batch = desk.stage(xlsx(table(*people)))
    service.correct(desk.session, desk.actor, batch.number, 2, "phone", "13900000003", AT)
    desk.confirm(batch, good_rows=True)
    book = desk.returned(batch)
    sheet = book.worksheets[0]
    write(book, 5, "身份证号码", right)
    sheet.delete_rows(7)  # learner 4, imported
    sheet.insert_rows(4)
    for column, name in enumerate(HEADINGS, 1):
        sheet.cell(4, column).value = learner(6).get(name)
    again = desk.stage(saved(book))
    assert {name: done(again)[name] for name in ("changed", "unchanged", "added", "left", "gone")} == {
        "changed": 1, "unchanged": 3, "added": 1, "left": 1, "gone": 0,
    }  # fmt: skip
    rows = desk.rows(again)
    assert [(row.line, row.fields["name"], row.result) for row in rows] == [
        (4, learner(6)["name"], "held"), (5, learner(1)["name"], "created"), (6, learner(2)["name"], "held"),
        (7, learner(3)["name"], "created"), (8, learner(5)["name"], "created"), (7, learner(4)["name"], "created"),
    ]  # fmt: skip
    assert (rows[3].fields["phone"], rows[3].fixed) == ("13900000003", ["phone"])
    assert desk.confirm(again).counts == {"created": 6, "existing": 0, "updated": 0, "held": 0}
    assert desk.headcount() == 6
    third = service_continue.continue_with(desk.session, desk.actor, _with_held(desk, again).number, saved(book), "名单.xlsx", AT)
    assert done(third)["left"] == 0 and len(desk.rows(third)) == 6


def _with_held(desk: Desk, batch: Batch) -> Batch:
    """The batch as if one line were held still."""
    batch.result = {**batch.result, "held": 1}
    desk.session.flush()
    return batch


def test_somebody_else_in_the_place_of_an_imported_line_is_somebody_new(desk: Desk) -> None:
    batch = desk.stage(xlsx(table(learner(1), learner(2, identity_number=wrong(learner(2)["identity_number"])))))
    desk.confirm(batch, good_rows=True)
    book = desk.returned(batch)
    write(book, 4, "姓名", learner(7)["name"])
    write(book, 4, "身份证号码", learner(7)["identity_number"])
    write(book, 4, "性别", learner(7)["sex"])
    again = desk.stage(saved(book))
    assert (done(again)["added"], done(again)["left"], done(again)["reopened"]) == (1, 1, [])
    desk.confirm(again, good_rows=True)
    assert desk.headcount() == 2


def test_an_open_line_taken_out_of_the_file_leaves_the_batch(desk: Desk) -> None:
    batch = desk.stage(xlsx(table(learner(1), learner(2, identity_number="1"))))
    book = desk.returned(batch)
    book.worksheets[0].delete_rows(5)
    again = desk.stage(saved(book))
    assert (done(again)["gone"], len(desk.rows(again)), again.error_count) == (1, 1, 0)


@pytest.mark.parametrize("state", ["undone", "discarded", "finished"])
def test_a_closed_batch_is_not_continued_and_it_is_said_why(desk: Desk, state: str) -> None:
    batch = desk.stage(xlsx(table(learner(1), learner(2, phone="1"))))
    book = desk.returned(batch)
    if state == "discarded":
        service.discard(desk.session, desk.actor, batch.number, AT)
    else:
        desk.confirm(batch)
    if state == "undone":
        service.undo(desk.session, desk.actor, batch.number, AT)
    again = desk.stage(saved(book))
    words = {"undone": "已经撤销", "discarded": "已经放弃", "finished": "已经全部导入"}
    assert again.number != batch.number
    assert [words[state] in note and batch.number in note for note in again.reading["notes"]] == [True]
    with pytest.raises(Conflict, match=words[state]):
        service_continue.continue_with(desk.session, desk.actor, batch.number, saved(book), "名单.xlsx", AT)


def test_marks_of_another_class_and_another_institution_make_a_new_batch(desk: Desk, session: Session) -> None:
    batch = desk.stage(xlsx(table(learner(1), learner(2, phone="1"))))
    data = saved(desk.returned(batch))
    other_class = make_class(session, "approved", institution=desk.institution, level="junior")
    here = desk.stage(data, record=other_class)
    [note] = here.reading["notes"]
    assert here.number != batch.number and batch.number in note and desk.record.number in note
    stranger = Desk(session)
    there = stranger.stage(data)
    assert there.institution_id == stranger.institution.id
    assert ["不在您的查看范围内" in note and batch.number not in note for note in there.reading["notes"]] == [True]
    assert "continued" not in batch.reading and len(desk.rows(batch)) == 2


def test_a_forged_mark_is_none(desk: Desk) -> None:
    batch = desk.stage(xlsx(table(learner(1), learner(2, phone="1"))))
    book = desk.returned(batch)
    for forged in (f"batch/{batch.number}/{'0' * 32}", f"batch/{batch.number}", "x", ""):
        book[MARK_SHEET]["A1"].value = PREFIX + forged
        again = desk.stage(saved(book))
        assert again.number != batch.number and again.reading["notes"] == []
        assert [row.fields["name"] for row in desk.rows(again)] == [learner(1)["name"], learner(2)["name"]]


def test_a_file_without_a_mark_continues_the_batch_it_is_sent_for(desk: Desk) -> None:
    batch = desk.stage(xlsx(table(learner(1), learner(2, phone="1"))))
    follow = partial(service_continue.continue_with, desk.session, desk.actor, batch.number, at=AT)
    again = follow(delimited(table(learner(1), learner(2))), "改好.csv")
    assert again.number == batch.number and (done(again)["changed"], again.warning_count) == (1, 0)
    other = desk.stage(xlsx(table(learner(1), learner(3, phone="1"))))
    with pytest.raises(InvalidInput, match=other.number):
        follow(saved(desk.returned(other)), "名单.xlsx")
    with pytest.raises(InvalidInput, match="没有读到任何一行"):
        follow(xlsx(table()), "空.xlsx")
    with pytest.raises(InvalidInput, match="不一样"):
        follow(xlsx(Look(rows=[*table(learner(1)).rows, *table(learner(2)).rows])), "两段.xlsx")
    with pytest.raises(InvalidInput):
        follow(b"%PDF", "名单.pdf")
    assert len(desk.rows(batch)) == 2 and done(batch)["round"] == 1


def test_answering_about_the_columns_keeps_what_the_corrected_file_changed(desk: Desk) -> None:
    batch = desk.stage(xlsx(table(learner(1), learner(2, phone="1"))))
    follow = partial(service_continue.continue_with, desk.session, desk.actor, batch.number, at=AT)
    follow(xlsx(table(learner(1), learner(2))), "改好.xlsx")
    before, notice = done(batch), said_of(batch)
    asked = service_columns.ask(desk.session, desk.actor, batch.number, lock=True)
    answer = [first_told(guess, keeps_others=True) for guess in asked.guesses]
    service_columns.answer(desk.session, desk.actor, asked, answer, AT)
    assert notice is not None and (done(batch), said_of(batch)) == (before, notice)


def test_the_answer_about_the_columns_holds_for_the_next_file(desk: Desk) -> None:
    look = table(learner(1), learner(2, phone="1"))
    look.rows[2][0], look.rows[2][6] = "何人", "绰号"
    batch = desk.stage(xlsx(look))
    assert batch.is_unanswered
    asked = service_columns.ask(desk.session, desk.actor, batch.number, lock=True)
    first = first_told(asked.guesses[0], keeps_others=True)
    answer = [Told(True, first.row, {**first.columns, 0: "name"})]
    service_columns.answer(desk.session, desk.actor, asked, answer, AT)
    book = desk.returned(batch)
    write(book, 5, "联系电话", "13900000001")
    again = desk.stage(saved(book))
    assert again.number == batch.number and (done(again)["changed"], done(again)["unchanged"]) == (1, 1)
    assert [row.fields["name"] for row in desk.rows(again)] == [learner(1)["name"], learner(2)["name"]]


def test_other_lists_are_continued_too(session: Session) -> None:
    actor = bureau()
    heads = ["姓名", "证件号码", "班次编号", "等级", "金额(元)", "发放日期", "凭证号"]
    rest = ["WH2026-9999", "初级", "x", "2026-02-01"]
    lines = [[learner(n)["name"], learner(n)["identity_number"], *rest, f"PZ{n}"] for n in (1, 2)]
    batch = service.stage(session, actor, "disbursements", xlsx(Look(rows=[heads, *lines])), "发放.xlsx", at=AT)
    book = openpyxl.load_workbook(io.BytesIO(service_files.returned_workbook(session, actor, batch.number, AT)))
    book.worksheets[0]["E2"].value = "1800"
    again = service.stage(session, actor, "disbursements", saved(book), "发放.xlsx", at=AT)
    assert again.number == batch.number and (done(again)["changed"], done(again)["unchanged"]) == (1, 1)
    assert [row.fields.get("amount") for row in parts.load(session, again)] == ["1800.00", None]
