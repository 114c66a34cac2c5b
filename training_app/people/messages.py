"""Sentences of the register of persons."""

from __future__ import annotations

NOT_FOUND = "没有这个人员，或者不在您的查看范围内。请从列表里重新打开。"
NAME_TAKEN = (
    "同一证件号码刚刚以另一个姓名登记，本次没有导入任何人。请刷新页面重新核对，按提示处理姓名不一致的行后再确认。"
)
MERGED_MEANWHILE = "名单里有人的记录刚刚被合并，本次没有导入任何人。请刷新页面重新核对后再确认。"
NUMBER_IN_ADDRESS = "证件号码不能放在网址里，没有查找。请在本页的搜索框里输入完整号码，或用证件后四位查找。"
NUMBER_UNKNOWN = "没有找到这个证件号码的人员，或者不在您的查看范围内。请对照证件核对号码，或按姓名查找。"
