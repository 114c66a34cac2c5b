"""Chinese names around lots."""

from __future__ import annotations

STATES = {
    "drawn": ("待报送", ""), "sent": ("已报省厅，待确认", "wait"), "province_returned": ("省厅退回", "back"),
    "province_confirmed": ("省厅已确认，待国家审核", "wait"), "nationally_returned": ("国家审核退回", "back"),
    "nationally_approved": ("国家已审核，待颁证", "wait"), "issued": ("已颁证", "ok"), "discarded": ("已撤销", "bad"),
}
HEADINGS = {
    "drawn": "{n} 人的结果等着报省厅", "sent": "{n} 人的结果等省厅确认", "province_returned": "省厅退回了 {n} 人的结果",
    "province_confirmed": "{n} 人的结果等国家审核", "nationally_returned": "国家审核退回了 {n} 人的结果",
    "nationally_approved": "{n} 人审核通过，{left} 人等证书编号", "issued": "{n} 人的证书都已登记", "discarded": "这个批次已撤销",
}
"""The heading of the page of a lot."""
STEPS = {
    "send": "报省厅", "confirm_province": "省厅确认", "return_province": "省厅退回", "approve_nation": "国家审核通过",
    "return_nation": "国家审核退回",
}
"""A step outside, as somebody notes it."""
DOCUMENTS = {
    "send": "报送文件或平台受理号", "confirm_province": "省厅确认文件或名单编号", "return_province": "省厅退回文件或平台记录",
    "approve_nation": "国家审核结果文件或名单编号", "return_nation": "审核退回文件或平台记录",
}
STAGES = (("drawn", "建批"), ("sent", "报省厅"), ("province_confirmed", "省厅确认"), ("nationally_approved", "国家审核"),
          ("issued", "颁发证书"))  # fmt: skip
"""The steps of a lot, for its stepper."""
MEMBER_STATES = {"in": "在批", "dropped": "已移出"}
