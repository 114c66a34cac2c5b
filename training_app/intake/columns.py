"""Cells that lists of people share, understood: identity numbers, phones, days, levels. Names: `columns_names.py`.

Every function takes the text of a cell and gives `(value, defects)`: the canonical value or None, and what is wrong as
(code, suggestion). A value is given only when it is what a person reading the cell would write down.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from training_app.kernel.identity import (
    EIGHTEEN,
    IdentityDefect,
    IdentityKind,
    defect_of_form,
    defects,
    fits,
    from_fifteen,
    kind_of,
    repair,
)
from training_app.sheets.layout import INVISIBLE
from training_app.sheets.model import LOST_DIGITS

Defects = tuple[tuple[str, str | None], ...]
NOTHING: Defects = ()

_SPACE = re.compile(r"\s+")
EMPTY_WORDS = frozenset(
    {"", "/", "\\", "-", "--", "—", "——", "－", "无", "暂无", "没有", "空", "N/A", "n/a", "NA", "null", "NULL", "None"}
)
"""What people write into a cell that has nothing to say."""


_NOTED = re.compile("([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u2189\u2460-\u24ff\u3251-\u325f\u32b1-\u32bf])")
"""Raised, lowered and circled figures: marks of a footnote, which in NFKC would become digits of the number before them."""


def plain(text: str) -> str:
    """A cell's text in NFKC but for figures of footnotes, without characters that have no width, with single spaces, stripped."""
    visible = INVISIBLE.sub("", text)
    if _NOTED.search(visible):
        folded = "".join(
            part if _NOTED.fullmatch(part) else unicodedata.normalize("NFKC", part) for part in _NOTED.split(visible)
        )
    else:
        folded = unicodedata.normalize("NFKC", visible)
    return _SPACE.sub(" ", folded).strip().lstrip("'‘’`")


_BETWEEN_HANZI = re.compile(r"(?<=[\u3000-\u9fff（）])\s+(?=[\u3000-\u9fff（）()])|(?<=[()])\s+(?=[\u3000-\u9fff])")


def as_written(text: str) -> str:
    """Free text as a person would copy it: no invisible characters, no line breaks, no gaps between hanzi."""
    shown = unicodedata.normalize("NFC", INVISIBLE.sub("", text)).strip().lstrip("'")
    return _SPACE.sub(" ", _BETWEEN_HANZI.sub("", shown))


IDENTITY_KIND_WORDS: tuple[tuple[re.Pattern[str], IdentityKind], ...] = (
    (re.compile(r"永久居留|永居|五星卡|外国人居留身份证"), IdentityKind.FOREIGN_PERMANENT_RESIDENCE),
    (re.compile(r"(?:港|澳|台).*居住证|^居住证$"), IdentityKind.HMT_RESIDENCE_PERMIT),
    (re.compile(r"台.*(?:通行证|大陆)|台胞证"), IdentityKind.TW_TRAVEL_PERMIT),
    (re.compile(r"(?:港|澳).*(?:通行证|内地)|回乡证"), IdentityKind.HM_TRAVEL_PERMIT),
    (re.compile(r"护照|passport", re.IGNORECASE), IdentityKind.PASSPORT),
    (re.compile(r"身份证|^(?:二代|第二代)证?$|^01$|^1$"), IdentityKind.RESIDENT_ID),
)
_LABELLED = re.compile(r"^([^\d:：A-Za-z]{2,14})[:：]?\s*(?=[\dA-Za-z])")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{1,3}", re.ASCII)
_NOISE = re.compile(r"[\s\u00a0]+")
_MOSTLY_DIGITS = re.compile(r"[\dA-Z*×]{6,}", re.ASCII)


def identity_kind_of_word(text: str) -> IdentityKind | None:
    """The kind of document a cell names, None for one the register does not know."""
    word = _NOISE.sub("", plain(text))
    return next((kind for pattern, kind in IDENTITY_KIND_WORDS if pattern.search(word)), None)


def clean_identity(text: str) -> str:
    """An identity number half-width, in capitals, without spaces, hyphens between its parts and trailing marks."""
    number = _NOISE.sub("", plain(text)).upper()
    number = number.rstrip(".,;。，；、'\"").lstrip("'\"")
    if "-" in number or "—" in number or "_" in number:
        joined = re.sub(r"[-—_–]", "", number)
        if len(joined) in (15, 18):
            return joined
    return number


