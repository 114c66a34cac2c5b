"""The columns of the list of payments, and its cells understood."""

from __future__ import annotations

from training_app.classes import messages as classes_messages
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain, understand_level
from training_app.intake.columns_cells import day_cell, fen_of, identity_cell, name_cell, nothing_cell
from training_app.intake.columns_doubts import Measure
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.kernel.quantities import format_hundredths
from training_app.subsidies import messages

_LONGEST_CLASS, _LONGEST_VOUCHER = 60, 60
_MOST_FEN = 100_000_000_00
_WARNINGS = frozenset({"name.private_use", "identity.kind_mismatch", "row.hidden"})


def _class_number(cell: Cell) -> Understood:
    text = plain(cell.text).replace(" ", "").upper().replace("—", "-").replace("–", "-")
    if text in EMPTY_WORDS:
        return {}, (("class.missing", None),)
    return ({"class_number": text}, NOTHING) if len(text) <= _LONGEST_CLASS else ({}, (("class.invalid", None),))


def _level(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, (("level.missing", None),)
    level = understand_level(cell.text)
    return ({"level": level}, NOTHING) if level else ({}, (("level.unknown", None),))


# Fields keep the amount as people write it (1800.50); fen are made of it where it is reckoned with.
def _amount(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, (("amount.missing", None),)
    fen = fen_of(cell.text)
    if fen is None or not 0 < fen <= _MOST_FEN:
        return {}, (("amount.invalid", None),)
    return {"amount": format_hundredths(fen)}, NOTHING


def _voucher(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, (("voucher.missing", None),)
    if cell.mark is not None or " " in text or len(text) > _LONGEST_VOUCHER:
        return {}, (("voucher.invalid", None),)
    return {"voucher": text}, NOTHING


SHOWN_ON_PAGE = (
    ("name", "姓名"), ("identity_number", "证件号码"), ("class_number", "班次编号"), ("level", "等级"),
    ("amount", "金额(元)"), ("paid_on", "发放日期"), ("voucher", "凭证号"),
)  # fmt: skip
"""Fields shown of each line while a batch is checked, with their headings."""


PAYMENT_LIST = PlainList(
    (
        Heading("name", "姓名", "姓名 学员姓名 人员姓名 领取人 领取人姓名 收款人", name_cell),
        Heading(
            "identity_number", "证件号码",
            "证件号码 证件号 身份证号 身份证号码 身份证 身份证件号码 有效证件号码 公民身份号码 身份证件号", identity_cell,
        ),
        Heading("identity_kind", "证件类型", "证件类型 证件种类 身份证件类型 证件名称", nothing_cell, needed=False),
        Heading("class_number", "班次编号", "班次编号 班次 班级编号 培训班次 培训班次编号 班次号 班号", _class_number),
        Heading("level", "等级", "等级 级别 专业技术等级 证书等级 技术等级 培训等级", _level),
        Heading(
            "amount", "金额(元)",
            "金额(元) 金额 金额（元） 发放金额 发放金额(元) 补贴金额 补贴金额(元) 实发金额 实发金额(元) 培训补贴金额", _amount,
            measure=Measure.MONEY, each_own=True,
        ),
        Heading("paid_on", "发放日期", "发放日期 发放时间 拨付日期 支付日期 付款日期 到账日期", day_cell("paid_on")),
        Heading("voucher", "凭证号", "凭证号 凭证编号 凭证号码 支付凭证号 拨付凭证号 付款凭证号 支付凭证", _voucher),
    ),
    messages.sentence, classes_messages.file, warnings=_WARNINGS,
)  # fmt: skip
"""How the list of payments is read."""
