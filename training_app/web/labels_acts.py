"""Words of the acts on many lines of a list."""

APPROVE = ("批量通过", "通过 {count} 个班次的备案", "通过 {count} 个班次")
APPROVE_HOURS = ("规定学时", "留空：按目录登记的规定学时；目录里没有的不会通过")
APPROVE_SOURCE = ("规定学时的出处", "标准名称、版本和页码；留空：按目录登记的出处")
APPROVE_REMARK = "审核意见"
HOURS_UNREADABLE = "规定学时请写成 96 或 96.5。"
HOURS_UNKNOWN = "目录里没有登记这个职业等级的规定学时。请打开班次，按标准原文录入学时和出处后单独审核。"
APPROVED = "已通过，规定 {hours} 学时。"
FIRST_APPROVED = "初审已通过，等另一位审核人复审。"
SUBMIT = ("批量提交", "提交 {count} 个班次的备案，请市局审核", "提交 {count} 个班次")
SUBMITTED = "已提交，等市局审核。"
DISCARD = ("批量放弃", "放弃 {count} 批还没有确认的名单，不登记任何内容", "放弃 {count} 批")
DISCARDED = "已放弃，没有登记任何内容。"
DISABLE = ("批量停用", "停用 {count} 个账户，正在使用的会立即退出", "停用 {count} 个账户")
DISABLED = "已停用，结束了 {count} 个登录。"
DISABLED_BEFORE = "这个账户已经停用，没有再办理。"
ACCEPT = ("批量接收", "接收 {count} 个单位的开展情况表", "接收 {count} 张表")
ACCEPTED = "已接收。"
