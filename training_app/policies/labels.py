"""Chinese labels of this package."""

from __future__ import annotations

BASIS = {"text": "原文", "secondary": "转述，待核实", "assumed": "暂定，待核实"}
QUESTION = {"source": "没有原文", "interpretation": "解释待定"}
