"""Formulas without a result in the lists people bring in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders.people import identity_number
from tests.sheets.containers import with_formulas
from training_app.classes.check import check_roster
from training_app.classes.columns_programme import OccupationWords
from training_app.policies.occupations import occupations
from training_app.sheets.reading import read
from training_app.subsidies.columns import PAYMENT_LIST

TODAY = date(2026, 6, 20)
WORDS = OccupationWords.of(occupations())


def test_a_roster_leaves_the_cell_out_and_says_so() -> None:
    rows = [["姓名", "身份证号码", "手机", "工作单位"]]
    rows += [[name, identity_number(at), "13900000000", "威海某某公司"] for at, name in enumerate(("于海", "丛林", "毕云"), 1)]
    data = with_formulas(rows, {(1, 3): "#N/A", (2, 2): None, (3, 1): "#VALUE!"})
    check = check_roster(read(data, "名单.xlsx"), WORDS, TODAY)
    told = [(row.line, each.field, each.code) for row in check.rows for each in row.problems if each.code != "employer.missing"]
    assert told == [
        (2, "employer", "value.unknown"), (3, "phone", "value.unknown"), (4, "identity_number", "identity.missing"),
        (4, "identity_number", "value.unknown"),
    ]  # fmt: skip
    assert "employer" not in check.rows[0].fields and check.rows[1].fields["employer"] == "威海某某公司"


@pytest.mark.parametrize(("result", "codes"), [("#N/A", ["value.failed"]), ("PZ-1", [])])
def test_other_lists_refuse_the_line(result: str, codes: list[str]) -> None:
    rows = [
        ["姓名", "身份证号码", "班次编号", "等级", "发放金额", "发放日期", "凭证号"],
        ["于海", identity_number(1), "WH2026-0001", "初级", "1800", "2026-06-01", "x"],
    ]
    reading = PAYMENT_LIST.read(with_formulas(rows, {(1, 6): result}), "补贴.xlsx", TODAY)
    assert len(reading.rows) == 1 and [each.code for each in reading.rows[0].problems] == codes


def test_no_line_of_formulas_vanishes_in_silence() -> None:
    head = ["姓名", "身份证号码", "班次编号", "等级", "发放金额", "发放日期", "凭证号", "手机"]
    good = ["于海", identity_number(1), "WH2026-0001", "初级", "1800", "2026-06-01", "PZ-1", "13900000000"]
    rows = [head, good, [None] * 8, [None] * 8, [None] * 8]
    asked = {(2, 0): "#N/A", (2, 1): "#N/A", (3, 4): None}
    reading = PAYMENT_LIST.read(with_formulas(rows, asked | {(4, 7): "#N/A"}), "补贴.xlsx", TODAY)
    assert [row.line for row in reading.rows] == [2, 3, 4]
    told = [{(each.field, each.value) for each in row.problems} for row in reading.rows]
    assert not told[0] and ("name", "#N/A") in told[1] and ("amount", "#CALC!") in told[2]

    head, good = ["姓名", "身份证号码", "手机", "工作单位"], ["于海", identity_number(1), "13900000000", "某某公司"]
    data = with_formulas([head, good, [None] * 4, [None] * 4], {(2, 1): "#N/A", (3, 2): None, (3, 3): "#N/A"})
    check = check_roster(read(data, "名单.xlsx"), WORDS, TODAY)
    assert [(row.line, row.status) for row in check.rows] == [(2, "ok"), (3, "error")]
    assert [(each.line, each.reason) for each in check.skipped if each.reason != "blank"] == [(4, "failed")]
