"""Sentences about lists with whole numbers of documents."""

STATES = {
    "asked": ("等另一人同意", "wait"), "agreed": ("已同意，待生成", "new"), "refused": ("不同意", "bad"),
    "made": ("已生成", "ok"), "expired": ("已到期删除", "lock"),
    "withdrawn": ("已收回", ""),
}  # fmt: skip
NOT_FOUND = "没有这份完整名单的申请，或者它不属于您的单位。请从“完整名单”重新打开。"
NO_SUCH_KIND = "没有这种完整名单。请从班次的报送页、考核场次、报批批次或补贴凭证的页面申请。"
MAY_NOT_ASK = "您的角色不能申请“{title}”。需要的话，请由发起这项工作的单位或市局申请。"
PURPOSE = "请写明用途，6 到 200 个字，例如：报省人力资源社会保障厅数字技术工程师培育平台。"
WRONG_PASSWORD = "密码或动态码不对，没有办理。请重新输入；连续输错会锁定账户。"
TWO_PEOPLE = "申请的人不能自己同意。请另一位同事或市局经办人登录办理。"
NOT_YOURS = "名单由申请的人本人生成和下载。"
REFUSE_REASON = "请写明不同意的理由，至少 6 个字。"
WAITS = "这份完整名单已有一份申请没有办完（{number}），请先办完那一份。"
WRONG_STATE = "这份申请现在是“{state}”，不能再这样办理。请看申请的最新情况。"
OVER = "这份名单已过 24 小时的期限，文件已不能下载。还要用的，请重新申请。"
FETCHED_OUT = "这份名单已下载 {most} 次，不能再下载。还要用的，请重新申请。"
ASKED_OK = "已提交申请 {number}，等另一人同意后生成。"
AGREED_OK = "已同意。申请的人可以在 24 小时内生成并下载。"
WITHDRAWN_OK = "已收回申请 {number}，没有名单流出。"
ALREADY_FETCHED = "名单已经下载过，不能收回。文件到期后自动删除。"
ONLY_ASKER = "这份申请不是您提出的，不能收回。不同意的，请写明理由后点“不同意”。"
REFUSED_OK = "已答复不同意。"
PURGED = "删除到期的完整名单 {count} 份。"
FILE_NAME = "{title}_{subject}.{ending}"
NO_PAPER = "这份名单没有 PDF，请下载工作簿。"