def understand_identity(
    text: str, mark: str | None = None, kind_word: str = "", *, any_document: bool = True, today: date | None = None
) -> tuple[tuple[IdentityKind, str] | None, Defects]:
    """Kind and number of an identity document.

    `kind_word` is the cell that names the kind; `any_document` says that the heading speaks of documents in general
    (证件号码), so that a bare number of 8 or 10 digits can be a travel permit of Taiwan;
    those begin with 0, any other such number may be the rest of a longer one.
    """
    number = clean_identity(text)
    if number.upper() in EMPTY_WORDS or not number:
        return None, (("identity.missing", None),)
    labelled = _LABELLED.match(number)
    if labelled and identity_kind_of_word(labelled[1]):
        number = number[labelled.end() :]
        kind_word = kind_word or labelled[1]
    if mark == LOST_DIGITS or _SCIENTIFIC.fullmatch(number):
        return None, (("identity.lost_digits", None),)
    stated = identity_kind_of_word(kind_word) if kind_word.strip() else None
    if stated is None and plain(kind_word) in EMPTY_WORDS:
        return _of_form(number, any_document, today)
    return _of_stated(number, stated, today)


def _of_form(number: str, any_document: bool, today: date | None) -> tuple[tuple[IdentityKind, str] | None, Defects]:
    kind = kind_of(number)
    if kind is not None:
        return _checked(kind, number, today)
    permit = fits(number, IdentityKind.TW_TRAVEL_PERMIT)
    if permit and any_document and number[0] == "0":
        return (IdentityKind.TW_TRAVEL_PERMIT, number), NOTHING
    if permit or not _MOSTLY_DIGITS.fullmatch(number):
        return None, (("identity.unknown_kind", None),)
    return None, _form_defect(number)


def _of_stated(
    number: str, stated: IdentityKind | None, today: date | None
) -> tuple[tuple[IdentityKind, str] | None, Defects]:
    if stated is not None and fits(number, stated):
        return _checked(stated, number, today)
    shown = kind_of(number)
    if shown is not None and not defects(number, shown, today):
        return (shown, number), (("identity.kind_mismatch", None),)
    if shown is not None and (shown in EIGHTEEN or stated is None or stated in EIGHTEEN):
        return _checked(shown, number, today)
    if stated is None or stated not in EIGHTEEN:
        return None, (("identity.unknown_kind" if _has_form_letters(number, stated) else "identity.length", None),)
    return None, _form_defect(number)


def _has_form_letters(number: str, stated: IdentityKind | None) -> bool:
    """Whether a permit's or passport's number is not merely too long or too short."""
    patterns = {
        IdentityKind.HM_TRAVEL_PERMIT: r"[HM]\d+", IdentityKind.TW_TRAVEL_PERMIT: r"\d+",
        IdentityKind.PASSPORT: r"[A-Z]*\d[A-Z\d]*",
    }
    return stated not in patterns or not re.fullmatch(patterns[stated], number, re.ASCII)


def _form_defect(number: str) -> Defects:
    defect = defect_of_form(number)
    if defect is IdentityDefect.FIFTEEN_DIGITS:
        return ((str(defect), from_fifteen(number)),)
    return ((str(defect), repair(number)),)


def _checked(
    kind: IdentityKind, number: str, today: date | None
) -> tuple[tuple[IdentityKind, str] | None, Defects]:
    found = defects(number, kind, today)
    if not found:
        return (kind, number), NOTHING
    if IdentityDefect.CHECK_DIGIT in found and number.endswith("000"):
        return None, (("identity.lost_digits", None),)
    return None, tuple((str(defect), None) for defect in found)


MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_COUNTRY = re.compile(r"^(?:\(?\+?\s*86\)?|0086)[-\s]*(?=1[3-9])")


def understand_phone(text: str) -> tuple[str | None, Defects]:
    """A mobile number of 11 digits; of several the first is offered. Empty gives nothing."""
    if MOBILE.fullmatch(text):
        return text, NOTHING
    shown = plain(text)
    if shown in EMPTY_WORDS:
        return None, NOTHING
    digits = re.sub(r"[\s\-—–_.()]", "", _COUNTRY.sub("", shown))
    if MOBILE.fullmatch(digits):
        return digits, NOTHING
    if re.search(r"\dE\+?\d", shown, re.IGNORECASE):
        return None, (("phone.invalid", None),)
    several = MOBILE.findall(re.sub(r"(?<=\d)[ \-](?=\d)", "", shown))
    exact = [each for each in several if re.search(rf"(?<!\d){each}(?!\d)", re.sub(r"(?<=\d)[ \-](?=\d)", "", shown))]
    return None, (("phone.invalid", exact[0] if exact else None),)


