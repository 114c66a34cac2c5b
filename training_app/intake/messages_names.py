"""Sentences of a decision between two names, whatever list it is made in."""

from __future__ import annotations

WHY = "请写明依据，4 到 200 个字，例如：已核对证件，名称以证件为准。"
CHOOSE = "请选择一种处理。"
