"""Where a proposed value comes from is said where one is proposed, and nowhere else."""

from __future__ import annotations

import pytest

from tests.intake.test_doubts import HOURS, TITLE, book, read
from training_app.hours.columns import EARLIER_HOURS_LIST
from training_app.intake.columns_plain import PlainList
from training_app.intake.messages_proposed import offer
from training_app.kernel.problems import Problem, Severity
from training_app.titles.columns import EARLIER_TITLES_LIST


@pytest.mark.parametrize(
    ("plain_list", "heads", "cell", "proposed"),
    [
        (EARLIER_TITLES_LIST, TITLE, {"取得日期": "2015年12月"}, "2015-12-31"),
        (EARLIER_TITLES_LIST, TITLE, {"取得日期": "2015.1"}, None),
        (EARLIER_HOURS_LIST, {**HOURS, "日期": ""}, {"日期": "2024年5月"}, "2024-05-31"),
        (EARLIER_HOURS_LIST, HOURS, {"举办单位": "同上"}, None),
    ],
)
def test_the_words_follow_the_proposal(
    plain_list: PlainList, heads: dict[str, str], cell: dict[str, str], proposed: str | None
) -> None:
    (row,) = read(plain_list, book(heads, cell)).rows
    (problem,) = row.problems
    assert problem.suggestion == proposed and ("建议值" in problem.message) == (proposed is not None)


def test_a_proposal_taken_back_takes_its_words_along() -> None:
    problem = Problem("value.ditto", Severity.ERROR, "写的是“同上”。")
    assert offer(problem, "PZ1").message == "写的是“同上”。建议值取自上一行，核对后再采用。"
    offered_again = offer(problem, "PZ2")
    assert offered_again.message.count("建议值") == 1 and offered_again.suggestion == "PZ2"
    assert offer(problem, None).message == "写的是“同上”。" and problem.suggestion is None
