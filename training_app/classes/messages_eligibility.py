"""Sentences of whether somebody may sign up for a class, shown before the button."""

CHECKS = {
    "retired": "没有退休", "graduate": "从业人员或相关专业应届毕业生", "elsewhere": "没有在学同职业同等级的班",
    "prerequisite": "符合等级的申报条件", "held": "还没有这个职业的同等级证书", "overlap": "上课时间不冲突",
}  # fmt: skip
RETIRED = "系统里登记已退休，已退休人员不属于培训对象。登记有误的，请联系市局更正后再报名。"
PAST_AGE = "按出生日期推算已到法定退休年龄。没有办理退休的可以报名，由培训机构核对。"
NOT_RETIRED = "没有退休登记。"
STUDYING = "登记为在读。相关专业的应届毕业生可以参加，专业是否相关由培训机构核对。"
WORKING = "从业人员和有意愿从业的人员都可以参加。"
ELSEWHERE = "已被另一个没有结业的同职业同等级班次录取或在训。要转班的，先在那边撤回报名或办退班。"
NOT_ELSEWHERE = "没有在学同职业同等级的班次。"
PREREQUISITE = (
    "培训可以参加；但登记里看不到符合申报条件的学历、职称或证书，等级考核报名前请备好证明材料。"
    "{rule}，具备其一即可：{asks}。"
)
PREREQUISITE_IN_SHORT = "登记里看不到符合申报条件的学历、职称或证书；可以参加培训，等级考核报名前请备好证明材料。"
PREREQUISITE_FITS = "登记里没有看到不符合申报条件的地方。"
HELD = "已有这个职业同等级或更高等级的证书。可以再学，但一年内不能重复享受补贴。"
COMPLETED = "已在同职业同等级的班次结业。可以再学，但一年内不能重复享受补贴。"
NOT_HELD = "没有登记这个职业的同等级证书。"
OVERLAP = "和已录取或在训的另一个班次上课时间重叠，请先确认能否参加。"
NO_OVERLAP = "和其他班次的上课时间不重叠。"
AND = "；"
