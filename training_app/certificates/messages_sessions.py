"""Sentences about assessment sessions, seats, marks and re-sits."""

from __future__ import annotations

from training_app.kernel.messages import UNSEEN

_RULE = "威人社函〔2023〕25号 四（三）"

NOT_FOUND = "没有编号为“{number}”的考核场次，或者不在您的查看范围内。请从考核场次列表里重新打开。"
STATES = {"planned": ("待考核", "wait"), "recorded": ("成绩已登记", "ok"), "cancelled": ("已取消", "bad")}
PARTS = {"both": "理论、能力", "theory": "理论", "ability": "能力"}
RESULTS = {"": ("待登记", "wait"), "passed": ("合格", "ok"), "failed": ("不合格", "bad"), "absent": ("缺考", "bad")}
ABSENT = {"theory": "理论缺考", "ability": "能力缺考", "both": "缺考"}
DEFECTS = {
    "occupation.missing": "请选择职业。", "level.missing": "请选择等级。",
    "held_on.missing": "请填写考核日期，如 2026-12-05。", "held_on.past": "考核日期在今天之前。请填写今天或以后的日期。",
    "starts_at.missing": "请填写开始时间，如 09:00。", "ends_at.missing": "请填写结束时间，如 11:30。",
    "ends_at.early": "结束时间要晚于开始时间。", "place.missing": "请填写考核地点，考生按它到场。",
    "seats.missing": "请填写座位数。", "seats.range": "座位数应为 1 到 2000 的整数。",
    "seats.taken": "已经安排了 {taken} 人，座位数不能比这少。先移出一部分考生再改。",
    "apply_until.missing": "请填写申报截止日期。",
    "apply_until.late": "申报截止到考核至少隔 {lead} 天，用来编排座位、通知考生。最晚填 {latest}。",
    "place.long": "最多 100 个字。", "note.long": "最多 200 个字。", "place.unseen": UNSEEN, "note.unseen": UNSEEN,
    "held_on.far": "考核日期在两年以后，请核对年份。",
    "direction.other": "这个方向不属于所选的职业。请改选方向，或选“不分方向”。",
}
UNREADABLE = {
    "held_on": "日期请按 2026-12-05 的样子填写。", "apply_until": "日期请按 2026-12-05 的样子填写。",
    "starts_at": "时间请按 09:00 的样子填写。", "ends_at": "时间请按 11:30 的样子填写。", "seats": "座位数请填整数，如 40。",
}
WRONG = "有内容需要改正，场次没有保存。"
NOT_QUALIFIED = f"您单位在考核当日没有这个职业和等级的评价机构资格（{_RULE}）。请核对日期，或请市局先更新机构资格。"
OPENED = "已设场次 {number}，可以安排考生。"
CHANGED = "场次 {number} 已修改，已通知 {count} 名考生。"
CHANGED_NOBODY = "场次 {number} 已修改。"
CANCELLED = "场次 {number} 已取消，{count} 人回到待安排。"
OVER = "考核日期已过，不能再改场次。成绩请在场次页登记；确实没有举行的，请取消场次。"
NOTHING_NOTED_YET = "考核日期还没到，到 {day} 才能登记成绩。"
NOBODY = "请勾选要安排的考生。"
FULL = "只剩 {left} 个座位，勾选了 {count} 人。请少选几人，或先增加座位、另设场次。"
NOT_WAITING = "{count} 人不能安排：申报没有受理、已有座位、在 {until} 之后才申报，或班次已撤回结业。请刷新页面重新勾选。"
SEATED_TWICE = "勾选的人里有同一个人的两份申报。一人一场只占一个座位，请只选一份。"
CLASH = "{count} 人在同一时间已有别的场次的座位。请先从那一场移出，或另选场次。"
SEATED = "已安排 {count} 人，准考信息已发给有账户的考生。还剩 {left} 个座位。"
RELEASED = "{count} 人已移出场次，回到待安排。"
STALE = "这一场刚被别人修改过，您填写的还没有保存。"
NOT_QUALIFIED_NOW = (
    f"您单位在考核当日 {{day}} 没有这个职业和等级的评价机构资格（{_RULE}），这场不能安排考生或登记成绩。请市局先更新机构资格，"
    "或移出考生、取消场次。"
)
REVOKED = f"{{count}} 人的培训合格证书已作废，不能参加等级考核（{_RULE}）。请移出这些人，请培训机构核对。"
SAME_PERSON = "{count} 人在这一场有两个座位：两份档案已合并为同一个人。请移出其中一份再登记。"
CHANGE_CLASH = "{count} 名考生在新的时间已有别的场次的座位。请另选时间，或先从其中一场移出。"
REASON = "请写明原因，考生会看到。"
REASON_LONG = "最多 300 个字。"
NOT_SEATED = "场次里没有勾选的人，或者成绩已经登记。请刷新页面重新勾选。"
HAS_MARKS = "已有 {count} 人登记了成绩，不能取消场次。"
MARKS = {
    f"{part}.{key}": sentence.format(name=PARTS[part])
    for part in ("theory", "ability")
    for key, sentence in (
        ("missing", "还没有填{name}成绩，没来考的勾“缺考”。"), ("invalid", "{name}成绩应为 0 到 100 的数，最多两位小数。"),
        ("absent", "{name}勾了缺考，又填了成绩。请只留一个。"),
    )
}
MARKS_WRONG = "有 {count} 人的成绩需要改正，没有保存任何一行。"
NOTHING_TYPED = "还没有填写成绩。没来考的勾“缺考”。"
LINE_GONE = "名单刚有变化：{count} 人的成绩已经登记，或已移出场次。请刷新页面核对后重新填写。"
CLASS_REOPENED = "{count} 人的班次已撤回结业，不能登记成绩。请与培训机构核对。"
COMPLETED_LATER = (
    "{count} 人在考核之后才结业（{day}），这场成绩不能登记。请取消座位，另排结业以后的场次（威人社函〔2023〕25号 四（三））。"
)
ALREADY_THAT_DAY = "{count} 人当天的成绩已由名单登记。请刷新页面核对。"
SAVED = "已登记 {count} 人的结果：合格 {passed} 人，不合格 {failed} 人，缺考 {absent} 人。"
UNMARKED = "已撤回 {name} 的考核结果，可以重新登记。"
IN_LOT = "{name} 的成绩已列入报批批次，不能撤回。请先把人移出批次；已经报送过的，请联系市局。"
RESAT = "{name} 已按这个结果申报了补考，不能撤回。请先退回或撤回补考申报。"
RESIT = {
    "resit.most": "已经补考 {most} 次，按现行规定不能再申报（levels.resits_most，待核实）。",
    "resit.late": "补考要在 {last} 之前申报，已经过期（levels.resit_window_days，待核实）。",
}
NOBODY_SEATED = "考核场次 {number} 已取消，或者还没有安排考生，没有准考名单可以导出。请先安排考生。"
SHEET_TITLE = "专业技术等级考核签到表"
SHEET_COLUMNS = (("座位", 14), ("姓名", 30), ("证件号码", 44), ("申报编号", 32), ("考核内容", 24), ("签到", 23), ("签退", 23))
SHEET_COUNTED = "应考 {count} 人    实考 ______ 人    缺考 ______ 人"
SHEET_SIGNED = "考务人员（签名）：______________"
SHEET_NOTE = f"本人签名，不得代签、代考。核对身份证件原件。依据{_RULE}。"
SHEET_FILE = "{number}考核签到表.pdf"
TIMES = "{day} {starts}–{ends}"
OPEN_LABEL = "{day} {starts}，{place}，剩 {left} 座，{until} 前申报"
