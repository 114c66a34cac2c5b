"""The Chinese sentences of this package, one for each code."""

from __future__ import annotations

_SENTENCES = {
    "titles.date_invalid": "“{value}”不是有效的日期，请按 2026-09-28 的格式填写。",
    "titles.file_unreadable": "打不开文件“{name}”，请核对文件名和权限。",
    "titles.file_too_large": "文件“{name}”太大，一个人的事实不会超过 1 MB，请核对文件。",
    "titles.file_not_json": "文件“{name}”不是有效的 JSON，请核对文件内容。",
    "titles.not_regulated": "本城市的政策数据中没有这条通道的规定",
    "titles.policy_data": "政策数据有误，不能判断（{reason}）。请先运行 flask policies check 并改正。",
    "titles.fact_twice": "事实“{fact}”在文件中写了两次，请只保留一个。",
    "titles.not_found": "没有编号为“{number}”的职称记录，或者不在您的查看范围内。请从列表里重新打开。",
    "titles.certificate_not_found": "所选证书里有不存在的，或者不在您的办理范围内，没有认定任何人。请从列表里重新选择。",
    "titles.nothing_chosen": "还没有选择要认定的证书。请在列表里勾选后再认定。",
    "titles.too_many": "一次最多认定 {most} 人，您选了 {count} 人。请分几次办理。",
    "titles.recognised_on": "认定日期应在证书发证日期（{issued}）和今天（{today}）之间，请更正。",
    "titles.revoked": "证书 {number} {state}，不能据以认定。请核对持证人现行有效的证书。",
    "titles.already": "证书 {number} 已经据以认定（{record}），没有重复认定。",
    "titles.reference_only": (
        "证书 {number} 是高级证书，只作为申报高级职称评审的重要参考，不能直接认定（{clause}）。请引导本人申报高级职称评审。"
    ),
    "titles.refused": "{name}（证书 {number}）不能认定：{reasons}。",
    "titles.unconfirmed": "{name}（证书 {number}）还有 {count} 项没有核对：{reasons}。请核对后勾选，再认定。",
    "titles.not_known": "{name}（证书 {number}）还缺信息，不能判断：{reasons}。请先补充人员信息。",
    "titles.reason": "{condition}应为{expected}，现为{actual}（{clause}）",
    "titles.reason_unknown": "{wanted}",
    "titles.batch_stands": "已据其中的证书认定 {count} 人职称",
    "titles.rests_on": "已据这本证书认定职称（{number}），撤销后请另行复核",
    "titles.recognised": "已认定 {count} 人：{names}。",
    "titles.series_unknown": "没有这个职称系列，请从列表里选择。",
    "titles.specialty_long": "专业名称最多 40 个字。",
    "titles.confirm_unknown": "核对事项有变化，请刷新页面后重新勾选。",
}


def sentence(code: str, **facts: object) -> str:
    """The sentence of a code with its values filled in. KeyError for a code that has none: a test demands one for each."""
    return _SENTENCES[code].format(**facts)
