"""What a submitted return says to anybody."""

from __future__ import annotations

KIND = "数字技术工程师培育项目开展情况表"
REPLACED = "已有更正的版本"


def words(quarter: str, version: int, digest: str) -> tuple[tuple[str, str], ...]:
    """Quarter, version and digest, line by line."""
    return (("季度", quarter), ("版次", f"第 {version} 版"), ("校验值", digest))
