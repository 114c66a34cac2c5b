"""How the columns of a template that tell who somebody is are filled in; every list has them."""

from __future__ import annotations

from training_app.intake.columns_heading import Fill
from training_app.intake.labels import IDENTITY_KINDS

PERSON_FILLS = {
    "name": Fill("必填，与身份证件一致。", "示例：王小明"),
    "identity_number": Fill("必填。本列已设为文本格式，18 位不会丢失末几位。", "371002199001010000", width=22),
    "identity_kind": Fill("不填按居民身份证处理，其他证件请在下拉里选。", "居民身份证", tuple(IDENTITY_KINDS.values()), 18),
}
"""By field: hint, example, choices."""
