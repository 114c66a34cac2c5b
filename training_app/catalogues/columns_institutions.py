"""The columns of published lists of institutions (培训机构、评价机构、继续教育基地名录), and their cells understood. A line is
one institution and one qualification; several lines of one qualification tell its occupations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from training_app.catalogues import messages_institutions as messages
from training_app.catalogues.columns_cells import SPAN_HEADINGS, SPAN_WARNINGS, text_cell
from training_app.catalogues.messages import PROPOSED
from training_app.catalogues.rules_spans import judge_span, span_of
from training_app.classes.columns_programme import OccupationWords
from training_app.institutions.labels import KINDS, NATURES, TIERED, TIERS
from training_app.institutions.rules import canonical_code, code_defect, nature_of
from training_app.intake import messages_shared
from training_app.intake.columns import EMPTY_WORDS, NOTHING, plain, understand_level
from training_app.intake.columns_heading import Cell, Heading, Understood
from training_app.intake.columns_plain import PlainList
from training_app.intake.messages_proposed import offer
from training_app.kernel.problems import Problem
from training_app.policies.city import city
from training_app.policies.occupations import occupations
from training_app.registration.rules import is_phone
from training_app.sheets.model import LOST_DIGITS

OUTSIDE = "outside"
"""The value of `district` of an institution that has its seat elsewhere."""
LIST_MARK = "、"
TIER_TAIL = "级"
_KIND_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("institution_catalogue", re.compile(r"培训机构目录|补贴.{0,6}目录|目录内?培训机构")),
    ("specialised", re.compile(r"专精特新|小巨人")),
    ("champion", re.compile(r"单项冠军")),
    ("training_base", re.compile(r"继续教育基地|继教基地|培训基地|^(?:国家级|省级|市级)?基地$")),
    ("assessment_body", re.compile(r"评价(?:机构|组织|单位)|考核机构|认定机构")),
    ("training_institution", re.compile(r"培训(?:机构|单位|学校|组织)")),
    ("agency", re.compile(r"人事代理|劳务派遣")),
    ("committee", re.compile(r"评审委员会|评委会")),
    ("authority", re.compile(r"主管部门")),
    ("employee_training_centre", re.compile(r"(?:企业|职工)(?:职工)?培训中心")),
    ("employer", re.compile(r"用人单位")),
    ("enterprise", re.compile(r"^企业$")),
)  # fmt: skip
_TIER_WORDS = {name: key for key, word in TIERS.items() for name in (word, word.removesuffix(TIER_TAIL))}
_TIER = re.compile(r"国家级|省级|市级")
_NATURE_WORDS = {name: key for key, name in NATURES.items()} | {
    "民办非企业": "private_nonenterprise", "民非": "private_nonenterprise", "社会服务机构": "private_nonenterprise",
    "事业": "public_institution", "高等学校": "university", "高等院校": "university", "院校": "university",
    "国有企业": "enterprise", "民营企业": "enterprise", "私营企业": "enterprise", "有限公司": "enterprise", "公司": "enterprise",
    "社会团体": "social_organisation", "行业协会": "social_organisation", "协会": "social_organisation", "行政机关": "government",
}  # fmt: skip
_OUTSIDE_WORDS = re.compile(r"^(?:外地|市外|外市|省外|外省|本市以外)$")
_PARTS = re.compile(r"[、,，;；/]+|\s+(?=\S)")
_LOOKALIKE = str.maketrans("OISZ", "0152")
_ORGANISATION = re.compile(r"(?:公司|学校|学院|大学|中心|协会|研究院|研究所|基地|集团|院|厂|所|委员会|局|社)(?:\([^)]*\))?$")
_WARNINGS = SPAN_WARNINGS | {
    "name.change", "phone.invalid", "occupation.unknown", "level.unknown", "tier.needless", "facts.several", "facts.change",
    "district.differs",
    "nature.differs", "registration.waiting", "document.differs", "scope.more", "qualification.longer", "qualification.ends",
    "qualification.past", "valid_last.missing",
}  # fmt: skip
WORDS = OccupationWords.of(occupations())


def full_name(text: str) -> str:
    """The one spelling of an organisation's name: without spaces between hanzi, with the brackets of Chinese names."""
    shown = plain(text).replace("(", "（").replace(")", "）")
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", shown)


def spellings(name: str) -> set[str]:
    """How a name of `full_name` may stand in the register."""
    return {name, name.replace("（", "(").replace("）", ")")}


def kinds_named(text: str) -> set[str]:
    """The kinds of qualification a text names."""
    found = set()
    for kind, words in _KIND_WORDS:
        if words.search(text):
            found.add(kind)
            text = words.sub(" ", text)
    return found


