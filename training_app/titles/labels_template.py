"""How the template of earlier titles is filled in."""

from __future__ import annotations

from training_app.intake.columns_heading import Fill
from training_app.intake.labels_template import PERSON_FILLS
from training_app.titles.labels import SERIES, WAYS

FILLS = {
    **PERSON_FILLS,
    "employer": Fill("系统里还没有的人员请填现工作单位；已有的不会改动。", "", width=24),
    "title_name": Fill("职称全称，按证书填写。", "助理工程师"),
    "level": Fill("职称名称看不出级别时填。“初级”请写明员级还是助理级。", "", ("员级", "助理级", "中级", "副高级", "正高级")),
    "series": Fill("职称名称看不出系列时填。", "", tuple(SERIES.values())),
    "specialty": Fill("按证书填写，没有的不填。", "机械设计"),
    "held_from": Fill("必填，证书上的取得日期，写作 2015-12-31。", "2015-12-31"),
    "way": Fill("在下拉里选。", "评审", tuple(WAYS.values())),
    "approved_by": Fill("批准机关或文号。", "威海市人力资源和社会保障局", width=28),
    "certificate_number": Fill("本列已设为文本格式。", "", width=20),
}
"""By field: hint, example, choices."""
