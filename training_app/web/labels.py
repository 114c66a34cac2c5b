"""Chinese names of states, levels and kinds, for templates: `{{ state | label("class_state") }}`."""

from __future__ import annotations

from training_app.accounts.labels import ROLES, VISITOR
from training_app.institutions.labels import NATURES, TIERS
from training_app.people.labels import SEXES
from training_app.policies.occupations import occupations
from training_app.titles.labels import CONFIRM, ROUTE, SERIES, WAYS

WAITED_DAYS = "{days} 天"
WAITED_NOT_A_DAY = "今天起"
EMPLOYEES = "本单位人员"
PLAN_TASK = "{year} 年度方案"
EMPLOYEE_COLUMNS = ("人员编号", "姓名", "岗位", "公需学时", "专业学时", "还差学时", "等级证书", "职称")
EMPLOYEES_FILE = "本单位人员学时_{day}.xlsx"
PAPER_DAY = "{day.year}年{day.month}月{day.day}日"
SERIES_NAME = "{name}系列"
GROUPS: dict[str, dict[str, str]] = {
    "role": {**ROLES, "visitor": VISITOR},
    "level": {"junior": "初级", "intermediate": "中级", "senior": "高级"},
    "class_state": {
        "draft": "草稿", "submitted": "待审核", "returned": "已退回", "approved": "已批准", "running": "培训中",
        "completed": "已结业", "reported": "已报送", "cancelled": "已取消",
    },
    "enrolment_state": {
        "applied": "已报名", "waiting": "候补", "accepted": "已录取", "declined": "未录取", "retracted": "已撤回报名",
        "enrolled": "在训", "withdrawn": "已退班",
        "completed": "合格", "failed": "不合格",
    },
    "session_mode": {"online": "线上", "onsite": "线下", "mixed": "线上+线下"},
    "session_kind": {"theory": "理论", "practice": "实操"},
    "attendance": {"present": "到课", "late": "迟到", "leave": "请假", "absent": "缺课"},
    "subject": {"professional": "专业科目", "general": "公需科目"},
    "sex": SEXES,
    "occupation": {entry.key: entry.short_name for entry in occupations()},
    "education": {
        "primary": "小学", "junior_high": "初中", "senior_high": "高中", "vocational": "中专", "college": "大专",
        "bachelor": "本科", "master": "硕士", "doctor": "博士",
    },
    "batch_state": {"staged": "待确认", "confirmed": "已导入", "undone": "已撤销", "discarded": "已放弃"},
    "row_status": {"ok": "无误", "warning": "有提示", "error": "有错误"},
    "row_result": {"created": "新增", "existing": "已有", "updated": "更新", "held": "未导入"},
    "list_kind": {
        "roster": "学员名单", "level_certificates": "等级考核与证书", "disbursements": "补贴发放", "opening": "历史班次",
        "earlier_hours": "补录的学时", "earlier_titles": "补录的职称",
    },
    "certificate_kind": {"completion": "培训合格证书", "level": "专业技术等级证书"},
    "person_tab": {
        "overview": "概况", "hours": "学时", "certificates": "证书", "titles": "职称", "classes": "培训班", "timeline": "时间线",
    },
    "institution_tab": {
        "overview": "概况", "qualifications": "资格", "classes": "班次", "returns": "季度报表", "certificates": "证书",
        "results": "待录结果", "people": "人员", "accounts": "账户", "timeline": "时间线",
        "inspections": "检查与评价", "resources": "师资与场地",
    },
    "certificate_state": {"issued": "有效", "revoked": "已撤销", "replaced": "已换发"},
    "certificate_origin": {"our_class": "本市班次", "elsewhere": "外地培训"},
    "title_level": {
        "none": "无", "technician": "技术员", "assistant_engineer": "助理工程师", "engineer": "工程师",
        "associate_senior": "高级工程师（副高）", "full_senior": "正高级工程师",
    },
    "title_route": ROUTE, "title_confirm": CONFIRM,
    "title_series": {key: SERIES_NAME.format(name=name) for key, name in SERIES.items()}, "title_way": WAYS,
    "return_state": {"draft": "草稿", "submitted": "已提交", "accepted": "已接收", "returned": "已退回"},
    "unit_nature": NATURES,
    "tier": TIERS,
    "task": {
        "class_draft": "提交备案", "class_review": "审核班次", "class_correct": "补正班次", "class_roster": "上传学员名单",
        "class_complete": "办理结业", "class_report": "结业报送", "return_file": "报开展情况表",
        "return_correct": "补正开展情况表", "return_review": "接收开展情况表", "title_recognise": "认定职称",
        "inspection_hold": "登记检查情况", "inspection_prepare": "准备检查资料", "inspection_join": "会同检查",
        "inspection_answer": "整改并答复", "inspection_review": "复核整改答复", "inspection_conclude": "检查结论",
        "changes": "答复变更申请", "corrections": "答复考勤更正", "findings": "核查异常考勤", "finding_explain": "说明异常考勤",
        "reset_agree": "同意重置管理员密码", "reset_asked": "忘记密码，要重置码", "account_role": "授予角色",
        "account_code": "激活码过期，要换一个", "account_activate": "等本人激活", "clock_failed": "查看定时任务异常",
        "plan_draft": "编制年度方案", "plan_submit": "提交年度方案", "plan_correct": "补正年度方案",
        "plan_review": "备案年度方案", "plan_answer": "确认考核计划", "plan_province": "登记报送省厅",
        "registration_review": "核对单位注册", "batch_confirm": "核对导入",
        "batch_held": "改正留下的行", "results_record": "录入考核结果", "level_accept": "受理考核申报",
        "level_seat": "安排考核场次", "level_marks": "登记考核成绩", "lot_send": "报省厅", "lot_correct": "更正后重新报省厅",
        "lot_number": "颁证并上传编号", "lot_province": "登记省厅确认", "lot_nation": "登记国家审核",
        "difference_decide": "处理比对差异", "claim_check": "核对外地证书",
        "sign_up": "录取报名的人", "export_agree": "同意完整名单", "export_make": "生成完整名单", "export_fetch": "下载完整名单",
        "honour_check": "核对荣誉",
        "hours_short": "补足今年学时", "administrator_invite": "邀请管理员",
    },
    "identity_kind": {
        "resident_id": "居民身份证", "hmt_residence_permit": "港澳台居民居住证",
        "hm_travel_permit": "港澳居民来往内地通行证", "tw_travel_permit": "台湾居民来往大陆通行证",
        "foreign_permanent_residence": "外国人永久居留身份证", "passport": "护照",
    },
}


def label(key: str | None, group: str) -> str:
    """The Chinese name of a key in a group; the key itself where none is known, so that nothing is ever hidden."""
    return GROUPS[group].get(key or "", key or "")

# The kinds of records the search finds, in words.
HIT_KINDS = {
    "person": "人员", "class": "班次", "institution": "机构", "level": "等级证书", "completion": "培训合格证书", "title": "职称",
    "return": "开展情况表", "registration": "注册申请",
}
# The acts of the palette.
PALETTE = {
    "class_new": "新建班次", "classes_waiting": "待审核的班次", "roster_import": "导入学员名单",
    "attendance_import": "导入考勤表", "scores_import": "导入结业成绩",
    "levels_import": "导入等级考核与证书", "payments_import": "导入补贴发放", "title_recognise": "认定职称",
    "title_records": "职称认定记录", "return_now": "本季度开展情况表", "returns": "开展情况表报送情况",
    "institution_new": "登记机构", "programmes": "培训项目目录", "plans": "年度方案",
    "user_new": "新建账户", "own_titles": "我能评什么职称",
    "own_certificates": "我的证书", "account": "账户与密码",
}
