"""Sentences that lists of institutions and of programmes have in common: days, document, state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from training_app.institutions.labels import OPEN_END
from training_app.intake.messages_shared import SHARED

UNTOLD = "没有写"
_SHARED: dict[str, str] = {
    "document.missing": "没有写文号或名录名称，事后无从核对。请补填公布它的文件。",
    "date.invalid": "不是能确定的日期。请写成“2026-03-05”或“2026年3月5日”；只有年月的要写明哪一天。",
    "dates.reversed": "有效期止早于有效期起。请核对两个日期。",
    "dates.contradict": "同一行里有两处写了有效期，日期不一致。请核对，只留一处或改成一致。",
    "valid_from.missing": "没有写有效期起，不能确定从哪天起有效。请补填。",
    "valid_last.missing": "没有写有效期止，按长期有效登记。有期限的请补填。",
    "validity.unclear": "不能确定从哪天到哪天有效。请写成“2024-05-20至2027-05-19”；写“三年”的请换成起止日期。",
    "status.unknown": "认不出这个状态，不能当作有效登记。请写“有效”；已失效的请写“失效”并填写失效日。",
    "status.no_day": "状态是失效，但没有写到哪天为止。请填写有效期止或失效日。",
    "row.imported": "这一行已经导入过，现在改成了另一项；原来登记的那一项还在。请先撤销这批再重新上传；两项都要的，"
    "请另起一行。",
    "text.too_long": "内容太长（文号、地址、备注最多 200 个字）。请缩短。",
}

PROPOSED: dict[str, str] = {
    "document.missing": "建议值是所传文件的名称，核对后再采用。",
    "valid_from.missing": "建议值是公布日期，核对文件后再采用。",
    "district.missing": "建议值取自地址，核对后再采用。",
    "kind.missing": "建议值取自文件名或工作表名，核对后再采用。",
}
"""Where a proposed value comes from, by code."""


def found(own: Mapping[str, str], code: str) -> str:
    """The sentence of a code: the list's own, that of all published lists, that of every list."""
    return own.get(code) or _SHARED.get(code) or SHARED[code]


def until(last: date | None, is_told: bool = True) -> str:
    """A last day in words."""
    return last.isoformat() if last else OPEN_END if is_told else UNTOLD
