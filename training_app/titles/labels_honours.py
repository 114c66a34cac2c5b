"""Chinese names around honours."""

KINDS = {
    "competition": "技能竞赛获奖", "commendation": "表彰奖励", "talent_project": "人才工程入选", "talent_card": "人才卡",
}  # fmt: skip
CARDS = {"huicai": "惠才卡", "weihai": "威海英才卡"}
"""Cards that open a route to a title (the fact talent.card), by what their name holds."""
VALIDITY = {"valid": "没有到期的", "ended": "已到期的"}
LEVELS = {"national": "国家级", "provincial": "省级", "municipal": "市级", "county": "县级"}
STATES = {
    "claimed": ("待核对", "wait"), "checked": ("已核对", "ok"), "refused": ("未通过", "back"), "revoked": ("已撤销", "lock"),
}  # fmt: skip
ACTIONS = {
    "honour.claim": "本人申报", "honour.enter": "经办人登记", "honour.check": "核对通过", "honour.refuse": "不予通过",
    "honour.revoke": "撤销登记",
}  # fmt: skip
