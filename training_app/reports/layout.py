"""The one layout of 《数字技术工程师培育项目开展情况表》 (annex of 威人社函〔2023〕25号), for page, PDF and xlsx alike.

Pure data: the columns as printed and in their order, the words of head and foot, and the form as the values that go
into it. The annex gives no unit for the money and no 合计; ours are printed small, outside the frame (`PrintOptions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from training_app.kernel.quantities import format_fen

TITLE = "数字技术工程师培育项目开展情况表"
TITLE_CONTINUED = f"{TITLE}（续表）"
UNIT_LABEL = "填报单位（盖章）："
REPORTED_ON_LABEL = "填报时间："
PREPARED_BY_LABEL = "填表人："
PHONE_LABEL = "联系电话："
REMARK = (
    "备注：本表格应在每季度末前报送，已出台的配套措施，项目实施过程中的好经验、好做法以及发现的问题请另附页。"
)
TOTAL_NAME = "合计"
DRAFT_MARK = "草稿"
MONEY_UNIT = "金额单位：元"
HASH_LABEL = "校验码："
SCAN_HINT = "扫码查验"
SHEET_NAME = "开展情况表"
XLSX_PAGE_TEXT = "第 &P 页　共 &N 页"
OFFICE_FONTS = ("方正小标宋简体", "仿宋", "黑体")
"""The fonts a Chinese office has for title, text and heads; a workbook only names them."""
ANNEX_TITLE = f"{TITLE}附页"
PREPRINTED = ("智能制造", "大数据", "区块链")
"""Short names of the rows the annex prints, in its order; every other occupation with activity follows (……)."""


class Kind(StrEnum):
    """What a column counts: COUNT whole numbers, MONEY fen shown in 元 with two decimals."""

    COUNT = "count"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Column:
    """A figure's column. `key` is the name of the field in `ReturnRow` and in the machine interface, `heading` the
    heading as printed, `lines` the same broken for a narrow cell, `width` a share of the table, `short` the name used
    in notes, `distinct` whether it counts persons (then a 去重 figure stands beside it)."""

    key: str
    heading: str
    lines: tuple[str, ...]
    kind: Kind
    width: int
    short: str
    distinct: bool = False


NAME_HEADING = "名称"
NAME_WIDTH = 46

COLUMNS: tuple[Column, ...] = (
    Column("classes_held", "已培训班次（个）", ("已培训班次", "（个）"), Kind.COUNT, 32, "已培训班次"),
    Column("headcount_trained", "已培训人数（人）", ("已培训人数", "（人）"), Kind.COUNT, 32, "已培训", True),
    Column("subsidy_paid_fen", "发放培训补贴金额", ("发放培训", "补贴金额"), Kind.MONEY, 42, "发放补贴"),
    Column("classes_subsidised", "纳入职业培训补贴班次（个）", ("纳入职业培训", "补贴班次（个）"), Kind.COUNT, 38,
           "纳入补贴班次"),
    Column("headcount_certified", "取得证书人数（人）", ("取得证书", "人数（人）"), Kind.COUNT, 32, "取得证书", True),
    Column("headcount_subsidised", "领取培训补贴人数（人）", ("领取培训补贴", "人数（人）"), Kind.COUNT, 35,
           "领取补贴", True),
)
HEADINGS: tuple[str, ...] = (NAME_HEADING, *(column.heading for column in COLUMNS))


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """One line of the form. `occupation` is the catalogue key ("total" for 合计), `name` what is printed, money is in
    fen; `distinct` holds the number of distinct persons by column key."""

    occupation: str
    name: str
    classes_held: int = 0
    headcount_trained: int = 0
    subsidy_paid_fen: int = 0
    classes_subsidised: int = 0
    headcount_certified: int = 0
    headcount_subsidised: int = 0
    distinct: Mapping[str, int] = field(default_factory=dict)

    def figure(self, column: Column) -> int:
        """The number in that column: a count, or fen."""
        value: int = getattr(self, column.key)
        return value

    def printed(self, column: Column) -> str:
        """The number as every form shows it: 128, 68,400.00; nothing happened is 0 or 0.00, never blank."""
        value = self.figure(column)
        return format_fen(value) if column.kind is Kind.MONEY else str(value)


@dataclass(frozen=True, slots=True)
class Narratives:
    """The further pages 另附页 as typed: measures issued, good practice, problems found."""

    measures: str = ""
    practice: str = ""
    issues: str = ""

    def sections(self) -> list[tuple[str, list[str]]]:
        """Heading and paragraphs of every section with text, in the order of the 备注."""
        texts = zip(NARRATIVE_HEADINGS, (self.measures, self.practice, self.issues), strict=True)
        found = [(heading, [line.strip() for line in text.splitlines() if line.strip()]) for heading, text in texts]
        return [(heading, paragraphs) for heading, paragraphs in found if paragraphs]


NARRATIVE_HEADINGS = ("配套措施", "好经验好做法", "存在问题")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnForm:
    """The whole form of one unit and period. `total` is the sum of the rows; `cumulative` says 本年累计 and not 本季度;
    `reported_on` None leaves the day to be filled in by hand; `notes` are sentences under the table (recoveries,
    certificates trained elsewhere); `draft` until submitted, then `hash` names the frozen content and
    `verification_url` is where a holder of the paper compares it (None: the address of the installation is not known)."""

    unit_name: str
    period_from: date
    period_to: date
    rows: tuple[ReturnRow, ...]
    total: ReturnRow
    reported_on: date | None = None
    cumulative: bool = False
    prepared_by: str = ""
    phone: str = ""
    narratives: Narratives = field(default_factory=Narratives)
    notes: tuple[str, ...] = ()
    draft: bool = True
    hash: str | None = None
    verification_url: str | None = None


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """What of ours is printed beside the annex's own words."""

    total: bool = True
    distinct: bool = True
    money_unit: bool = True
    basis: bool = True


