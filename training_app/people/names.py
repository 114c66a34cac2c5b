"""Names: when two spellings are the same name, and the pinyin by which names are sorted and found."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import lazy_pinyin

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_DOTS = re.compile("[·•‧∙⋅・･．.。●]")
_SPACES = re.compile(r"\s+")
_LATIN = re.compile(r"[a-zà-ɏ]", re.IGNORECASE)

# Characters that are read otherwise as a surname than in other words.
_SURNAMES = {
    "单": "shan", "解": "xie", "仇": "qiu", "朴": "piao", "查": "zha", "曾": "zeng", "盖": "ge", "区": "ou",
    "任": "ren", "华": "hua", "召": "shao", "冼": "xian", "洗": "xian", "翟": "zhai", "缪": "miao", "宓": "mi",
    "逄": "pang", "牟": "mu", "黑": "he", "盛": "sheng", "员": "yun", "种": "chong", "秘": "bi", "繁": "po",
    "谌": "chen", "郇": "xun", "隗": "wei", "祭": "zhai", "那": "na", "能": "nai", "纪": "ji", "宁": "ning",
    "覃": "qin", "占": "zhan", "车": "che", "么": "yao", "乐": "yue", "石": "shi", "卜": "bu", "句": "gou",
    "干": "gan", "葛": "ge", "过": "guo", "哈": "ha", "晟": "cheng", "尉": "wei", "折": "she", "撒": "sa",
    "藏": "zang", "相": "xiang", "都": "du", "重": "chong", "强": "qiang", "钭": "tou", "万": "wan", "柏": "bai",
    "臧": "zang", "褚": "chu", "长": "chang", "朝": "chao", "薄": "bo", "瞿": "qu", "阚": "kan", "适": "kuo",
}  # fmt: skip
_DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "澹台": ("tan", "tai"),
    "单于": ("chan", "yu"), "令狐": ("ling", "hu"), "宰父": ("zai", "fu"), "濮阳": ("pu", "yang"),
}  # fmt: skip

_syllables: dict[str, str] = {}


def comparable(name: str) -> str:
    """The form in which two spellings of one name are equal: width, spaces, case and the middle dot do not matter."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", name))
    return _SPACES.sub("", _DOTS.sub("·", folded)).casefold()


@lru_cache(maxsize=100_000)
def pinyin_key(name: str) -> tuple[str, str]:
    """(pinyin, initials) of a name: 单海明 → ("shan hai ming", "shm"), Ali Khan → ("ali khan", "ak").

    A character without a known reading stands for itself.
    """
    if _LATIN.search(name):
        words = [word.lower() for word in re.split(r"[\s·.\-']+", name) if word]
    else:
        words = _hanzi(_DOTS.sub("", _SPACES.sub("", name)))
    return " ".join(words), "".join(word[0] for word in words)


def _hanzi(name: str) -> list[str]:
    words = [_syllable(character) for character in name]
    double = _DOUBLE_SURNAMES.get(name[:2]) if len(name) > 2 else None
    if double:
        words[:2] = double
    elif name and name[0] in _SURNAMES and len(name) <= 4:
        words[0] = _SURNAMES[name[0]]
    return words


def _syllable(character: str) -> str:
    known = _syllables.get(character)
    if known is None:
        known = _syllables[character] = "".join(lazy_pinyin(character)).lower() or character
    return known
