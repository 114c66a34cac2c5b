"""What a sign-in sheet of a session says, before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TITLE = "学员签到表"
MAKE_UP = "（补课）"
COLUMNS = (("序号", 12), ("姓名", 30), ("证件号码", 42), ("工作单位", 46), ("签到", 25), ("签退", 25))
"""Heads and widths in millimetres."""
LINES_A_PAGE = 24
TEACHER = "授课教师（签名）：______________"
COUNTED = "实到 ______ 人    迟到 ______ 人    请假 ______ 人    缺课 ______ 人"
CODE_WORDS = ("机构工作人员扫码", "打开这次课的考勤页")
NOTE = "本人签名，不得代签。依据威人社函〔2023〕25号 六（二）。"
PAGE = "第 {page} 页，共 {pages} 页"
FILE_NAME = "{number}第{session}次课签到表.pdf"


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet to be signed, as it is drawn: each line has a cell for each of the first columns, the others are left to sign.
    `address` stands in the code with `code_words` under it; empty: no code."""

    title: str
    author: str
    number: str
    heads: Sequence[str]
    columns: Sequence[tuple[str, int]]
    lines: Sequence[Sequence[str]]
    counted: str
    signed: str
    note: str
    address: str = ""
    code_words: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SheetLine:
    """Somebody expected at the session; the document number is masked."""

    name: str
    masked_number: str
    employer: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A session's sheet. `address` opens its attendance for the institution's clerk, who logs in; empty: no code is printed."""

    class_number: str
    class_name: str
    institution: str
    session_number: int
    held: str
    place: str
    topic: str
    teacher: str
    lines: Sequence[SheetLine]
    address: str = ""
    is_make_up: bool = False

    @property
    def heads(self) -> tuple[str, ...]:
        """The lines under the title."""
        first = f"{self.institution}　{self.class_name}（{self.class_number}）"
        makes_up = MAKE_UP if self.is_make_up else ""
        second = f"第 {self.session_number} 次课{makes_up}　{self.held}　{self.topic}"
        third = "　".join(filter(None, (self.place and f"地点：{self.place}", self.teacher and f"教师：{self.teacher}")))
        return tuple(filter(None, (first, second, third)))

    @property
    def printed(self) -> Printed:
        """The sheet with its numbered lines."""
        lines = [
            (str(place), line.name, line.masked_number, line.employer) for place, line in enumerate(self.lines, 1)
        ]
        return Printed(
            TITLE, self.institution, self.class_number, self.heads, COLUMNS, lines, COUNTED, TEACHER, NOTE, self.address,
            CODE_WORDS,
        )
