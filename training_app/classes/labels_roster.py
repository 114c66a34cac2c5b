"""Words of a roster's cells and headings, as a clerk would write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training_app.classes.columns import PROGRAMME, REQUIRED, SERIAL
from training_app.intake.columns_looks import LOOKS
from training_app.intake.labels import IDENTITY_KINDS
from training_app.policies.occupations import occupations
from training_app.sheets.asking import Meaning

HEADINGS = {
    "name": "姓名", "sex": "性别", "identity_kind": "证件类型", "identity_number": "证件号码", "phone": "手机号码",
    "birth_date": "出生日期", "education": "学历", "education_outcome": "毕结业结论", "full_time": "是否全日制",
    "major": "所学专业", "degree": "学位", "graduation_date": "毕业时间", "employer": "工作单位", "post": "岗位",
    "held_title": "职称", "held_title_on": "职称取得时间", "experience_years": "工作年限", "prior_certificate": "已有证书",
    "occupation": "职业", "direction": "职业方向", "level": "等级", "bank_account": "银行账号", "remark": "备注",
}  # fmt: skip
_FIRST = {name: HEADINGS[name] for name in REQUIRED}
MEANINGS = tuple(
    Meaning(name, label, name in REQUIRED, LOOKS.get(name))
    for name, label in {**_FIRST, **HEADINGS, PROGRAMME: "职业及等级", SERIAL: "序号"}.items()
)
"""What a column of a roster can be said to mean, what is needed first."""
CELL_WORDS: dict[str, dict[Any, str]] = {
    "sex": {"male": "男", "female": "女"},
    "identity_kind": {**IDENTITY_KINDS},
    "education": {
        "primary": "小学", "junior_high": "初中", "senior_high": "高中", "vocational": "中专", "college": "大专",
        "bachelor": "本科", "master": "硕士研究生", "doctor": "博士研究生",
    },
    "education_outcome": {"graduated": "毕业", "completed": "结业", "incomplete": "肄业", "studying": "在读"},
    "full_time": {True: "是", False: "否"},
    "degree": {"none": "无", "bachelor": "学士", "second_bachelor": "双学士", "master": "硕士", "doctor": "博士"},
    "level": {"junior": "初级", "intermediate": "中级", "senior": "高级"},
    "occupation": {entry.key: entry.name for entry in occupations()},
}  # fmt: skip


def worded(name: str, value: Any) -> str:
    """A canonical value of a field as a clerk would write it."""
    return CELL_WORDS.get(name, {}).get(value, str(value))


_HANGS_ON = {"post": "employer", "major": "education", "degree": "education", "graduation_date": "education"}
"""Facts the register keeps only together with another one."""


def remark_of(fields: Mapping[str, Any]) -> str:
    """The remark of a line, with the facts for which the register has no place because the other one is not told."""
    if "employer" in fields and "education" in fields:
        return fields.get("remark", "")
    alone = [name for name, other in _HANGS_ON.items() if name in fields and other not in fields]
    pieces = [f"{HEADINGS[name]}：{worded(name, fields[name])}" for name in alone]
    return "；".join(filter(None, (fields.get("remark", ""), *pieces)))
