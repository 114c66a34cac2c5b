"""Sentences of the batch machine."""

from __future__ import annotations

UNKNOWN_LIST = "没有这种名单。请从“导入”页面重新选择。"
NOT_ALLOWED = "您的角色不能导入或修改这种名单。如需办理，请联系本单位管理员。"
NOT_FOUND = "没有这个导入批次，或者不在您的查看范围内。请从列表里重新打开。"
NO_FILE = "还没有选择文件。请选择名单文件后再上传。"
NO_ROWS = "文件里有表头，但没有读到任何一行名单。请核对是否传错了文件。"
NOT_CORRECTABLE = "这一列不能在页面上修改。请在原文件里改好后重新上传。"
NO_SUCH_ROW = "这一批里没有这一行。请刷新页面后重试。"
ROW_DONE = "这一行已经导入，不能在这里修改。请到它登记的页面（人员、班次、机构等）办理更正。"
ROW_GIVEN_UP = "这一行已经说明不再改正。要改正它，请先在这一批里点“重新改正”。"
VALUE_TOO_LONG = "填写的内容超过 200 个字。请按证件或原表填写。"
NOTHING_TO_ACCEPT = "这种问题没有可以采纳的建议，请逐行填写。"
NOT_STAGED = "这一批{state}，不能再办理这一步。请刷新页面查看最新情况。"
NOTHING_GOOD = "没有可以导入的行：{errors} 行都有错误。请先更正，再确认导入。"
HAS_ERRORS = "还有 {errors} 行有错误，没有导入任何内容。请更正后再确认，或者选择只导入没有错误的 {good} 行。"
CHANGED_SINCE = "登记的情况在核对之后有了变化，没有导入任何内容。请看下面新列出的问题，更正后再确认。"
NEW = "还不在这份名单里"
UNDO_NOTES = (
    "新增的 {created} 行从名单里撤下，只由本批登记、没有其他业务使用的人员一并删除",
    "本批更新的 {updated} 行恢复原来的内容；之后又有改动的保留现值", "已有考勤、结业、证书或补贴的，系统会拒绝并说明",
)  # fmt: skip
NO_CHOICES = "已批准或培训中的班次才能导入学员名单。请先备案班次，等审核通过。"
STATES = {"staged": "还没有确认", "confirmed": "已经导入", "undone": "已经撤销", "discarded": "已经放弃"}
CORRECTED = "第 {line} 行已更正，重新核对无误。"
ACCEPTED = "已采纳 {count} 处建议，并重新核对。"
PEOPLE = "人"
IMPORTED = "已导入：新增 {created} {counted}，更新 {updated} {counted}，原来就有 {existing} {counted}，留在本批未导入 {held} 行。"
UNDONE = "已撤销这批导入：{facts}。"
UNDONE_NOTHING = "已撤销这批导入，没有需要收回的内容。"
DISCARDED = "这批名单已放弃，没有导入任何内容。"
NO_SUCH_FILE = "这一批没有这个文件。请刷新页面后从“文件”里下载。"
NO_REASON = "请写明为什么不再改正，不超过 200 个字。"
REASON_TOO_LONG = "原因不超过 200 个字。请写得短一些。"
NOTHING_HELD = "没有这样的行：可能已经改正导入，或已经说明不再改正。请刷新页面查看最新情况。"
GIVEN_UP = "{count} 行不再改正，没有导入；需要时可以重新改正。"
TAKEN_UP = "{count} 行重新留待改正。"
NO_RETURN = "这个文件不能生成标注版。请对照页面上列出的行号和列，在原文件里更正后重新上传。"
PROBLEM_LINE = "“{sheet}”第{line}行{column}列“{heading}” {code}：{message}"
IMPORTED_LINE = "批次 {batch}：新增 {created}，已有 {existing}，更新 {updated}，留在批次未导入 {held}。"
