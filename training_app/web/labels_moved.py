"""Words of the page of a step that came too late."""

CLASS, RETURN, REGISTRATION, BATCH = "班次 {number}", "开展情况表 {number}", "注册申请 {number}", "导入批次 {number}"
PLAN = "年度方案 {number}"
INSPECTION = "检查 {number}"
# What can be done now, by kind of record and state.
NOW = {
    ("class", "submitted"): "备案正在等市局审核，这时不能修改。机构要再改，请联系市局退回补正，退回后重新打开备案。",
    ("class", "returned"): "备案已退回机构补正，机构可以重新打开修改，改好后再提交；市局等重新提交后再审核。",
    ("class", "approved"): "备案已批准，内容不能再改。确需变更的，请联系市局；没有开班的可以取消后重新备案。",
    ("class", "running"): "班次已开班，备案和课表不能再改；缺的课次可以在班次页补充，考勤和成绩照常登记。",
    ("class", "completed"): "班次已结业，考勤和成绩已锁定。确有错误的，请联系市局撤回结业后再改。",
    ("class", "reported"): "班次已结业并报送省厅，内容不能再改。确有错误的，请联系市局。",
    ("class", "cancelled"): "班次已取消，不能恢复。要办的请重新备案一个班次。",
    ("return", "submitted"): "这张表已提交并冻结，等市局接收。内容有误的，接收或退回后打开它发起更正。",
    ("return", "accepted"): "市局已接收这张表。内容有误的，打开它发起更正，新建一版。",
    ("return", "returned"): "这张表已退回。请打开它，点“改正后重报”新建一版。",
    ("registration", "returned"): "申请已退回补正，等申请单位改好重新提交后再办理。",
    ("registration", "accepted"): "申请已通过，单位已登记，不需要再办理。",
    ("registration", "refused"): "申请已不予通过。单位要办的，请它重新提交一份申请。",
    ("plan", "submitted"): "方案正在等市局备案，这时不能修改。要改的请联系市局退回，或放弃后重新编制。",
    ("plan", "returned"): "方案已退回补正。培训机构改好、评价机构确认后可以重新提交。",
    ("plan", "filed"): "方案已备案，内容不能再改。要改的由培训机构发起修订，原版本保留对照。",
    ("plan", "superseded"): "这一版已被修订后的方案代替。请打开最新一版办理。",
    ("plan", "discarded"): "这份方案已放弃。要办的请重新编制。",
    ("batch", "confirmed"): "这批名单已确认导入。要改的请打开批次，更正留下的行，或整批撤销后重新上传。",
    ("batch", "undone"): "这批导入已撤销。请改好名单后重新上传。",
    ("batch", "discarded"): "这批名单已放弃，没有导入。要导入的请重新上传。",
}  # fmt: skip
NOW_OPEN = "请打开记录看清现在的内容；仍要办理的，从那一页重新办理。"

# Names of typed texts that are no field of a form class.
ANSWERS, SCORES, HOURS = "校核说明", "成绩（人员编号、成绩）", "学时（人员编号、学时）"
SESSIONS = "课表（可整段贴回课表的粘贴栏）"
