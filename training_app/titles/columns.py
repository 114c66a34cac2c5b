"""The columns of the list of earlier titles, and its cells understood.

Such books tell a title by its level (中级), by its name (高级工程师), or by both in two columns; the name often tells the series.
What could mean two levels (初级, 高级) is never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from training_app.intake.columns import EMPTY_WORDS, NOTHING, as_written, is_skill_grade, plain
from training_app.intake.columns_cells import identity_cell, name_cell, nothing_cell, past_day_cell, text_cell
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.intake.messages_shared import file as file_sentence
from training_app.kernel import identity
from training_app.titles import messages_earlier as messages
from training_app.titles.labels import SERIES, WAYS

LONGEST, LONGEST_SPECIALTY = 100, 40
_TECHNICIAN, _ASSISTANT, _ENGINEER, _ASSOCIATE, _FULL = (
    "technician", "assistant_engineer", "engineer", "associate_senior", "full_senior",
)
_WARNINGS = frozenset({"name.private_use", "identity.kind_mismatch", "row.hidden", "way.unknown", "title.order"})
_LEVELS = {
    **dict.fromkeys("员级 技术员级".split(), _TECHNICIAN),
    **dict.fromkeys("助理级 助级".split(), _ASSISTANT),
    **dict.fromkeys("中级".split(), _ENGINEER),
    **dict.fromkeys("副高 副高级".split(), _ASSOCIATE),
    **dict.fromkeys("正高 正高级".split(), _FULL),
}
_SEVERAL = {"初级": frozenset({_TECHNICIAN, _ASSISTANT}), "高级": frozenset({_ASSOCIATE, _FULL})}
"""Words that stand for one of two levels."""


def _ladder(series: str | None, *names: str) -> dict[str, tuple[str | None, str]]:
    """Names of titles by level from below; several of one level separated by a space, none by "-"."""
    levels = (_TECHNICIAN, _ASSISTANT, _ENGINEER, _ASSOCIATE, _FULL)
    return {
        name: (series, level) for level, words in zip(levels, names, strict=True) for name in words.split() if name != "-"
    }  # fmt: skip


_NAMES: dict[str, tuple[str | None, str]] = {
    **_ladder(
        "engineering", "技术员", "助理工程师 助工", "工程师 中级工程师", "高级工程师 高工 副高级工程师",
        "正高级工程师 正高工 教授级高级工程师 教授级高工 研究员级高级工程师",
    ),
    **_ladder("accounting", "会计员", "助理会计师", "会计师", "高级会计师", "正高级会计师"),
    **_ladder("economics", "经济员", "助理经济师", "经济师", "高级经济师", "正高级经济师"),
    **_ladder("statistics", "统计员", "助理统计师", "统计师", "高级统计师", "正高级统计师"),
    **_ladder("auditing", "审计员", "助理审计师", "审计师", "高级审计师", "正高级审计师"),
    **_ladder("agriculture", "农业技术员", "助理农艺师", "农艺师", "高级农艺师", "正高级农艺师 农业技术推广研究员"),
    **_ladder("laboratory", "实验员", "助理实验师", "实验师", "高级实验师", "正高级实验师"),
    **_ladder("crafts", "工艺美术员", "助理工艺美术师", "工艺美术师", "高级工艺美术师", "正高级工艺美术师"),
    **_ladder("translation", "-", "三级翻译", "二级翻译", "一级翻译", "译审"),
    **_ladder("publishing", "-", "助理编辑", "-", "副编审", "编审"),
    **_ladder("school_teaching", "三级教师", "二级教师", "一级教师", "-", "-"),
    **_ladder(None, "-", "助理馆员", "馆员", "副研究馆员", "研究馆员"),
    **_ladder(None, "-", "研究实习员", "助理研究员", "副研究员", "研究员"),
    **_ladder(None, "-", "助教", "讲师", "副教授", "教授"),
    **_ladder("health", "-", "-", "主治医师 主管护师 主管药师 主管技师", "副主任医师 副主任护师 副主任药师 副主任技师",
              "主任医师 主任护师 主任药师 主任技师"),
}  # fmt: skip
_SERIES_WORDS = {
    **{name: key for key, name in SERIES.items()},
    "工程": "engineering", "高校教师": "university_teaching", "卫生": "health", "农业": "agriculture", "图书": "library",
    "文博": "museum", "体育教练": "sports", "教练": "sports", "播音": "broadcasting", "实验": "laboratory",
    "技校教师": "technician_teaching", "中专教师": "vocational_teaching", "律师公证": "legal_service", "船舶技术": "shipping",
    "民航飞行": "aviation",
}  # fmt: skip
_SERIES_END = re.compile(r"(?:系列|专业技术人员|专业人员|技术人员|人员)+$")
_BRACKETED = re.compile(r"([^()]+)\(([^()]+)\)")
_TITLE_END = re.compile(r"(?:专业技术)?(?:职称|职务|任职资格|资格)+$")
_WAY_WORDS = {
    **{name: key for key, name in WAYS.items()},
    "评定": "review", "评委会评审": "review", "职称评审": "review", "初次认定": "recognition", "初定": "recognition",
    "考核认定": "recognition", "初聘认定": "recognition", "以考代评": "exam", "资格考试": "exam", "全国统考": "exam",
    "统考": "exam", "考试加评审": "exam_and_review", "考评": "exam_and_review", "改系列评审": "transfer",
    "改系列": "transfer", "转系列": "transfer", "转评系列": "transfer", "职称确认": "confirmation", "重新确认": "confirmation",
}  # fmt: skip
TOLD_BY = ("title_name", "level")
"""Columns that tell the level; a table needs one of them."""


def _word(text: str) -> str:
    return plain(text).replace(" ", "")


def _told_by(text: str) -> tuple[str | None, frozenset[str]]:
    """The series and the levels a cell may mean: one where it is certain, none where it says nothing known."""
    word = _word(text)
    inside = _BRACKETED.fullmatch(word)
    if inside:
        (series, levels), (other, more) = _told_by(inside[1]), _told_by(inside[2])
        return series or other, (levels & more) if levels and more else levels or more
    word = _TITLE_END.sub("", word) or word
    if word in _NAMES:
        series, level = _NAMES[word]
        return series, frozenset({level})
    if word in _SEVERAL:
        return None, _SEVERAL[word]
    return None, frozenset({_LEVELS[word]}) if word in _LEVELS else frozenset()


def _is_empty(text: str) -> bool:
    return plain(text) in EMPTY_WORDS


def _why_unknown(text: str, levels: frozenset[str]) -> str:
    if len(levels) > 1:
        return "level.ambiguous"
    return "level.skill" if is_skill_grade(_word(text)) else "level.unknown"


def _title_name_cell(cell: Cell) -> Understood:
    """The name as it is written. Where there is no level beside it, it has to tell the level."""
    if _is_empty(cell.text):
        return {}, NOTHING
    text = plain(cell.text)
    if len(text) > LONGEST:
        return {}, (("text.long", None),)
    levels = _told_by(text)[1]
    if _is_empty(cell.line.get("level", "")) and len(levels) != 1:
        return {}, ((_why_unknown(text, levels), None),)
    return {"title_name": text}, NOTHING


def _level_cell(cell: Cell) -> Understood:
    """The level, of the level's own column and the name's together."""
    name = cell.line.get("title_name", "")
    named = frozenset() if _is_empty(name) else _told_by(name)[1]
    if _is_empty(cell.text):
        if len(named) == 1:
            return {"level": min(named)}, NOTHING
        return {}, (NOTHING if not _is_empty(name) else (("level.missing", None),))
    own = _told_by(cell.text)[1]
    if not own:
        return {}, ((_why_unknown(cell.text, own), None),)
    both = own & named if named else own
    if not both:
        return {}, (("level.differs", None),)
    return ({"level": min(both)}, NOTHING) if len(both) == 1 else ({}, ((_why_unknown(cell.text, both), None),))


def _series_cell(cell: Cell) -> Understood:
    """The series, of its own column and of what the name of the title tells."""
    named = {series for name in TOLD_BY if (series := _told_by(cell.line.get(name, ""))[0])}
    if _is_empty(cell.text):
        if len(named) == 1:
            return {"series": min(named)}, NOTHING
        # Where the title itself is not understood, what it is put right to may tell the series.
        understood = any(_told_by(cell.line.get(name, ""))[1] for name in TOLD_BY)
        return {}, ((("series.missing", None),) if understood else NOTHING)
    word = _word(cell.text)
    series = _SERIES_WORDS.get(word) or _SERIES_WORDS.get(_SERIES_END.sub("", word))
    if series is None:
        return {}, (("series.unknown", None),)
    return ({"series": series}, NOTHING) if named <= {series} else ({}, (("series.differs", None),))


def _way_cell(cell: Cell) -> Understood:
    if _is_empty(cell.text):
        return {}, NOTHING
    way = _WAY_WORDS.get(_word(cell.text))
    return ({"way": way}, NOTHING) if way else ({}, (("way.unknown", None),))


def judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a line as a whole, as (field, code); the register is not asked."""
    born = identity.birth_date(fields["identity_number"]) if "identity_number" in fields else None
    if born is not None and "held_from" in fields and date.fromisoformat(fields["held_from"]) <= born:
        yield "held_from", "held_from.before_birth"


