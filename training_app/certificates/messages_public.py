"""What certificates say to anybody, line by line. Never an identity number, a score or an employer."""

from __future__ import annotations

from datetime import date

Words = tuple[tuple[str, str], ...]


def completion_words(
    occupation: str, direction: str | None, level: str, class_number: str, first: date, last: date, hours: str
) -> Words:
    """The lines of a 培训合格证书."""
    return _said(
        ("职业", occupation), ("方向", direction or ""), ("等级", level), ("班次", class_number),
        ("培训日期", f"{first.isoformat()} 至 {last.isoformat()}"), ("规定学时", hours),
    )  # fmt: skip


def level_words(occupation: str, direction: str | None, level: str, first: date | None) -> Words:
    """The lines of a 专业技术等级证书; `first`: when it was first issued, of a replacement."""
    return _said(
        ("职业", occupation), ("方向", direction or ""), ("等级", level), ("首次发证日期", first.isoformat() if first else "")
    )


def _said(*lines: tuple[str, str]) -> Words:
    return tuple((label, value) for label, value in lines if value)
