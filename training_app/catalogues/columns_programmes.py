"""The columns of published programme catalogues 培训项目目录, and their cells understood. A line is one occupation, direction
and level, for every institution or for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from training_app.catalogues import messages_programmes as messages
from training_app.catalogues.columns_cells import SPAN_HEADINGS, SPAN_WARNINGS
from training_app.catalogues.columns_institutions import WORDS, full_name, looks_like_a_code, looks_like_an_organisation
from training_app.catalogues.messages import PROPOSED
from training_app.catalogues.rules_spans import judge_span, span_of
from training_app.institutions.rules import canonical_code, code_defect
from training_app.intake import messages_shared
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain, understand_level
from training_app.intake.columns_doubts import Measure
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.kernel.quantities import format_hours, parse_hundredths
from training_app.policies.occupations import occupations
from training_app.programmes.labels import EVERY_DIRECTION, EVERY_INSTITUTION, LEVELS

MOST_HOURS = 1_000_000
_CODE = re.compile(r"\d-\d{2}-\d{2}-\d{2}", re.ASCII)
_HOURS_WORDS = re.compile(r"(?:个)?(?:标准)?(?:学时|课时)$")
_EVERY_DIRECTION = re.compile(r"^(?:全部|所有|不限|不分|不区分|各)(?:职业)?(?:方向)?$|^(?:无方向)$")
_EVERY_INSTITUTION = re.compile(r"^(?:全部|所有|不限|各|全市|全体)(?:培训)?(?:机构|单位)?$|目录内(?:的)?(?:培训)?机构$")
_ENTRIES = {entry.key: entry for entry in occupations()}
_WARNINGS = SPAN_WARNINGS | {
    "entry.longer", "entry.ends", "entry.past", "valid_last.missing", "document.differs", "hours.change",
}


def occupation_cell(cell: Cell) -> Understood:
    """职业, with direction and level where the cell names them too; an empty cell beside a code means the code's."""
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        text = plain(cell.line.get("occupation_code", ""))
    if text in EMPTY_WORDS:
        return {}, (("occupation.missing", None),)
    found = WORDS.understand(text)
    if found.occupation is None or found.rest:
        return {}, (("occupation.unknown", WORDS.closest(text)),)
    fields: dict[str, Any] = {"occupation": found.occupation}
    if found.level:
        fields["level_of_occupation"] = found.level
    if found.direction:
        key = _direction_key(found.occupation, found.direction)
        if key is None:
            return fields, (("direction.unknown", None),)
        fields["direction_of_occupation"] = key
    return fields, NOTHING


def _occupation_code(cell: Cell) -> Understood:
    """The code of the 2015 or the 2022 职业分类大典; both mean the same occupation."""
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    code = _CODE.search(text)
    key = WORDS.words.get(code[0]) if code else None
    if code is None or key is None:
        return {}, (("occupation_code.unknown", None),)
    return {"occupation_code": code[0], "occupation_of_code": key}, NOTHING


def direction_cell(cell: Cell) -> Understood:
    """方向 as `direction`; words for all of them mean none."""
    text = plain(cell.text)
    if text in EMPTY_WORDS or _EVERY_DIRECTION.match(text):
        return {}, NOTHING
    occupation = WORDS.understand(cell.line.get("occupation", "")).occupation
    key = _direction_key(occupation or "", text)
    return ({"direction": key}, NOTHING) if key else ({}, (("direction.unknown", None),))


def _direction_key(occupation: str, text: str) -> str | None:
    name = WORDS.direction(occupation, text)
    entry = _ENTRIES.get(occupation)
    return next((each.key for each in entry.directions if each.name == name), None) if entry else None


def level_cell(cell: Cell) -> Understood:
    """等级 as `level`."""
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    level = understand_level(text)
    if level:
        return {"level": level}, NOTHING
    named = [word for word in LEVELS.values() if word in text]
    return {}, (("level.several" if len(named) > 1 else "level.unknown", None),)