_DAY = re.compile(
    r"(\d{4})\s*[-./年、]\s*(\d{1,2})\s*[-./月、]\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    r"|(\d{4})(\d{2})(\d{2})",
    re.ASCII,
)
_DAY_SHOWN = re.compile(
    r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}:\d{2})?|[A-Z][a-z]{2}-\d{2}|\d{1,2}-[A-Z][a-z]{2}(?:-\d{2,4})?|\d{1,2}月\d{1,2}日",
    re.ASCII,
)
"""How a spreadsheet shows and saves what it has taken for a day."""


def is_day_shown(text: str) -> bool:
    """Whether a cell holds a day as a spreadsheet writes it, where a number or a word was wanted."""
    return _DAY_SHOWN.fullmatch(text.strip()) is not None


_MONTH = re.compile(r"(\d{4})\s*(?:[-./]|年)\s*(\d{1,2})\s*月?(?:份)?|(\d{4})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)


@lru_cache(maxsize=65536)
def understand_day(text: str, *, epoch_1904: bool = False) -> str | None:
    """A day in ISO form from any usual spelling or a serial number of either date system; None when it is none."""
    shown = plain(text)
    found = _DAY.fullmatch(shown)
    if found:
        year, month, day = (int(part) for part in (found.groups()[:3] if found[1] else found.groups()[3:]))
        if 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            return date(year, month, day).isoformat()
        return None
    if _SERIAL.fullmatch(shown):
        serial = int(shown[:5])
        first = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
        if 10_000 <= serial <= 73_000 and shown[:2] not in ("19", "20"):  # 20150 is the beginning of a year and month
            return (first + timedelta(days=serial)).isoformat()
    return None


@lru_cache(maxsize=65536)
def understand_month(text: str) -> str | None:
    """Year and month (2015-07) from any usual spelling; None when it is none."""
    found = _MONTH.fullmatch(plain(text))
    if not found:
        return None
    year, month = (int(part) for part in (found.groups()[:2] if found[1] else found.groups()[2:]))
    return f"{year:04d}-{month:02d}" if 1900 <= year <= 2100 and 1 <= month <= 12 else None


_SEXES = {
    "男": "male", "男性": "male", "m": "male", "male": "male", "1": "male", "男士": "male", "先生": "male", "boy": "male",
    "女": "female", "女性": "female", "f": "female", "female": "female", "2": "female", "女士": "female",
}


def understand_sex(text: str) -> str | None:
    """ "male" or "female" from the usual words and the codes 1 and 2 of GB/T 2261.1; None for anything else."""
    return _SEXES.get(re.sub(r"^[12][.\-、 ]?(?=[男女])", "", plain(text)).lower())


_LEVEL = re.compile(r"(初级|中级|高级)(?!(?:工(?!程)|技))")
_LEVELS = {"初级": "junior", "中级": "intermediate", "高级": "senior"}
_LEVEL_ALONE = re.compile(r"(初|中|高)(?:级)?(?:专业)?(?:技术)?(?:等级|级别|证书|班|水平)*")
_NO_LEVEL = re.compile(r"以上|以下|及以|非|未|无|不|暂|已|曾|原有?|职称")
"""Words by which a cell names a level that is not simply the one meant."""
_SKILL_GRADE = re.compile(r"高级工(?!程)|中级工(?!程)|初级工(?!程)|技师|[一二三四五]级")


def understand_level(text: str) -> str | None:
    """ "junior", "intermediate" or "senior" 专业技术等级; None for anything else, also for 职业技能等级 (高级工, 三级)."""
    shown = re.sub(r"[\s()]", "", plain(text))
    if _SKILL_GRADE.search(shown) or _NO_LEVEL.search(shown):
        return None
    alone = _LEVEL_ALONE.fullmatch(shown)
    if alone:
        return _LEVELS[alone[1] + "级"]
    found = set(_LEVEL.findall(shown))
    return _LEVELS[found.pop()] if len(found) == 1 and len(shown) <= 14 else None


def split_level(text: str) -> tuple[str, str | None]:
    """A cell such as 大数据（初级） without its level, and the level; None where it names none or several."""
    found = _LEVEL.findall(text)
    if len(set(found)) != 1 or _SKILL_GRADE.search(text):
        return text, None
    return _LEVEL.sub(" ", text, count=1), _LEVELS[found[0]]


def is_skill_grade(text: str) -> bool:
    """Whether a text names a 职业技能等级 (高级工, 技师, 三级), which is another system of certificates."""
    return bool(_SKILL_GRADE.search(text))
