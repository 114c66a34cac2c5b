"""Chinese names of acts: `class.submit` is 班次 提交. A part without a name is shown as it is, so nothing is hidden."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

KINDS = {
    "verification": "公开查验",
    "invitation": "邀请", "reset_request": "重置申请",
    "honour": "荣誉", "inspection": "检查", "evaluation": "教学质量评估",
    "list": "列表", "protected_export": "完整名单",
    "application": "报名",
    "account": "账户", "assessment": "等级考核", "audit": "审计", "batch": "导入批次", "certificate": "证书", "class": "班次",
    "completion": "结业", "disbursements": "补贴发放",
    "completion_certificate": "培训合格证书", "disbursement": "补贴发放", "enrolment": "学员", "export": "导出",
    "file": "文件", "hours": "学时", "institution": "机构", "intake": "导入", "job": "后台任务", "level_certificate": "等级证书",
    "opening": "历史数据", "level_certificates": "等级考核与证书", "page": "页面",
    "person": "人员", "plan": "年度方案", "policy": "政策", "programme": "培训项目", "qualification": "机构资格",
    "registration": "单位注册",
    "quota": "推荐名额", "recommendation": "推荐", "return": "季度报表", "roster": "学员名单", "session": "课次",
    "attendance": "考勤", "finding": "异常考勤", "scores": "结业成绩",
    "earlier_hours": "补录的学时", "earlier_titles": "补录的职称",
    "institutions": "机构名录", "programmes": "培训项目目录", "plan_lines": "年度方案项目", "province_results": "公布名单",
    "trainers": "师资名单", "venues": "场地名单",
    "difference": "比对差异",
    "lot": "报批批次", "assessment_session": "考核场次", "level_application": "考核申报", "certificate_claim": "证书登记申请",
    "trainer": "师资", "venue": "场地",
    "title": "职称", "title_application": "职称申请", "title_record": "职称记录", "user": "用户", "web": "页面",
}  # fmt: skip
VERBS = {
    "tell_short": "通知补课",
    "add_scan": "上传依据扫描件", "open_document": "下载依据扫描件",
    "ask_revoke": "申请撤销", "ask_replace": "申请换发", "refuse_act": "不同意撤销换发", "withdraw_act": "收回撤销换发申请",
    "agree_reset": "同意重置管理员密码", "end_reset": "结束重置管理员密码", "start_reset": "发起重置管理员密码",
    "apply": "提交", "close_sign_up": "停止报名", "open_sign_up": "开放报名", "promote": "候补递补", "retract": "撤回",
    "wait": "列入候补", "scan": "上传扫描件", "open_scan": "下载扫描件",
    "activate": "激活", "alarm": "登录警报", "end_factor": "关闭两步验证",
    "enrol_factor": "开启两步验证", "reset_factor": "重置两步验证",
    "ask_reset": "申请重置密码", "hand_over": "移交管理", "invite": "邀请",
    "make_administrator": "设为管理员", "print_codes": "打印激活码", "revoke_invitation": "撤销邀请", "send_reset": "发重置码",
    "unmake_administrator": "取消管理员",
    "give": "评价", "claim": "申报", "enter": "登记", "check": "核对",
    "again": "退回整改", "plan": "安排", "hold": "登记情况", "notify": "通知整改",
    "answer_name": "答复改名", "decide_name": "处理姓名不一致", "rename": "改名",
    "request": "申请", "agree": "同意", "make": "生成", "fetch": "下载",
    "accept": "接收",
    "receipt": "登记省厅回执", "add_session": "加课", "answer": "说明", "approve": "批准", "approve_first": "初审通过",
    "assign": "分派", "attend": "记考勤", "attendance": "记考勤", "cancel": "取消", "change": "修改",
    "change_password": "修改密码", "close": "关闭", "complete": "结业", "confirm": "确认导入", "correct": "更正",
    "create": "新建", "credit": "计入", "decline": "不录取", "disable": "停用", "discard": "放弃", "download": "下载",
    "give_up_lines": "不再改正", "take_up_lines": "重新改正",
    "end": "停用",
    "edit": "修改", "enable": "恢复", "enrol": "录入学员", "expire": "到期", "export": "导出", "extend": "延期", "file": "备案",
    "continue": "接着更新", "forget_columns": "忘记列的对应", "map_columns": "确认列的对应",
    "fix": "改正", "grant": "授予", "import": "导入", "issue": "发放", "issue_certificates": "颁发合格证书",
    "link": "关联", "lock": "锁定", "log_in": "登录", "log_out": "退出", "mark": "标记", "merge": "合并",
    "open": "查看", "opening": "录入历史班次", "opening_undone": "撤销历史班次", "pay": "发放", "print": "打印",
    "readmit": "恢复在训", "recognise": "认定", "recommend": "推荐", "record": "登记", "refused": "访问被拒",
    "reject": "不予通过", "remove": "移除", "reopen": "撤回结业", "replace": "换发", "report": "报送",
    "reset_password": "重置密码", "return": "退回", "return_workbook": "下载标注名单", "reveal": "查看完整号码",
    "reverse": "冲销", "review": "审核", "revoke": "撤销", "revoke_certificates": "撤销合格证书", "roster": "名单",
    "retry": "重试", "run": "办理", "scores": "录入成绩",
    "print_sheet": "打印签到表", "watch": "核查考勤", "decide": "核查",
    "inspect": "立项检查", "explain": "说明异常考勤", "add_evidence": "补充更正依据",
    "check_in": "扫码签到", "ask_correction": "申请更正考勤", "agree_correction": "同意更正考勤",
    "ask_change": "申请变更", "agree_change": "同意变更", "refuse_change": "退回变更申请", "withdraw_change": "撤回变更申请",
    "refuse_correction": "不同意更正考勤", "withdraw_correction": "撤回更正申请",
    "set_mail": "修改提醒邮箱", "set_up": "初始化", "stage": "上传核对", "start": "开班", "store": "保存",
    "submit": "提交",
    "switch_role": "切换角色", "template": "下载模板",
    "timetable": "修改课表", "undo": "撤销", "update": "修改", "upload": "上传",
    "purge": "清除材料", "refuse": "不予通过", "reissue": "补发回执",
    "add_line": "增加项目", "amend": "修订", "ask": "请评价机构确认", "edit_line": "修改项目", "remove_line": "删除项目",
    "send_to_province": "登记报送省厅",
    "verify": "核对", "view": "查看", "withdraw": "退班",
    "lapse": "终止",
    "declare": "申报并承诺", "compare": "三方比对", "seat": "安排考生", "release": "移出考生", "unmark": "撤回考核结果",
    "approve_nation": "登记国家审核通过", "confirm_province": "登记省厅确认", "draw": "建批", "drop": "移出",
    "return_nation": "登记国家审核退回", "return_province": "登记省厅退回", "send": "登记报送",
}  # fmt: skip
WHOLE = {
    "assessment_session.mark": "考核场次 登记考核结果", "assessment_session.print_sheet": "考核场次 打印签到表",
    "intake.template": "下载带学员的模板", "plan.answer": "年度方案 评价机构答复", "plan.download": "年度方案 下载文件",
    "verification.alarm": "公开查验 次数异常",
    "application.accept": "报名 录取", "application.decline": "报名 不录取",
    "account.grant": "账户 授予角色", "account.revoke": "账户 收回角色", "qualification.revoke": "机构资格 失效",
    "qualification.suspend": "机构资格 暂停", "qualification.resume": "机构资格 恢复", "qualification.renew": "机构资格 延期",
    "qualification.scan": "机构资格 上传扫描件", "qualification.open_scan": "机构资格 下载扫描件",
    "registration.accept": "单位注册 通过", "finding.ask": "异常考勤 请机构说明",
}  # fmt: skip
"""Acts whose kind and verb put together would say something else."""
DETAILS = {
    "accepted": "接受的提示", "answered": "答复", "document": "文号", "items": "退回的项目", "successor_of": "接续",
    "absent": "缺课", "administers": "管理本单位账户", "answer": "说明", "attached": "并入已登记的机构", "attempts": "次数",
    "batch": "批次", "bytes": "字节数", "certificate": "证书", "certificates": "证书", "change": "变更申请", "changed": "改动",
    "changes": "改动前后",
    "choice": "处理", "line": "行", "files": "附件数",
    "codes": "作废的码", "columns": "列", "completed": "合格", "completed_on": "结业日期", "confirmed": "经办人核对",
    "count": "数量", "created": "新增", "day": "日期", "days": "天数", "district": "区市", "existing": "原有",
    "expires": "有效到", "failed": "不合格", "field": "栏目", "fields": "栏目", "filter": "筛选条件", "first": "起",
    "from": "生效日", "given": "发出", "hash": "校验值", "held": "留待改正", "hours": "学时", "hours_source": "学时出处",
    "institution": "机构",
    "into": "并入", "invitation": "邀请", "kept": "保留", "kind": "种类", "last": "止", "late": "迟到", "leave": "请假",
    "level": "等级", "lines": "行数", "list": "列表", "login": "用户名", "members": "名单校验值", "message": "消息",
    "name": "名称", "next": "下一版", "on": "日期", "part": "部分", "person": "人员", "present": "到课", "released": "转为退班",
    "round": "第几次",
    "reported_on": "报送日期", "request": "申请", "required_hours": "规定学时", "reset": "重置", "role": "角色",
    "series": "系列", "session_number": "第几次课", "sessions": "课次", "since": "自", "source": "出处",
    "started_by": "发起人", "state": "状态", "subject": "对象", "successor": "接续", "tier": "级别", "title": "名称",
    "unit": "单位", "updated": "更新", "version": "版本", "what": "内容", "withdrawn": "退班",
}  # fmt: skip
"""Names in the detail of an act. What has no name here is shown as it is, so nothing is hidden."""
RESULTS = {"ok": "成功", "denied": "被拒绝", "failed": "失败"}


def action_label(action: str) -> str:
    """The Chinese name of a dotted act."""
    if action in WHOLE:
        return WHOLE[action]
    kind, _, verb = action.partition(".")
    return f"{kind_label(kind)} {VERBS.get(verb, verb)}".strip()


def details(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The detail of an act for its reader: name and value; values stay as they were recorded."""
    return [(DETAILS.get(name, name), _value(value)) for name, value in detail.items()]


def _value(value: Any) -> str:
    match value:
        case None | "":
            return "—"
        case bool():
            return "是" if value else "否"
        case list() if all(isinstance(each, str | int) for each in value):
            return "、".join(map(str, value)) or "—"
        case str() | int():
            return str(value)
        case _:
            return json.dumps(value, ensure_ascii=False)


def kind_label(kind: str) -> str:
    """The Chinese name of a kind of record."""
    return KINDS.get(kind, kind)
