"""Sentences of the hour bank."""

PERSON_NOT_FOUND = "没有找到这名人员的学时，或者不在您的查看范围内。请核对人员编号（P 开头加 8 位数字）后从列表里重新打开。"
KEY_TAKEN = (
    "同一来源的学时已经按不同的内容登记过（来源 {source}），没有登记任何学时。请先撤回原来的登记，再重新办理。"
)
NOT_POSITIVE = "来源 {source} 有不大于 0 的学时，不能登记。请核对考勤学时后重新办理。"
SUBJECTS = {"general": "公需科目", "professional": "专业科目"}
DEFECTS = {
    "reversal": "冲销 {number} 与原记录 {other} 不一致（人员、年度、科目、学时应当相同、符号相反）。",
    "negative": "人员 {person} {year} 年{subject}学时为负（{hours}）。",
    "double": "来源 {source} 对人员 {person} {year} 年重复登记了学时。",
    "class_more": "班次 {source} 给人员 {person} {year} 年登记了 {hours} 学时，考勤合计为 {expected} 学时。",
}
