"""Chinese names of roles, and of the programs people log in with."""

ROLES = {
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "auditor": "审计管理员",
    "bureau": "市局",
    "district": "区市人社局",
    "training_institution": "培训机构",
    "assessment_body": "评价机构",
    "employer": "用人单位",
    "authority": "行业主管部门",
    "engineer": "专业技术人员",
}
ISSUER = "数字技术工程师培育平台"
"""What an authenticator app shows beside the code."""
VISITOR = "未登录"
CHOOSE, NO_COLLEAGUE = "请选择", "不在同事里选"

FIRST_ROLE_HINTS = {
    "system_admin": "建立和停用账户、备份",
    "security_admin": "授予和收回角色",
    "auditor": "查看和核对审计记录",
    "bureau": "登记机构、审核班次、接收季度报表",
}
_PROGRAMS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "安卓"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """What a browser calls itself, in words: "Chrome，Windows"; 其他程序 when it is none we know."""
    found = [
        next((label for mark, label in names if mark in agent), "") for names in (_PROGRAMS, _SYSTEMS)
    ]
    return "，".join(part for part in found if part) or "其他程序"
