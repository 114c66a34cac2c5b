"""Sentences about the life of a class: what is wrong, which value, which rule, what to do next."""

CLASS_NOT_FOUND = "没有找到班次 {number}，或者不在您的查看范围内。请核对编号，或从班次列表里打开。"
PERSON_NOT_ON_LIST = "这个班次的名单里没有您提交的学员，没有保存任何内容。请刷新页面后重试。"
SESSION_NOT_FOUND = "班次 {number} 没有第 {session} 次课。请从课表里重新打开。"
STALE = "班次 {number} 刚被别人修改过，您的修改没有保存。请刷新页面，看清最新内容后再提交。"
TIMETABLE_WORDS = "{count} 次课，{hours} 学时"
SESSION_WORDS = "{day} {begins}–{ends} {mode}{kind} {hours} 学时 {rest}"
NO_TIME = "未定"
REMARK_MISSING = "请写明原因。"
FILING_INVALID = "备案内容有 {count} 处需要更正，没有保存。"

OCCUPATION_UNKNOWN = "没有这个职业。请从列表里选择。"
DIRECTION_UNKNOWN = "“{occupation}”没有这个职业方向。请从列表里选择，或留空。"
LEVEL_UNKNOWN = "等级只能是初级、中级或高级。"
DISTRICT_UNKNOWN = "没有这个区市。请从列表里选择。"
MODE_UNKNOWN = "培训方式只能是线下、线上或线上+线下。"
BODY_NOT_IN_FORCE = "这个机构在培训期间（{starts_on} 至 {ends_on}）没有有效的评价机构资格。请从列表里选择另一家评价机构。"
PLAN_LINE_UNKNOWN = "没有这个已备案的年度方案项目，方案可能刚修订过。请刷新后从列表里重新选择。"
PLAN_LINE_DIFFERS = (
    "{fields}与所选项目（{year} 年{label}）不一致。请改选项目，或把这里改成与方案一致；方案要改的，先修订年度方案。"
)
PLAN_LINE_GONE = "备案的年度方案已修订，里面没有本班所选的项目，不能提交。请打开备案重新选择年度方案的项目。"
PLAN_LINE_MOVED = "年度方案已修订，本班与修订后的项目不一致，不能提交：{reason}"
PLAN_EXCEEDED = (
    "年度方案这一项计划 {classes} 班 {headcount} 人，已批准 {used_classes} 班 {used_headcount} 人，加上本班超出计划，不能批准。"
    "请机构先修订年度方案。"
)
DATES_REVERSED = "结束日期不能早于开班日期（{starts_on}）。"
DATES_TOO_LONG = "一个班次最长 {days} 天。请核对起止日期的年份。"
CAPACITY = "计划人数应是 1 到 {most} 的整数。"
TEXT_TOO_LONG = "最多 {most} 个字。"
TEXT_MISSING = "请填写。"
UNPRINTABLE = "含有不能保存的字符（例如换行），请删去后重填。"
YEAR_FAR = "日期应在 2000 年到 2100 年之间。"
INSTITUTION_ONLY = "班次由培训机构填报，您的角色不能填报。"
AND_MORE = "等"
LIST_MARK = "、"
CLAUSE_MARK = "；"

NOT_QUALIFIED = (
    "{institution}在 {day} 没有包含这个职业和等级的有效培训机构资格，不能开班。"
    "依据威人社函〔2023〕25号 二：培训机构须由人力资源社会保障部公布。资格已续期或恢复的，请先请市局登记新的有效期。"
)
INCOMPLETE = "备案材料不齐，不能提交：{problems}。"
MISSING = {
    "sessions": "课表还没有课次", "assessment_body": "没有选择评价机构", "venue": "没有填写培训地点",
    "contact": "没有填写联系人和电话", "plan_reference": "没有选择年度方案的项目",
}  # fmt: skip
SESSIONS_OUTSIDE = "第 {lines} 次课不在培训起止日期（{starts_on} 至 {ends_on}）内"
BODY_EXPIRED = "评价机构在培训期间（{starts_on} 至 {ends_on}）没有有效资格，或公布的范围不含这个职业和等级"

REQUIRED_HOURS = "规定学时应是大于 0 的数，最多两位小数，例如 96 或 96.5。"
REQUIRED_SOURCE = "请写明规定学时的出处，例如标准名称和页码。"
HOURS_SHORT = (
    "课表合计 {planned} 学时，少于规定的 {required} 学时，不能批准。请退回机构补充课次，或核对规定学时。"
    "依据威人社函〔2023〕25号 四（二）：完成规定学时和内容的学员才能参加结业考核。"
)
SECOND_REVIEWER = "这个班次需要两人审核，初审和复审不能是同一人。请由另一位审核人办理。"
RETURN_FIELDS = "请至少勾选一项需要补正的内容。"
RETURN_REASONS = "请给勾选的每一项写明原因，或者在下面写一个总的原因。"

