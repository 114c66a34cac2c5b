"""The columns of a class roster: its fields and their headings in any usual wording."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from training_app.classes.columns_evidence import understand_title
from training_app.classes.columns_schooling import understand_education, understand_outcome
from training_app.intake.columns import EMPTY_WORDS, identity_kind_of_word, plain, understand_level, understand_sex
from training_app.intake.columns_names import HALVES_OF_NAME
from training_app.kernel.identity import IdentityKind
from training_app.sheets.headings import FOREIGN, Wanted
from training_app.sheets.layout import heading_key, without_translation

FIELDS = (
    "name", "sex", "identity_kind", "identity_number", "phone", "birth_date", "education", "education_outcome", "full_time",
    "major", "degree", "graduation_date", "employer", "post", "held_title", "held_title_on", "experience_years",
    "prior_certificate", "occupation", "direction", "level", "bank_account", "remark",
)
"""Canonical fields of a roster line, in this order."""

REQUIRED = ("name", "identity_number")
SERIAL = "serial"
PROGRAMME = "programme"
"""A column that may hold occupation, direction and level together."""

_SYNONYMS = {
    "name": (
        "姓名 学员姓名 学生姓名 参训人员姓名 参训学员姓名 人员姓名 考生姓名 培训人员姓名 "
        "培训对象姓名 申请人姓名 申报人姓名 报名人姓名 名字 职工姓名 员工姓名 中文姓名 真实姓名 "
        "本人姓名 持证人姓名 学员姓名全称 姓名全称 name fullname 专技人员姓名 "
        "工程师姓名"
    ),
    "name*": "学员 参训人员 参训学员 培训人员 培训对象 申报人 报名人 学员名称 持证人 人员",
    "identity_number": (
        "身份证号 身份证号码 身份证 公民身份号码 公民身份证号 公民身份证号码 居民身份证号 居民身份证号码 "
        "居民身份证 身份证编号 身份号码 身份证明号码 学员身份证号 学员身份证号码 身份证件号 身份证件号码 "
        "身份证护照号 身份证护照号码 身份证号或护照号 idcard idnumber idcardno idcardnumber idno passportidno passportno "
        "passportnumber "
        "二代身份证号 二代身份证号码 "
        "社会保障号码 社会保障号 公民身份号"
    ),
    "identity_number*": (
        "证件号 证件号码 证件编号 有效证件号 有效证件号码 证照号码 有效身份证件号码 有效身份证件号 "
        "身份证件编号 学员证件号 学员证件号码 证件号码身份证"
    ),
    "identity_kind": (
        "证件类型 证件种类 证件类别 身份证件类型 身份证件种类 身份证件类别 证件名称 身份证类型 有效证件类型 "
        "有效证件种类 有效身份证件类型 身份类型"
    ),
    "sex": "性别 男女 sex gender 学员性别",
    "phone": (
        "手机 手机号 手机号码 移动电话 联系手机 联系手机号 本人手机 本人手机号 学员手机号 学员手机 手机电话 "
        "移动电话号码 联系手机号码 mobile 本人手机号码 手机联系方式 mobilephone mobileno cellphone"
    ),
    "phone*": (
        "联系电话 联系方式 电话 电话号码 本人电话 学员电话 联系号码 本人联系电话 学员联系电话 学员联系方式 "
        "本人联系方式 tel phone 联系电话手机 通讯方式 通讯电话 通信方式 通联方式 联络方式 联络电话 telephone phonenumber"
    ),
    "birth_date": "出生日期 出生年月 出生年月日 生日 出生时间 出生 出生日 birthday birthdate dateofbirth",
    "education": (
        "学历 文化程度 最高学历 学历层次 教育程度 文化水平 学历学位 学历及学位 学员学历 现学历 受教育程度 "
        "最高学历学位 education"
    ),
    "education*": "全日制学历 全日制教育学历 第一学历 毕业学历",
    "education_outcome": "毕结业 毕业结业 毕结业结论 毕业状态 学业状态 学历状态 是否毕业 毕业情况 学习结业情况",
    "full_time": "是否全日制 学习形式 学习方式 学历性质 学历类型 培养方式 教育形式 学历类别 学习类型 全日制",
    "major": "专业 所学专业 毕业专业 专业名称 学历专业 学科专业 所学专业名称 就读专业 最高学历专业",
    "degree": "学位 最高学位 学位名称 学位层次 学位类别 所获学位",
    "graduation_date": "毕业时间 毕业日期 毕业年月 取得学历时间 学历取得时间 毕业年份 毕业 最高学历毕业时间 获得学历时间",
    "employer": (
        "单位 工作单位 所在单位 就职企业 就业单位 现工作单位 单位名称 工作单位名称 任职单位 所属单位 企业名称 "
        "公司 公司名称 所在企业 工作单位全称 服务单位 用人单位 用工单位 就职单位 所在公司 所在单位名称 "
        "参训单位 从业单位 受聘单位 现单位 企业 所属企业 单位全称 工作单位学校 工作单位或学校 就业企业 "
        "在职单位 学员单位 现所在单位 所在企业名称 用人单位名称 工作单位院校 参训企业 派出单位 送培单位 "
        "company employer"
    ),
    "post": (
        "岗位 职务 工作岗位 现岗位 任职岗位 从事岗位 职务岗位 岗位职务 现任职务 部门及职务 职位 行政职务 "
        "岗位名称 现职务 从事工作 工种岗位 部门职务"
    ),
    "held_title": (
        "职称 现有职称 专业技术职务 专业技术职称 职称名称 现职称 专业技术资格 技术职称 专业技术职务任职资格 "
        "现专业技术职务 已取得职称 现有职称等级 已有职称 技术职务 现有专业技术职称"
    ),
    "held_title_on": (
        "职称取得时间 取得职称时间 职称取得日期 任职资格取得时间 现职称取得时间 取得职称日期 职称取得年月 "
        "职称获得时间 资格取得时间"
    ),
    "experience_years": (
        "工作年限 从业年限 本职业年限 本职业工作年限 从事本职业年限 相关工作年限 工龄 从事本职业工作年限 "
        "相关专业工作年限 专业工作年限 从业时间年 本专业工作年限 工作年数 从事相关工作年限"
    ),
    "prior_certificate": (
        "已有证书 已取得证书 现有证书 原证书 已持证书 持有证书 已获证书 原有证书编号 原证书编号 "
        "前一级证书编号 已取得等级证书 现有等级证书 职业资格证书 已有证书编号 原证书号码 原等级证书 "
        "已获等级证书 低等级证书编号 已持有证书 已获证书编号"
    ),
    "occupation": (
        "职业 工种 培训项目 职业名称 培训职业 培训工种 申报职业 报考职业 职业工种 申报职业名称 培训项目名称 "
        "培训专业 报名职业 认定职业 评价职业 职业工种名称 项目 项目名称 报考工种 鉴定工种 培训职业名称 "
        "报名项目 申报工种 参训职业 参训项目 培训职业工种 工种名称 职业技能工种 报名职业名称 培训内容 "
        "申报项目 评价工种 考核职业"
    ),
    "direction": (
        "方向 职业方向 培训方向 专业方向 申报方向 报考方向 职业方向名称 项目方向 报名方向 申报职业方向 "
        "技术方向"
    ),
    "level": (
        "等级 级别 申报等级 培训等级 报考等级 申报级别 培训级别 技术等级 专业技术等级 等级名称 报名等级 "
        "认定等级 培训层次 评价等级 考核等级 参训等级 报名级别 报考级别 申报专业技术等级 层级 考试等级"
    ),
    PROGRAMME: (
        "职业及等级 职业名称及等级 职业与等级 培训职业及等级 申报职业及等级 职业方向及等级 培训项目及等级 "
        "工种及等级 工种等级 职业工种及等级 职业名称等级 职业等级 培训职业等级 申报职业等级 职业和等级 "
        "职业方向等级 报考职业及等级 职业工种等级 项目及等级 项目等级 报名职业及等级 培训工种及等级 "
        "职业及级别 职业级别 培训项目等级 职业及方向 职业及方向等级 职业工种及级别 申报职业及级别"
    ),
    "bank_account": (
        "银行账号 银行卡号 银行账户 银行卡 卡号 账号 社保卡银行账号 社保卡银行卡号 收款账号 补贴账号 银行帐号 "
        "工资卡号 社会保障卡银行账号 个人银行账号 帐号 发放账号 开户账号 收款账户 补贴发放账号 本人银行账号 "
        "社会保障卡账号 社保卡账号 本人银行卡号 银行账户号码 银行账号卡号 收款银行账号 账户"
    ),
    "remark": "备注 说明 其他 附注 备注说明 其他说明 其它 备注信息 备考 remark",
    SERIAL: "序号 编号 序 no 序列号 行号 号 number 顺序号 排序 学员序号 人数序号",
}
_GENERIC = 9
_EXACT = 10
_GUESS = 4

_PATTERNS = tuple(
    (name, re.compile(pattern), re.compile(exclusion)) for name, pattern, exclusion in (
        ("identity_number", r"身份证|证件号|公民身份|^id$",
         r"类型|种类|类别|有效期|地址|照片|复印|正面|反面|发证|签发|后四|后六|后4|后6|末|是否|上传|附件|扫描|住址"),
        ("name", r"姓名", r"拼音|曾用|英文|单位|负责|教师|老师|介绍|填表|审核|户名"),
        ("phone", r"手机|联系电话|移动电话", r"单位|家庭|办公|固定|座机|固话|公司|企业|型号"),
        ("sex", r"性别", r"^$"),
        ("birth_date", r"出生(?:日期|年月|时间)", r"地"),
        ("graduation_date", r"毕业(?:时间|日期|年月)", r"^$"),
        ("education", r"(?:学历|文化程度)$", r"专业|院校|学校|时间|证书|编号|是否"),
        ("held_title_on", r"职称.*(?:时间|日期|年月)$", r"拟|申报"),
        ("held_title", r"职称$", r"拟|申报|系列"),
        ("employer", r"(?:工作|所在|就业|就职|任职|用人|用工)单位|(?:企业|公司|单位)名称|单位$",
         r"推荐|性质|类型|地址|电话|填报|主管|代码|意见|规模|开户|发证|培训|评价|组织|报送|行业|鉴定|部门|原|上级"),
        ("direction", r"方向$", r"研究|就业"),
        ("level", r"(?:等级|级别)$", r"职称|技能|证书|原|已|现|持|学历|单位|职务|英语|信用|外语|岗位|资格"),
        ("occupation", r"(?:^|报考|申报|培训|参训|认定|评价)(?:职业|工种)|(?:职业|工种)(?:名称)?$",
         r"现|证书|资格|等级|编码|代码|原|已|年限|技能"),
        ("bank_account", r"银行.*(?:账|帐|卡)号?|(?:账|帐|卡)号$",
         r"开户行|名称|户名|行号|支行|地址|社保卡号|登录|校园|饭卡|门禁"),
        ("remark", r"备注$", r"^$"),
    )
)
_OTHER_PEOPLE = re.compile(
    r"联系人|紧急|家长|监护|推荐人|法人|法定代表|配偶|班主任|教师|导师|讲师"
    r"|经办人|介绍人|担保|家庭成员|填表人|负责人|开户人|户主|代领|代办|代理人|委托人|受托人|证明人|见证人|受益人"
    r"|父亲|母亲|亲属|丈夫|妻子|领队|带队|辅导员|评委|考评员|监考|督导"
)


_OWN_GROUP = re.compile(
    r"^(?:学员|学生|人员|个人|参训|参训人员|培训|培训人员|报名|申报|身份|教育|学历)?(?:基本)?(?:信息|情况|资料)(?=.)"
)
"""Group headings that say of nothing under them whose or what it is (学员信息, 基本情况)."""


@cache
def _headings() -> dict[str, tuple[str, int]]:
    known: dict[str, tuple[str, int]] = {}
    for name, words in _SYNONYMS.items():
        strength = _GENERIC if name.endswith("*") else _EXACT
        for word in words.split():
            known.setdefault(heading_key(word), (name.rstrip("*"), strength))
    return known


def recognise(key: str) -> tuple[str, int] | None:
    """The field a heading key means, and how surely; FOREIGN where it speaks of somebody else than the learner."""
    key = _OWN_GROUP.sub("", key)
    known = _headings().get(key)
    if known is not None:
        return known
    if _OTHER_PEOPLE.search(key):
        return FOREIGN
    for name, pattern, exclusion in _PATTERNS:
        if pattern.search(key):
            return FOREIGN if exclusion.search(key) else (name, _GUESS)
    hanzi = without_translation(key)
    return recognise(hanzi) if hanzi != key else None


def speaks_of_any_document(heading: str) -> bool:
    """Whether a heading means identity documents of every kind (证件号码), not only 居民身份证."""
    key = heading_key(heading)
    return "证件" in key or "护照" in key or "证照" in key


def is_resident_word(text: str) -> bool:
    """Whether a cell of kinds is empty or names the 居民身份证, so that an 18-digit number needs no second look."""
    return plain(text) in EMPTY_WORDS or identity_kind_of_word(text) is IdentityKind.RESIDENT_ID


def _takes(understand: Callable[[str], object]) -> Callable[[str], bool]:
    return lru_cache(maxsize=2048)(lambda word: understand(word) is not None)


_USUAL = frozenset(
    word for name in ("name", "identity_number", "identity_number*") for word in _SYNONYMS[name].split() if len(word) < 9
)
WANTED = Wanted(
    recognise, REQUIRED, _USUAL, ticked={
        "sex": _takes(understand_sex), "level": _takes(understand_level), "education": _takes(understand_education),
        "education_outcome": _takes(understand_outcome), "held_title": _takes(lambda word: understand_title(word)[0]),
        "identity_kind": _takes(identity_kind_of_word),
    },
    often_none=frozenset({"held_title", "education_outcome"}), halves={"name": HALVES_OF_NAME},
)
"""What a roster is looked for by."""
