"""The columns of the list of certificates as the province or the nation published it."""

from __future__ import annotations

from training_app.certificates import messages_reconciliation as messages
from training_app.certificates.columns import is_certificate_number, programme_words
from training_app.classes import messages as classes_messages
from training_app.classes.labels_roster import CELL_WORDS
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain, understand_level
from training_app.intake.columns_cells import day_cell, identity_cell, name_cell, nothing_cell
from training_app.intake.columns_heading import Cell, Fill, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.intake.labels_template import PERSON_FILLS
from training_app.policies.occupations import occupations

_WARNINGS = frozenset({"name.private_use", "identity.kind_mismatch", "row.hidden"})


def _occupation(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, (("occupation.missing", None),)
    found = programme_words().understand(cell.text)
    if found.occupation is None:
        return {}, (("occupation.unknown", None),)
    return {"occupation": found.occupation}, NOTHING


def _level(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, (("level.missing", None),)
    level = understand_level(cell.text)
    return ({"level": level}, NOTHING) if level else ({}, (("level.unknown", None),))


def _number(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, (("certificate.missing", None),)
    if cell.mark is not None or not is_certificate_number(text):
        return {}, (("certificate.invalid", None),)
    return {"certificate_number": text}, NOTHING


PROVINCE_LIST = PlainList(
    (
        Heading("name", "姓名", "姓名 学员姓名 考生姓名 人员姓名 持证人 持证人姓名", name_cell),
        Heading(
            "identity_number", "证件号码",
            "证件号码 证件号 身份证号 身份证号码 身份证 身份证件号码 有效证件号码 公民身份号码 身份证件号", identity_cell,
        ),
        Heading("identity_kind", "证件类型", "证件类型 证件种类 身份证件类型 证件名称", nothing_cell, needed=False),
        Heading("occupation", "职业", "职业 职业名称 工种 申报职业 考核职业 职业工种", _occupation),
        Heading("level", "等级", "等级 级别 专业技术等级 申报等级 考核等级 证书等级 技术等级", _level),
        Heading(
            "certificate_number", "证书编号", "证书编号 证书号 证书号码 等级证书编号 专业技术等级证书编号 证书编码", _number
        ),
        Heading(
            "issued_on", "发证日期", "发证日期 颁证日期 颁发日期 发证时间 证书日期 颁证时间",
            day_cell("issued_on", missing=""), needed=False,
        ),
    ),
    messages.sentence, classes_messages.file, warnings=_WARNINGS,
)  # fmt: skip
"""How the published list is read."""
SHOWN_ON_PAGE = (
    ("name", "姓名"), ("identity_number", "证件号码"), ("occupation", "职业"), ("level", "等级"),
    ("certificate_number", "证书编号"), ("issued_on", "发证日期"),
)  # fmt: skip
FILLS = {
    **PERSON_FILLS,
    "occupation": Fill("必填。", "", tuple(entry.name for entry in occupations()), 24),
    "level": Fill("必填，请在下拉里选。", "初级", tuple(CELL_WORDS["level"].values())),
    "certificate_number": Fill("必填，照公布名单抄录。本列已设为文本格式。", width=22),
    "issued_on": Fill("写作 2026-03-05 或 2026年3月5日，名单没有的可不填。", "2026-03-05"),
}
"""By field: hint, example, choices."""
