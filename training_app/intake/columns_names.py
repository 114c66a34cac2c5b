"""Names of people in cells: hanzi or Latin letters, and what stands in a name's place but names nobody."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from training_app.intake.columns import EMPTY_WORDS, NOTHING, Defects
from training_app.sheets.layout import INVISIBLE

_NOBODY = (
    r"(?!(?:暂无|没有|暂缺|空白|空缺|不详|不明|未知|未定|未填|未报|未提供|待定|待补充?|待填写?|待报|待录|同上|上同|同前|同下"
    r"|必填|选填|文本|姓名|学员(?:姓名)?|本人|先生|女士|合计|小计|总计|测试|示例|样例)$)(?!.*(?:某|公司|集团|学院|学校|大学|医院"
    r"|研究[院所]|委员会|事务所|合作社|有限|培训中心|服务中心))(?!..?.*(?:先生|女士|小姐|老师|师傅|经理|主任|校长|同学)$)(?!.{2,}同志$)"
)
"""Hanzi that stand where a name belongs and name nobody, or somebody by how one speaks to them; 某 is what a name is blacked
out with. 先生 and the like follow at least a surname, 同志 a whole name: some are called so."""
_ORGANISATION = re.compile(r"公司|集团|学院|学校|大学|医院|研究[院所]|委员会|事务所|合作社|有限")
_ADDRESSED = re.compile(r"(?:先生|女士|小姐|老师|师傅|总?经理|主任|校长|同学|同志)$")
_HANZI = "\u3007\u3400-\u4dbf\u4e00-\u9fff\ufa0e-\ufa29\U00020000-\U000323af"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd"
HANZI_NAME = re.compile(f"{_NOBODY}(?:[{_HANZI}]{{2,20}}|(?=.{{3,50}}$)[{_HANZI}]+(?:·[{_HANZI}]+)+)")
_PRIVATE_NAME = re.compile(f"(?=.*[{_PRIVATE}])[{_HANZI}{_PRIVATE}]{{2,20}}(?:·[{_HANZI}{_PRIVATE}]+)*")
_LATIN_NAME = re.compile(r"[^\W\d_]+(?:[ '.\-]{1,2}[^\W\d_]+){0,9}\.?")
_DOTS = re.compile("[\u2022\u2027\u30fb\uff65\u2219\u22c5\u02d9\u16eb\u2024\uff0e\u25cf\u00b7\u2e31\u0387]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACE = re.compile(r"\s+")
_BEFORE = re.compile(r"^[*★☆※●◆▲△√#\s]+")
_ANNOTATION = re.compile(
    rf"^(.{{2,50}}?)\s*(?:[(\[【〔<].*|[*★☆※●◆▲△√#/、,，;；。.\d]+|(?<=[{_HANZI}])(?:[A-Za-z]|\s*[A-Za-z][A-Za-z .'\-]+))?$",
    re.DOTALL,
)
"""A name, and what people write beside it: a remark in brackets, a mark, a number for namesakes, the name in letters."""
_COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 "
    "慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里 呼延 东郭 南门 西门 左丘 第五 轩辕 拓跋 纳兰 完颜 叶赫 那拉 乐正 "
    "公西 谷梁 梁丘 东门 段干 漆雕 闾丘 淳于 单于 叱干".split()
)
_TWO_NAMES = re.compile(f"([{_HANZI}]{{2,4}}) ([{_HANZI}]{{2,4}})")

HALVES_OF_NAME = (
    frozenset("姓 姓氏 surname familyname lastname 英文姓 拼音姓".split()),
    frozenset("名 名字 givenname givennames firstname forename 英文名 拼音名".split()),
)
"""Heading keys over the two columns in which some lists write a name."""


@lru_cache(maxsize=4096)
def understand_name(text: str) -> tuple[str | None, Defects]:
    """A person's name: hanzi without spaces and with · (U+00B7), or a Latin name with single spaces."""
    visible = _VARIANT.sub("", INVISIBLE.sub("", text)).strip().lstrip("'‘`")
    folded = _SPACE.sub(" ", unicodedata.normalize("NFKC", _DOTS.sub("·", visible))).strip()
    if folded in EMPTY_WORDS:
        return None, (("name.missing", None),)
    name = _canonical_name(folded)
    if name is None:
        found = None if _ORGANISATION.search(folded) else _ANNOTATION.match(_BEFORE.sub("", folded))
        return None, (("name.invalid", _canonical_name(_ADDRESSED.sub("", found[1].strip())) if found else None),)
    if _BIDI.search(text):
        return None, (("name.invalid", name),)
    return name, ((("name.private_use", None),) if _PRIVATE_NAME.fullmatch(name) else NOTHING)


def _canonical_name(folded: str) -> str | None:
    two = _TWO_NAMES.fullmatch(folded)
    if two and two[1] not in _COMPOUND_SURNAMES:
        return None  # 李四 王五 are two people
    tight = folded.replace(" ", "")
    dotted = re.sub(rf"(?<=[{_HANZI}{_PRIVATE}])[.。\-](?=[{_HANZI}{_PRIVATE}])", "·", tight)
    if HANZI_NAME.fullmatch(dotted) or _PRIVATE_NAME.fullmatch(dotted):
        return dotted
    spaced = re.sub(r" ?, ?", " ", folded.replace("’", "'").replace("·", " "))
    if _LATIN_NAME.fullmatch(spaced) and len(spaced) <= 80 and _is_latin(spaced):
        return spaced
    return None


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    alike = len(set(text.lower())) == 1  # XXX
    return not alike and len(letters) > 1 and all(
        ord(character) < 0x250 or 0x1E00 <= ord(character) < 0x1F00 for character in letters
    )