SESSION = {
    "empty": "第 {line} 行：请填写{field}。",
    "day": "第 {line} 行：日期“{value}”不是有效的日期，请按 2026-03-02 的样子填写。",
    "outside": "第 {line} 行：{value} 不在培训起止日期（{starts_on} 至 {ends_on}）内。",
    "time": "第 {line} 行：时间“{value}”不是有效的时间，请按 08:30 的样子填写。",
    "times": "第 {line} 行：结束时间应晚于开始时间，两者要么都填，要么都不填。",
    "mode": "第 {line} 行：方式“{value}”只能是线上或线下。",
    "kind": "第 {line} 行：类型“{value}”只能是理论或实操。",
    "hours": "第 {line} 行：学时“{value}”应是大于 0、不超过 24 的数，最多两位小数。",
    "long": "第 {line} 行：{field}最多 {most} 个字。",
    "unprintable": "第 {line} 行：{field}含有不能保存的字符，请删去后重填。",
    "clash": "第 {line} 行：与第 {other} 行的时间重叠。",
}  # fmt: skip
TIMETABLE_INVALID = "课表有 {count} 处需要更正，没有保存。"
TOO_MANY_SESSIONS = "一个班次最多 {most} 次课。请核对后分班填报。"
PATTERN_INVALID = "按规律生成需要填写首末日期、至少一个星期几、次数和每次学时。"

FUTURE_SESSION = "第 {session} 次课（{day}）还没有上，不能登记考勤。请在上课当天或之后登记。"
NO_TRAINEES = "班次 {number} 还没有学员，不能登记考勤。请先导入学员名单。"
STATUS_UNKNOWN = "考勤只能是到课、迟到、请假或缺课。"
ATTENDED_HOURS = "学时应在 0 到本次课的 {most} 学时之间，最多两位小数；请假和缺课为 0。"
HOURS_UNREADABLE = "学时应是数字，最多两位小数，例如 8 或 7.5。"
ATTENDANCE_INVALID = "有 {count} 名学员的考勤需要更正，没有保存。"
NOT_ENROLLED = "学员 {person} 不在训，这一步不能办理。请刷新页面。"
MAKE_UP_TOO_EARLY = "补课日期（{day}）不能早于开班日期（{starts_on}）。"
WITHDRAWN_ON = "退班日期应在开班日期（{starts_on}）到 {today} 之间。"
CLASS_FULL = "名额已满（计划 {capacity} 人，含已录取的），不能恢复。请先办理其他学员退班，或另行开班。"
HAS_ATTENDANCE = "已经有考勤的课次不能修改。"

SCORE = "结业考核成绩应是 0 到 100 的数，最多两位小数；学时已满而没有参加考核的填 0。"
SCORES_INVALID = "有 {count} 名学员的成绩需要更正，没有保存。"
COMPLETE_NO_TRAINEES = "班次 {number} 没有在训学员，不能结业。请先导入名单，或取消班次。"
COMPLETE_FUTURE = "还有 {count} 次课没有上（最晚 {day}），不能结业。请在全部课次结束后办理。"
COMPLETE_NO_ATTENDANCE = "第 {sessions} 次课还没有登记考勤，不能结业。请先登记。"
COMPLETE_NO_SCORE = (
    "{count} 名学员学时已满但没有结业考核成绩：{names}。请录入成绩；没有参加考核的填 0，中途离开的办理退班。"
)
COMPLETED_ON = "结业日期应在最后一次课（{last}）到今天（{today}）之间。"
REPORTED_ON = "报送日期应在结业日期（{completed}）到今天（{today}）之间。"
REOPEN_BLOCKED = "不能撤回结业：{reasons}。请先撤销这些记录。"
NOTHING_TO_CANCEL = "班次已有学时入账，不能取消。请先由市局撤回结业。"

# The clause an act is done under, as the audit trail keeps it.
CLAUSES = {
    "file": "威人社函〔2023〕25号 四（一）", "complete": "威人社函〔2023〕25号 四（二）",
    "report": "威人社函〔2023〕25号 四（二）", "attendance": "威人社函〔2023〕25号 六（二）",
}  # fmt: skip
MAKE_UP_HOURS = "补课最多补所缺的学时：该学员在这次课之前还缺 {most} 学时。"
HOURS_EVIDENCE = "班次考勤"
CREDIT_REVERSED = "撤回结业：{reason}"
CANCELLED_REMARK = "班次取消"

# What was done, said on the next page.
FILED = "{number} 已保存为草稿。下一步：填写课表。"
SAVED = "{number} 已保存。"
TIMETABLE_SAVED = "{number} 的课表已保存：{count} 次课。"
SUBMITTED = "{number} 已提交市局审核。"
RETURNED = "{number} 已退回机构补正。"
APPROVED = "{number} 已批准。"
FIRST_APPROVED = "{number} 初审通过，等待另一位审核人复审。"
CANCELLED = "{number} 已取消。"
STARTED = "{number} 已开班。"
ATTENDANCE_SAVED = "第 {session} 次课的考勤已保存，新增或修改 {changed} 人。"
SESSION_ADDED = "已补充第 {session} 次课。"
WITHDRAWN = "已办理退班。"
READMITTED = "已恢复在训。"
SCORES_SAVED = "成绩已保存，新增或修改 {changed} 人。"
COMPLETED = "{number} 已结业：{completed} 人合格，{failed} 人不合格，登记 {hours} 学时。"
REOPENED = "{number} 已撤回结业，学时已冲销。"
REPORTED = "{number} 已登记报送省厅。"
