"""Sentences about institutions and their qualifications."""

NOT_FOUND = "没有统一社会信用代码为“{code}”的机构，或者它不在您的查看范围内。请从机构列表里打开。"
CODE = {
    "length": "统一社会信用代码应为 18 位，您填的是 {length} 位。请对照营业执照或法人证书填写。",
    "signs": "统一社会信用代码只含数字和大写字母，不含 I、O、S、V、Z。请核对是否把 0 写成 O、1 写成 I。",
    "check": "统一社会信用代码的末位与前 17 位对不上，多半有一位写错了。请对照原件核对（GB 32100-2015）。",
}
CODE_TAKEN = "这个代码已登记为“{name}”。同一法人只登记一次，请打开它添加资格。"
NAME_MISSING = "请填写机构全称。"
NAME_CONTROL = "机构全称含有不能显示的字符，请重新输入。"
NATURE_UNKNOWN = "请从列表里选择单位性质。"
DISTRICT_UNKNOWN = "没有这个区市，请从列表里选择；机构不在本市的选“外地”。"
KIND_UNKNOWN = "请从列表里选择资格。"
TIER_MISSING = "{kind}要选级别（国家级、省级、市级）。"
TIER_NEEDLESS = "{kind}不分级别，请不要选。"
TO_BEFORE_FROM = "失效日应晚于生效日。失效日当天起不再有效。"
OVERLAP = "这个机构自 {first} 起已有同样的资格，有效期重叠。请先让原来的资格失效，或改日期。"
NOT_LISTED = "公开名录里没有这个机构。请从名录里查找，或联系市人力资源社会保障局。"
REGISTERED = "已登记机构“{name}”。请接着添加资格，机构取得资格后才能办理业务。"
QUALIFICATION_ADDED = "已添加资格：{kind}，自 {first} 起有效。"
QUALIFICATION_ENDED = "资格“{kind}”自 {day} 起失效，之前办理的业务不受影响。"
QUALIFICATION_UNKNOWN = "这个机构没有这项资格。请刷新页面后再操作。"
ALREADY_ENDED = "这项资格自 {day} 起已经失效，失效日只能改到更早的日期。"
END_BEFORE_START = "失效日不能早于生效日 {first}。"
STALE = "机构“{name}”的资料刚被别人修改过，您的修改没有保存。请重新打开，看清最新内容后再提交。"
CHANGED = "已保存机构资料。"
