"""The words of the 培训合格证书 as printed. Pure: no page size, no drawing (`paper_pdf.py`)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from training_app.kernel.quantities import format_hours

TITLE = "培训合格证书"
PROJECT = "数字技术工程师培育项目"
CLOSING = "特发此证。"
NOTE = "本证书证明完成培训并通过结业考核，不是专业技术等级证书。"
SCAN_HINT = "扫码查验"
ISSUER_LABEL = "发证单位（盖章）："
NUMBER_LABEL = "证书编号："
REPLACES = "换发：原证书 {number} 已作废"
SEAL_LABEL = "防伪码："
BATCH_TITLE = "培训合格证书（批量）"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionPaper:
    """What one 培训合格证书 says (威人社函〔2023〕25号 四（二）: 规定学时和内容, 结业考核).

    `identity_masked` holds the number with stars, never the whole number; `identity_kind` names the document
    (居民身份证); `occupation`, `direction` and `level` are names as printed; `hours` and `score` are hundredths;
    `check_code` is the last group of the number as printed, `seal` the digits that vouch for the words,
    `verification_url` makes the QR code, `replaces` is the number of the certificate it was issued for.
    """

    number: str
    name: str
    identity_kind: str
    identity_masked: str
    occupation: str
    level: str
    class_number: str
    trained_from: date
    trained_to: date
    hours: int
    issuer: str
    issued_on: date
    direction: str | None = None
    score: int | None = None
    check_code: str = ""
    seal: str = ""
    verification_url: str | None = None
    replaces: str = ""

    @property
    def printed_number(self) -> str:
        """The number with its check group, PX2026-000123-7KMQ."""
        return f"{self.number}-{self.check_code}" if self.check_code else self.number

    def __post_init__(self) -> None:
        if self.identity_masked and "*" not in self.identity_masked:
            raise ValueError("a certificate shows a masked identity number only")


_NOT_KEPT = ("identity_kind", "identity_masked", "seal", "verification_url", "replaces")
"""The identity number is kept sealed with the person and nowhere else, not even masked; the rest follows from the words."""
_DAYS = ("trained_from", "trained_to", "issued_on")


def words(paper: CompletionPaper) -> dict[str, Any]:
    """What of a paper is kept from the day of issue on, as plain values."""
    kept = {name: value for name, value in asdict(paper).items() if name not in _NOT_KEPT}
    return {**kept, **{name: kept[name].isoformat() for name in _DAYS}}


def paper_of(kept: dict[str, Any], **others: str | None) -> CompletionPaper:
    """The paper that says the words kept; `others` is what is not kept."""
    known = {field.name for field in fields(CompletionPaper)}
    said = {name: value for name, value in kept.items() if name in known}
    return CompletionPaper(**{**said, **{name: date.fromisoformat(kept[name]) for name in _DAYS}, **others})


def chinese_date(day: date) -> str:
    """2026年9月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def identity_text(paper: CompletionPaper) -> str:
    """The line behind the name; empty when no number is at hand."""
    return f"（{paper.identity_kind}：{paper.identity_masked}）" if paper.identity_masked else ""


def body_text(paper: CompletionPaper) -> str:
    """The paragraph of the certificate."""
    direction = f"（{paper.direction}方向）" if paper.direction else ""
    days = chinese_date(paper.trained_from)
    if paper.trained_to != paper.trained_from:
        days = f"{days}至{chinese_date(paper.trained_to)}"
    score = f"成绩{format_hours(paper.score)}分，" if paper.score is not None else ""
    return (
        f"于{days}参加{PROJECT}{paper.occupation}{direction}{paper.level}培训（班次{paper.class_number}），"
        f"完成规定的{format_hours(paper.hours)}学时和内容，结业考核{score}合格。"
    )
