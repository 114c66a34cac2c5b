"""The list of acts on certificates: its columns."""

from __future__ import annotations

from training_app.certificates import messages_acts as words
from training_app.certificates.labels import KINDS
from training_app.kernel.lists import SHEET, Column, ListSpec, day_of

CERTIFICATE_ACTS = ListSpec(
    "certificate_acts", "撤销与换发", "项",
    (
        Column("number", "申请", lambda row: row.record.number, "lead nw", sort=True, fixed=True, width=16),
        Column("kind", "证书种类", lambda row: KINDS.get(row.record.kind, row.record.kind), "nw"),
        Column("certificate", "证书编号", lambda row: row.record.certificate_number, "id", fixed=True, width=22),
        Column("name", "持证人", lambda row: row.record.name_at, "nw"),
        Column("unit", "发证单位", lambda row: row.unit or None, "lim", width=28, shown=False),
        Column("act", "办什么", lambda row: words.ACTS[row.record.act], "nw", fixed=True),
        Column("reason", "理由", lambda row: row.record.reason, "lim", width=36),
        Column("document", "依据", lambda row: row.record.document, "lim", width=28),
        Column("scan", "扫描件", lambda row: words.HAS_SCAN if row.record.file_id else None, "nw"),
        Column("asked_with", "一并申请", lambda row: row.record.asked_with or None, "id nw", shown=False, width=16),
        Column("asker", "申请人", lambda row: row.asker, "nw"),
        Column("asked_on", "申请日期", lambda row: day_of(row.record.asked_at), "n nw"),
        Column("state", "结果", lambda row: words.STATES[row.record.state], "nw", fixed=True),
        Column("decider", "核对人", lambda row: row.decider or None, "nw", shown=False),
        Column("decided_on", "核对日期", lambda row: day_of(row.record.decided_at), "n nw", shown=False),
        Column("successor", "新证书编号", lambda row: row.record.successor or None, "id", shown=False, width=22),
        Column("remark", "不予办理的理由", lambda row: row.record.remark or None, only=SHEET, width=36),
    ),
    ("q", "state", "act", "kind"), "-number",
)  # fmt: skip
