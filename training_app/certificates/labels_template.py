"""How the template of level results is filled in."""

from __future__ import annotations

from training_app.classes.labels_roster import CELL_WORDS
from training_app.intake.columns_heading import Fill
from training_app.intake.labels_template import PERSON_FILLS
from training_app.policies.occupations import occupations

_ELSEWHERE = "外地证书必填，本市班次的可不填。"
_DAY = "写作 2026-03-05 或 2026年3月5日。"
FILLS = {
    **PERSON_FILLS,
    "class_number": Fill("本市班次必填，与班次页面上的编号一致；外地证书不填。", "WH2026-0001", width=16),
    "occupation": Fill(_ELSEWHERE, "", tuple(entry.name for entry in occupations()), 24),
    "direction": Fill("没有方向的不填。"),
    "level": Fill(_ELSEWHERE, "初级", tuple(CELL_WORDS["level"].values())),
    "theory_score": Fill("0 至 100，最多两位小数；没来考的写“缺考”。", "82.5"),
    "ability_score": Fill("0 至 100，最多两位小数；没来考的写“缺考”。", "85"),
    "no_application": Fill("登记里没有受理过的考核申报的，写明原因；申报过的不填。", width=24),
    "assessed_on": Fill(_DAY, "2026-03-05"),
    "certificate_number": Fill("没有取得证书的不填。本列已设为文本格式。", width=22),
    "issued_on": Fill(f"填了证书编号的必填。{_DAY}"),
    "origin": Fill("填了班次编号的可不填。", "本市班次", ("本市班次", "外地培训")),
    "evidence": Fill("外地证书必填，写明查验了什么。", width=24),
    "issuer": Fill("外地证书必填，填发证机构全称。", width=24),
}
"""By field: hint, example, choices."""
