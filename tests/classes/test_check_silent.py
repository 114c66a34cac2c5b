"""Files that once went in wrong without a word, each as the mutation harness found it."""

from __future__ import annotations

import pytest

from tests.classes.rosters import TODAY, WORDS, check, fields_of, number, sheet
from tests.sheets.containers import Look, xlsx
from training_app.classes.check import ClassContext, check_roster
from training_app.classes.roster_correct import correct
from training_app.intake.rows import Row
from training_app.sheets.reading import read

PERSON = ["1", "李四", number(1)]
HEADER = ["序号", "姓名", "身份证号"]


@pytest.mark.parametrize(
    "typed", ["暂无", "没有", "同上", "待定", "不详", "姓名", "必填", "李某某", "李四 王五", "李四\n王五", "XXX"]
)
def test_what_names_nobody_is_no_name(typed: str) -> None:
    [row] = check([HEADER, ["1", typed, number(1)]]).rows
    assert "name" not in row.fields
    assert {problem.code for problem in row.problems} <= {"name.missing", "name.invalid"}
    assert row.status == "error"


def test_a_line_of_words_that_looks_like_headings_does_not_cut_the_list_off() -> None:
    header = ["序号", "身份证号", "姓名", "学历", "证件类型"]
    found = check([
        header, ["填写说明", "请输入18位号码", "与身份证一致"], ["1", "", "约翰·史密斯", "中等职业", "居民身份证"],
        ["2", number(1), "李四", "本科", "居民身份证"], ["3", "待补", "王五", "中等职业", "居民身份证"],
    ])  # fmt: skip
    assert [row.line for row in found.rows] == [3, 4, 5]
    assert [row.status for row in found.rows] == ["error", "ok", "error"]


@pytest.mark.parametrize(
    "line",
    [
        ["财务", "John Smith", "E12345678", ""], ["教务", "王五", "", "13900000001"], ["审核", "王五", "待填写", "13900000001"],
        ["1994年5月10日", "王五", "身份证号：371002", "13900000001"], ["1", "王五", "4.60300E+17", ""],
    ],
)  # fmt: skip
def test_a_person_whose_cells_sound_like_something_else_does_not_vanish(line: list[str]) -> None:
    found = check([["部门", "姓名", "证件号码", "手机", "性别"], ["一部", "李四", number(1), "", "男"], [*line, "女"]])
    assert [row.line for row in found.rows] == [2, 3]


def test_one_word_of_signatures_among_many_cells_is_an_occupation() -> None:
    found = check([
        ["职业", "姓名", "证件号码", "手机", "学历", "等级"], ["大数据", "李四", number(1)],
        ["会计", "暂无", "1101011972", "19335625095", "本科", "初级"],
        ["会计", "王五", "", "", "审核", "李四"],
    ])  # fmt: skip
    assert [row.line for row in found.rows] == [2, 3]
    assert found.skipped[-1].reason == "signature"


def test_a_major_at_the_beginning_of_a_line_is_no_total() -> None:
    found = check([["专业", "姓名", "证件号码"], ["自动化", "李四", number(1)], ["计算机科学与技术", "李四 王五", "EC1000304"]])
    assert [row.line for row in found.rows] == [2, 3]


def test_a_number_in_scientific_form_at_the_beginning_of_a_line_is_no_note() -> None:
    found = check([["身份证号", "姓名"], [number(1), "李四"], ["4.60300E+17", "王五"]])
    assert [[problem.code for problem in row.problems] for row in found.rows] == [[], ["identity.lost_digits"]]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (["填表人：王五", "", "联系电话：0631-5200000、13900000001"], "signature"),
        (["", "校长签字：王五"], "signature"),
        (["", "必填", f"18位，如{number(5)}"], "instruction"), (["此列勿删", "张三", number(5)], "sample"),
        (["", "本班共3人"], "total"), (["", "实到人数：3人"], "total"), (["", "3人"], "total"),
        (["", "其中：男2人，女1人"], "total"),
        (["", "2026年第二期大数据培训班学员花名册"], "note"), (["", "培训机构：某学校"], "signature"),
    ],
)  # fmt: skip
def test_more_lines_that_never_become_a_person(line: list[str], reason: str) -> None:
    found = check([HEADER, PERSON, line])
    assert [row.line for row in found.rows] == [2]
    assert [(each.line, each.reason) for each in found.skipped] == [(3, reason)]


def test_a_sample_marked_where_any_words_may_stand() -> None:
    found = check([[*HEADER, "单位"], ["", "张三", number(5), "（示例）某公司"], [*PERSON, "示例软件公司"]])
    assert [row.line for row in found.rows] == [3]