EARLIER_TITLES_LIST = PlainList(
    (
        Heading("name", "姓名", "姓名 学员姓名 人员姓名 持证人 持证人姓名 申报人", name_cell),
        Heading(
            "identity_number", "证件号码",
            "证件号码 证件号 身份证号 身份证号码 身份证 身份证件号码 有效证件号码 公民身份号码 身份证件号", identity_cell,
        ),
        Heading("identity_kind", "证件类型", "证件类型 证件种类 身份证件类型", nothing_cell, needed=False),
        Heading("employer", "单位", "单位 工作单位 所在单位 用人单位 单位名称",
                text_cell("employer", LONGEST, "text.long", shown=as_written), needed=False),
        Heading("title_name", "职称名称",
                "职称名称 职称 现职称 现有职称 现任职称 已有职称 取得职称 现聘职称 资格名称 "
                "任职资格 专业技术职务任职资格 专业技术职务 专业技术资格",
                _title_name_cell, needed=False),
        Heading("level", "级别", "级别 职称级别 职称等级 等级 资格级别 资格等级", _level_cell, needed=False),
        Heading("series", "系列", "系列 职称系列 专业系列 专业技术系列", _series_cell, needed=False),
        Heading("specialty", "专业", "专业 职称专业 专业名称 评审专业 申报专业 资格专业 从事专业",
                text_cell("specialty", LONGEST_SPECIALTY, "specialty.long"), needed=False),
        Heading("held_from", "取得日期",
                "取得日期 取得时间 职称取得时间 职称取得日期 资格取得时间 批准日期 批准时间 授予时间 授予日期 评定时间",
                past_day_cell("held_from", "held_from.missing")),
        Heading("way", "取得方式", "取得方式 取得途径 评定方式 获得方式", _way_cell, needed=False),
        Heading("approved_by", "批准机关或文号",
                "批准机关或文号 批准机关 批准单位 审批单位 批准文号 发证机关 文号 评审委员会 评委会名称 发证单位",
                text_cell("approved_by", LONGEST, "text.long"), needed=False),
        Heading("certificate_number", "证书编号", "证书编号 证书号 证书号码 职称证书编号 资格证书编号 资格证书号 管理号",
                text_cell("certificate_number", LONGEST, "text.long"), needed=False),
    ),
    messages.sentence, file_sentence, judge=judge, warnings=_WARNINGS,
)  # fmt: skip
"""How the list of earlier titles is read."""
