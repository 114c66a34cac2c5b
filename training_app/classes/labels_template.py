"""The template of a class roster: its columns with hints, an example, and what drops down."""

from __future__ import annotations

from training_app.classes.columns import REQUIRED
from training_app.classes.labels_roster import CELL_WORDS, HEADINGS
from training_app.sheets.template import TemplateColumn

_NUMBER = "按证件填写，本列已设为文本格式，18 位不会丢失末几位。"
_DAY = "写作 2026-03-05 或 2026年3月5日；只知道年月的写 2026-03。"
_HINTS = {
    "name": "必填，与身份证件一致。少数民族姓名保留间隔点“·”。", "identity_kind": "不填按居民身份证处理，其他证件请在下拉里选。",
    "identity_number": f"必填。{_NUMBER}", "sex": "不填的按身份证号码判断。", "phone": "11 位手机号码，本列已设为文本格式。",
    "birth_date": f"有居民身份证的可不填。{_DAY}", "employer": "填单位全称，没有单位的填“暂无单位”。",
    "education": "最高学历，请在下拉里选。", "graduation_date": _DAY, "held_title": "现有职称全称，没有的不填。",
    "held_title_on": _DAY, "experience_years": "从事本职业的年数，填数字。",
    "prior_certificate": "已取得的本职业专业技术等级证书，写等级和取得日期，如“初级，2022-06-30”；没有的不填。",
    "occupation": "本班的职业，可不填；填了就要与班次一致。", "direction": "本班的职业方向，可不填；填了就要与班次一致。",
    "level": "本班的等级，可不填；填了就要与班次一致。", "bank_account": f"发放补贴用的本人账号。{_NUMBER}",
    "remark": "不超过 200 个字。",
}  # fmt: skip
# The number is none: its check digit is wrong, so that an example left in by mistake can become nobody.
_EXAMPLES = {
    "name": "示例：王小明", "identity_kind": "居民身份证", "identity_number": "371002199001010000", "sex": "男",
    "phone": "13800000000", "birth_date": "1990-01-01", "education": "本科", "full_time": "是", "major": "机械设计制造及其自动化",
    "degree": "学士", "education_outcome": "毕业", "graduation_date": "2012-07", "employer": "威海某某科技有限公司",
    "post": "技术员", "held_title": "助理工程师", "held_title_on": "2015-12", "experience_years": "8",
    "bank_account": "6222000000000000000",
}  # fmt: skip
_ORDER = (
    "name", "identity_kind", "identity_number", "sex", "phone", "employer", "education", "occupation", "direction", "level",
    "post", "birth_date", "major", "degree", "full_time", "education_outcome", "graduation_date", "held_title",
    "held_title_on", "experience_years", "prior_certificate", "bank_account", "remark",
)  # fmt: skip
_WIDTHS = {
    "identity_number": 22, "identity_kind": 18, "employer": 28, "bank_account": 22, "major": 20, "occupation": 24,
    "remark": 24,
}  # fmt: skip


def roster_template(occupation: str, directions: tuple[str, ...], level: str) -> tuple[TemplateColumn, ...]:
    """The template for a class of this programme, in words."""
    own = {"occupation": (occupation,), "direction": directions, "level": (level,)}
    columns = []
    for name in _ORDER:
        choices = own[name] if name in own else tuple(CELL_WORDS.get(name, {}).values())
        example = next(iter(choices), "") if name in own else _EXAMPLES.get(name, "")
        columns.append(
            TemplateColumn(
                HEADINGS[name], name in REQUIRED, _HINTS.get(name, ""), example, choices, own=name in own,
                width=_WIDTHS.get(name, 14),
            )
        )
    return tuple(columns)
