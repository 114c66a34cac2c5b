"""Sentences of a number that is registered under another name."""

from __future__ import annotations

ASKED = "已提请市局核对改名，市局同意前这一行不导入；其他行可以先导入。"
REFUSED = "市局核对后不同意改名。请对照证件更正姓名或号码；理由见并排核对页。"
OTHER = "已定为号码填错：这个号码是另一个人的。请对照证件更正号码，更正前这一行不导入。"
NO_LONGER_OURS = "该人员现在还有别的机构的培训记录，改名要由市局核对。请在并排核对页重新提请。"
GONE = "第 {line} 行现在没有姓名不一致的问题，不需要处理。请回到批次页面查看最新的核对结果。"
NOT_ASKED = "第 {line} 行没有等市局核对的改名。请刷新页面查看最新情况。"
NOT_SHOWN = "该人员不在本机构的班次里，系统不显示登记的姓名，不能选“以登记为准”。请对照证件直接更正文件里的姓名或号码。"
NOT_REVIEWER = "只有市局可以答复改名。请等市局核对。"
DONE = {
    "same": "第 {line} 行已改用登记的姓名。",
    "renamed": "第 {line} 行已定为改名：确认导入时登记新名，原名留作曾用名。",
    "asked": "第 {line} 行的改名已提请市局核对，同意后就能导入。",
    "other": "第 {line} 行已定为号码填错，请在下面更正号码。",
    "agreed": "已同意第 {line} 行改名，机构确认导入时登记新名。",
    "refused": "已答复不同意第 {line} 行改名，机构会收到通知。",
}  # fmt: skip
