"""Chinese names of the roles."""

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
