"""Sentences about year plans: what is wrong, which value, which rule, what to do next."""

NOT_FOUND = "没有找到年度方案 {number}，或者不在您的查看范围内。请核对编号，或从年度方案列表里打开。"
LINE_NOT_FOUND = "年度方案 {number} 没有第 {line} 项。请刷新页面后再操作。"
FILE_NOT_FOUND = "年度方案 {number} 没有这份文件。请刷新页面后再操作。"
NOTHING_TO_COMPARE = "年度方案 {number} 是本年度的第一版，没有可以对照的备案版本。"
STALE = "年度方案 {number} 刚被别人修改过，您的修改没有保存。请刷新页面，看清最新内容后再提交。"
INSTITUTION_ONLY = "年度方案由培训机构编制，您的角色不能编制。"
YEAR = "年度只能是 {years}。"
YEAR_TAKEN = "{year} 年度已有方案 {number}（{state}）。请打开它继续办理；已备案的，从那里发起修订。"
INVALID = "有 {count} 处需要更正，没有保存。"
TEXT_MISSING = "请填写。"
TEXT_LONG = "最多 {most} 个字。"
UNPRINTABLE = "含有不能保存的字符，请删去后重填。"

OCCUPATION = "没有这个职业。请从列表里选择。"
DIRECTION = "“{occupation}”没有这个职业方向。请从列表里选择，或选不分方向。"
LEVEL = "等级只能是初级、中级或高级。"
BODY = "这个机构在 {year} 年没有有效的评价机构资格。请从列表里选择另一家。"
BODY_SCOPE = "这个评价机构公布的评价范围里没有所选的职业和等级。请另选一家，或核对职业和等级。"
NUMBER = "请填 1 到 {most} 的整数。"
MONTH = "请选择 1 到 12 月。"
HOURS = "每班学时请填大于 0、不超过 {most} 的数，最多两位小数，例如 96 或 96.5。"
HOURS_SOURCE = "请写明这个学时的出处：文件或标准的名称和条款，审核时据此核对。"
HOURS_MISSING = "写了出处，没有写每班学时。请补填学时；没有定的，把出处也删去。"
MONTHS_REVERSED = "最晚开班月份不能早于最早开班月份。"
LINE_TWICE = "第 {line} 项已是同一职业、方向、等级和评价机构。请把人数和班数合并到那一项。"
SUBJECT_FIXED = "备案版本里已有这一项，职业、方向和等级不能改，否则已开的班对不上。要换的请删除这一项，另加一项。"
TOO_MANY_LINES = "一份方案最多 {most} 项。"

NOTHING_TO_ASK = "没有要请评价机构确认的项目：各项都已发出或已确认。"
INCOMPLETE = "方案不齐，不能提交：{problems}。"
MISSING = {
    "lines": "还没有计划项目", "content": "没有填写培训方案", "filed_with": "没有填写备案机关",
    "filing_number": "没有填写备案文号", "filing_file": "没有上传所在市的备案文件",
}  # fmt: skip
OPEN_LINES = (
    "第 {lines} 项还没有评价机构的确认，不能{deed}。依据威人社函〔2023〕25号 四（一）：考核计划和方案须与评价机构商定。"
    "请先请评价机构在平台上确认；不同意的，改正后重新请其确认。"
)
SUBMIT_DEED, FILE_DEED = "提交", "备案"
NOT_QUALIFIED = (
    "{institution}在 {year} 年没有有效的培训机构资格，不能提交年度方案。依据威人社函〔2023〕25号 二：培训机构须由人力资源"
    "社会保障部公布。资格已续期的，请先请市局登记新的有效期。"
)
NO_POINTS = "请至少在一项旁边写明退回的原因。"
FILING_NUMBER = "请填写备案文号。"
CHOOSE_LINES = "请至少勾选一项。"
ANSWER = "请选择确认或不同意。"
DECLINE_REASON = "不同意的，请写明原因，培训机构据此修改。"
SENT_ON = "报送日期应在备案日（{filed}）到今天（{today}）之间，请按 2026-03-02 的样子填写。"
SENT_BEFORE = "已登记 {day} 报送省厅。内容有变的，修订备案后再登记新的一版。"
CLAUSE_MARK, LIST_MARK = "；", "、"

# The clause an act is done under, as the audit trail keeps it.
CLAUSE = "威人社函〔2023〕25号 四（一）"

# What was done, said on the next page.
CREATED = "{number} 已保存为草稿。下一步：逐项填写计划。"
SAVED = "{number} 已保存。"
LINE_SAVED = "第 {line} 项已保存。改动过的项目要重新请评价机构确认。"
LINE_REMOVED = "第 {line} 项已删除。"
ASKED = "已请 {bodies} 家评价机构确认 {lines} 项。"
ANSWERED = {"confirmed": "已确认 {count} 项。", "declined": "已答复不同意 {count} 项，培训机构会收到原因。"}
SUBMITTED = "{number} 已提交市局备案。"
RETURNED = "{number} 已退回机构补正。"
FILED = "{number} 已备案。"
AMENDED = "已按备案版本建立修订稿 {number}。原版本继续有效，直到修订备案。"
SENT = "{number} 已登记报送省厅。"
DISCARDED = "{number} 已放弃。"
