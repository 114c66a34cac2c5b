"""The columns of the list of level results, and its cells understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from training_app.certificates import messages_levels as messages
from training_app.classes import messages as classes_messages
from training_app.classes.columns_programme import OccupationWords
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain, understand_level
from training_app.intake.columns_cells import day_cell, identity_cell, name_cell, nothing_cell, text_cell
from training_app.intake.columns_doubts import Measure
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.kernel.quantities import format_hours, parse_hundredths
from training_app.policies.occupations import occupations

OUR_CLASS, ELSEWHERE = "our_class", "elsewhere"
HIGHEST_SCORE = 100_00
LONGEST_EVIDENCE, LONGEST_ISSUER = 200, 100
_WARNINGS = frozenset({"name.private_use", "identity.kind_mismatch", "row.hidden"})
_SIGN = r"[0-9A-Za-z\u4e00-\u9fff\-_()〔〕]"
_NUMBER = re.compile(rf"(?=.{{1,40}}$){_SIGN}+(?:[./]{_SIGN}+)*")
_CLASS = re.compile(r"[A-Z]{2}\d{4}-\d{4,6}")
_HERE = re.compile(r"本市|本地|我市|威海|班次")
_AWAY = re.compile(r"外地|外市|外省|省外|市外|异地")
_SCORE_WORDS = re.compile(r"分$")
ABSENT = "缺考"
"""What stands in the place of a mark for a part nobody came to."""
_ABSENT = re.compile(r"缺考|缺席|未考|未参加|未参考|弃考")


@cache
def programme_words() -> OccupationWords:
    """The words by which occupations and directions are called."""
    return OccupationWords.of(occupations())


def _class_number(cell: Cell) -> Understood:
    text = plain(cell.text).replace(" ", "").upper().replace("—", "-").replace("–", "-")
    if text in EMPTY_WORDS:
        return {}, NOTHING
    return ({"class_number": text}, NOTHING) if _CLASS.fullmatch(text) else ({}, (("class.unknown", None),))


def _occupation(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, NOTHING
    found = programme_words().understand(cell.text)
    if found.occupation is None:
        return {}, (("occupation.unknown", None),)
    fields: dict[str, Any] = {"occupation": found.occupation}
    if found.direction:
        fields["direction"] = found.direction
    if found.level:
        fields["level"] = found.level
    return fields, NOTHING


def _direction(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    occupation = programme_words().understand(cell.line.get("occupation", "")).occupation
    return {"direction": programme_words().direction(occupation, text)}, NOTHING


def _level(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, NOTHING
    level = understand_level(cell.text)
    return ({"level": level}, NOTHING) if level else ({}, (("level.unknown", None),))


# Fields keep a score as people write it (82.5); hundredths are made of it where it is reckoned with.
def _score(name: str) -> Callable[[Cell], Understood]:
    def understand(cell: Cell) -> Understood:
        text = _SCORE_WORDS.sub("", plain(cell.text)).strip()
        if text in EMPTY_WORDS:
            return {}, NOTHING
        if _ABSENT.fullmatch(text):
            return {name: ABSENT}, NOTHING
        try:
            score = parse_hundredths(text)
        except ValueError:
            return {}, (("score.invalid", None),)
        return ({name: format_hours(score)}, NOTHING) if 0 <= score <= HIGHEST_SCORE else ({}, (("score.invalid", None),))

    return understand


def is_certificate_number(text: str) -> bool:
    """Whether a text can be the number of a certificate."""
    return bool(_NUMBER.fullmatch(text))


def _certificate_number(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    if cell.mark is not None or not is_certificate_number(text):
        return {}, (("certificate.invalid", None),)
    return {"certificate_number": text}, NOTHING


def _origin(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    if _AWAY.search(text):
        return {"origin": ELSEWHERE}, NOTHING
    return ({"origin": OUR_CLASS}, NOTHING) if _HERE.search(text) else ({}, (("origin.unknown", None),))


def judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a line as a whole, as (field, code); the register is not asked."""
    has = fields.__contains__
    origin = fields.get("origin") or (OUR_CLASS if has("class_number") else "")
    if origin == ELSEWHERE:
        if has("class_number"):
            yield "class_number", "elsewhere.class"
        for name, code in (
            ("certificate_number", "certificate.missing"), ("occupation", "occupation.missing"), ("level", "level.missing"),
            ("evidence", "evidence.missing"), ("issuer", "issuer.missing"),
        ):  # fmt: skip
            if not has(name):
                yield name, code
    else:
        if not has("class_number"):
            yield "class_number", "class.missing"
        for name in ("theory_score", "ability_score"):
            if not has(name):
                yield name, "score.missing"
        if not has("assessed_on"):
            yield "assessed_on", "assessed_on.missing"
    if has("certificate_number") and not has("issued_on"):
        yield "issued_on", "issued_on.missing"
    if has("issued_on") and not has("certificate_number") and origin != ELSEWHERE:
        yield "certificate_number", "issued_on.alone"


