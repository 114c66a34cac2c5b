"""Sentences of the register of persons."""

from __future__ import annotations

NOT_FOUND = "没有这个人员，或者不在您的查看范围内。请从列表里重新打开。"
NAME_TAKEN = (
    "同一证件号码刚刚以另一个姓名登记，本次没有导入任何人。请刷新页面重新核对，按提示处理姓名不一致的行后再确认。"
)
MERGED_MEANWHILE = "名单里有人的记录刚刚被合并，本次没有导入任何人。请刷新页面重新核对后再确认。"
NUMBER_IN_ADDRESS = "证件号码不能放在网址里，没有查找。请在本页的搜索框里输入完整号码，或用证件后四位查找。"
REASON_MISSING = "请写明查看原因，至少 4 个字，例如：核对发证证件。本人可以看到这里写的原因。"
WRONG_PASSWORD = "密码或动态码不对，没有显示号码。连续输错 5 次，账户会锁定 15 分钟。"
TOO_MANY_REVEALS = "一小时内最多查看 {most} 个完整号码，现在已满。请稍后再查看；要核对整张名单，请在班次页面导出名单。"
NUMBER_UNKNOWN = "没有找到这个证件号码的人员，或者不在您的查看范围内。请对照证件核对号码，或按姓名查找。"