def test_a_title_over_tables_side_by_side_is_no_group() -> None:
    for title in ("附件2", "填报单位：某学校（盖章）"):
        found = check(
            [[title], ["姓名", "身份证号", "", "姓名", "身份证号"], ["李四", number(1), "", "王五", number(2)]]
        )
        assert [(row.block, row.fields["name"]) for row in found.rows] == [(1, "李四"), (2, "王五")]


def test_headings_under_a_group_of_general_words_keep_their_meaning() -> None:
    upper = ["学员信息", "", "", "培训信息", ""]
    found = check(sheet(
        [upper, ["姓名", "证件号码", "身份证件类型", "申报职业", "工作单位"], ["李四", "01234567", "台胞证", "大数据", "甲公司"]],
        merges=[(0, 0, 0, 2), (0, 3, 0, 4)],
    ))  # fmt: skip
    [row] = found.rows
    assert (row.fields["identity_kind"], row.fields["employer"]) == ("tw_travel_permit", "甲公司")


def test_the_upper_header_line_of_a_second_table_is_nobody() -> None:
    found = check([
        HEADER, PERSON, [], ["二班花名册"], ["", "学员信息", ""], ["序号", "姓名", "身份证号"], ["1", "王五", number(2)],
    ])  # fmt: skip
    assert [(row.block, row.line) for row in found.rows] == [(1, 2), (2, 7)]


def test_unknown_columns_are_kept_whatever_their_heading() -> None:
    merged = sheet(
        [["学员信息", "", "民族"], ["姓名", "身份证号", ""], ["李四", number(1), "回族"]],
        merges=[(0, 0, 0, 1), (0, 2, 1, 2)],
    )
    assert check(merged).rows[0].fields["remark"] == "民族：回族"
    assert check([["姓名", "身份证号"], ["李四", number(1), "已交费"]]).rows[0].fields["remark"] == "C列：已交费"


def test_cells_that_only_sound_like_a_value_are_left_open() -> None:
    for education in ("本科以下", "大专及以上", "非本科", "未上过大学", "同等学力本科"):
        assert "education" not in fields_of(["学历"], education)
    for level in ("中级以上", "非高级", "已有初级", "中级职称"):
        assert "level" not in fields_of(["等级"], level)
    assert "occupation" not in fields_of(["职业"], "智能制造/大数据")
    assert "birth_date" not in fields_of(["出生日期"], "19900")
    assert fields_of(["职业"], "智能制造 工程技术人员") == {"occupation": "smart_manufacturing"}
    assert fields_of(["单位"], "荣成海洋\n(集团)有限公司") == {"employer": "荣成海洋(集团)有限公司"}


def test_a_short_number_is_a_permit_only_where_permits_begin_so() -> None:
    for short in (number(1)[:8], number(1)[:10], "13900000"):
        [row] = check([["姓名", "证件号码"], ["李四", short]]).rows
        assert [problem.code for problem in row.problems] == ["identity.unknown_kind"]


def test_somebody_whose_post_and_department_sound_like_a_signature_is_a_person() -> None:
    header = ["部门", "岗位", "学历", "姓名", "身份证号", "出生日期", "申报职业"]
    found = check([header, ["财务", "会计", "大专", "鞠明芳", "同上", "1988-03-04", "智能制造"]])
    assert [row.fields["name"] for row in found.rows] == ["鞠明芳"]
    person, signature = ["财务", "会计", "大专", "鞠明芳", number(1)], ["负责人", "张三", "会计", "李四", "出纳", "王五"]
    signed = check([header, [*person, "", ""], [*signature, ""]])
    assert [row.line for row in signed.rows] == [2]


def test_a_month_that_may_be_another_one_stays_so_after_another_cell_was_corrected() -> None:
    data = xlsx(Look(rows=[["姓名", "身份证号", "毕业时间", "手机"], ["李四", number(1), 2015.1, "12"]]))
    [found] = check_roster(read(data, "名单.xlsx"), WORDS, TODAY).rows
    row = Row(0, found.sheet, found.block, found.line, found.fields, found.problems)
    context = ClassContext("smart_manufacturing", "junior")
    correct(row, "phone", "13900000001", context, WORDS, TODAY)
    assert row.fields["phone"] == "13900000001" and "graduation_date" not in row.fields
    assert "date.invalid" in {problem.code for problem in row.problems}
    correct(row, "graduation_date", "2015.10", context, WORDS, TODAY)
    assert row.fields["graduation_date"] == "2015-10" and "date.invalid" not in {problem.code for problem in row.problems}
