"""Sentences about claims."""

from __future__ import annotations

STATES = {
    "claimed": ("待核对", "wait"), "returned": ("已退回", "back"), "accepted": ("已登记", "ok"), "retracted": ("已撤回", ""),
}
NOT_FOUND = "没有编号为“{number}”的证书登记申请，或者不在您的查看范围内。请从列表里重新打开。"
MISSING = {
    "number": "请照证书填写证书编号。", "occupation": "请选择证书上的职业。", "level": "请选择证书上的等级。",
    "issuer": "请填写发证机构全称。", "issued_on": "请填写发证日期，写成 2026-07-01 的样子。",
    "file": "请上传证书的扫描件或照片。",
}
ISSUER_LONG = "发证机构最多 100 个字。"
FUTURE = "发证日期在今天之后。请照证书填写。"
NUMBER_WRONG = "证书编号只能由字母、数字、汉字和 - _ / . ( ) 〔 〕 组成，不超过 40 个字，中间没有空格。"
HELD_ALREADY = "这个编号已经登记在您名下，不用再登记。可以在“我的证书”查看。"
WAITS_ALREADY = "这个编号您已提交登记，正在核对，不用再提交。"
TAKEN = "证书编号 {number} 已经登记，不能再登记一本。请打开那本证书比对持证人，再退回这份申请，或请发证机构更正。"
CLASH = "编号冲突"
CLASH_TITLE = "这个编号还在别处出现，请先查清是谁的证书"
CLASH_KINDS = {"certificate": "已登记的等级证书", "claim": "另一份待核对的登记申请"}
CLASH_HINT = "申请人不会看到这里的内容。退回时只写证书本身哪里不符，不写别人的姓名和编号。"
TOO_MANY = "您还有 10 份登记在等核对，请等核对后再登记。"
FILE_WRONG = {
    "empty": "文件是空的，请重新选择。", "large": "文件超过 5 MB。请压缩扫描件后再传。", "kind": "只收 PDF、JPG 或 PNG 文件。",
    "broken": "文件不完整，打不开。请重新拍照或扫描后再传。", "active": "PDF 里带有程序或附件，不能收。请打印成普通 PDF 后再传。",
}
HOW_MISSING = "请写明怎么核对的，例如“技能人才评价工作网 2026-07-01 查询一致”。"
REASON_MISSING = "请写明退回的原因，申请人据此补正。"
LONG = "最多 200 个字。"
CLAIMED = "已提交，编号 {number}。市局核对后会有消息通知。"
RETRACTED = "登记申请 {number} 已撤回。"
ACCEPTED = "已登记证书 {number}，持证人可以据它看能认定什么职称。"
RETURNED = "已退回 {number}，申请人会看到原因。"
EVIDENCE = "{how}（登记申请 {number}）"
ACT_ACCEPT = ("核对一致，登记", "将登记 {count} 本外地培训取得的证书，请逐本查验后再办。", "登记 {count} 本证书")
ACT_HOW, WHY = "怎么核对的", "退回原因"
