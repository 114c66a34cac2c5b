"""Roster files of every shape: who is read, what is passed over, which problem stands where."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.classes.rosters import TODAY, WORDS, check, codes_of, fields_of, number, sheet
from training_app.classes import messages
from training_app.classes.check import ClassContext, RosterCheck, check_roster, unreadable
from training_app.classes.check_age import Retirement
from training_app.classes.check_result import WARNINGS
from training_app.sheets.model import FRACTION, LOST_DIGITS, Workbook

HEADER = ["序号", "姓名", "身份证号码", "手机号", "工作单位", "备注"]


def people(found: RosterCheck) -> list[tuple[int, int, str]]:
    """Block, line and name of every line read as a person."""
    return [(row.block, row.line, row.fields.get("name", "")) for row in found.rows]


def skipped(found: RosterCheck) -> dict[int | None, str]:
    """Reason by line of what was passed over."""
    return {each.line: each.reason for each in found.skipped}


def problems(found: RosterCheck) -> list[tuple[int, str, str]]:
    """Line, column and code of every problem of a line."""
    return [(row.line, each.column, each.code) for row in found.rows for each in row.problems]


def test_a_usual_roster_with_everything_around_it() -> None:
    found = check(
        [
            ["2026年智能制造培训班学员名单"],
            ["培训机构：某学院", "", "", "", "填报时间：2026年9月"],
            [],
            ["填表说明：1.请勿修改表头；2.身份证号码为文本格式"],
            HEADER,
            ["", "必填", "必填，18位", "必填，11位", "单位全称", "选填"],
            ["示例", "张三", number(9), "13900000000", "某公司", "此行勿删"],
            ["1", "李四", number(1), "13900000001", "甲公司", "转班"],
            [],
            ["2", "王五", number(2), "13900000002", "乙公司"],
            ["合计", "2人"],
            ["填表人：赵六", "", "审核人：孙七", "", "（盖章）"],
            ["", "", "", "", "2026年9月30日"],
        ]
    )
    assert people(found) == [(1, 8, "李四"), (1, 10, "王五")]
    assert skipped(found) == {
        1: "title",
        2: "title",
        3: "blank",
        4: "instruction",
        6: "instruction",
        7: "sample",
        9: "blank",
        11: "total",
        12: "signature",
        13: "signature",
    }
    assert found.tables[0].header_line == 5
    assert found.tables[0].columns == {
        "name": "姓名",
        "identity_number": "身份证号码",
        "phone": "手机号",
        "employer": "工作单位",
        "remark": "备注",
    }
    assert found.summary == {"ok": 2, "warning": 0, "error": 0}
    assert not found.has_errors


def test_a_header_of_two_lines_with_merged_groups() -> None:
    found = check(
        sheet(
            [
                ["名单"],
                ["序号", "学员信息", "", "", "培训信息", "", "备注"],
                ["", "姓 名", "性别", "公民身份号码*", "职业", "等级"],
                ["1", "李 四", "男", number(1), "智能制造", "初级"],
            ],
            merges=[(0, 0, 0, 6), (1, 0, 2, 0), (1, 1, 1, 3), (1, 4, 1, 5), (1, 6, 2, 6)],
        )
    )
    assert found.tables[0].header_line == 3
    assert found.rows[0].fields == {
        "name": "李四",
        "sex": "male",
        "identity_kind": "resident_id",
        "identity_number": number(1),
        "occupation": "smart_manufacturing",
        "level": "junior",
    }
    assert skipped(found) == {1: "title", 2: "header"}


def test_columns_of_somebody_else_under_a_group_are_not_the_learners() -> None:
    found = check(
        sheet(
            [
                ["学员", "", "", "紧急联系人"],
                ["姓名", "身份证号", "电话", "姓名", "电话"],
                ["李四", number(1), "13900000001", "李妈", "13800000000"],
            ],
            merges=[(0, 0, 0, 2), (0, 3, 0, 4)],
        )
    )
    assert people(found) == [(1, 3, "李四")]
    assert found.rows[0].fields["phone"] == "13900000001"


@pytest.mark.parametrize(
    "second",
    [
        ["Name", "ID No.", "Phone"],
        ["（必填）", "（18位）", "（11位）"],
        ["1", "2", "3"],
        ["A", "B", "C"],
        ["（1）", "（2）", "（3）"],
    ],
)
def test_lines_below_the_header_that_explain_it(second: list[str]) -> None:
    found = check([["姓名", "身份证号", "电话"], second, ["李四", number(1), "13900000001"]])
    assert people(found) == [(1, 3, "李四")]
    assert not found.has_errors


def test_tables_side_by_side() -> None:
    rows = [
        ["序号", "姓名", "身份证号", "", "序号", "姓名", "身份证号"],
        ["1", "李四", number(1), "", "3", "王六", number(3)],
    ]
    found = check([*rows, ["2", "王五", number(2)], ["合计：3人"]])
    assert people(found) == [(1, 2, "李四"), (2, 2, "王六"), (1, 3, "王五")]
    assert [(table.block, table.header_line) for table in found.tables] == [(1, 1), (2, 1)]
    assert skipped(found) == {4: "total"}


def test_tables_one_below_the_other_and_a_header_printed_on_every_page() -> None:
    line = ["1", "李四", number(1), "13900000001", "甲公司"]
    found = check(
        [
            ["一班"],
            HEADER,
            line,
            ["合计", "1人"],
            [],
            ["二班"],
            HEADER,
            ["1", "王五", number(2), "13900000002", "乙公司"],
        ]
    )
    assert people(found) == [(1, 3, "李四"), (2, 8, "王五")]
    found = check([HEADER, line, HEADER, ["2", "王五", number(2), "13900000002", "乙公司"]])
    assert people(found) == [(1, 2, "李四"), (1, 4, "王五")]
    assert skipped(found) == {3: "header"}


def test_a_second_table_far_down_is_found() -> None:
    rows = [
        ["姓名", "身份证号"],
        *([f"李{chr(0x4E00 + n)}", number(n)] for n in range(1, 300)),
        ["二班"],
        ["姓名", "身份证号"],
        ["王五", number(999)],
    ]
    found = check(rows)
    assert len(found.rows) == 300
    assert people(found)[-1] == (2, 303, "王五")


def test_values_merged_downwards_stand_in_every_line() -> None:
    found = check(
        sheet(
            [
                ["姓名", "身份证号", "单位"],
                ["李四", number(1), "甲公司"],
                ["王五", number(2)],
                ["赵六", number(3), "乙公司"],
            ],
            merges=[(1, 2, 2, 2)],
        )
    )
    assert [row.fields["employer"] for row in found.rows] == ["甲公司", "甲公司", "乙公司"]


def test_one_person_over_two_lines_is_one_person() -> None:
    found = check(
        sheet(
            [["姓名", "身份证号", "电话"], ["李四", number(1), "13900000001"], ["", "", "13900000002"]],
            merges=[(1, 0, 2, 0), (1, 1, 2, 1)],
        )
    )
    assert people(found) == [(1, 2, "李四")]
    assert skipped(found) == {3: "continuation"}


def test_ditto_marks_repeat_the_cell_above() -> None:
    rows = [
        ["姓名", "身份证号", "单位"],
        ["李四", number(1), "甲公司"],
        ["王五", number(2), "同上"],
        ["赵六", number(3), "〃"],
    ]
    assert [row.fields["employer"] for row in check(rows).rows] == ["甲公司"] * 3


def test_lines_prepared_but_not_filled_in_are_blank() -> None:
    rows = [
        ["序号", "姓名", "身份证号", "职业", "等级"],
        ["1", "李四", number(1), "大数据", "初级"],
        ["2", "", "", "大数据", "初级"],
        ["3"],
    ]
    found = check(rows)
    assert people(found) == [(1, 2, "李四")]
    assert skipped(found) == {3: "blank", 4: "blank"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (["合计30人"], "total"),
        (["", "合 计", "30"], "total"),
        (["总计：", "30"], "total"),
        (["共 30 人"], "total"),
        (["填报单位（盖章）"], "signature"),
        (["", "填表人", "李四"], "signature"),
        (["单位负责人签字："], "signature"),
        (["审核人：", "", "联系电话：0631-5200000"], "signature"),
        (["注：本表一式两份"], "note"),
        (["以下空白"], "note"),
        (["备注：1.以上人员均已核对"], "note"),
        (["例：", "张三", number(5)], "sample"),
        (["", "张三（示例）", number(5)], "sample"),
        (["1", "张三", number(5), "", "", "示例行，上传前删除"], "sample"),
        (["2026年9月30日"], "signature"),
    ],
)
def test_lines_that_never_become_a_person(line: list[str], reason: str) -> None:
    found = check([HEADER, ["1", "李四", number(1), "13900000001", "甲公司"], line])
    assert people(found) == [(1, 2, "李四")]
    assert skipped(found) == {3: reason}


@pytest.mark.parametrize(
    "line",
    [
        ["2", "王五", number(2), "", "示例软件公司"],
        ["2", "王五", number(2), "", "甲公司", "重复报名请删除"],
        ["2", "王五", number(2), "", "甲公司", "负责人"],
        ["2", "合计", number(2)],
        ["", "王五", "12345"],
        ["", "王五", ""],
        ["", "", number(2)],
        ["", "", "", "13900000002", "甲公司"],
        ["2", "王五", "", "13900000002", "例会公司"],
    ],
)
def test_lines_that_are_a_person_however_odd(line: list[str]) -> None:
    found = check([HEADER, ["1", "李四", number(1), "13900000001", "乙公司"], line])
    assert [row.line for row in found.rows] == [2, 3]


def test_everything_is_read_once_and_problems_name_their_place() -> None:
    found = check(
        [
            ["姓名", "证件号码", "联系电话", "性别", "出生年月", "学历", "毕业时间", "银行卡号"],
            ["李四", number(1), "139", "女", "1991-01-01", "很高", "昨天", "不知道"],
            ["", "37100219900307001", "13900000001", "男", "", "", "", ""],
        ]
    )
    assert problems(found) == [
        (2, "C", "phone.invalid"),
        (2, "D", "sex.mismatch"),
        (2, "E", "birth.mismatch"),
        (2, "F", "education.unknown"),
        (2, "G", "date.invalid"),
        (2, "H", "bank_account.invalid"),
        (3, "A", "name.missing"),
        (3, "B", "identity.length"),
    ]
    assert found.summary == {"ok": 0, "warning": 1, "error": 1}
    first = found.rows[0].problems[1]
    assert (first.heading, first.field, first.value, first.suggestion) == ("性别", "sex", "女", "男")


def test_fields_are_canonical() -> None:
    assert fields_of(
        ["性别", "出生年月", "学历", "毕业时间", "工作单位"],
        "1",
        "1990.3",
        "全日制本科",
        "2012.7",
        "威海（中国）\n公司",
    ) == {
        "sex": "male",
        "birth_date": "1990-03-07",
        "education": "bachelor",
        "full_time": True,
        "graduation_date": "2012-07",
        "employer": "威海（中国）公司",
    }
    assert fields_of(["职业及等级"], "大数据工程技术人员（大数据分析方向）初级") == {
        "occupation": "big_data",
        "direction": "大数据分析",
        "level": "junior",
    }
    assert fields_of(["职业", "方向", "级别"], "人工智能", "计算机视觉产品实现方向", "高级") == {
        "occupation": "artificial_intelligence",
        "direction": "计算机视觉产品实现",
        "level": "senior",
    }
    assert fields_of(["全日制学历"], "本科") == {"education": "bachelor", "full_time": True}
    assert fields_of(["银行账号", "职称", "工作年限"], "6222 0000 0000 0001", "工程师", "3年") == {
        "bank_account": "6222000000000001",
        "held_title": "工程师",
        "experience_years": "3",
    }


def test_columns_nobody_knows_are_kept_as_remarks_without_numbers_of_others() -> None:
    assert fields_of(["部门", "配偶身份证号", "备注"], "研发部", number(3), "转班") == {
        "remark": "转班；部门：研发部；配偶身份证号：3710**********0038"
    }


@pytest.mark.parametrize(
    ("header", "cells", "codes"),
    [
        (["工作单位"], [""], ["employer.missing"]),
        (["工作单位"], ["无"], ["employer.missing"]),
        (["职业"], ["厨师"], ["occupation.unknown"]),
        (["等级"], ["高级工"], ["level.unknown"]),
        (["职业"], ["智能制造（高级工）"], ["level.unknown"]),
        (["职业", "等级"], ["大数据初级", "高级"], ["level.unknown"]),
        (["性别"], ["未知"], ["value.unknown"]),
        (["手机"], [""], []),
        (["学历"], [""], []),
        (["毕业时间"], ["/"], []),
        (["出生日期"], ["1990.4"], ["birth.mismatch"]),
    ],
)
def test_warnings_of_cells(header: list[str], cells: list[str], codes: list[str]) -> None:
    assert codes_of(header, *cells) == codes


def test_numbers_cut_by_the_spreadsheet_are_never_taken() -> None:
    rows = ["姓名", "身份证号", "李四", "371002199003070000", "王五", number(2)]
    found = check(sheet([rows[:2], rows[2:4], rows[4:]], marks={3: LOST_DIGITS}))
    assert problems(found) == [(2, "B", "identity.lost_digits")]
    assert "identity_number" not in found.rows[0].fields
    cut = next(
        each
        for each in (number(100 * n, f"199003{d:02d}") for n in range(1, 10) for d in range(1, 29))
        if each.endswith("000")
    )
    alone = check([["姓名", "身份证号"], ["李四", cut]])
    assert alone.rows[0].status == "ok"
    beside = check([["姓名", "身份证号"], ["李四", cut], ["王五", "371002199105060000"]])
    assert problems(beside) == [(2, "B", "identity.lost_digits"), (3, "B", "identity.lost_digits")]
    account = check(
        sheet([["姓名", "身份证号", "银行卡号"], ["李四", number(1), "6222000000000000"]], marks={5: LOST_DIGITS})
    )
    assert problems(account) == [(2, "C", "bank_account.lost_digits")]


def test_a_month_typed_as_a_number_may_have_lost_its_zero() -> None:
    rows = [["姓名", "身份证号", "毕业时间"], ["李四", number(1), "2015.1"]]
    assert check(rows).rows[0].fields["graduation_date"] == "2015-01"
    assert problems(check(sheet(rows, marks={5: FRACTION}))) == [(2, "C", "date.invalid")]


def test_the_same_number_twice_is_an_error_from_the_second_line_on() -> None:
    found = check(
        sheet([["姓名", "身份证号"], ["李四", number(1)], ["李四", number(1)]], "一班"),
        sheet(
            [["姓名", "证件号码"], ["李四", number(1).lower()], ["陈一", "H1234567801"], ["陈一", "H12345678"]], "二班"
        ),
    )
    assert [(row.sheet, row.line, [each.code for each in row.problems]) for row in found.rows] == [
        ("一班", 2, []),
        ("一班", 3, ["row.duplicate"]),
        ("二班", 2, ["row.duplicate"]),
        ("二班", 3, []),
        ("二班", 4, ["row.duplicate"]),
    ]
    assert "见第2行" in found.rows[1].problems[0].message
    assert "一班" in found.rows[2].problems[0].message


def test_hidden_parts_are_read_and_said() -> None:
    found = check(
        sheet(
            [["姓名", "身份证号", "单位"], ["李四", number(1), "甲公司"], ["王五", number(2), "乙公司"]],
            hidden_rows=frozenset({1}),
            hidden_columns=frozenset({2}),
            hidden=True,
        )
    )
    assert problems(found) == [(2, "", "row.hidden")]
    assert [(each.code, each.column) for each in found.problems] == [("column.hidden", "C"), ("sheet.hidden", "")]
    assert not found.has_errors


def test_sheets_without_a_roster_are_passed_over_and_said() -> None:
    found = check(
        sheet([["职业", "人数"], ["大数据", "3"]], "统计"),
        sheet([["姓名", "身份证号"], ["李四", number(1)]]),
        sheet([["姓名", "签到"], ["李四", "√"]], "签到"),
    )
    assert [(each.sheet, each.line, each.reason) for each in found.skipped] == [
        ("统计", None, "no_header"),
        ("签到", None, "no_header"),
    ]
    assert people(found) == [(1, 2, "李四")]
    assert not found.problems


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["a", "b"], ["1", "2"]], "sheet.no_header"),
        ([["姓名", "性别", "手机"], ["李四", "男", "13900000001"]], "column.missing"),
        ([["身份证号", "性别"], [number(1), "男"]], "column.missing"),
        ([[""]], "sheet.no_header"),
        ([["姓名", "李四", "性别", "男", "身份证明", number(1)], ["单位", "甲公司"]], "sheet.no_header"),
        ([["姓名", "身份证号", "身份证号"], ["李四", number(1), number(2)]], "column.ambiguous"),
        ([["姓名", "身份证号", "电话", "电话"], ["李四", number(1), "13900000001", "13900000002"]], "column.ambiguous"),
    ],
)
def test_problems_of_the_whole_file(rows: list[list[str]], code: str) -> None:
    found = check(rows)
    assert [each.code for each in found.problems] == [code]
    assert found.has_errors


def test_two_columns_that_say_the_same_are_no_problem() -> None:
    found = check([["姓名", "身份证号", "证件号码"], ["李四", number(1), number(1)], ["王五", number(2), ""]])
    assert not found.problems
    assert [row.fields["identity_number"] for row in found.rows] == [number(1), number(2)]
    assert all("remark" not in row.fields for row in found.rows)


def test_against_a_class() -> None:
    expected = ClassContext("big_data", "junior", "大数据分析", 1)
    rows = [
        ["姓名", "身份证号", "职业", "等级"],
        ["李四", number(1), "大数据", "初级"],
        ["王五", number(2), "区块链", "中级"],
    ]
    found = check(rows, expected=expected)
    assert problems(found) == [(3, "C", "class.mismatch"), (3, "D", "class.mismatch")]
    assert [each.code for each in found.problems] == ["capacity.exceeded"]
    found = check(sheet(rows[:2], "一班"), sheet([rows[0], rows[2]], "二班"), expected=expected)
    assert "sheet.ambiguous" in [each.code for each in found.problems]
    assert not check(sheet(rows[:2], "一班"), sheet([rows[0], rows[2]], "二班")).problems


def test_people_past_the_statutory_age_are_pointed_out() -> None:
    rows = [["姓名", "身份证号"], ["李四", number(1, "19600101")], ["王五", number(2, "19900101")]]
    book = Workbook("xlsx", [sheet(rows)])
    found = check_roster(book, WORDS, TODAY, None, lambda sex, born: date(born.year + 60, born.month, born.day))
    assert problems(found) == [(2, "B", "age.retired")]


def test_a_file_that_cannot_be_read_is_a_result_too() -> None:
    found = unreadable("file.password", "xls")
    assert found.has_errors
    assert found.as_json()["problems"][0]["code"] == "file.password"


def test_the_document_has_the_documented_shape() -> None:
    document = check([HEADER, ["1", "李四", number(1), "139", "甲公司"], ["合计"]]).as_json()
    assert list(document) == ["tables", "rows", "skipped", "problems", "summary"]
    assert list(document["tables"][0]) == ["sheet", "block", "header_line", "columns"]
    assert list(document["rows"][0]) == ["sheet", "block", "line", "status", "fields", "problems"]
    assert list(document["rows"][0]["problems"][0]) == [
        "column",
        "heading",
        "field",
        "code",
        "severity",
        "value",
        "suggestion",
        "message",
    ]
    assert document["skipped"] == [{"sheet": "名单", "line": 3, "reason": "total"}]


def test_every_code_has_its_sentence_and_severity() -> None:
    assert WARNINGS <= set(messages.ROSTER)
    errors = set(messages.ROSTER) - WARNINGS
    assert {"name.missing", "identity.check_digit", "row.duplicate", "class.mismatch", "column.missing"} <= errors


names = st.sampled_from(["李四", "王五", "欧阳娜娜", "阿卜杜拉·买买提", "John Smith", "张𬭎"])
NOISE = {
    "plain": lambda text: text,
    "wide": lambda text: text.translate({ord(d): 0xFF10 + int(d) for d in "0123456789"}),
    "spaced": lambda text: " ".join(text),
    "lower": str.lower,
    "quoted": lambda text: "'" + text,
    "invisible": lambda text: "\u200b".join(text),
    "no-break": lambda text: "\u00a0" + text + "\u00a0",
}


@settings(max_examples=150, deadline=None)
@given(
    people=st.lists(
        st.tuples(names, st.integers(1, 999), st.sampled_from(sorted(NOISE))),
        min_size=1,
        max_size=12,
        unique_by=lambda p: p[1],
    ),
    order=st.permutations(["name", "identity_number", "phone", "employer"]),
    before=st.lists(st.sampled_from([["某班名单"], [], ["培训机构：某院", "", "2026年"]]), max_size=3),
    between=st.lists(st.tuples(st.integers(0, 11), st.sampled_from([[], ["", "", ""]])), max_size=3),
    after=st.lists(st.sampled_from([["合计", "3人"], ["填表人：张三"], [], ["（盖章）"]]), max_size=3),
)
def test_nobody_vanishes_and_nothing_else_becomes_a_person(people, order, before, between, after) -> None:
    headings = {"name": "姓名", "identity_number": "身份证号", "phone": "手机", "employer": "单位"}
    rows = [*before, [headings[each] for each in order]]
    expected = []
    for place, (name, sequence, noise) in enumerate(people):
        rows.extend(blank for after_place, blank in between if after_place == place)
        values = {
            "name": name,
            "identity_number": NOISE[noise](number(sequence)),
            "phone": "13900000001",
            "employer": "甲公司",
        }
        rows.append([values[each] for each in order])
        expected.append((len(rows), name, number(sequence)))
    rows.extend(after)
    found = check(rows)
    assert [(row.line, row.fields.get("name"), row.fields.get("identity_number")) for row in found.rows] == expected
    assert {row.line for row in found.rows}.isdisjoint({each.line for each in found.skipped})


@settings(max_examples=200, deadline=None)
@given(
    sequence=st.integers(1, 999),
    place=st.integers(0, 17),
    digit=st.sampled_from("0123456789X"),
    act=st.sampled_from(["swap", "change", "drop", "add"]),
)
def test_no_altered_number_is_taken_for_another(sequence: int, place: int, digit: str, act: str) -> None:
    right = number(sequence)
    altered = {
        "change": right[:place] + digit + right[place + 1 :],
        "drop": right[:place] + right[place + 1 :],
        "add": right[:place] + digit + right[place:],
        "swap": right[: place - 1] + right[place] + right[place - 1] + right[place + 1 :] if place else right,
    }[act]
    row = check([["姓名", "身份证号"], ["李四", altered]]).rows[0]
    if altered == right:
        assert row.status == "ok"
    else:
        assert row.status == "error"
        assert "identity_number" not in row.fields
        assert all(right not in each.message and altered not in each.message for each in row.problems)


def test_the_age_is_reached_on_the_very_day() -> None:
    def sixty(sex: str, born: date) -> date:
        return date(
            born.year + (60 if sex == "male" else 55), born.month, born.day if (born.month, born.day) != (2, 29) else 28
        )

    retirement = Retirement(sixty, TODAY)
    assert retirement.reached("male", "1966-09-30")
    assert not retirement.reached("male", "1966-10-01")
    assert retirement.reached("female", "1971-09-30")
    assert not retirement.reached("female", "1971-10-01")
    assert not Retirement(None, TODAY).reached("male", "1900-01-01")
