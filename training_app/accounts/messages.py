"""Sentences of the login and of accounts."""

LOGIN_FAILED = "用户名或密码不对，或者账户暂时被锁定。连续错 5 次会锁定 15 分钟，请核对后再试。"
TOO_MANY_ATTEMPTS = "这个网络地址一分钟内尝试太多次，请等一分钟再试。"
NO_ROLE = "这个账户现在没有任何有效的角色。请联系本单位管理员或市局专业技术人员管理科。"
NO_SUCH_ROLE = "您没有这个角色，或者它已经到期。请刷新页面，从右上角的列表里选择。"
WRONG_OLD = "原密码不对，请重新输入。"
THREE_ADMINISTRATORS = "系统管理员、安全管理员、审计管理员不能由同一人担任（GB/T 22239-2019 8.1.4.2）。"
PASSWORD = {
    "short": "密码至少 12 位。",
    "long": "密码最多 128 位。",
    "classes": "密码要含大写字母、小写字母、数字、符号中的三类。",
    "own_name": "密码不能包含用户名或姓名。",
    "common": "密码包含常见的弱口令，请换一个。",
}
PASSWORD_CHANGED = "密码已经修改，其他设备上的登录已全部退出。"
