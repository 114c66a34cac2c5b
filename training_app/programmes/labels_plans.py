"""Chinese names around year plans."""

STATES = {
    "draft": ("草稿", ""), "submitted": ("待市局备案", "wait"), "returned": ("已退回，待补正", "back"),
    "filed": ("已备案", "ok"), "superseded": ("已被修订", "lock"), "discarded": ("已放弃", "lock"),
}  # fmt: skip
ANSWERS = {
    "": ("未请确认", ""), "asked": ("待评价机构确认", "wait"), "confirmed": ("评价机构已确认", "ok"),
    "declined": ("评价机构不同意", "bad"),
}  # fmt: skip
COMPARED = {"same": ("不变", ""), "changed": ("有改动", "warn"), "added": ("新增", "new"), "removed": ("删除", "bad")}
FIELDS = {
    "content": "培训方案", "filed_with": "备案机关", "filing_number": "备案文号", "filing_file": "备案文件",
    "document_file": "方案全文", "programme": "职业与方向", "level": "等级", "body": "评价机构", "classes": "班数",
    "headcount": "人数", "months": "开班月份", "assessment_plan": "考核计划", "hours": "每班学时",
    "hours_source": "学时出处", "lines": "计划项目", "year": "年度",
}  # fmt: skip
ACTIONS = {
    "plan.create": "编制", "plan.edit": "修改方案", "plan.add_line": "增加项目", "plan.edit_line": "修改项目",
    "plan.remove_line": "删除项目", "plan.ask": "请评价机构确认", "plan.answer": "评价机构答复", "plan.submit": "提交市局",
    "plan.return": "退回补正", "plan.file": "备案", "plan.amend": "建立修订稿", "plan.send_to_province": "登记报送省厅",
    "plan.discard": "放弃", "plan.download": "下载文件", "plan_lines.import": "导入项目", "plan_lines.undo": "撤销项目的导入",
}  # fmt: skip
ANSWERED = {"confirmed": "确认", "declined": "不同意"}
FILES = {"document": "方案全文", "filing": "备案文件", "province": "报送凭证"}
ORIGINS = {"city": "在本市备案", "elsewhere": "外地机构，在所在市备案"}
ANY_DIRECTION = "不分方向"
MONTHS = "{first} 至 {last} 月"
ONE_MONTH = "{first} 月"
REFERENCE = "{filing} 第 {line} 项"
CHOICE = "第 {line} 项 {subject}，{body}，{classes} 班 {headcount} 人"
CHOICE_HOURS = "，每班 {hours} 学时"
CHOICES_OF = "{year} 年度（{number}）"
SUBJECT = "{occupation}（{level}）{direction}"
