"""The columns of a list of an institution's trainers 师资, and its cells understood. A line is one trainer with one document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from training_app.catalogues import messages_trainers as messages
from training_app.catalogues.columns_cells import SPAN_HEADINGS
from training_app.catalogues.columns_institutions import WORDS
from training_app.catalogues.rules_spans import judge_span, span_of
from training_app.intake import messages_shared
from training_app.intake.columns import EMPTY_WORDS, NOTHING, is_skill_grade, plain
from training_app.intake.columns_cells import name_cell, text_cell
from training_app.intake.columns_heading import Cell, Fill, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.kernel.identity import within
from training_app.policies.occupations import occupations
from training_app.programmes.labels import LEVELS
from training_app.programmes.labels_resources import LIST_MARK, OPEN_END, TEACHES, UP_TO
from training_app.programmes.rules_resources import MOST_TEXT, is_far

WARNINGS = frozenset({"direction.ignored", "trainer.change", "trainer.same_name", "row.same_name"})
_SHORT = {entry.key: entry.short_name for entry in occupations()}
_EVERY = re.compile(r"(?:全部|所有|各)(?:职业|课程|专业|项目)?")
_PARTS = re.compile(r"[、,，;；\n]+")
_WORDS = {word: key for key, name in LEVELS.items() for word in (name, name.removesuffix("级"))}
_LEVEL = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
_GLUE = re.compile(r"(?:[、,，;；/和\s()]|及?以下|及|至|到|[-~]|专业技术|等级|级|证书)*")
"""What may stand beside levels without saying something else; 中级以上 leaves open which."""
_ORDER = tuple(LEVELS)
_TEACHERS = re.compile(r"(?!.*[退离停候备未不弃撤注取废]).*(?:教师|老师|讲师|导师|师资|专家).*")
"""Titles of such a list; one that says somebody left or waits still sets lines apart."""
_certificate = text_cell("document_number", MOST_TEXT["document_number"], "text.too_long", "document_number.missing")


def _document_number(cell: Cell) -> Understood:
    """证书编号; the number of somebody's identity document is none and is not kept."""
    if within(cell.text):
        return {}, (("document_number.identity", None),)
    return _certificate(cell)


def _occupations(cell: Cell) -> Understood:
    """可授职业 as `teaches`: pairs of an occupation and the level its part of the cell names (None: none)."""
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, (("occupation.missing", None),)
    if _EVERY.fullmatch(text):
        return {"teaches": [[key, None] for key in _SHORT]}, NOTHING
    found: dict[str, str | None] = {}
    defects: tuple[tuple[str, str | None], ...] = NOTHING
    for part in filter(None, (each.strip() for each in _PARTS.split(text))):
        named = WORDS.understand(part)
        if named.occupation is None or named.rest:
            return {}, (("occupation.unknown", WORDS.closest(text)),)
        if found.get(named.occupation, named.level) != named.level:
            return {}, (("occupation.twice", None),)
        found[named.occupation] = named.level
        if named.direction:
            defects = (("direction.ignored", None),)
    return {"teaches": [list(each) for each in found.items()]}, defects


def _level(cell: Cell) -> Understood:
    """可授等级 as the highest one; 初级、高级 says nothing of 中级 and is asked about."""
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    named = sorted({_ORDER.index(_WORDS[word]) for word in _LEVEL.findall(text)})
    gap = any(after - before > 1 for before, after in zip(named, named[1:], strict=False))
    if not named or gap or is_skill_grade(text) or not _GLUE.fullmatch(_LEVEL.sub("", text)):
        return {}, (("level.unknown", None),)
    return {"level": _ORDER[named[-1]]}, NOTHING


def judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a line as a whole, as (field, code); the register is not asked."""
    yield from judge_span(fields)
    span = span_of(fields)
    for name, day in (("valid_from", span.first), ("valid_last", span.last)):
        if day is not None and is_far(day):
            yield name, "date.invalid"
    teaches = fields.get("teaches", [])
    if "level" not in fields and any(level is None for _, level in teaches):
        yield "level", "level.missing"
    if "level" in fields and any(level not in (None, fields["level"]) for _, level in teaches):
        yield "level", "level.contradict"


def teaches_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a line without an error says somebody may teach: occupation → highest level."""
    return {key: level or fields["level"] for key, level in fields["teaches"]}


def show(fields: dict[str, Any]) -> None:
    """Adds what the page shows of a line and no cell holds."""
    if all(level or "level" in fields for _, level in fields.get("teaches", [])) and "teaches" in fields:
        fields["teaches_words"] = LIST_MARK.join(
            TEACHES.format(occupation=_SHORT[key], level=UP_TO[level]) for key, level in teaches_of(fields).items()
        )
    span = span_of(fields)
    fields["from_words"] = span.first.isoformat() if span.first else ""
    fields["to_words"] = span.last.isoformat() if span.last else OPEN_END


_SPAN = {each.name: replace(each) for each in SPAN_HEADINGS if each.name in ("valid_from", "valid_last", "ends_on", "validity")}
_MORE = {
    "valid_from": "发证日期 发证时间 颁证日期 取证日期 取得日期 取得时间 证书生效日 证书生效日期 证书日期",
    "valid_last": "证书有效期至 证书有效期止 证书到期日 证书到期日期",
    "ends_on": "证书失效日 证书失效日期",
    "validity": "证书有效期",
}
TRAINER_LIST = PlainList(
    (
        Heading("name", "姓名", "姓名 教师姓名 教师 师资姓名 授课教师 讲师 老师姓名 师资 任课教师", name_cell),
        Heading("post", "职务或职称", "职务或职称 职务 职称 职务职称 专业技术职务 岗位 职务/职称 技术职称",
                text_cell("post", MOST_TEXT["post"], "text.too_long"), needed=False),
        Heading("document", "证书", "证书 证书名称 资格证书 师资证书 教师资格证书 证书种类 证书类别 资质证书 证书或文件",
                text_cell("document", MOST_TEXT["document"], "text.too_long", "document.missing")),
        Heading("document_number", "证书编号", "证书编号 证书号 证书号码 师资编号 教师证号 资格证号 证号 证书编码",
                _document_number),
        Heading("teaches", "可授职业",
                "可授职业 可授课程 授课职业 授课方向 任教职业 任教专业 授课专业 可授专业 授课课程 授课内容 职业 职业名称",
                _occupations),
        Heading("level", "可授等级", "可授等级 等级 授课等级 最高等级 级别 可授级别 职业等级", _level, needed=False),
        *(replace(each, words=f"{each.words} {_MORE[name]}") for name, each in _SPAN.items()),
    ),
    messages.sentence, messages_shared.file, judge=judge, warnings=WARNINGS, proof="document_number",
    whole=("name", "document_number"), is_own=_TEACHERS.fullmatch,
)  # fmt: skip
"""How a list of trainers is read."""
FILLS = {
    "name": Fill("必填，按身份证件上的姓名。", "示例：王小明"),
    "post": Fill("没有的不填。", "讲师"),
    "document": Fill("必填，师资或资格证书的名称。", "师资培训证书", width=22),
    "document_number": Fill("必填，证书上的编号，不是身份证号。本列已设为文本格式。", "SZ2024001", width=20),
    "teaches": Fill("必填，有几个职业的用顿号隔开。", "大数据工程技术人员", width=30),
    "level": Fill("必填，最高能授的等级。", "中级", tuple(LEVELS.values())),
    "valid_from": Fill("必填，证书从哪天起有效；没有写的填发证日期。", "2025-01-01"),
    "valid_last": Fill("有效的最后一天；长期有效的填“长期”。", "2027-12-31"),
    "ends_on": Fill("从这天起失效；填了有效期止的不用填。"),
    "validity": Fill("起止写在一格的填这里；已分两列填的不用填。", width=24),
}
"""By field: hint, example, choices."""
