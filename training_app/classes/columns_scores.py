"""The columns of the list of completion scores, and its cells understood; columns every list of a class's people has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from training_app.classes import messages, messages_lists
from training_app.classes.rules import HIGHEST_SCORE
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain
from training_app.intake.columns_cells import identity_cell, name_cell, nothing_cell
from training_app.intake.columns_doubts import Measure
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.kernel.quantities import format_hours, parse_hundredths

WARNINGS = frozenset({"name.private_use", "identity.kind_mismatch", "row.hidden"})
_REGISTER_NUMBER = re.compile(r"P\d{8}", re.ASCII)


def who_cell(cell: Cell) -> Understood:
    """证件号码 as `identity_kind` and `identity_number`, or the register's own number of a person as `person_number`."""
    text = plain(cell.text).upper()
    return ({"person_number": text}, NOTHING) if _REGISTER_NUMBER.fullmatch(text) else identity_cell(cell)


PEOPLE_HEADINGS = (
    Heading("name", "姓名", "姓名 学员姓名 人员姓名 学员 考生姓名", name_cell),
    Heading(
        "identity_number", "证件号码或人员编号",
        "证件号码 证件号 身份证号 身份证号码 身份证 身份证件号码 有效证件号码 公民身份号码 身份证件号", who_cell,
        weaker="人员编号",
    ),
    Heading("identity_kind", "证件类型", "证件类型 证件种类 身份证件类型 证件名称", nothing_cell, needed=False),
)  # fmt: skip
"""Who a line is about. The number is needed: people of one class can have one name."""

_SCORE_WORDS = re.compile(r"分$")
_STAYED_AWAY = re.compile(r"缺考|未参加|没有?参加|弃考|未考")


def _score(cell: Cell) -> Understood:
    text = _SCORE_WORDS.sub("", plain(cell.text)).strip()
    remark = plain(cell.line.get("remark", ""))
    if _STAYED_AWAY.search(text) or (text in EMPTY_WORDS and _STAYED_AWAY.search(remark)):
        return {}, (("score.stayed_away", "0"),)
    if text in EMPTY_WORDS:
        return {}, (("score.missing", None),)
    try:
        score = parse_hundredths(text)
    except ValueError:
        return {}, (("score.invalid", None),)
    # Kept as people write it (82.5); hundredths are made of it where it is reckoned with.
    return ({"score": format_hours(score)}, NOTHING) if 0 <= score <= HIGHEST_SCORE else ({}, (("score.invalid", None),))


def _resit(cell: Cell) -> Understood:
    text = plain(cell.text)
    return ({}, NOTHING) if text in EMPTY_WORDS else ({"resit": text}, NOTHING)


def _remark(cell: Cell) -> Understood:
    text = plain(cell.text)
    return ({"remark": text[:200]}, NOTHING) if text not in EMPTY_WORDS else ({}, NOTHING)


def _judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """A second score beside the first: which one counts is not ours to say."""
    if "resit" in fields:
        yield "resit", "score.resit"


SCORE_LIST = PlainList(
    (
        *PEOPLE_HEADINGS,
        Heading(
            "score", "成绩",
            "成绩 总成绩 总分 分数 得分 结业成绩 考核成绩 结业考核成绩 结业考试成绩 考试成绩 最终成绩 综合成绩 结业考核 考试分数 "
            "总评 总评成绩 综合得分",
            _score, measure=Measure.SCORE,
        ),
        Heading("resit", "补考成绩", "补考成绩 补考 补考分数 重考成绩", _resit, needed=False),
        Heading("remark", "备注", "备注 说明 备考 情况说明", _remark, needed=False),
    ),
    messages_lists.sentence, messages.file, judge=_judge, warnings=WARNINGS,
)  # fmt: skip
"""How the list of completion scores is read."""
