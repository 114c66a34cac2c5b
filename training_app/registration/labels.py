"""Chinese names around the registration of organisations."""

from __future__ import annotations

KINDS = {
    "training_institution": "培训机构", "assessment_body": "评价机构", "employer": "企业（用人单位）",
    "authority": "行业主管部门",
}
# What each kind does here, for somebody who has to choose.
PURPOSES = {
    "training_institution": "备案班次，上传学员名单，记考勤，办结业，报开展情况表",
    "assessment_body": "录入等级考核结果和证书编号",
    "employer": "看本单位谁的学时没满，给员工发激活码，管理本单位账户",
    "authority": "管理本部门账户，查看本部门资料和政策依据",
}
DOCUMENTS = {"licence": "营业执照或法人证书", "listing": "列入名录的证明"}
DOCUMENT_HINTS = {
    "licence": "营业执照、事业单位法人证书、民办非企业单位或社会团体登记证书、机关的统一社会信用代码证书，任选其一",
    "listing": "人社部公布的培训机构、评价机构名录中列有本单位的一页，或公布文件",
}
FIELDS = {
    "code": "统一社会信用代码", "name": "单位全称", "unit_nature": "单位性质", "district": "住所所在区市", "address": "地址",
    "legal_representative": "法定代表人（负责人）", "contact_name": "联系人", "phone": "联系电话",
    "administrator": "账户管理员姓名", "basis": "名录名称或文号", **DOCUMENTS,
}
STATES = {
    "submitted": ("待核对", "wait"), "returned": ("已退回，待补正", "back"), "accepted": ("已通过", "ok"),
    "refused": ("不予通过", "bad"),
}
# The first sign of a 统一社会信用代码: the department that registered the organisation (GB 32100-2015, table 1).
REGISTRARS = {
    "1": "机构编制", "2": "外交", "3": "司法行政", "4": "文化", "5": "民政", "6": "旅游", "7": "宗教", "8": "工会",
    "9": "市场监管", "A": "中央军委改革和编制办公室", "N": "农业农村", "Y": "其他部门",
}  # fmt: skip
# Words that many names share and that tell none of them apart.
NAME_TAILS = ("有限责任公司", "股份有限公司", "有限公司", "集团", "职业培训学校", "培训学校", "培训中心", "学校", "中心")
NAME_HEADS = ("山东省", "山东", "浙江省", "浙江", "省", "市", "区")
VISITOR = "注册申请人"
