"""What the standards ask of whoever applies for a level: each alternative of each level, to the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.classes.rosters import TODAY, WORDS, number, sheet
from training_app.classes.check import check_roster
from training_app.classes.columns_evidence import Reached, earliest_day, understand_certificate, understand_title
from training_app.classes.rules_prerequisites import Background, Judge, Schooling, asks
from training_app.policies.loader import load
from training_app.policies.occupations import occupations
from training_app.policies.prerequisites import prerequisite
from training_app.sheets.model import Workbook

PACK = load("weihai")
DAY = date(2026, 3, 1)
OCCUPATION = "smart_manufacturing"
LEVELS = ("junior", "intermediate", "senior")


def judge(level: str, occupation: str = OCCUPATION, day: date = DAY) -> Judge:
    found = Judge.of(PACK, WORDS, occupation, level, day)
    assert found is not None
    return found


def unmet(level: str, fields: dict[str, Any], more: Background = Background()) -> bool:
    return judge(level).verdict(fields, more).unmet


def line(education: str | None = None, **fields: Any) -> dict[str, Any]:
    return {**({"education": education} if education else {}), **fields}


def title(name: str, on: str | None = None) -> dict[str, Any]:
    return {"held_title": name, **({"held_title_on": on} if on else {})}


def studying(education: str, until: str | None) -> dict[str, Any]:
    return line(education, education_outcome="studying", experience_years="0", **({"graduation_date": until} if until else {}))


CASES = [
    # 初级 ① 技员职称
    ("junior", line("senior_high", **title("技术员")), False), ("junior", line("senior_high"), True),
    ("junior", line("senior_high", **title("技术员", "2026-03-02")), True),
    ("junior", line("senior_high", **title("技术员", "2026-03-01")), False),
    # 初级 ② 本科, finished or to be finished within a year
    ("junior", line("bachelor"), False), ("junior", line("master"), False),
    ("junior", studying("bachelor", "2027-03-01"), False), ("junior", studying("bachelor", "2027-03-02"), True),
    ("junior", studying("bachelor", None), False), ("junior", studying("master", "2028-07"), False),
    ("junior", line("bachelor", education_outcome="completed", experience_years="0.5"), True),
    # 初级 ③ 大专 and a year of work
    ("junior", line("college"), False), ("junior", line("college", experience_years="1"), False),
    ("junior", line("college", experience_years="0.9"), True),
    # 初级 ④ technical schools have rules of their own
    ("junior", line("vocational"), False), ("junior", line("junior_high"), True),
    # 中级 ① 助理工程师 for two years
    ("intermediate", line("college", **title("助理工程师", "2024-03-01")), False),
    ("intermediate", line("college", **title("助理工程师", "2024-03-02")), True),
    ("intermediate", line("college", **title("助理工程师", "2024-03")), False),
    ("intermediate", line("college", **title("助理工程师", "2024-04")), True),
    ("intermediate", line("college", **title("助理工程师", "2024")), False),
    ("intermediate", line("college", **title("助理工程师")), False),
    ("intermediate", line("college", **title("工程师", "2026-01-01")), False),
    ("intermediate", line("college", **title("技术员", "2010-01-01")), True),
    ("intermediate", line("college", **title("讲师", "2010-01-01")), False),
    # 中级 ② 本科 or 大专 and the junior certificate for three years
    ("intermediate", line("bachelor", prior_certificate="初级，2023-03-01"), False),
    ("intermediate", line("bachelor", prior_certificate="初级，2023-03-02"), True),
    ("intermediate", line("college", prior_certificate="智能制造工程技术人员初级 2023.3.1"), False),
    ("intermediate", line("college", prior_certificate="大数据工程技术人员初级 2010.3.1"), True),
    ("intermediate", line("college", prior_certificate="SZ37100026000001"), False),
    ("intermediate", line("college", prior_certificate="高级工"), True),
    ("intermediate", line("senior_high", prior_certificate="初级，2010-03-01"), True),
    # 中级 ③ 硕士 or 第二学士 and the junior certificate for one year
    ("intermediate", line("master", prior_certificate="初级，2025-03-01"), False),
    ("intermediate", line("master", prior_certificate="初级，2025-03-02"), True),
    ("intermediate", line("bachelor", degree="second_bachelor", prior_certificate="初级，2025-03-01"), False),
    ("intermediate", line("bachelor", degree="bachelor", prior_certificate="初级，2025-03-01"), True),
    # 中级 ④ 博士 ⑤ technical schools
    ("intermediate", line("doctor"), False), ("intermediate", line("bachelor", degree="doctor"), False),
    ("intermediate", line("master"), True), ("intermediate", line("vocational"), False),
    # 高级 ① 工程师 for three years
    ("senior", line("bachelor", **title("工程师", "2023-03-01")), False),
    ("senior", line("bachelor", **title("工程师", "2023-03-02")), True),
    ("senior", line("bachelor", **title("高级工程师", "2026-02-01")), False),
    ("senior", line("bachelor", **title("助理工程师", "2010-03-01")), True),
    # 高级 ② 本科 and the intermediate certificate for four years
    ("senior", line("bachelor", prior_certificate="中级，2022-03-01"), False),
    ("senior", line("master", prior_certificate="中级，2022-03-02"), True),
    ("senior", line("college", prior_certificate="中级，2010-03-01"), True),
    ("senior", line("bachelor", prior_certificate="初级，2010-03-01"), True),
    # 高级 ③ 博士 and the intermediate certificate for one year ④ technical schools
    ("senior", line("doctor", prior_certificate="中级，2025-03-01"), False),
    ("senior", line("doctor", prior_certificate="中级，2025-03-02"), True),
    ("senior", line("vocational"), False),
    # what nobody told counts against nobody
    *((level, line(), False) for level in LEVELS),
]


@pytest.mark.parametrize(("level", "fields", "expected"), CASES)
def test_what_a_line_tells(level: str, fields: dict[str, Any], expected: bool) -> None:
    assert unmet(level, fields) is expected


@pytest.mark.parametrize(
    ("level", "fields", "more", "expected"),
    [
        ("junior", line("senior_high"), Background(schooling=(Schooling("bachelor"),)), False),
        ("junior", line(), Background(schooling=(Schooling("senior_high"),)), True),
        ("junior", line("senior_high"), Background(titles=(Reached("technician", DAY),)), False),
        ("intermediate", line("college"), Background(titles=(Reached("assistant_engineer", date(2024, 3, 1)),)), False),
        ("intermediate", line("college"), Background(titles=(Reached("assistant_engineer", date(2024, 3, 2)),)), True),
        ("intermediate", line("college"), Background(certificates=(Reached("junior", date(2023, 3, 1)),)), False),
        ("intermediate", line("college"), Background(certificates=(Reached("junior", date(2023, 3, 2)),)), True),
        # a certificate in the register and the education of the line together
        ("senior", line("doctor"), Background(certificates=(Reached("intermediate", date(2025, 3, 1)),)), False),
        ("senior", line("doctor"), Background(certificates=(Reached("intermediate", date(2025, 3, 2)),)), True),
        ("senior", line(), Background(schooling=(Schooling("college"),)), True),
    ],
)
def test_what_line_and_register_tell_together(level: str, fields: dict[str, Any], more: Background, expected: bool) -> None:
    assert unmet(level, fields, more) is expected


def test_only_what_the_line_settles_needs_no_register() -> None:
    settled = judge("intermediate").verdict(line("college", **title("助理工程师", "2020-01-01"))).settled
    assert settled
    for fields in (line(), line("college"), line("vocational")):
        assert not judge("intermediate").verdict(fields).settled
    assert judge("junior").verdict(line("bachelor")).settled


def test_the_sentence_names_what_is_asked_and_what_was_found() -> None:
    fields = line("college", degree="none", experience_years="5", prior_certificate="初级，2025-01-01", **title("技术员"))
    desk = judge("intermediate")
    verdict = desk.verdict(fields)
    assert verdict.found == "学历 大专，职称 技术员，本职业证书 初级（自 2025-01-01 起算），从事本职业 5 年"
    words = desk.told(verdict.found, "名单中")
    assert words["rule"] == "智能制造工程技术人员国家职业技术技能标准（2021年版）中级申报条件（待核实）"
    assert words["asks"] == (
        "（1）取得助理工程师职称满 2 年；（2）（大专以上学历或学士以上学位）且取得本职业初级证书满 3 年；"
        "（3）（硕士研究生以上学历或第二学士以上学位）且取得本职业初级证书满 1 年；"
        "（4）相关专业且（博士研究生学历或博士学位）；（5）技工院校毕业生按国家有关规定"
    )


def test_every_occupation_has_its_own_rules_with_a_source() -> None:
    for entry in occupations():
        for level in LEVELS:
            asked = prerequisite(PACK, entry.key, level, date(2026, 1, 1))
            assert asked is not None and asked.rule.standard == entry.key
            assert entry.name in asked.rule.label and asked.rule.open_question
            assert asks(asked.tree, PACK.facts).startswith("（1）")


def test_before_its_first_day_a_standard_asks_nothing() -> None:
    assert prerequisite(PACK, OCCUPATION, "junior", date(2021, 2, 3)) is not None
    assert prerequisite(PACK, OCCUPATION, "junior", date(2021, 2, 2)) is None
    assert Judge.of(PACK, WORDS, OCCUPATION, "junior", date(2021, 2, 2)) is None


@pytest.mark.parametrize(
    ("text", "level", "understood"),
    [
        ("助理工程师", "assistant_engineer", True), ("机械工程师", "engineer", True), ("工程师（中级）", "engineer", True),
        ("初级工程师", "assistant_engineer", True), ("中级职称", "engineer", True), ("高级工程师", "associate_senior", True),
        ("正高级工程师", "full_senior", True), ("技术员", "technician", True), ("无职称", None, True), ("", None, True),
        ("高级技师", None, False), ("经济师", None, False), ("高级经济师", None, False),
    ],
)
def test_titles_in_words(text: str, level: str | None, understood: bool) -> None:
    assert understand_title(text) == (level, understood)


@pytest.mark.parametrize(
    ("text", "level", "since", "understood"),
    [
        ("初级", "junior", None, True), ("初级专业技术等级证书", "junior", None, True),
        ("智能制造（中级）2022年6月取得", "intermediate", date(2022, 6, 1), True),
        ("初级，2022-06-30", "junior", date(2022, 6, 30), True), ("初级 2022.13", "junior", None, True),
        ("大数据初级", None, None, True), ("高级工", None, None, True), ("无", None, None, True), ("", None, None, True),
        ("SZ37100026000001", None, None, False), ("初级会计证", None, None, False), ("初级、中级", None, None, False),
    ],
)
def test_certificates_in_words(text: str, level: str | None, since: date | None, understood: bool) -> None:
    expected = Reached(level, since) if level else None
    assert understand_certificate(text, WORDS, OCCUPATION) == (expected, understood)


def test_a_date_of_less_than_a_day_begins_as_early_as_it_can() -> None:
    assert [earliest_day(each) for each in ("2015", "2015-07", "2015-07-03", None)] == [
        date(2015, 1, 1), date(2015, 7, 1), date(2015, 7, 3), None,
    ]  # fmt: skip


def test_a_file_without_a_class_is_judged_by_its_own_lines() -> None:
    rows = [
        ["姓名", "身份证号", "学历", "职业", "等级"], ["李四", number(1), "大专", "大数据", "中级"],
        ["王五", number(2), "本科", "大数据", "初级"], ["丛海", number(3), "高中", "大数据", ""],
    ]  # fmt: skip
    found = check_roster(
        Workbook("xlsx", [sheet(rows)]), WORDS, TODAY,
        judges=lambda occupation, level: Judge.of(PACK, WORDS, occupation, level, TODAY),
    )
    assert [[each.code for each in row.problems] for row in found.rows] == [["prerequisite.unmet"], [], []]
    [problem] = found.rows[0].problems
    assert "大数据工程技术人员国家职业技术技能标准（2021年版）中级申报条件" in problem.message
    assert "名单中看不到" in problem.message and "名单上：学历 大专，职称 没有，本职业证书 没有" in problem.message
    assert not found.has_errors
