"""Sentences about the registration of organisations."""

MISSING = {
    "name": "请填写单位全称，与营业执照或法人证书一致。",
    "address": "请填写地址，与营业执照或法人证书上的住所一致。",
    "legal_representative": "请填写法定代表人（负责人）姓名，与证照一致。",
    "contact_name": "请填写联系人姓名，市局核对时要联系。",
    "phone": "请填写联系电话，座机带区号，市局核对时要打这个电话。",
    "administrator": "请填写账户管理员姓名。审核通过后由此人建立本单位的账户。",
    "basis": "请填写列有本单位的名录名称或公布文件的文号（威人社函〔2023〕25号 二）。",
}
UNPRINTABLE = "{field}含有不能显示的字符，请重新输入。"
TOO_LONG = "{field}最多 {most} 个字符。"
KIND_UNKNOWN = "请从四类单位里选择一类。"
NATURE_UNKNOWN = "请从列表里选择单位性质。"
DISTRICT_MISSING = "请选择所在区市；住所不在本市的选“外地”。"
DISTRICT_UNKNOWN = "没有这个区市，请从列表里选择；住所不在本市的选“外地”。"
PHONE_WRONG = "联系电话应为 11 位手机号，或带区号的座机号（如 0631-5200000），不含其他文字。"
HAS_ACCOUNTS = "这个代码的单位已在平台开通账户。请找本单位的账户管理员给您建立账户；找不到管理员，请联系市局。"
DOCUMENT_MISSING = "请上传{document}的扫描件或照片。"
FILE = {
    "empty": "“{name}”是空文件，请重新选择。",
    "large": "“{name}”超过 5 MB。请降低扫描分辨率（200 dpi 足够）后再传。",
    "kind": "“{name}”不是 PDF、JPG 或 PNG。请上传扫描件或照片，不能只改文件名的后缀。",
    "broken": "“{name}”不完整或已损坏，打不开。请重新扫描或另存后再传。",
    "active": "“{name}”含有脚本或附件，不能接收。请打印成普通 PDF，或改传照片。",
}
TOO_MANY_FILES = "这个网络地址一小时内上传的文件太多，本次没有保存文件。请稍后再传。"
TOO_MANY = "这个网络地址提交太频繁，没有保存。请过一小时再试，急办请电话联系市局。"
TRAP = "提交没有成功：有一个不该填的格子填了内容。请刷新页面重新填写。"
RECEIPT_WRONG = "编号与回执码对不上，或者没有这份申请。请照回执核对；回执丢失请电话联系市局补发。"
RECEIPT_CLOSED = "请先输入申请编号和回执码。为了安全，查询满两小时或离开后要重新输入。"
NOT_FOUND = "没有编号为“{number}”的注册申请，或者它不在您的查看范围内。请从申请列表里打开。"
DOCUMENT_UNKNOWN = "这份申请没有这个文件，或者文件已按规定清除。请刷新页面查看。"
DECIDED = "这份申请已由{who}于 {when} 办理，现在的状态是“{state}”，您的操作没有执行。请刷新页面查看。"
MOVED_ON = "申请单位刚补正过这份申请，您看到的是旧内容，您的操作没有执行。请刷新页面核对后再办理。"
NOT_RETURNED = "这份申请现在的状态是“{state}”，不能修改。"
REMARK_MISSING = {"return": "请写明要补正什么，申请单位会看到这段话。", "refuse": "请写明不予通过的理由，申请单位会看到这段话。"}
REMARK_LONG = "理由最多 500 个字符。"
ATTACH_MISSING = "这个代码已登记为“{name}”。请核对是同一单位后勾选“并入已有机构”，或退回申请。"
DAY_WRONG = "日期请按 2026-07-01 的样子填写。"
TO_BEFORE_FROM = "失效日应晚于生效日。"
DEFAULT_DOCUMENT = "单位注册申请 {number}"
ACCEPTED = "已通过 {number}。请电话告知申请单位凭回执设置管理员账户，30 天内有效。"
RETURNED = "已退回 {number}，申请单位凭回执可以看到理由并补正。"
REFUSED = "{number} 已不予通过，申请单位凭回执可以看到理由。"
REISSUE_LATE = "这份申请已经办结，不再补发回执。"
ACTIVATED_ALREADY = "管理员账户已经建立，每份申请只能建立一次。请直接登录；忘记密码请联系市局。"
ACTIVATION_LATE = "通过后 30 天内没有设置账户，回执码已失效。请电话联系市局补发回执。"
NOT_ACCEPTED = "市局还没有通过这份申请，暂不能设置账户。"
INSTITUTION_HAS_ADMINISTRATOR = "这个单位已有账户管理员，不能再凭注册申请建立。请找本单位管理员给您建立账户。"
POINTED_AT = "市局退回时指出这一项要补正，见上面的理由。"
CORRECTED = "已重新提交，等市局核对。"
