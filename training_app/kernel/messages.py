"""Sentences of the kernel's own errors."""

WRONG_STATE = "该记录的状态已经改变，这一步现在不能办理。请刷新页面，按最新状态操作。"
NOT_ALLOWED = "这一步不由您的角色办理。请联系页面上写明的办理单位。"
UNSEEN = "含有看不见的控制字符，请删去后重新填写。"
NO_VERSION = "这个页面没有写明打开的是哪一版，没有保存任何内容。请重新打开这条记录再修改。"
