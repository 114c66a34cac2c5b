"""Words of the batch pages."""

from __future__ import annotations

TITLES = {
    "roster": "学员名单", "level_certificates": "等级考核与证书", "disbursements": "补贴发放", "opening": "历史班次",
    "scores": "结业成绩", "attendance": "考勤", "earlier_hours": "补录的学时", "earlier_titles": "补录的职称",
    "institutions": "机构名录", "programmes": "培训项目目录", "plan_lines": "年度方案项目", "province_results": "公布名单",
    "trainers": "师资名单", "venues": "场地名单",
}  # fmt: skip
IDENTITY_KINDS = {
    "resident_id": "居民身份证", "hmt_residence_permit": "港澳台居民居住证", "hm_travel_permit": "港澳居民来往内地通行证",
    "tw_travel_permit": "台湾居民来往大陆通行证", "foreign_permanent_residence": "外国人永久居留身份证", "passport": "护照",
}  # fmt: skip
OUTCOMES = {"created": ("新增", "new"), "existing": ("已有", "ok"), "updated": ("更新", "new"), "held": ("未导入", "bad"),
    "given_up": ("不再改正", "lock"),
}  # fmt: skip
STATES = {
    "staged": ("等待确认", "wait"), "confirmed": ("已导入", "ok"), "undone": ("已撤销", "back"), "discarded": ("已放弃", "lock"),
}  # fmt: skip
SEVERITIES = {"error": ("错误", "bad"), "warning": ("提示", "warn")}
SKIPPED = {
    "blank": "空行", "title": "标题", "instruction": "填表说明", "sample": "示例", "total": "合计", "signature": "签名盖章",
    "note": "说明", "failed": "只有没有结果的公式", "continuation": "上一行的续行", "header": "表头",
    "no_header": "没有名单表头的工作表", "numbering": "列号",
    "left_out": "没有选用的表",
}  # fmt: skip
FIELDS = {
    "name": "姓名", "sex": "性别", "identity_kind": "证件类型", "identity_number": "证件号码", "phone": "手机号码",
    "birth_date": "出生日期", "education": "学历", "education_outcome": "毕结业", "full_time": "全日制", "major": "专业",
    "degree": "学位", "graduation_date": "毕业时间", "employer": "工作单位", "post": "岗位", "held_title": "职称",
    "held_title_on": "职称时间", "experience_years": "工作年限", "prior_certificate": "已有证书", "occupation": "职业",
    "direction": "职业方向", "level": "等级", "bank_account": "银行账号", "remark": "备注", "programme": "职业及等级",
    "year": "年度", "subject": "科目", "hours": "学时", "source": "举办单位", "occurred_on": "日期", "series": "职称系列",
    "title_level": "职称级别", "held_from": "取得日期", "score": "成绩", "resit": "补考成绩", "status": "考勤", "held": "课次",
}  # fmt: skip
UNDONE = {
    "enrolments": "撤下学员 {count} 人", "persons_removed": "删除只由本批登记的人员 {count} 人",
    "persons_kept": "另有 {count} 人还有其他记录，保留登记", "values_restored": "恢复原值 {count} 处",
    "values_left": "{count} 处之后又有改动，保留现值", "disbursements": "删除补贴发放 {count} 笔",
    "attendances": "删除考勤 {count} 条", "hours_reversed": "冲正学时 {count} 笔", "held_titles": "删除职称 {count} 项",
    "titles_kept": "{count} 项职称之后又有改动，保留",
    "requests": "撤回更正申请 {count} 份",
    "plan_lines": "删除计划项目 {count} 项", "published_lines": "删除公布名单 {count} 行", "absences": "撤回缺考 {count} 人",
    "institutions_removed": "删除只由本批登记的机构 {count} 家",
    "institutions_kept": "另有 {count} 家机构已有其他业务或改动，保留登记", "qualifications": "收回资格 {count} 项",
    "entries": "移除目录项目 {count} 项", "entries_kept": "{count} 项目录项目之后又有改动，保留现状",
    "trainers": "删除师资 {count} 人", "trainers_kept": "{count} 人已有班次用到或又有改动，保留登记",
    "rooms": "删除教室 {count} 间", "venues": "删除场地 {count} 个",
    "rooms_kept": "{count} 个场地、教室已有班次用到或又有改动，保留登记",
    "qualifications_kept": "{count} 项资格之后又有改动，保留现状",
}  # fmt: skip
RETURNED_NAME = "{number}-标注问题.xlsx"
MARK_UP_WORDS = {
    "title": "错误清单", "sheet": "工作表", "line": "行", "column": "列", "heading": "列名", "value": "内容", "severity": "类别",
    "message": "问题", "suggestion": "建议", "help": "说明页", "error": "错误", "warning": "提示",
}  # fmt: skip
