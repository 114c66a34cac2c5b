"""How the template of earlier hours is filled in."""

from __future__ import annotations

from training_app.intake.columns_heading import Fill
from training_app.intake.labels_template import PERSON_FILLS

FILLS = {
    **PERSON_FILLS,
    "employer": Fill("系统里还没有的人员请填现工作单位；已有的不会改动。", "", width=24),
    "year": Fill("学时记在学习当年。不填按日期的年度。", "2024"),
    "subject": Fill("在下拉里选。填了“公需学时”“专业学时”的不填。", "专业科目", ("公需科目", "专业科目")),
    "hours": Fill("大于 0，最多两位小数。", "24"),
    "general_hours": Fill("一行写全年两个科目时用，与“学时”列只用一种。"),
    "professional_hours": Fill("一行写全年两个科目时用，与“学时”列只用一种。"),
    "source": Fill("必填，举办或登记学时的单位。", "威海市继续教育基地", width=24),
    "course": Fill("课程或项目名称，便于与别的学习区别。", "工业互联网高级研修班", width=24),
    "evidence": Fill("证书编号或证明材料名称。本列已设为文本格式。", "鲁继教2024-0001", width=20),
    "occurred_on": Fill("写作 2024-05-06；几天的写作 2024-05-06 至 2024-05-08。", "2024-05-06", width=24),
}
"""By field: hint, example, choices."""
