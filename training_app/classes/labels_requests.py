"""Names around requests to change what was approved of a class."""

from __future__ import annotations

REQUEST_STATES = {
    "asked": ("待答复", "wait"), "agreed": ("已同意", "ok"), "refused": ("已退回", "back"), "withdrawn": ("已撤回", "lock"),
}  # fmt: skip
FIELDS = {
    "name": "班次名称", "assessment_body": "评价机构", "district_code": "培训所在区市", "venue": "培训地点", "mode": "培训方式",
    "capacity": "计划人数", "starts_on": "开班日期", "ends_on": "结束日期", "contact_name": "联系人", "contact_phone": "联系电话",
    "plan_line": "年度方案项目", "required_hours": "规定学时", "required_hours_source": "规定学时的出处",
    "sign_up_opens": "开始报名", "sign_up_closes": "截止报名",
}  # fmt: skip
PLAN_LINE = "{plan} 第 {line} 项"
NO_PLAN_LINE = "没有列入年度方案"
