"""Sentences of signing up for classes: what is wrong, by which rule, what to do next."""

NOT_OPEN = "班次 {number} 没有开放报名，或者已经取消、结业。请回到可报名的班次里另选一个。"
BEFORE = "班次 {number} 从 {opens_on} 开始报名，现在还不能报。"
AFTER = "班次 {number} 的报名在 {closes_on} 截止了。还想参加的，请联系培训机构。"
ALREADY = {
    "applied": "已经报过名，正等培训机构录取。", "waiting": "已经在候补。", "accepted": "已经录取，不用再报。",
    "enrolled": "已经是本班学员。", "withdrawn": "从本班退过班。要恢复，请联系培训机构。", "completed": "已经在本班结业。",
    "failed": "已经参加过本班。",
}  # fmt: skip
NOBODY_CHOSEN = "没有选中任何人。请先勾选要报名的人员。"
NOT_YOURS = "选中的人里有不在本单位的，没有报名。请刷新页面后重新勾选。"
NOTHING_TO_RETRACT = "没有可以撤回的报名。请刷新页面看最新状态。"
TOO_LATE_TO_RETRACT = "已经开班，不能撤回报名。要退出的，请联系培训机构办退班。"

OPENS_ON = "请填写开始报名的日期。"
CLOSES_ON = "请填写截止报名的日期。"
REVERSED = "截止日期不能早于开始报名的日期。"
TOO_LATE = "报名最晚在班次结束那天（{ends_on}）截止。"
NOTE_LONG = "报名说明最多 {most} 个字。"
NOTE_UNPRINTABLE = "含有不能保存的字符，请删去后重填。"
NOT_NOW = "班次 {number} {state}，不能再设置报名。"
STALE = "报名设置刚被别人修改过，您填写的还没有保存。"
NO_SIGN_UP = "班次 {number} 没有开放报名。"
CONTACT_MISSING = "班次还没有填写联系人和电话，不能公布。请先填好备案。"

NOT_FOUND = "没有找到这份报名，或者不在您的办理范围内。请从报名列表里打开。"
CLASS_OVER = "班次 {number} 现在不能办理报名：只有已批准和培训中的班次可以。"
FULL = "名额已满（{capacity} 人），转为候补第 {place} 位。"
STILL_FULL = "名额已满（{capacity} 人），仍在候补第 {place} 位。"
SEATED_TWICE = "没有录取：这个人以另一条（已合并的）人员记录占有本班名额。请不予录取这一份，并写明原因。"
NOT_ABLE = "没有录取：{reason}也可以不予录取并写明原因。"
ACCEPTED = "已录取。"
ENROLLED = "已录取，班次已开班，直接成为学员。"
WAITING = "已列入候补，第 {place} 位。"
DECLINED = "未录取，原因已告知。"
DECIDED = "状态是“{state}”，不能这样办理。请刷新列表看最新状态。"
CANCELLED_REASON = "班次取消：{reason}"
OVER_REASON = "班次已结业"
REFUSED_BY_RULE = "不能报名：{reason}"

# What was done, said on the next page.
SAVED = "{number} 的报名已设置：{opens_on} 至 {closes_on}。班次批准后，在这期间公开报名。"
CLOSED = "{number} 不再开放报名，已收到的报名不受影响。"
APPLIED = "已报名“{name}”，等培训机构录取。录取结果会在消息里告知。"
APPLIED_FOR = "已为 {count} 人报名“{name}”，等培训机构录取。"
SOME_REFUSED = "{count} 人没有报上，原因写在各人那一行。"
RETRACTED = "已撤回“{name}”的报名。"
RETRACTED_FOR = "已撤回 {count} 人的报名。"
CLAUSE = "威人社函〔2023〕25号 三"
SEATS_OK = "各班名额与名单一致。"
SEATS_BAD = "{count} 个班次的名额与名单对不上，例如 {first}。请联系维护人员。"
