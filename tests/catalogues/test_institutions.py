"""Published lists of institutions through the batch machine: what is registered, every refusal, taken back exactly."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.institutions import bureau, credit_code, make_institution
from tests.catalogues.list_files import listed
from training_app.institutions.models import Institution, Qualification
from training_app.intake import service
from training_app.intake.rows import Row

AT = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
KEY = "institutions"
CODE = credit_code(700_001)


def line(**changes: object) -> dict[str, object]:
    """A right line about an institution the register does not know, with changes by heading."""
    return {
        "机构名称": "威海海韵职业培训学校", "统一社会信用代码": CODE, "机构类别": "培训机构", "区市": "环翠区",
        "地址": "文化西路 1 号",
        "联系人": "苏禾", "联系电话": "0631-5201234", "文号": "名录〔2026〕1号", "有效期起": "2026-01-01",
        "有效期至": "2028-12-31",
        **changes,
    }  # fmt: skip


@pytest.fixture
def upload(session: Session) -> Callable[..., tuple[service.Answer, list[Row]]]:
    def do(*lines: dict[str, object], good_rows: bool = False, name: str = "名单.xlsx", **file: object):
        answer = service.import_file(session, bureau(), KEY, listed(*lines, **file), name, good_rows=good_rows, at=AT)
        assert answer.reading is not None
        return answer, answer.reading.rows

    return do


def codes(rows: list[Row]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for row in rows for problem in row.problems]


def held(session: Session, code: str = CODE) -> list[tuple]:
    session.expire_all()
    rows = session.scalars(
        select(Qualification).join(Institution).where(Institution.code == code).order_by(Qualification.valid_from,
        Qualification.id)
    )
    return [(each.kind, each.tier, each.valid_from, each.valid_to, each.scope) for each in rows]


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_new_institution_enters_with_its_qualification(session: Session, upload: Callable) -> None:
    answer, rows = upload(line(**{"职业（工种）": "大数据、区块链", "等级": "初级、中级"}))
    assert answer.imported and codes(rows) == []
    institution = session.scalars(select(Institution).where(Institution.code == CODE)).one()
    assert (institution.name, institution.unit_nature, institution.district_code) == (
        "威海海韵职业培训学校", "private_nonenterprise", "371002",
    )
    assert (institution.address, institution.contact_name, institution.contact_phone) == (
        "文化西路 1 号", "苏禾", "0631-5201234",
    )
    # The list names the last day, the register the first day without.
    assert held(session) == [(
        "training_institution", None, date(2026, 1, 1), date(2029, 1, 1), "大数据工程技术人员、区块链工程技术人员（初级、中级）",
    )]  # fmt: skip
    assert institution.batch_id == answer.batch.id


def test_the_same_list_again_changes_nothing(session: Session, upload: Callable) -> None:
    upload(line())
    before = count(session, Qualification)
    answer, rows = upload(line())
    assert answer.counts["existing"] == 1 and answer.counts["created"] == answer.counts["updated"] == 0
    assert codes(rows) == [] and count(session, Qualification) == before


@pytest.mark.parametrize(
    ("changes", "found", "proposed"),
    [
        ({"机构名称": ""}, ("name", "name.missing"), None),
        ({"机构名称": "海韵"}, ("name", "name.invalid"), None),
        ({"统一社会信用代码": ""}, ("code", "code.missing_new"), None),
        ({"统一社会信用代码": CODE[:-1]}, ("code", "code.length"), None),
        ({"统一社会信用代码": CODE.replace("0", "O")}, ("code", "code.signs"), CODE),
        ({"统一社会信用代码": CODE[:-2] + CODE[-1] + CODE[-2]}, ("code", "code.check"), None),
        ({"机构类别": "养老机构"}, ("kind", "kind.unknown"), None),
        ({"机构类别": "培训机构、评价机构"}, ("kind", "kind.several"), None),
        ({"机构类别": "继续教育基地"}, ("tier", "tier.missing"), None),
        ({"级别": "乡级"}, ("tier", "tier.unknown"), None),
        ({"区市": "海淀区"}, ("district", "district.unknown"), None),
        ({"区市": "", "地址": "威海市文登区昆嵛路 9 号"}, ("district", "district.missing"), "文登区"),
        ({"区市": ""}, ("district", "district.missing"), None),
        ({"文号": ""}, ("document", "document.missing"), None),
        ({"有效期起": "", "公布日期": "2026-01-05"}, ("valid_from", "valid_from.missing"), "2026-01-05"),
        ({"有效期起": ""}, ("valid_from", "valid_from.missing"), None),
        ({"有效期起": "2026-02-30"}, ("valid_from", "date.invalid"), None),
        ({"有效期起": "2026年1月"}, ("valid_from", "date.invalid"), None),
        ({"有效期至": "三年"}, ("valid_last", "date.invalid"), None),
        ({"有效期至": "2025-12-31"}, ("valid_last", "dates.reversed"), None),
        ({"有效期至": "", "状态": "注销"}, ("valid_last", "status.no_day"), None),
        ({"有效期起": "", "状态": "注销"}, ("valid_from", "qualification.unknown"), None),
        ({"状态": "无效"}, ("status", "status.unknown"), None),
        ({"状态": "未通过"}, ("status", "status.unknown"), None),
        ({"地址": "文" * 201}, ("address", "text.too_long"), None),
    ],
)
def test_refusals(
    session: Session, upload: Callable, changes: dict[str, object], found: tuple[str, str], proposed: str | None
) -> None:
    institutions = count(session, Institution)
    answer, rows = upload(line(**changes))
    assert not answer.imported and found in codes(rows), codes(rows)
    problem = next(each for each in rows[0].problems if each.code == found[1])
    assert problem.suggestion == proposed and problem.message.endswith("。") and problem.line == 3
    assert proposed or "建议" not in problem.message
    assert count(session, Institution) == institutions


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"联系电话": "12"}, "phone.invalid"), ({"职业（工种）": "茶艺"}, "occupation.unknown"), ({"等级": "三级"},
        "level.unknown"),
        ({"级别": "市级"}, "tier.needless"), ({"有效期至": ""}, "valid_last.missing"),
        ({"有效期起": "2023-01-01", "有效期至": "2025-12-31"}, "qualification.past"),
    ],
)  # fmt: skip
def test_what_is_let_in_with_a_word(upload: Callable, changes: dict[str, object], code: str) -> None:
    answer, rows = upload(line(**changes))
    assert answer.imported and [each for _, each in codes(rows)] == [code]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-01-01至2028-12-31", date(2026, 1, 1), date(2029, 1, 1)),
        ("2026年1月1日—2028年12月31日", date(2026, 1, 1), date(2029, 1, 1)),
        ("20260101-20281231", date(2026, 1, 1), date(2029, 1, 1)),
        ("自2026.1.1起长期有效", date(2026, 1, 1), None),
    ],
)
def test_both_days_in_one_cell(
    session: Session, upload: Callable, text: str, first: date, last: date | None
) -> None:
    headings = ("机构名称", "统一社会信用代码", "机构类别", "区市", "文号", "有效期")
    answer, rows = upload(line(有效期=text), headings=headings)
    assert answer.imported and codes(rows) == []
    assert held(session)[0][2:4] == (first, last)


@pytest.mark.parametrize("text", ["三年", "2026年至2028年", "2026-01-01", "2026-01-01至2028-12-31（暂定）",
"2026-01-01、2027-01-01、2028-01-01"])
def test_a_validity_that_is_not_two_days_is_asked_about(upload: Callable, text: str) -> None:
    headings = ("机构名称", "统一社会信用代码", "机构类别", "区市", "文号", "有效期")
    assert ("validity", "validity.unclear") in codes(upload(line(有效期=text), headings=headings)[1])


def test_two_columns_that_tell_other_days_contradict(upload: Callable) -> None:
    headings = ("机构名称", "统一社会信用代码", "机构类别", "区市", "文号", "有效期起", "有效期至", "失效日")
    assert codes(upload(line(失效日="2028-12-31"), headings=headings)[1]) == [("valid_last", "dates.contradict")]
    assert codes(upload(line(失效日="2029-01-01"), headings=headings)[1]) == []


def test_without_a_code_the_one_of_the_same_name_is_proposed_and_never_taken(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校（环翠校区）")
    before = held(session, school.code)
    answer, rows = upload(line(机构名称="威海海韵职业培训学校(环翠校区)", 统一社会信用代码=""))
    assert not answer.imported and codes(rows) == [("code", "code.missing")]
    assert rows[0].problems[0].suggestion == school.code and held(session, school.code) == before
    other = make_institution(session, "威海海韵职业培训学校（环翠校区）")
    answer, rows = upload(line(机构名称="威海海韵职业培训学校(环翠校区)", 统一社会信用代码=""))
    assert codes(rows) == [("code", "code.missing_several")] and rows[0].problems[0].suggestion is None
    assert school.code in rows[0].problems[0].message and other.code in rows[0].problems[0].message


def test_a_known_code_under_another_name_keeps_the_line_out(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校")
    answer, rows = upload(line(机构名称="荣成远洋技工学校", 统一社会信用代码=school.code))
    assert not answer.imported and codes(rows)[0] == ("name", "name.differs")
    assert rows[0].problems[0].suggestion is None and school.name in rows[0].problems[0].message


def test_a_known_name_under_another_code_is_not_registered_twice(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校")
    answer, rows = upload(line())
    assert not answer.imported and codes(rows) == [("code", "name.taken")]
    assert rows[0].problems[0].suggestion == school.code


def test_a_qualification_is_prolonged_and_put_back(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校", valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1))
    answer, rows = upload(line(统一社会信用代码=school.code, 文号="测试名录〔2020〕1号", 地址="", 联系人="", 联系电话=""))
    assert answer.imported and answer.counts["updated"] == 1 and codes(rows) == [("valid_last", "qualification.longer")]
    assert "2026-12-31" in rows[0].problems[0].message
    assert [each[2:4] for each in held(session, school.code)] == [(date(2026, 1, 1), date(2029, 1, 1))]
    undone = service.undo(session, bureau(), answer.batch.number, AT)
    assert undone["values_restored"] == 1 and undone["qualifications"] == 0
    assert [each[2:4] for each in held(session, school.code)] == [(date(2026, 1, 1), date(2027, 1, 1))]


def test_a_renewal_is_a_qualification_of_its_own(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校", valid_from=date(2023, 1, 1), valid_to=date(2026, 1, 1))
    answer, rows = upload(line(统一社会信用代码=school.code, 地址="", 联系人="", 联系电话=""))
    assert answer.imported and answer.counts["created"] == 1 and codes(rows) == []
    assert [each[2:4] for each in held(session, school.code)] == [
        (date(2023, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), date(2029, 1, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "code"),
    [
        (date(2026, 1, 1), None, "qualification.shorter"), (date(2026, 1, 1), date(2030, 1, 1), "qualification.shorter"),
        (date(2025, 6, 1), date(2026, 6, 1), "qualification.overlaps"), (date(2028, 6, 1), None, "qualification.overlaps"),
    ],
)
def test_a_span_that_contradicts_the_register_is_refused(
    session: Session, upload: Callable, valid_from: date, valid_to: date | None, code: str
) -> None:
    school = make_institution(session, "威海海韵职业培训学校", valid_from=valid_from, valid_to=valid_to)
    answer, rows = upload(line(统一社会信用代码=school.code))
    assert not answer.imported and code in [each for _, each in codes(rows)]
    assert [each[2:4] for each in held(session, school.code)] == [(valid_from, valid_to)]


def test_what_is_over_is_ended_by_its_own_day_only_if_the_list_says_so(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校", valid_from=date(2024, 1, 1), valid_to=None)
    ended = {"统一社会信用代码": school.code, "有效期起": "", "有效期至": "2026-03-31", "状态": "注销", "地址": "",
    "联系人": "", "联系电话": ""}
    answer, rows = upload(line(**ended))
    assert answer.imported and codes(rows) == [("valid_last", "qualification.ends")]
    assert held(session, school.code)[0][2:4] == (date(2024, 1, 1), date(2026, 4, 1))
    assert upload(line(**ended))[0].counts["existing"] == 1
    service.undo(session, bureau(), answer.batch.number, AT)
    assert held(session, school.code)[0][2:4] == (date(2024, 1, 1), None)


def test_several_lines_of_one_qualification_make_one(session: Session, upload: Callable) -> None:
    answer, rows = upload(line(**{"职业（工种）": "大数据", "等级": "初级"}), line(**{"职业（工种）": "区块链", "等级": "中级"}))
    assert answer.imported and codes(rows) == [] and answer.counts["created"] == 2
    assert [each[4] for each in held(session)] == ["大数据工程技术人员（初级）；区块链工程技术人员（中级）"]
    more, rows = upload(line(**{"职业（工种）": "人工智能", "等级": "中级"}))
    assert codes(rows) == [("scope", "scope.more")] and more.counts["updated"] == 1
    assert held(session)[0][4].endswith("；人工智能工程技术人员（中级）")
    service.undo(session, bureau(), more.batch.number, AT)
    assert [each[4] for each in held(session)] == ["大数据工程技术人员（初级）；区块链工程技术人员（中级）"]


def test_lines_of_one_institution_that_contradict_are_never_chosen_between(upload: Callable) -> None:
    _, rows = upload(line(), line(机构名称="威海海韵职业技术学校", 机构类别="评价机构"))
    assert codes(rows) == [("name", "row.contradiction"), ("name", "row.contradiction")]
    _, rows = upload(line(), line())
    assert codes(rows) == [("name", "row.duplicate")] and rows[1].line == 4
    _, rows = upload(line(), line(有效期起="2026-06-01"))
    assert codes(rows) == [("valid_from", "qualification.contradiction")] * 2
    _, rows = upload(line(), line(统一社会信用代码=credit_code(700_002)))
    assert codes(rows) == [("code", "name.two_codes")] and rows[1].line == 4
    _, rows = upload(line(), line(机构类别="评价机构", 联系人="毕晓彤"))
    assert codes(rows) == [("contact_name", "facts.several")]


def test_contact_and_address_follow_the_list_and_nothing_else_does(session: Session, upload: Callable) -> None:
    school = make_institution(session, "威海海韵职业培训学校", address="旧址", contact_name="丛林", valid_from=date(2026, 1, 1),
                              valid_to=date(2029, 1, 1))  # fmt: skip
    answer, rows = upload(line(统一社会信用代码=school.code, 区市="文登区", 文号="测试名录〔2020〕1号"))
    assert answer.imported and codes(rows) == [
        ("district", "district.differs"), ("address", "facts.change"), ("contact_name", "facts.change"),
        ("contact_phone", "facts.change"),
    ]  # fmt: skip
    session.expire_all()
    assert (school.address, school.contact_name, school.district_code) == ("文化西路 1 号", "苏禾", "371002")
    school.address = "新址"
    session.flush()
    undone = service.undo(session, bureau(), answer.batch.number, AT)
    assert (undone["values_restored"], undone["values_left"]) == (2, 1)
    session.expire_all()
    assert (school.address, school.contact_name) == ("新址", "丛林")


def test_an_institution_merged_over_its_qualifications_is_read_line_by_line(session: Session) -> None:
    book = load_workbook(io.BytesIO(listed(line(), line(机构类别="评价机构", 有效期起="2026-02-01"))))
    sheet = book.worksheets[0]
    for column in ("B", "C", "F", "G", "H", "I", "L"):
        sheet.merge_cells(f"{column}3:{column}4")
    content = io.BytesIO()
    book.save(content)
    answer = service.import_file(session, bureau(), KEY, content.getvalue(), "名单.xlsx", at=AT)
    assert answer.imported and answer.reading is not None and [row.line for row in answer.reading.rows] == [3, 4]
    assert [(each[0], each[2]) for each in held(session)] == [
        ("training_institution", date(2026, 1, 1)), ("assessment_body", date(2026, 2, 1)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last"), [("有效期（起）", "有效期（止）"), ("有效期(始)", "有效期(终)"), ("有效期【开始】", "有效期【截止】")]
)
def test_brackets_tell_the_first_day_from_the_last(session: Session, upload: Callable, first: str, last: str) -> None:
    headings = ("机构名称", "统一社会信用代码", "机构类别", "区市", "文号", first, last)
    answer, rows = upload(line(**{first: "2026-01-01", last: "2028-12-31"}), headings=headings)
    assert answer.imported and codes(rows) == []
    assert held(session)[0][2:4] == (date(2026, 1, 1), date(2029, 1, 1))
