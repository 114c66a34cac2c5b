"""The columns of the payments of a voucher with whole numbers."""

from __future__ import annotations

from training_app.sheets.export import ExportColumn

KEY, TITLE, OF, SHEET = "payments", "补贴凭证的发放名单", "凭证", "发放名单"
PURPOSE = "补贴资金拨付和核对（威人社函〔2023〕25号 五（三））"
SUBJECT = "凭证 {voucher}（{count} 笔）"
COLUMNS = (
    ExportColumn("序号", 8), ExportColumn("姓名"), ExportColumn("证件类型", 18), ExportColumn("证件号码", 22),
    ExportColumn("职业", 26), ExportColumn("等级", 8), ExportColumn("班次", 16), ExportColumn("培训机构", 30),
    ExportColumn("区市", 12), ExportColumn("金额（元）", 12, "0.00"), ExportColumn("发放日期", 12, "yyyy-mm-dd"),
    ExportColumn("凭证号", 22),
)  # fmt: skip