def chinese_date(day: date) -> str:
    """2026年9月30日, as documents write it (GB/T 9704: no leading zeros)."""
    return f"{day.year}年{day.month}月{day.day}日"


def reported_on_text(form: ReturnForm) -> str:
    """填报时间 with its day, or with room to write it."""
    if form.reported_on is None:
        return f"{REPORTED_ON_LABEL}　　　　年　　月　　日"
    day = form.reported_on
    return f"{REPORTED_ON_LABEL}{day.year} 年 {day.month} 月 {day.day} 日"


def basis_text(form: ReturnForm) -> str:
    """What the figures cover: 本季度 or 本年累计, with first and last day."""
    basis = "本年累计" if form.cumulative else "本季度"
    return f"{basis}（{chinese_date(form.period_from)}至{chinese_date(form.period_to)}）"


def distinct_texts(form: ReturnForm, options: PrintOptions) -> list[str]:
    """The 去重 notes: for 合计 always, for a row only where persons were counted more than once."""
    rows = [row for row in form.rows if any(row.distinct.get(c.key, row.figure(c)) != row.figure(c) for c in COLUMNS)]
    if options.total:
        rows.append(form.total)
    texts = []
    for row in rows:
        parts = [f"{c.short} {row.distinct[c.key]} 人" for c in COLUMNS if c.distinct and c.key in row.distinct]
        if parts:
            texts.append(f"{row.name}去重后：{'，'.join(parts)}。")
    return texts


def page_text(number: int, pages: int) -> str:
    """The page number at the foot."""
    return f"第 {number} 页　共 {pages} 页"


def section_heading(number: int, heading: str) -> str:
    """一、配套措施; counts the sections that are there."""
    return f"{'一二三'[number - 1]}、{heading}"


def footnotes(form: ReturnForm, options: PrintOptions) -> list[str]:
    """Our small lines under the frame, in order; the form's own notes always."""
    first = [text for wanted, text in ((options.basis, basis_text(form)), (options.money_unit, MONEY_UNIT)) if wanted]
    lines = [f"{'；'.join(first)}。"] if first else []
    if options.distinct:
        lines += distinct_texts(form, options)
    return [*lines, *form.notes]


def printed_rows(form: ReturnForm, options: PrintOptions) -> list[ReturnRow]:
    """The lines of the table, with 合计 last when wanted."""
    return [*form.rows, form.total] if options.total else list(form.rows)