def looks_like_an_organisation(text: str) -> bool:
    """Whether a value could be the name of one."""
    return len(plain(text)) >= 5 and _ORGANISATION.search(plain(text)) is not None


def looks_like_a_code(text: str) -> bool:
    """Whether a value is a right 统一社会信用代码."""
    return code_defect(canonical_code(text)) is None


def _name(cell: Cell) -> Understood:
    name = "".join(sign for sign in full_name(cell.text) if sign.isprintable())
    if name in EMPTY_WORDS:
        return {}, (("name.missing", None),)
    # No institution begins like a formula, which a spreadsheet would compute in whatever is exported.
    sound = 4 <= len(name) <= 100 and name[0] not in "=+-@"
    return ({"name": name}, NOTHING) if sound else ({}, (("name.invalid", None),))


def _code(cell: Cell) -> Understood:
    code = canonical_code(plain(cell.text)).replace("-", "")
    if code in EMPTY_WORDS or not code:
        return {}, NOTHING
    if cell.mark == LOST_DIGITS:
        return {}, (("code.lost_digits", None),)
    defect = code_defect(code)
    if defect is None:
        return {"code": code, **({"nature_by_code": nature_of(code)} if nature_of(code) else {})}, NOTHING
    mended = code.translate(_LOOKALIKE)
    return {}, ((f"code.{defect}", mended if defect == "signs" and code_defect(mended) is None else None),)


