"""What a title record says to anybody."""

from __future__ import annotations

KIND = "职称认定记录"
STATES = {"granted": "有效", "revoked": "已撤销"}


def words(level: str, series: str, specialty: str) -> tuple[tuple[str, str], ...]:
    """Level, series and specialty, line by line."""
    return tuple((label, value) for label, value in (("职称", level), ("系列", series), ("专业", specialty)) if value)
