"""Sentences of a code that is registered under another name."""

from __future__ import annotations

GONE = "第 {line} 行的名称现在和登记没有不一致，不需要处理。请回到批次页面查看最新的核对结果。"
DONE = {
    "same": "第 {lines} 行已改用登记的名称。", "renamed": "第 {lines} 行已定为更名：确认导入时改登记的名称。",
    "other": "第 {lines} 行已定为代码填错，请更正代码。",
}  # fmt: skip
