"""Sentences of the list of earlier hours: what is wrong with a line, which rule, what to do next. Never a personal number."""

from __future__ import annotations

from training_app.intake.messages_shared import SHARED

_SENTENCES: dict[str, str] = {
    "person.name_conflict": "该证件号码已登记在另一个姓名之下。请对照证件核对姓名和号码。",
    "year.missing": "年度和日期都为空，不知道记在哪一年。请补填年度，如 2023。",
    "year.invalid": "年度应是四位数字，如 2023。一行只写一个年度，跨年的请按年度分行。",
    "year.future": "年度在今年之后。学时只能补录已经取得的，请核对。",
    "year.no_rule": "{year} 年还没有继续教育学时的规定，不能记入学时账。请删去这一行，或核对年度。",
    "year.differs": "日期不在所填的年度里。学时记在学习当年（威人社函〔2023〕25号 五（一）），请核对年度和日期。",
    "subject.missing": "科目为空。请填写：公需科目或专业科目。",
    "subject.unknown": "认不出这个科目。请填写：公需科目或专业科目。",
    "hours.missing": "学时为空。请在“学时”列，或“公需学时”“专业学时”列填写取得的学时。",
    "hours.invalid": "学时应是大于 0、不超过 1000 的数，最多两位小数，如 8 或 7.5。",
    "hours.twice": "这一行既有“学时”，又有“公需学时”或“专业学时”，不能确定记多少。请只留一种写法。",
    "hours.per_day": (
        "{days} 天里登记了 {hours} 学时，平均每天超过 {limit} 学时（待核实）。请对照证明材料核对；无误的可以照常导入。"
    ),
    "hours.same_day": "本平台已登记该人员这些天的学时：{entries}。同一次学习只能记一次，请核对；不是同一次的可以照常导入。",
    "hours.same_year": (
        "本平台已登记该人员 {year} 年的学时：{entries}。这一行没有写日期，请核对是不是已经包含了这些；不包含的可以照常导入。"
    ),
    "hours.contradiction": (
        "同一项学习已按 {hours} 学时登记（批次 {batch}）。学时账只增不改：确需更正的，请先撤销原批次，再重新导入。"
    ),
    "row.imported": (
        "这一行在更正之前已经入账，学时账只增不改。请把这一行改回原样，先导入其余各行；确需更正的，请撤销本批后重新导入。"
    ),
    "row.duplicate": (
        "与第{first}行是同一人的同一项学习，学时也相同，只记一次。请删去重复的一行；确是两次学习的，请补填日期、学习内容或证明材料。"
    ),
    "row.contradiction": (
        "与第{first}行是同一人的同一项学习，学时却不同，不能确定以哪个为准。请改成一致，或补填日期、学习内容以示区别。"
    ),
    "row.same_person": (
        "与第{first}行用的是不同证件，但登记的是同一个人、同一项学习，只记一次。请删去重复的一行；确是两次学习的，请补填日期。"
    ),
    "source.missing": "举办单位为空。学时要说得出从哪里来，请补填举办单位或登记单位。",
    "text.long": "内容太长，最多 100 个字。请写简短、准确的名称或编号。",
    "date.invalid": "不是能确定的日期。请写成“2024-05-06”，几天的写成“2024-05-06 至 2024-05-08”；不清楚的可以留空。",
    "date.month": "只有年月，不知道是哪一天。请对照证明材料填写；不清楚的可以留空。",
    "date.span": "看不出这是从哪天到哪天。请写成“2024-05-06 至 2024-05-08”。",
    "date.future": "日期在今天之后。学时只能补录已经取得的，请核对。",
    "sheet.no_header": (
        "没有找到学时表的表头。表头应在同一行里写明“姓名”“证件号码”“年度”“科目”“学时”“举办单位”等列名，请核对是否传错了文件。"
    ),
}

HEADINGS = (
    "姓名、证件号码、举办单位，年度（或日期），科目和学时（或公需学时、专业学时）；另有单位、学习内容、证明材料的一并登记"
)
COUNTED = "行"
NOTE_NEW = "还没有入账"
UNDO_WORDS = {
    "hours": "冲正学时，原分录保留", "facts": "删除本批补充的单位", "person": "删除只由本批登记的人员",
    "person_used": "人员保留：学时账要留下入账和冲正", "value": "恢复原值", "value_changed": "之后又有改动，保留现值",
    "other": "保留",
}  # fmt: skip
REASON = "撤销补录批次 {batch}"
ENTRY = "{source} {hours} 学时"
EVIDENCE_MARK = " · "
LIST_MARK = "、"
CHANGED_MEANWHILE = "名单里有人的登记刚刚在别处变更，没有导入任何一行。请刷新页面，按新的核对结果处理后再确认。"


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem."""
    return (_SENTENCES.get(code) or SHARED[code]).format(**words)
