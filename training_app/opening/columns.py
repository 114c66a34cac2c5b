"""The columns of the opening load and how their cells are understood. A line is one person in one earlier class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from training_app.classes import messages as roster_messages
from training_app.classes.columns_programme import OccupationWords
from training_app.intake.columns import EMPTY_WORDS, NOTHING, as_written, plain, understand_level, understand_phone
from training_app.intake.columns_cells import (
    fen_of,
    hours_of,
    identity_cell,
    name_cell,
    nothing_cell,
    past_day_cell,
    text_cell,
)
from training_app.intake.columns_doubts import Measure
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.opening import messages
from training_app.policies.city import city
from training_app.policies.occupations import occupations

CLASS_FIELDS = (
    "institution", "occupation", "level", "starts_on", "completed_on", "direction", "class_name", "district",
)  # fmt: skip
"""Fields that say something of the class: every line of a class that fills them must fill them alike."""

COMPLETED, FAILED, WITHDRAWN = "completed", "failed", "withdrawn"
WARNINGS = frozenset({
    "direction.unknown", "phone.invalid", "row.hidden", "name.private_use", "institution.not_training", "hours.no_rule",
    "identity.kind_mismatch",
})  # fmt: skip
_RESULTS = {
    "合格": COMPLETED, "结业": COMPLETED, "考核合格": COMPLETED, "通过": COMPLETED, "及格": COMPLETED,
    "不合格": FAILED, "未合格": FAILED, "考核不合格": FAILED, "未通过": FAILED, "不及格": FAILED, "未结业": FAILED,
    "退班": WITHDRAWN, "退训": WITHDRAWN, "中途退出": WITHDRAWN, "退出": WITHDRAWN, "退学": WITHDRAWN,
}  # fmt: skip
_TOO_LONG = "text.too_long"
_MOST_HOURS = 1_000_000
_MOST_FEN = 10_000_000_00
_WORDS = OccupationWords.of(occupations())


def _day_cell(name: str, missing: str = "") -> Callable[[Cell], Understood]:
    """A day that has been, of which a mere month tells nothing: a class that began then did not begin on its last day."""
    return past_day_cell(name, missing, takes_months=False)


def _occupation_cell(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, (("occupation.missing", None),)
    key = _WORDS.understand(cell.text).occupation
    return ({"occupation": key}, NOTHING) if key else ({}, (("occupation.unknown", _WORDS.closest(cell.text)),))


def _direction_cell(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, NOTHING
    occupation = _WORDS.understand(cell.line.get("occupation", "")).occupation
    name = _WORDS.direction(occupation, cell.text)
    entry = next((each for each in occupations() if each.key == occupation), None)
    key = next((each.key for each in entry.directions if each.name == name), None) if entry else None
    return ({"direction": key}, NOTHING) if key else ({}, (("direction.unknown", None),))


def _level_cell(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, (("level.missing", None),)
    level = understand_level(cell.text)
    return ({"level": level}, NOTHING) if level else ({}, (("level.unknown", None),))


def _district_cell(cell: Cell) -> Understood:
    word = plain(cell.text)
    if word in EMPTY_WORDS:
        return {}, NOTHING
    for each in city().districts:
        if word in (each.code, each.name, each.short_name):
            return {"district": each.code}, NOTHING
    return {}, (("district.unknown", None),)


def _hours_cell(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, NOTHING
    hours = hours_of(cell.text)
    if hours is None or not 0 <= hours <= _MOST_HOURS:
        return {}, (("hours.invalid", None),)
    return {"hours": hours}, NOTHING


def _phone_cell(cell: Cell) -> Understood:
    phone, defects = understand_phone(cell.text)
    return ({"phone": phone} if phone else {}), defects


def _result_cell(cell: Cell) -> Understood:
    word = plain(cell.text)
    if word in EMPTY_WORDS:
        return {}, (("result.missing", None),)
    result = _RESULTS.get(word)
    return ({"result": result}, NOTHING) if result else ({}, (("result.unknown", None),))


def _amount_cell(cell: Cell) -> Understood:
    if plain(cell.text) in EMPTY_WORDS:
        return {}, NOTHING
    fen = fen_of(cell.text)
    if fen is None or not 0 < fen <= _MOST_FEN:
        return {}, (("amount.invalid", None),)
    return {"amount_fen": fen}, NOTHING


def judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a line as a whole, as (field, code)."""
    begins, ends, result = (fields.get(name) for name in ("starts_on", "completed_on", "result"))
    if begins and ends and ends < begins:
        yield "completed_on", "dates.reversed"
    if result in (COMPLETED, FAILED) and not fields.get("hours"):
        yield "hours", "hours.missing"
    certificate, issued_on = fields.get("level_certificate"), fields.get("issued_on")
    paid = [name for name in ("amount", "paid_on", "voucher") if fields.get("amount_fen" if name == "amount" else name)]
    if result in (FAILED, WITHDRAWN) and (certificate or paid or fields.get("completion_certificate")):
        yield "result", "result.excludes"
    if bool(certificate) != bool(issued_on):
        yield ("issued_on" if certificate else "level_certificate"), "certificate.incomplete"
    if certificate and not fields.get("assessor"):
        yield "assessor", "assessor.missing"
    if issued_on and ends and issued_on < ends:
        yield "issued_on", "certificate.before_completion"
    if paid and len(paid) < 3:
        yield next(name for name in ("amount", "paid_on", "voucher") if name not in paid), "payment.incomplete"


