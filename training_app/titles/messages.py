"""The Chinese sentences of this package, one for each code."""

from __future__ import annotations

_SENTENCES = {
    "titles.date_invalid": "“{value}”不是有效的日期，请按 2026-09-28 的格式填写。",
    "titles.file_unreadable": "打不开文件“{name}”，请核对文件名和权限。",
    "titles.file_too_large": "文件“{name}”太大，一个人的事实不会超过 1 MB，请核对文件。",
    "titles.file_not_json": "文件“{name}”不是有效的 JSON，请核对文件内容。",
    "titles.not_regulated": "本城市的政策数据中没有这条通道的规定",
    "titles.policy_data": "政策数据有误，不能判断（{reason}）。请先运行 flask policies check 并改正。",
    "titles.fact_twice": "事实“{fact}”在文件中写了两次，请只保留一个。",
}


def sentence(code: str, **facts: object) -> str:
    """The sentence of a code with its values filled in. KeyError for a code that has none: a test demands one for each."""
    return _SENTENCES[code].format(**facts)
