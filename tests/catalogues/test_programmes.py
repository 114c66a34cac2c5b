"""Published programme catalogues through the batch machine: what is registered, every refusal, taken back exactly."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import bureau, credit_code, make_institution
from tests.builders.subsidies import make_disbursement
from tests.catalogues.list_files import listed
from training_app.db import db
from training_app.intake import service
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import count as lines_of
from training_app.intake.service_template import template
from training_app.intake.service_undo import page_of
from training_app.kernel.actor import Role
from training_app.kernel.errors import RuleViolation
from training_app.notices.models import Notice
from training_app.programmes.models import CatalogueHours, ProgrammeCatalogueEntry

AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
KEY = "programmes"
HEADINGS = (
    "序号", "职业（工种）", "职业编码", "职业方向", "等级", "标准学时", "培训机构", "统一社会信用代码", "文号", "公布日期",
    "有效期起",
    "有效期至", "状态",
)  # fmt: skip


def line(**changes: object) -> dict[str, object]:
    """A right line about a programme the catalogue does not hold, with changes by heading."""
    return {
        "职业（工种）": "智能制造工程技术人员", "职业编码": "2-02-38-05", "等级": "中级", "标准学时": 96,
        "文号": "威人社函〔2026〕1号",
        "有效期起": "2026-01-01", "有效期至": "2028-12-31", **changes,
    }  # fmt: skip


@pytest.fixture
def upload(session: Session) -> Callable[..., tuple[service.Answer, list[Row]]]:
    def do(*lines: dict[str, object], good_rows: bool = False, name: str = "目录.xlsx"):
        data = listed(*lines, headings=HEADINGS, title="培训项目目录")
        answer = service.import_file(session, bureau(), KEY, data, name, good_rows=good_rows, at=AT)
        assert answer.reading is not None
        return answer, answer.reading.rows

    return do


def codes(rows: list[Row]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for row in rows for problem in row.problems]


def entries(session: Session) -> list[tuple]:
    session.expire_all()
    e = ProgrammeCatalogueEntry
    rows = session.scalars(select(e).order_by(e.occupation_key, e.level, e.valid_from, e.id))
    return [(each.occupation_key, each.direction_key, each.level, each.institution_id, each.valid_from,
    each.valid_to) for each in rows]


def hours(session: Session, level: str = "intermediate") -> tuple[int | None, str, bool]:
    session.expire_all()
    found = session.get_one(CatalogueHours, ("smart_manufacturing", level))
    return found.hours, found.source, found.verified


def test_a_programme_enters_with_its_hours_and_is_taken_back(session: Session, upload: Callable) -> None:
    before = hours(session)
    answer, rows = upload(line())
    assert answer.imported and codes(rows) == [] and answer.counts["created"] == 1
    assert entries(session) == [("smart_manufacturing", None, "intermediate", None, date(2026, 1, 1), date(2029, 1, 1))]
    assert hours(session) == (9600, "威人社函〔2026〕1号", True)
    page = page_of(session, bureau(), answer.batch.number)
    assert [(told.words, [position for _, position in told.lines]) for told in page.back] == [
        ("从目录里移除本批列入的项目", [0]), ("标准学时恢复原值", [0]),
    ]  # fmt: skip
    undone = service.undo(session, bureau(), answer.batch.number, AT)
    assert (undone["entries"], undone["values_restored"]) == (1, 1)
    assert entries(session) == [] and hours(session) == before == (None, "", False)


def test_the_same_list_again_changes_nothing(session: Session, upload: Callable) -> None:
    upload(line())
    before = entries(session)
    answer, rows = upload(line(职业编码="2-02-07-13"))  # the code of the older edition means the same occupation
    assert answer.counts["existing"] == 1 and codes(rows) == [] and entries(session) == before


@pytest.mark.parametrize(
    ("changes", "found", "proposed"),
    [
        ({"职业（工种）": "", "职业编码": ""}, ("occupation", "occupation.missing"), None),
        ({"职业（工种）": "茶艺师"}, ("occupation", "occupation.unknown"), None),
        ({"职业编码": "2-02-99-99"}, ("occupation_code", "occupation_code.unknown"), None),
        ({"职业编码": "2-02-38-03"}, ("occupation_code", "occupation_code.mismatch"), None),
        ({"职业方向": "综合方向"}, ("direction", "direction.unknown"), None),
        ({"等级": ""}, ("level", "level.missing"), None),
        ({"等级": "三级"}, ("level", "level.unknown"), None),
        ({"等级": "初级、中级"}, ("level", "level.several"), None),
        ({"职业（工种）": "智能制造工程技术人员（初级）"}, ("level", "level.contradict"), None),
        ({"标准学时": "约96"}, ("hours", "hours.invalid"), None),
        ({"标准学时": 0}, ("hours", "hours.invalid"), None),
        ({"培训机构": "威海没有登记的学校"}, ("institution", "institution.unknown"), None),
        ({"统一社会信用代码": credit_code(700_009)}, ("institution_code", "institution.unknown"), None),
        ({"统一社会信用代码": "123"}, ("institution_code", "code.invalid"), None),
        ({"文号": ""}, ("document", "document.missing"), None),
        ({"有效期起": "", "公布日期": "2026-01-05"}, ("valid_from", "valid_from.missing"), "2026-01-05"),
        ({"有效期起": "", "状态": "移出"}, ("valid_from", "entry.unknown"), None),
    ],
)
def test_refusals(
    session: Session, upload: Callable, changes: dict[str, object], found: tuple[str, str], proposed: str | None
) -> None:
    answer, rows = upload(line(**changes))
    assert not answer.imported and found in codes(rows), codes(rows)
    problem = next(each for each in rows[0].problems if each.code == found[1])
    assert problem.suggestion == proposed and problem.message.endswith("。") and problem.line == 3
    assert proposed or "建议" not in problem.message
    assert entries(session) == [] and hours(session)[0] is None


def test_one_cell_can_name_it_all(session: Session, upload: Callable) -> None:
    answer, rows = upload(line(**{"职业（工种）": "大数据（初级）", "职业编码": "", "等级": ""}))
    assert answer.imported and codes(rows) == []
    assert entries(session)[0][:3] == ("big_data", None, "junior")


def test_hours_that_differ_are_never_chosen_between(session: Session, upload: Callable) -> None:
    _, rows = upload(line(), line(标准学时=80, 有效期起="2029-01-01", 有效期至=""))
    assert codes(rows)[:1] == [("hours", "hours.contradiction")] and rows[1].problems[0].code == "hours.contradiction"
    upload(line())
    answer, rows = upload(line(标准学时=80))
    assert answer.imported and codes(rows) == [("hours", "hours.change")] and "96" in rows[0].problems[0].message
    assert hours(session)[0] == 8000
    service.undo(session, bureau(), answer.batch.number, AT)
    assert hours(session)[0] == 9600


def test_hours_changed_since_stay(session: Session, upload: Callable) -> None:
    answer, _ = upload(line())
    session.get_one(CatalogueHours, ("smart_manufacturing", "intermediate")).hours = 8800
    session.flush()
    undone = service.undo(session, bureau(), answer.batch.number, AT)
    assert undone["values_left"] == 1 and hours(session)[0] == 8800


def test_an_institution_is_known_by_its_code_and_proposed_by_its_name(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校")
    _, rows = upload(line(培训机构="威海海韵职业培训学校"))
    assert codes(rows) == [("institution_code", "institution.code_missing")]
    assert rows[0].problems[0].suggestion == school.code
    _, rows = upload(line(培训机构="荣成远洋技工学校", 统一社会信用代码=school.code))
    assert codes(rows) == [("institution", "institution.differs")]
    answer, rows = upload(line(培训机构="威海海韵职业培训学校", 统一社会信用代码=school.code), line())
    assert answer.imported and codes(rows) == []
    assert {each[3] for each in entries(session)} == {None, school.id}


def test_the_institution_whose_programme_it_is_is_told(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校")
    upload(line(统一社会信用代码=school.code))
    assert not session.scalars(select(Notice).where(Notice.kind == "institution.programmes")).all()
    make_user(session, "school", Role.TRAINING_INSTITUTION, institution_id=school.id)
    upload(line(统一社会信用代码=school.code, 等级="初级", 标准学时=""), line(等级="高级", 标准学时=""))
    told = session.scalars(select(Notice).where(Notice.kind == "institution.programmes")).one()
    assert (told.number, told.detail) == (school.code, {"items": "智能制造工程技术人员（初级）"})


def test_longer_shorter_over_and_overlapping(session: Session, upload: Callable) -> None:
    upload(line(有效期至="2026-12-31"))
    answer, rows = upload(line())
    assert codes(rows) == [("valid_last", "entry.longer")] and entries(session)[0][5] == date(2029, 1, 1)
    assert codes(upload(line(有效期至="2027-12-31"))[1]) == [("valid_last", "entry.shorter")]
    assert codes(upload(line(有效期起="2026-06-01"))[1]) == [("valid_from", "entry.overlaps")]
    ended, rows = upload(line(有效期起="", 有效期至="2026-06-30", 状态="移出"))
    assert codes(rows) == [("valid_last", "entry.ends")] and entries(session)[0][5] == date(2026, 7, 1)
    service.undo(session, bureau(), ended.batch.number, AT)
    service.undo(session, bureau(), answer.batch.number, AT)
    assert entries(session)[0][5] == date(2027, 1, 1)


def test_lines_that_repeat_or_contradict_each_other(upload: Callable) -> None:
    assert codes(upload(line(), line())[1]) == [("occupation", "row.duplicate")]
    assert codes(upload(line(), line(有效期起="2026-06-01"))[1]) == [("valid_from", "entry.contradiction")] * 2
    assert codes(upload(line(), line(等级="初级", 标准学时=80))[1]) == []


def test_what_a_payment_relies_on_is_not_taken_back(session: Session, upload: Callable) -> None:
    answer, _ = upload(line(), line(等级="初级", 标准学时=""))
    training_class = make_class(session, "completed")
    make_disbursement(session, make_enrolment(session, training_class, None, "completed"), date(2026, 3, 20))
    page = page_of(session, bureau(), answer.batch.number)
    assert page.counts["cannot"] == 1 and [told.words for told in page.cannot] == ["依据目录已发放培训补贴"]
    with pytest.raises(RuleViolation, match="1 笔补贴"):
        service.undo(session, bureau(), answer.batch.number, AT)
    assert len(entries(session)) == 2
    upload(line(有效期起="2025-01-01", 有效期至="2025-12-31"))
    other = ProgrammeCatalogueEntry(
        occupation_key="smart_manufacturing", level="intermediate", institution_id=training_class.institution_id,
        valid_from=date(2026, 1, 1), document="另一份",
    )  # fmt: skip
    session.add(other)
    session.flush()
    assert service.undo(session, bureau(), answer.batch.number, AT)["entries"] == 2


def test_an_entry_changed_since_stays_and_its_line_says_so(session: Session, upload: Callable) -> None:
    answer, _ = upload(line(标准学时=""))
    session.scalars(select(ProgrammeCatalogueEntry)).one().valid_to = date(2027, 1, 1)
    session.flush()
    undone = service.undo(session, bureau(), answer.batch.number, AT)
    assert (undone["entries"], undone["entries_kept"]) == (0, 1)
    batch = session.scalars(select(Batch).where(Batch.number == answer.batch.number)).one()
    assert lines_of(batch.result["undone_lines"], "kept") == 1
    assert session.scalar(select(func.count()).select_from(ProgrammeCatalogueEntry)) == 1


def test_the_template_filled_in_is_read_as_it_was_given(session: Session) -> None:
    name, content = template(session, bureau(), KEY)
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    values = {"职业": "大数据工程技术人员", "等级": "初级", "学时": "80", "文号或名录": "目录〔2026〕1号",
    "有效期起": "2026-01-01", "有效期止": "长期"}
    sheet.append([values.get(str(cell.value).rstrip("*")) for cell in sheet[1]])
    filled = io.BytesIO()
    book.save(filled)
    answer = service.import_file(session, bureau(), KEY, filled.getvalue(), name, at=AT)
    assert answer.imported and answer.reading is not None and len(answer.reading.rows) == 1
    assert entries(session) == [("big_data", None, "junior", None, date(2026, 1, 1), None)]


def test_an_occupation_merged_over_its_levels_is_read_line_by_line(session: Session) -> None:
    lines = [line(等级="初级", 标准学时=80), line(等级="中级"), line(等级="高级", 标准学时="")]
    book = load_workbook(io.BytesIO(listed(*lines, headings=HEADINGS)))
    sheet = book.worksheets[0]
    for column in ("B", "C", "I", "K", "L"):
        sheet.merge_cells(f"{column}3:{column}5")
    content = io.BytesIO()
    book.save(content)
    answer = service.import_file(session, bureau(), KEY, content.getvalue(), "目录.xlsx", at=AT)
    assert answer.imported and {each[2] for each in entries(session)} == {"junior", "intermediate", "senior"}
    assert (hours(session, "junior")[0], hours(session)[0], hours(session, "senior")[0]) == (8000, 9600, None)


def test_what_undoing_does_is_found_in_as_many_questions_for_many_institutions(
    session: Session, upload: Callable[..., tuple[service.Answer, list[Row]]]
) -> None:
    def asked(count: int) -> int:
        numbers = [2_000 * count + each for each in range(count)]
        schools = [make_institution(session, f"威海第{each}职业培训学校") for each in numbers]
        answer, _ = upload(*(line(培训机构=each.name, 统一社会信用代码=each.code) for each in schools))
        assert answer.batch is not None and answer.counts["created"] == count
        session.expire_all()
        statements: list[str] = []

        def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            statements.append(statement)

        event.listen(db.engines[None], "before_cursor_execute", heard)
        try:
            assert len(page_of(session, bureau(), answer.batch.number).back[0].lines) == count
        finally:
            event.remove(db.engines[None], "before_cursor_execute", heard)
        return len(statements)

    few = asked(3)
    assert asked(12) <= few
