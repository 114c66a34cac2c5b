"""Sentences of the audit trail."""

from __future__ import annotations

CHAIN_BROKEN = (
    "审计记录的链首校验失败，系统已停止写入，本次操作没有保存。"
    "请系统管理员核对密钥文件与数据库是否配套，并运行 flask audit verify 查明原因。"
)
VERIFIED = "审计记录完好：共 {count} 条，已与 {anchors} 个外部锚点核对。"
TAMPERED = "审计记录在第 {seq} 条处异常：{what}请保护现场，停止写入，并与备份核对。"
FAULTS = {
    "missing": "该序号的记录缺失（被删除，或后面的记录被移到此处）。",
    "changed": "该条内容与其校验值不符（被改动）。",
    "unlinked": "该条与上一条的校验值接不上（被插入、调换或替换）。",
    "tail_cut": "链首登记的条数多于现存记录，末尾记录被删除。",
    "extra": "现存记录多于链首登记的条数，末尾有外来记录。",
    "head_missing": "链首登记缺失。",
    "head_changed": "链首登记与其校验值不符（被改动，或密钥文件与数据库不配套）。",
    "anchor_beyond": "外部锚点登记过更多的记录，末尾记录被删除或数据库被换成了较早的状态。",
    "anchor_differs": "该条与外部锚点登记的校验值不同，记录曾被整体重写。",
    "anchor_damaged": "外部锚点文件中涉及该序号的一行被改动。",
}
DETAIL_HOLDS_PERSONAL_NUMBER = "审计明细不得含有证件号码、手机号或银行账号；请改用摘要。"
