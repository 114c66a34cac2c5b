"""Sentences about lots: what is wrong, which rule, what to do next."""

from __future__ import annotations

_RULE = "威人社函〔2023〕25号 四（三）"

NOT_FOUND = "没有编号为“{number}”的报批批次，或者不在您的查看范围内。请从报批列表里重新打开。"
FILE_UNKNOWN = "没有这份文件，或者它不属于这个批次。请从批次页重新打开。"
NOBODY_WAITS = f"没有这个职业和等级的合格成绩等待报批。考核成绩两项合格、还没有列入批次的才能建批（{_RULE}）。请先登记考核成绩。"
EMPTY = "批次里已经没有人，不能报送。请撤销这个批次，或重新建批。"
MISSING_DAY = "请填写日期。"
MISSING_DOCUMENT = "请填写{name}：每一步都要有凭据可查。"
MISSING_REMARK = "请写明退回的原因，评价机构据此更正。"
LONG = "最多 {most} 个字。"
FUTURE = "日期在今天之后。请填写实际办理的日期。"
EARLY = "日期早于上一步（{day}）。请核对文件上的日期。"
BEFORE_ASSESSED = "日期早于批内的考核日期（{day}）。先考核合格，后报送，请核对。"
DAY_UNREADABLE = "日期请按 2026-07-01 的样子填写。"
FILE_WRONG = {
    "empty": "文件是空的，请重新选择。", "large": "文件超过 5 MB。请压缩扫描件后再传。",
    "kind": "只收 PDF、JPG 或 PNG 文件。", "broken": "文件不完整，打不开。请重新导出或扫描后再传。",
    "active": "PDF 里带有程序或附件，不能收。请打印成普通 PDF 后再传。",
}
NO_MEMBER = "批次里没有这个人。请刷新页面，从现在的名单里选择。"
DROP_REASON = "请写明移出的原因，例如“省厅退回：证件信息有误”。"
DRAWN = "已建批 {number}，{count} 人。报送省厅后请登记日期和文件。"
DISCARDED = "批次 {number} 已撤销，{count} 人回到待报批。"
DROPPED = "{count} 人已移出批次。"
DONE = {
    "send": "已登记：批次 {number} 报省厅。", "confirm_province": "已登记：批次 {number} 省厅已确认，等国家审核。",
    "return_province": "已登记：批次 {number} 被省厅退回，等评价机构更正。",
    "approve_nation": "已登记：批次 {number} 国家审核通过，可以颁发证书并上传编号。",
    "return_nation": "已登记：批次 {number} 国家审核退回，等评价机构更正。",
}
UNDO_IN_LOT = "其中 {count} 条考核成绩已列入报批批次"
NOBODY_IN = "报批批次 {number} 已撤销，或者里面没有人，没有名单可以导出。请打开批次查看。"
