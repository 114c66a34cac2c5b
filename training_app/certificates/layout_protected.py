"""The columns of lists with whole numbers around level assessments."""

from __future__ import annotations

from training_app.certificates.labels import IDENTITY_KINDS
from training_app.sheets.export import ExportColumn

ADMISSION, LOT = "admission", "lot_members"
ADMISSION_TITLE, LOT_TITLE = "考核场次的准考名单", "报批批次的名单"
ADMISSION_OF, LOT_OF = "考核场次", "报批批次"
ADMISSION_PURPOSE = "考核入场核对身份证件（威人社函〔2023〕25号 四（三））"
LOT_PURPOSE = "报省人力资源社会保障厅确认考核结果（威人社函〔2023〕25号 四（三））"
SEATS_SHEET, FACTS_SHEET, MEMBERS_SHEET = "准考名单", "场次", "报批名单"
_NAME, _KIND, _NUMBER = ExportColumn("姓名"), ExportColumn("证件类型", 18), ExportColumn("证件号码", 22)
SEAT_COLUMNS = (
    ExportColumn("座位", 8), _NAME, _KIND, _NUMBER, ExportColumn("申报编号", 18), ExportColumn("班次", 16),
    ExportColumn("考核内容", 16), ExportColumn("第几次", 8),
)  # fmt: skip
FACT_COLUMNS = (ExportColumn("项目", 14), ExportColumn("内容", 44))
FACTS = ("场次", "评价机构", "职业", "职业方向", "等级", "考核日期", "时间", "地点", "应考人数")
MEMBER_COLUMNS = (
    ExportColumn("序号", 8), _NAME, _KIND, _NUMBER, ExportColumn("职业", 26), ExportColumn("职业方向", 20),
    ExportColumn("等级", 8), ExportColumn("评价机构", 30), ExportColumn("培训机构", 30), ExportColumn("班次", 16),
    ExportColumn("理论知识", 10, "0.00"), ExportColumn("专业能力", 10, "0.00"), ExportColumn("考核日期", 12, "yyyy-mm-dd"),
    ExportColumn("证书编号", 22),
)  # fmt: skip
HOURS = "{starts}–{ends}"


def kind_of_document(key: str) -> str:
    """The name of a kind of document."""
    return IDENTITY_KINDS.get(key, key)
