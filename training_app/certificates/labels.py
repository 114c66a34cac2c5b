"""Chinese names printed on certificates and shown in their lists."""

from __future__ import annotations

LEVELS = {"junior": "初级", "intermediate": "中级", "senior": "高级"}
IDENTITY_KINDS = {
    "resident_id": "居民身份证", "hmt_residence_permit": "港澳台居民居住证", "hm_travel_permit": "港澳居民来往内地通行证",
    "tw_travel_permit": "台湾居民来往大陆通行证", "foreign_permanent_residence": "外国人永久居留身份证", "passport": "护照",
}  # fmt: skip
KINDS = {"level": "专业技术等级证书", "completion": "培训合格证书"}
STATES = {"issued": "有效", "revoked": "已撤销", "replaced": "已换发"}
ORIGINS = {"our_class": "本市班次", "elsewhere": "外地培训"}
ASKED_OF_SUCCESSOR = (
    ("new_number", "新证书编号", "由评价机构给出，照证书抄录"), ("issued_on", "新证书发证日期", "如 2026-07-01"),
)
"""What somebody who asks for a level certificate to be replaced has to say: name, label, hint."""
PDF_NAME = "培训合格证书-{number}.pdf"
"""Of one certificate or, with the number of a class, of all of the class."""
