"""What stands on the help pages of the published list of certificates."""

from __future__ import annotations

from training_app.certificates import messages_help
from training_app.intake.messages_help import CELLS, HERE, OUR_RULE, PEOPLE, TABLE, Help, empty

_RULE = "威人社函〔2023〕25号 四（三）"
_SHARED = ("certificate.invalid", "occupation.unknown", "level.unknown", "date.invalid")

HELP: dict[str, Help] = {
    **PEOPLE, **TABLE, **CELLS, **{code: messages_help.HELP[code] for code in _SHARED},
    "row.duplicate": Help(
        "重复的一行", "同一本证书写两行，比对时分不清是重复还是两本。", "一本证书一行。", OUR_RULE,
        "第 8 行和第 21 行同一人、同一编号", "只留第 8 行", ("删去重复的一行", "编号写错的，对照公布名单更正")),
    "occupation.missing": empty("职业", "职业和等级一起才能比对。", "智能制造工程技术人员"),
    "level.missing": empty("等级", "职业和等级一起才能比对。", "初级"),
    "certificate.missing": empty("证书编号", "编号是比对的依据。", "Z23371000000001", "公布名单每行都有证书编号。", _RULE),
    "issued_on.future": Help(
        "发证日期在今天之后", "还没有发的证书不会公布。", "发证日期不晚于今天。", OUR_RULE, "2062-06-01", "2026-06-01",
        ("核对年份", HERE)),
}
"""By code."""