def _nature(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    nature = _NATURE_WORDS.get(text) or _NATURE_WORDS.get(text.removesuffix("单位"))
    return ({"unit_nature": nature}, NOTHING) if nature else ({}, (("nature.unknown", None),))


def district_named(word: str) -> str | None:
    """The code of the district of the city that a word names, with or without the city before it."""
    short = word.removeprefix(city().name).strip() or word
    return next((each.code for each in city().districts if {word, short} & {each.code, each.name, each.short_name}), None)


def _district(cell: Cell) -> Understood:
    word = plain(cell.text)
    if word in EMPTY_WORDS:
        return {}, NOTHING
    if _OUTSIDE_WORDS.match(word):
        return {"district": OUTSIDE}, NOTHING
    code = district_named(word)
    return ({"district": code}, NOTHING) if code else ({}, (("district.unknown", None),))


def _phone(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    return ({"contact_phone": text}, NOTHING) if is_phone(text) else ({}, (("phone.invalid", None),))


def _kind(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, (("kind.missing", None),)
    found = kinds_named(text)
    if len(found) != 1:
        return {}, (("kind.several" if found else "kind.unknown", None),)
    fields: dict[str, Any] = {"kind": found.pop()}
    tiers = set(_TIER.findall(text))
    if len(tiers) == 1:
        fields["tier_of_kind"] = _TIER_WORDS[tiers.pop()]
    return fields, NOTHING


def _tier(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    tier = _TIER_WORDS.get(text)
    return ({"tier": tier}, NOTHING) if tier else ({}, (("tier.unknown", None),))


def _occupation(cell: Cell) -> Understood:
    """The occupations named, by their names in the standards; what is none of them is kept as it is written."""
    parts = [part for part in re.split(r"[、,，;；\n]+", plain(cell.text)) if part.strip() not in EMPTY_WORDS]
    names = {entry.key: entry.name for entry in occupations()}
    found, unknown = [], False
    for part in parts:
        programme = WORDS.understand(part)
        known = programme.occupation and not (programme.rest or programme.direction or programme.level)
        found.append(names[programme.occupation] if known and programme.occupation else part.strip())
        unknown = unknown or programme.occupation is None
    words = LIST_MARK.join(dict.fromkeys(found))
    if len(words) > 150:
        return {}, (("text.too_long", None),)
    return ({"occupation": words} if words else {}), ((("occupation.unknown", None),) if unknown else NOTHING)


def _level(cell: Cell) -> Understood:
    text = plain(cell.text)
    if text in EMPTY_WORDS:
        return {}, NOTHING
    if text in _TIER_WORDS:
        return {"tier": _TIER_WORDS[text]}, NOTHING
    levels = [understand_level(part) for part in _PARTS.split(text)]
    return {"level": text}, (NOTHING if all(levels) else (("level.unknown", None),))


def judge(fields: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What is wrong with a line as a whole, as (field, code); the register is not asked."""
    yield from judge_span(fields)
    kind, tier = fields.get("kind"), tier_of(fields)
    if kind in TIERED and not tier:
        yield "tier", "tier.missing"
    if kind and kind not in TIERED and tier:
        yield "tier", "tier.needless"


def tier_of(fields: Mapping[str, Any]) -> str:
    """The tier a line names, in a column of its own or with the kind."""
    return fields.get("tier") or fields.get("tier_of_kind") or ""


def key_of(fields: Mapping[str, Any]) -> tuple[str, str, str]:
    """What two qualifications that must not overlap have in common: code, kind, tier."""
    return fields["code"], fields["kind"], tier_of(fields) if fields["kind"] in TIERED else ""


def scope_of(fields: Mapping[str, Any]) -> str:
    """The scope a line tells, in words: 大数据工程技术人员（初级、中级）; 其他."""
    occupation, level = fields.get("occupation", ""), fields.get("level", "")
    named = f"{occupation}（{level}）" if occupation and level else occupation or level
    return messages.SCOPE_MARK.join(filter(None, (named, fields.get("scope", ""))))


def show(fields: dict[str, Any]) -> None:
    """Adds what the page shows of a line and no cell holds: kind and last day in words."""
    if "kind" in fields:
        tier = TIERS.get(key_tier) if (key_tier := tier_of(fields)) and fields["kind"] in TIERED else ""
        fields["kind_words"] = KINDS[fields["kind"]] + (f"（{tier}）" if tier else "")
    span = span_of(fields)
    if span.first:
        fields["first_words"] = span.first.isoformat()
    fields["last_words"] = messages.last_words(span)


INSTITUTION_LIST = PlainList(
    (
        Heading(
            "name", "机构名称",
            "机构名称 机构全称 单位名称 名称 机构 单位 培训机构 评价机构 培训机构名称 评价机构名称 基地名称 基地 "
            "企业名称 学校名称 申报单位 "
            "承建单位 依托单位 单位全称", _name, looks=looks_like_an_organisation,
        ),
        Heading(
            "code", "统一社会信用代码",
            "统一社会信用代码 社会信用代码 信用代码 统一信用代码 机构代码 组织机构代码 单位代码 统一代码", _code, needed=False,
            looks=looks_like_a_code,
        ),
        Heading(
            "kind", "资格类别",
            "资格类别 机构类别 机构类型 类别 类型 资质类别 资质类型 资质 资格 名录类别 名录类型 单位类别 单位类型 "
            "资质名称 资格名称", _kind,
            needed=False,
        ),
        Heading("tier", "级别", "级别 基地级别 基地等级 资质级别 认定级别 层级", _tier, needed=False),
        Heading("unit_nature", "单位性质", "单位性质 机构性质 性质 法人类型", _nature, needed=False),
        Heading("district", "区市", "区市 所在区市 所属区市 所在地 所在区县 区县 县区 县市区 所属区县 属地 所在地区 "
        "辖区", _district, needed=False),
        Heading("address", "地址", "地址 详细地址 单位地址 机构地址 通讯地址 办公地址 培训地址 注册地址 "
        "联系地址", text_cell("address"),
                needed=False),
        Heading("contact_name", "联系人", "联系人 联系人姓名 负责人 经办人 "
        "联络人", text_cell("contact_name", 50), needed=False),
        Heading("contact_phone", "联系电话", "联系电话 联系方式 电话 手机 手机号 手机号码 电话号码 咨询电话 "
        "联系人电话", _phone, needed=False),
        Heading(
            "occupation", "职业", "职业 职业名称 职业工种 工种 培训职业 评价职业 培训项目 项目 专业 培训专业 "
            "职业领域 领域", _occupation,
            needed=False,
        ),
        Heading("level", "等级", "等级 职业等级 培训等级 评价等级 专业技术等级 技术等级", _level, needed=False),
        Heading("scope", "范围", "范围 业务范围 培训范围 评价范围 资质范围 资格范围 "
        "培训内容", text_cell("scope", 150), needed=False),
        *SPAN_HEADINGS,
    ),
    messages.sentence, messages_shared.file, judge=judge, warnings=_WARNINGS, proof="code", proposed=PROPOSED,
    whole=("name", "kind", "occupation", "level", "scope", "document", "valid_from", "valid_last", "validity"),
)  # fmt: skip
"""How a list of institutions is read."""


def propose_kind(problems: list[Problem], *titles: str) -> None:
    """Offers the kind that the file or the sheet is named after where a line tells none. 目录 alone may be the ministry's
    list or the city's, so it is never offered."""
    named = set().union(*map(kinds_named, titles))
    for problem in problems:
        if problem.code == "kind.missing" and len(named) == 1 and "institution_catalogue" not in named:
            offer(problem, KINDS[next(iter(named))], PROPOSED)
