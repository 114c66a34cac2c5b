"""Words of the quarterly return that are ours and not the annex's."""

CERTIFIED_ELSEWHERE = "另有 {count} 人取得证书，但不是在本市班次培训的，不计入上表。"

STATES = {
    "draft": ("草稿", ""), "submitted": ("已提交，待市局接收", "wait"), "accepted": ("市局已接收", "ok"),
    "returned": ("已退回", "back"),
}
LAST_RETURN = "{quarter}填写的内容"
# What a unit writes into a draft, as an edit of the trail names it.
CHANGED = {
    "prepared_by": "填表人", "phone": "联系电话", "measures": "配套措施", "practice": "好经验好做法", "issues": "存在问题",
    "answer": "校核说明",
}
MISSING_STATE = "未开始"

# Rule → (what is compared, what was found).
QUARTER_CHECKS = {
    "classes_subsidised": ("纳入补贴班次不多于已培训班次", "纳入补贴 {} 班，已培训 {} 班"),
    "money_and_persons": ("有补贴金额就有领取人，反过来也一样", "金额 {} 元，领取 {} 人"),
    "classes_and_persons": ("有已培训班次就有培训人数，反过来也一样", "{} 班，{} 人"),
}
YEAR_CHECKS = {
    "certified_over_trained": ("本年累计取得证书人数不多于已培训人数", "取得证书 {} 人，已培训 {} 人"),
    "subsidised_over_certified": ("本年累计领取补贴人数不多于取得证书人数", "领取补贴 {} 人，取得证书 {} 人"),
    "certified_without_subsidy": ("本年累计有取得证书的，就有领取补贴的", "取得证书 {} 人，领取补贴 0 人"),
}
CHECKS = {**QUARTER_CHECKS, **YEAR_CHECKS, "nil": ("本季度有培训活动", "全部为 0（零报告）")}

UNITS = {
    "classes_held": "个", "headcount_trained": "人", "subsidy_paid_fen": "元", "classes_subsidised": "个",
    "headcount_certified": "人", "headcount_subsidised": "人",
}
EXPLAINED = {
    "classes_held": "结业日期在期内的班次。",
    "headcount_trained": "期内结业班次里完成培训的人，合格和不合格都算，退班不算；同一单位同一职业一人算一次。",
    "subsidy_paid_fen": "发放日期在期内的补贴，每行一笔。",
    "classes_subsidised": "期内结业、开班首日机构和项目都在目录内的班次。",
    "headcount_certified": "首次颁发日期在期内、现在有效的等级证书持有人；算在此前最近一次同职业同等级培训合格的单位。",
    "headcount_subsidised": "期内领到补贴的人；同一单位同一职业一人算一次。",
}
DISTINCT = "去重：一人只算一次。"
ELSEWHERE_NAME = "不属于本市班次"


def quarter_name(year: int, number: int) -> str:
    """2026 年第三季度."""
    return f"{year} 年第{'一二三四'[number - 1]}季度"


PAPER_NAME = "开展情况表 {period} {unit} {version}.{ending}"
VERSION = "第{}版"
LIVE = "草稿"

CAME = "增加 {}"
WENT = "减少 {}"
LISTED = "；"
MORE = "；还有 {} 条"
