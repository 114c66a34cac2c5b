"""The sentence of each kind of notice, filled from its detail: what happened or falls due, and what to do next."""

from __future__ import annotations

ABSENT = "—"

NOTICES = {
    "class.submitted": "{unit} 提交了班次“{name}”的备案，请审核。",
    "class.approved": "班次“{name}”的备案已批准，可以导入学员名单并开班。",
    "class.returned": "班次“{name}”的备案被退回：{remark}。请修改后重新提交。",
}  # fmt: skip
NO_SUCH_NOTICE = "没有这条消息，或者它不是发给您的。请回到消息列表查看。"
