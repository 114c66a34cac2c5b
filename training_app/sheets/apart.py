"""Lines of a list that the file itself sets apart: struck through, or under words that say they do not belong to it.

A reader of the paper sees at once that these people left, wait or teach; a reader of cells must ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from training_app.sheets.layout import SECTION, TOTAL
from training_app.sheets.tables import Table

_ABOVE = 3
"""Lines over a header in which a title of its table may stand."""
_LONGEST_TITLE, _LONGEST_REMARK = 60, 30
"""What says more than this tells a story, of which somebody else may be the subject."""
_LEFT = (
    r"(?:候补|备选|递补|旁听|退学|退班|退训|退课|退出|退报|退回|退款|追回|停发|缓发|淘汰|作废|放弃|除名|注销|撤销"
    r"|(?:未|没有?|不予|暂不|暂缓|不)(?:被|能)?(?:录取|入选|报到|参加|参训|参会|参与|来|发放|发|补贴|拨付|通过|认定|纳入|合格)"
    r"|取消(?:资格|报名|参训|培训|学籍)?)"
)
_ROLE = (
    r"(?:工作人员|考务人员|考评员|考评人员|监考人员|评委|(?:授课|任课|带队|随队|指导|主讲|培训)?(?:教师|老师|讲师|导师)|师资|授课专家"
    r"|领队|带队|带队人员|联络员|联系人|班主任)"
)
_LIST = r"(?:的|人员|名单|名册|花名册|信息|情况|一览|登记|汇总|统计|备案|基本|表|册|[:：。\s])*"
_LEFT_TITLE = re.compile(rf"{_LEFT}(?:的?(?:学员|人员|者|机构|单位|企业|项目)|(?:本次|本期)?培训)?{_LIST}$")
_ROLE_TITLE = re.compile(rf"{_ROLE}{_LIST}$")
_FOLLOWING = re.compile(rf"^(?:以下|下列|下面).{{0,16}}{_LEFT}")
_LEARNERS = re.compile(r"学员|学生|参训|培训对象|报名|不含|不包括|除外|除")
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]")
_BEFORE = (
    r"(?:(?:资格)?(?:审核|审查|初审|复审|终审|面试)|已|自愿|自动|自行|中途|本人|个人|申请|主动|临时|暂时?|现|[，,、]|\d{1,2}[月.]\d{1,2}日?)*"
)
_LEFT_REMARK = re.compile(
    rf"{_BEFORE}(?:因[^，,。；;]{{1,10}}?)?{_BEFORE}{_LEFT}(?:人员|学员|本次|本期|培训|学习|资格|了|[。.!！\s])*"
)
_WAITING = re.compile(r"(?:候补?|备选?)\s*\d{1,2}")
_WHETHER = re.compile(r"^是否.*(?:参加|参训|参与|录取|报到|入选)|^(?:参加|参训|录取)(?:与否|情况|状态)$")
_NO = frozenset({"否", "不", "不是", "N", "n", "NO", "no", "×", "✗", "✘"})


def set_apart(table: Table, records: Iterable[int], others: Mapping[int, str], serial: str = "serial") -> dict[int, str]:
    """Records of a table, by row from 0, that stand under such words or have them for a number, with the words."""
    found: dict[int, str] = {}
    current = _title_of(table)
    lines = sorted(row for row, reason in others.items() if reason != "blank")
    column = table.fields.get(serial)
    marks = table.sheet.column(column.index, table.first_row, table.bottom) if column is not None else []
    said = (text for text in set(marks) if text and not text.isdecimal())
    odd = {text for text in said if _WAITING.fullmatch(text) or is_apart_title(text)}
    if not (current or lines or odd):
        return found
    position = 0
    for row in records:
        while position < len(lines) and lines[position] < row:
            current = _after(current, _only_text(table, table.first_row + lines[position]))
            position += 1
        words = current or (marks[row] if odd and marks[row] in odd else "")
        if words:
            found[row] = words
    return found


def says_left(heading: str, texts: Iterable[str]) -> frozenset[str]:
    """Those cells of a column of remarks that say of their line that it left, waits or never came."""
    asked = _WHETHER.search(heading) is not None
    short = (text for text in set(texts) if 0 < len(text) <= _LONGEST_REMARK)
    return frozenset(
        text for text in short if _LEFT_REMARK.fullmatch(text.strip()) or (asked and text.strip() in _NO)
    )


def struck(table: Table, row: int, names: Iterable[str]) -> bool:
    """Whether a cell of one of these fields is struck through in a row of the table (from 0)."""
    sheet, fields = table.sheet, table.fields
    start = (table.first_row + row) * sheet.width
    return any(start + fields[name].index in sheet.struck for name in names if name in fields)


def is_apart_title(text: str) -> bool:
    """Whether words over people say that these are not the learners of the list, or not any more."""
    if _FOLLOWING.search(text.lstrip()[:_LONGEST_TITLE]):
        return True
    if len(text) > _LONGEST_TITLE:
        return False
    plain = _BRACKETS.sub("", text).strip()
    if any(_LEFT_REMARK.fullmatch(each) for each in _BRACKETS.findall(text)):
        return True
    left = _LEFT_TITLE.search(plain)
    if left is not None:
        return not re.search(r"不含|不包括|除|无", plain[: left.start()])
    return _ROLE_TITLE.search(plain) is not None and not _LEARNERS.search(plain)


def _title_of(table: Table) -> str:
    """The words over the table, or the name of its sheet, if they set it apart."""
    sheet = table.sheet
    for row in range(max(table.header_row, table.header_top) - 1, max(table.header_top - 1 - _ABOVE, -1), -1):
        text = _only_text(table, row)
        if text is None and row < table.header_top:
            break
        if text:
            return text if is_apart_title(text) else ""
    return sheet.name if is_apart_title(sheet.name) else ""


def _only_text(table: Table, row: int) -> str | None:
    """The one text of a line of the sheet within the table; "" where there is none, None where there are several."""
    left, right = table.columns[0].index, table.last
    texts = [cell for cell in table.sheet.row(row)[left : right + 1] if cell.strip()]
    return None if len(texts) > 1 else texts[0].strip() if texts else ""


def _after(current: str, text: str | None) -> str:
    if text is None:
        return ""
    if text and is_apart_title(text):
        return text
    return "" if text and (SECTION.fullmatch(text) or TOTAL.search(text)) else current
