"""How the template of payments is filled in."""

from __future__ import annotations

from training_app.classes.labels_roster import CELL_WORDS
from training_app.intake.columns_heading import Fill
from training_app.intake.labels_template import PERSON_FILLS

FILLS = {
    **PERSON_FILLS,
    "class_number": Fill("必填，与班次页面上的编号一致。", "WH2026-0001", width=16),
    "level": Fill("必填，请在下拉里选。", "初级", tuple(CELL_WORDS["level"].values())),
    "amount": Fill("必填，单位为元，最多两位小数。", "1800.00"),
    "paid_on": Fill("必填，写作 2026-03-05 或 2026年3月5日。", "2026-03-05"),
    "voucher": Fill("必填，一笔发放一个凭证号。本列已设为文本格式。", "PZ-2026-0001", width=18),
}
"""By field: hint, example, choices."""