HEADINGS = (
    Heading("class_ref", "班次编号（原）", "班次编号 原班次编号 班次号 班号 班级编号 培训班编号 期次",
            text_cell("class_ref", 50, _TOO_LONG, "class_ref.missing")),
    Heading("institution", "培训机构（代码或名称）", "培训机构 培训机构名称 培训机构代码 机构 机构名称 承办机构 统一社会信用代码",
            text_cell("institution", 100, _TOO_LONG, "institution.missing")),
    Heading("occupation", "职业", "职业 职业名称 工种 培训职业 培训项目", _occupation_cell),
    Heading("direction", "方向", "方向 职业方向 培训方向 专业方向", _direction_cell, needed=False),
    Heading("level", "等级", "等级 级别 培训等级 专业技术等级", _level_cell),
    Heading("starts_on", "开班日期", "开班日期 开班时间 开始日期 培训开始日期", _day_cell("starts_on", "starts_on.missing")),
    Heading("completed_on", "结业日期", "结业日期 结业时间 结束日期 培训结束日期",
            _day_cell("completed_on", "completed_on.missing")),
    Heading("class_name", "班次名称", "班次名称 培训班名称 班级名称 班名", text_cell("class_name", 100, _TOO_LONG), needed=False),
    Heading("district", "区市", "区市 区市名称 所在区市 办班区市 所属区市 县市区", _district_cell, needed=False),
    Heading("hours", "学时", "学时 学时数 培训学时 实际学时 完成学时", _hours_cell, measure=Measure.HOURS),
    Heading("name", "姓名", "姓名 学员姓名 学员 人员姓名", name_cell),
    Heading("identity_kind", "证件类型", "证件类型 证件种类 证件类别", nothing_cell, needed=False),
    Heading("identity_number", "证件号码",
            "证件号码 证件号 身份证号 身份证号码 身份证 身份证件号码 有效证件号码 公民身份号码 身份证件号", identity_cell),
    Heading("phone", "手机", "手机 手机号 手机号码 联系电话 电话", _phone_cell, needed=False),
    Heading("employer", "单位", "单位 工作单位 所在单位 用人单位 单位名称",
            text_cell("employer", 100, _TOO_LONG, shown=as_written), needed=False),
    Heading("result", "结果（合格/不合格/退班）", "结果 结业结果 考核结果 结业考核结果 培训结果 是否合格", _result_cell),
    Heading("completion_certificate", "培训合格证书号",
            "培训合格证书号 培训合格证书编号 合格证书号 合格证书编号 结业证书编号 结业证书号",
            text_cell("completion_certificate", 60, _TOO_LONG), needed=False),
    Heading("level_certificate", "等级证书编号", "等级证书编号 等级证书号 专业技术等级证书编号 专业技术等级证书号 证书编号",
            text_cell("level_certificate", 60, _TOO_LONG), needed=False),
    Heading("issued_on", "发证日期", "发证日期 发证时间 证书日期 证书取得日期", _day_cell("issued_on"), needed=False),
    Heading("assessor", "评价机构", "评价机构 评价机构名称 发证机构 发证单位 认定机构", text_cell("assessor", 100, _TOO_LONG),
            needed=False),
    Heading("amount", "补贴金额（元）", "补贴金额 金额 培训补贴 补贴 补贴标准 发放金额", _amount_cell, needed=False,
            measure=Measure.MONEY, each_own=True),
    Heading("paid_on", "发放日期", "发放日期 发放时间 拨付日期 支付日期", _day_cell("paid_on"), needed=False),
    Heading("voucher", "凭证号", "凭证号 凭证编号 凭证号码 支付凭证号 拨付凭证号", text_cell("voucher", 60, _TOO_LONG),
            needed=False),
)  # fmt: skip

OPENING_LIST = PlainList(HEADINGS, messages.sentence, roster_messages.file, judge=judge, warnings=WARNINGS)