SHOWN_ON_PAGE = (
    ("name", "姓名"), ("identity_number", "证件号码"), ("class_number", "班次编号"), ("level", "等级"),
    ("theory_score", "理论成绩"), ("ability_score", "能力成绩"), ("assessed_on", "考核日期"),
    ("certificate_number", "证书编号"), ("issued_on", "发证日期"), ("origin", "来源"),
)  # fmt: skip
"""Fields shown of each line while a batch is checked, with their headings."""


LEVEL_LIST = PlainList(
    (
        Heading("name", "姓名", "姓名 学员姓名 考生姓名 人员姓名 持证人 持证人姓名", name_cell),
        Heading(
            "identity_number", "证件号码",
            "证件号码 证件号 身份证号 身份证号码 身份证 身份证件号码 有效证件号码 公民身份号码 身份证件号", identity_cell,
        ),
        Heading("identity_kind", "证件类型", "证件类型 证件种类 身份证件类型 证件名称", nothing_cell, needed=False),
        Heading(
            "class_number", "班次编号", "班次编号 班次 班级编号 培训班次 培训班次编号 班次号 班号", _class_number, needed=False
        ),
        Heading("occupation", "职业", "职业 职业名称 工种 申报职业 培训职业 考核职业 职业工种", _occupation, needed=False),
        Heading("direction", "方向", "方向 职业方向 专业方向 考核方向 申报方向", _direction, needed=False),
        Heading("level", "等级", "等级 级别 专业技术等级 申报等级 考核等级 证书等级 技术等级", _level, needed=False),
        Heading(
            "theory_score", "理论成绩", "理论成绩 理论 理论知识 理论知识成绩 理论考试成绩 理论分数 理论知识考试成绩",
            _score("theory_score"), needed=False, measure=Measure.SCORE,
        ),
        Heading(
            "ability_score", "能力成绩", "能力成绩 能力 专业能力 专业能力成绩 实操成绩 实操 专业能力考核成绩 能力分数 技能成绩",
            _score("ability_score"), needed=False, measure=Measure.SCORE,
        ),
        Heading(
            "assessed_on", "考核日期", "考核日期 考试日期 评价日期 考核时间 考试时间 评价时间",
            day_cell("assessed_on", missing=""), needed=False,
        ),
        Heading(
            "certificate_number", "证书编号", "证书编号 证书号 证书号码 等级证书编号 专业技术等级证书编号 证书编码",
            _certificate_number, needed=False,
        ),
        Heading(
            "issued_on", "发证日期", "发证日期 颁证日期 颁发日期 发证时间 证书日期 颁证时间",
            day_cell("issued_on", missing=""), needed=False,
        ),
        Heading(
            "no_application", "未申报原因", "未申报原因 未申报说明 未申报的原因 没有申报的原因 无申报原因",
            text_cell("no_application", LONGEST_EVIDENCE, "no_application.long"), needed=False,
        ),
        Heading("origin", "来源", "来源 培训地 培训地来源 证书来源 培训地点来源 培训来源", _origin, needed=False),
        Heading(
            "evidence", "佐证", "佐证 佐证材料 证明材料 核验材料 佐证说明 查验情况",
            text_cell("evidence", LONGEST_EVIDENCE, "evidence.long"), needed=False,
        ),
        Heading(
            "issuer", "发证机构", "发证机构 颁发机构 评价机构 发证单位 颁证机构 颁证单位",
            text_cell("issuer", LONGEST_ISSUER, "issuer.long"), needed=False,
        ),
    ),
    messages.sentence, classes_messages.file, judge=judge, warnings=_WARNINGS,
)  # fmt: skip
"""How the list of level results is read."""