def _hours(cell: Cell) -> Understood:
    text = _HOURS_WORDS.sub("", plain(cell.text)).strip()
    if text in EMPTY_WORDS:
        return {}, NOTHING
    try:
        hours = parse_hundredths(text)
    except ValueError:
        return {}, (("hours.invalid", None),)
    return ({"hours": format_hours(hours)}, NOTHING) if 0 < hours <= MOST_HOURS else ({}, (("hours.invalid", None),))


def _institution(cell: Cell) -> Understood:
    name = full_name(cell.text)
    if name in EMPTY_WORDS or _EVERY_INSTITUTION.search(name):
        return {}, NOTHING
    return ({"institution": name}, NOTHING) if len(name) <= 100 else ({}, (("text.too_long", None),))


def _institution_code(cell: Cell) -> Understood:
    code = canonical_code(plain(cell.text)).replace("-", "")
    if code in EMPTY_WORDS:
        return {}, NOTHING
    return ({"institution_code": code}, NOTHING) if code_defect(code) is None else ({}, (("code.invalid", None),))


def judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a line as a whole, as (field, code); the register is not asked."""
    yield from judge_span(fields)
    if fields.get("occupation_of_code", fields.get("occupation")) != fields.get("occupation"):
        yield "occupation_code", "occupation_code.mismatch"
    levels = {fields[name] for name in ("level", "level_of_occupation") if name in fields}
    if len(levels) != 1:
        yield "level", "level.contradict" if levels else "level.missing"
    directions = {fields[name] for name in ("direction", "direction_of_occupation") if name in fields}
    if len(directions) > 1:
        yield "direction", "direction.contradict"


def level_of(fields: Mapping[str, Any]) -> str:
    """The level of a line without an error."""
    return fields.get("level") or fields["level_of_occupation"]


def direction_of(fields: Mapping[str, Any]) -> str | None:
    """The direction of a line, None for all of them."""
    return fields.get("direction") or fields.get("direction_of_occupation")


def show(fields: dict[str, Any]) -> None:
    """Adds what the page shows of a line and no cell holds."""
    entry = _ENTRIES.get(fields.get("occupation", ""))
    if entry:
        names = {each.key: each.name for each in entry.directions}
        fields["direction_words"] = names.get(direction_of(fields) or "", EVERY_DIRECTION)
    level = fields.get("level") or fields.get("level_of_occupation")
    if level:
        fields["level_words"] = LEVELS[level]
    fields["institution_words"] = fields.get("institution") or fields.get("institution_code") or EVERY_INSTITUTION
    span = span_of(fields)
    if span.first:
        fields["first_words"] = span.first.isoformat()
    fields["last_words"] = messages.last_words(span)


PROGRAMME_LIST = PlainList(
    (
        Heading(
            "occupation", "职业", "职业 职业名称 职业工种 工种 培训项目 项目 项目名称 培训项目名称 职业及等级 "
            "培训职业 职业工种名称 培训工种 专业",
            occupation_cell,
        ),
        Heading("occupation_code", "职业编码", "职业编码 职业代码 编码 代码 职业分类编码 大典编码 职业工种编码 "
        "职业工种代码", _occupation_code,
                needed=False),
        Heading("direction", "方向", "方向 职业方向 培训方向 专业方向", direction_cell, needed=False),
        Heading("level", "等级", "等级 级别 职业等级 培训等级 专业技术等级 技术等级 培训层次", level_cell, needed=False),
        Heading("hours", "学时", "学时 标准学时 培训学时 规定学时 学时数 课时 培训课时 学时要求", _hours, needed=False,
                measure=Measure.HOURS),
        Heading("institution", "适用机构", "适用机构 机构 机构名称 培训机构 培训机构名称 承担机构 开班机构 适用单位 "
        "单位名称", _institution,
                needed=False, looks=looks_like_an_organisation),
        Heading("institution_code", "机构代码", "机构代码 统一社会信用代码 社会信用代码 信用代码 "
        "机构信用代码", _institution_code, needed=False,
                looks=looks_like_a_code),
        *SPAN_HEADINGS,
    ),
    messages.sentence, messages_shared.file, judge=judge, warnings=_WARNINGS, proof="occupation", proposed=PROPOSED,
    whole=("occupation", "direction", "level", "hours", "institution", "institution_code", "valid_from", "validity"),
)  # fmt: skip
"""How a programme catalogue is read."""
