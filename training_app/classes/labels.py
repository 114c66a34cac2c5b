"""Chinese names around classes: what a step is called, what a reviewer points at, how a trainee stands."""

FIELDS = {
    "name": "班次名称", "occupation": "职业", "direction": "职业方向", "level": "等级", "assessment_body": "评价机构",
    "district": "培训所在区市", "venue": "培训地点", "mode": "培训方式", "capacity": "计划人数", "starts_on": "开班日期",
    "ends_on": "结束日期", "plan_reference": "年度方案项目", "contact": "联系人", "sessions": "课表",
}  # fmt: skip

# Fields as an edit of the trail names them.
CHANGED = FIELDS | {
    "district_code": "培训所在区市",
    "programme": "职业与方向", "plan_reference": "年度方案", "contact_name": "联系人", "contact_phone": "联系电话",
}  # fmt: skip

# What of a class its line of the year plan fixes.
PLANNED = {
    "year": "开班年度", "occupation": "职业", "direction": "职业方向", "level": "等级", "assessment_body": "评价机构",
}  # fmt: skip

ACTIONS = {
    "class.file": "填写备案", "class.edit": "修改备案", "class.timetable": "保存课表", "class.submit": "提交审核",
    "class.return": "退回补正", "class.approve_first": "初审通过", "class.approve": "审核通过", "class.start": "开班",
    "class.attendance": "登记考勤", "class.add_session": "补充课次", "class.scores": "登记结业考核成绩",
    "class.withdraw": "学员退班", "class.readmit": "恢复学员", "class.complete": "结业", "class.reopen": "撤回结业",
    "class.report": "登记报送省厅", "class.receipt": "登记省厅回执", "class.cancel": "取消班次", "class.roster": "导入学员名单",
    "class.issue_certificates": "颁发培训合格证书", "class.revoke_certificates": "撤销培训合格证书",
    "class.open_sign_up": "开放报名", "class.close_sign_up": "停止报名",
    "class.print": "打印培训合格证书", "roster.import": "导入学员名单", "roster.undo": "撤销学员名单的导入",
    "scores.import": "导入结业成绩", "scores.undo": "撤销结业成绩的导入", "attendance.import": "导入考勤",
    "attendance.undo": "撤销考勤的导入", "class.check_in": "扫码签到", "class.print_sheet": "打印签到表",
    "class.ask_correction": "申请更正考勤",
    "class.agree_correction": "同意更正考勤", "class.refuse_correction": "不同意更正考勤",
    "class.withdraw_correction": "撤回考勤更正申请", "class.ask_change": "申请变更", "class.agree_change": "同意变更",
    "class.refuse_change": "退回变更申请", "class.withdraw_change": "撤回变更申请",
}  # fmt: skip

# Words and sign of a state: (label, kind of badge).
STATES = {
    "draft": ("草稿", ""), "submitted": ("待审核", "wait"), "returned": ("已退回，待补正", "back"),
    "approved": ("已批准，待开班", "ok"), "running": ("培训中", "new"), "completed": ("已结业，待报送", "wait"),
    "reported": ("已报送省厅", "ok"), "cancelled": ("已取消", "lock"),
}  # fmt: skip
ENROLMENT_STATES = {
    "applied": ("已报名", "wait"), "waiting": ("候补", "wait"), "accepted": ("已录取", "ok"), "declined": ("未录取", "lock"),
    "retracted": ("已撤回报名", "lock"), "enrolled": ("在训", ""),
    "withdrawn": ("已退班", "lock"), "completed": ("合格", "ok"), "failed": ("不合格", "bad"),
}  # fmt: skip
VERDICTS = {
    "pass": ("可结业", "ok"), "failed_score": ("成绩不合格", "bad"), "short": ("学时不足", "bad"),
    "no_score": ("待录成绩", "wait"),
}  # fmt: skip
ATTENDANCE = {"present": "到课", "late": "迟到", "leave": "请假", "absent": "缺课"}
SESSION_MODES = {"onsite": "线下", "online": "线上"}
SESSION_KINDS = {"theory": "理论", "practice": "实操"}
MAKE_UP = "补课"

SESSION_COLUMNS = {
    "held_on": "日期", "starts_at": "开始", "ends_at": "结束", "mode": "方式", "kind": "类型", "hours": "学时",
    "topic": "内容", "instructor": "授课教师", "place": "地点",
}  # fmt: skip
WORDS_OF_MODE = {"线上": "online", "线下": "onsite", "线上+线下": "mixed", "网络": "online", "面授": "onsite"}
WORDS_OF_KIND = {"理论": "theory", "实操": "practice", "实训": "practice", "实践": "practice"}
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
MODES = {"onsite": "线下", "online": "线上", "mixed": "线上+线下"}
LEVELS = {"junior": "初级", "intermediate": "中级", "senior": "高级"}

# How people write days, times and spans of time in a timetable.
DAY_FORM = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
TIME_FORM = r"(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?"
SPAN_FORM = r"\s*[-–—~～至到]+\s*"
