"""Sentences and words of attendance sheets."""

from __future__ import annotations

from datetime import date

from training_app.classes import messages_lists
from training_app.classes.labels import ATTENDANCE

_SESSION_HELP = "课次请写日期（如 2026-03-05、3月5日，一天有两次课的加上午、下午）或“第3次课”。"
_SENTENCES: dict[str, str] = {
    "enrolment.left": "该学员已于 {day} 退班，第 {sessions} 次课不再登记考勤。请清空这些格子；退班有误的请先在班次页恢复。",
    "row.duplicate": "与第{first}行是同一名学员，考勤也相同。请删去重复的一行。",
    "row.contradiction": "与第{first}行是同一名学员，第 {sessions} 次课的考勤不同，不能确定以哪个为准。请改成一致。",
    "session.missing": f"看不出这一行是哪次课的考勤。{_SESSION_HELP}也可以把课次写成工作表的名称。",
    "held.session.unknown": f"课表里没有这次课。请核对；补的课请先在班次页补充课次。{_SESSION_HELP}",
    "held.session.ambiguous": f"课表里这一天有几次课，不能确定是哪一次。{_SESSION_HELP}",
    "session.future": "这次课在 {day}，还没有上，不能登记考勤。请清空这一格，上课后再登记。",
    "session.locked": (
        "第 {session} 次课的考勤已在 {last} 锁定，班次还没有开班。请先在班次页开班，再上传：锁定的考勤会作为更正申请提交市局。"
    ),
    "session.asks": "第 {session} 次课的考勤已在 {last} 锁定：确认后作为更正申请提交市局，同意后才登记。",
    "session.asked": "第 {session} 次课已在更正申请 {number} 里，和这里填的不同。请清空这一格，或先撤回那份申请再上传。",
    "session.elsewhere": "第 {session} 次课：{why}请清空这一格或改成实际的考勤。",
    "status.unknown": (
        "认不出这个考勤。请写：到课（出勤、√）、迟到、请假（事假、病假）、缺课（缺勤、旷课、×）；"
        "○、△、/ 等记号各单位含义不同，请换成文字。"
    ),
    "status.left_early": "系统里没有“早退”：请写到课或迟到，早退少上的学时导入后在这次课的考勤页填写。",
    "status.blank": "第 {sessions} 次课没有填考勤，没有登记；结业时这些课的学时按 0 计。",
    "session.unknown": "{letter}列“{heading}”没有读：课表里没有和它对得上的课。请核对日期；补的课请先在班次页补充课次，再上传。",
    "session.ambiguous": "{letter}列“{heading}”没有读：课表里有几次课和它对得上。请在列名里写明上午、下午或第几次课后再上传。",
    "session.twice": "{letter}列“{heading}”没有读：有几列都指同一次课。请只保留一列，或改正列名后再上传。",
    "column.unread": f"{{letter}}列“{{heading}}”没有读：内容像考勤，但从列名看不出是哪次课。{_SESSION_HELP}",
    "sheet.no_sessions": (
        f"表里有学员，但没有认出任何一次课的考勤。{_SESSION_HELP}每次课一列，或者每行写明课次和考勤。"
    ),
    "sheet.no_header": "没有找到考勤表的表头。表头应写明“姓名”“证件号码”，后面每次课一列。请核对是否传错了文件。",
}  # fmt: skip

_SESSION, _MAKE_UP = "第 {number} 次课 {day}", "（补课）"
ORDINAL = "第{number}次"
STATUSES = ATTENDANCE
CAME = "{label} {count} 次"
WHICH = "{label} 第 {sessions} 次"
LIST_MARK, CLAUSE = "、", "；"
HEADINGS = (
    "姓名、证件号码（或人员编号，必需）；每次课一列，列名写日期或“第几次课”，格里写到课、迟到、请假、缺课或 √、×。"
    "也可以每行写一名学员的一次课：课次、考勤"
)
CLOSED = "班次 {number} {state}，现在不能导入或撤销考勤。只有已批准和培训中的班次可以办理；已结业的请联系市局撤回结业。"
CHOICE = "{first} 至 {last}，在训 {count} 人"
NO_CHOICES = "班次批准并有学员名单之后，才能上传考勤。"
NEW = "这些课还没有考勤"
UNDO_WORDS = {
    "removed": "本批登记的考勤删除", "value": "考勤恢复原样", "value_changed": "导入后又改过的考勤，保留现在的",
    "request": "更正申请撤回", "request_answered": "更正申请市局已答复，保留",
    "other": "已有其他记录",
}  # fmt: skip
ELSEWHERE_MEANWHILE = "名单里有人刚刚在别处登记了同一时间的考勤，没有登记任何内容。请刷新页面，按新的核对结果处理后再确认。"
ASKS = "有 {count} 人次的课已经锁定，确认后合成一份更正申请提交市局；同意之前考勤保持原样。"
ASKED = "锁定的课次已作为更正申请提交市局，同意之前考勤保持原样。可以在申请里补充签到表等依据。"
ABSENT = "本班在训学员里有 {count} 人不在这份考勤表里：{names}。没有写到的人，考勤保持原样。"
KEPT = "按列名认课次"


def session_title(number: int, day: date, *, is_make_up: bool = False) -> str:
    """A session as the heading of its column."""
    return _SESSION.format(number=number, day=day) + (_MAKE_UP if is_make_up else "")


def sentence(code: str, **words: object) -> str:
    """The sentence of a problem; codes other lists of a class's people share have theirs."""
    own = _SENTENCES.get(code)
    return own.format(**words) if own else messages_lists.sentence(code, **words)
