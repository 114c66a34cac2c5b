"""Chinese labels of this package."""

from __future__ import annotations

BASIS = {"text": "原文", "secondary": "转述，待核实", "assumed": "暂定，待核实"}
QUESTION = {"source": "没有原文", "interpretation": "解释待定"}
FACT_KIND = {
    "flag": "是或否", "number": "数", "whole_number": "整数", "choice": "选项", "ordered": "有序等级", "word": "代码",
}
TABLE_TITLES = {
    "document": "事实表与条文对照",
    "generated": "本文件由 `flask policies tables` 生成，请勿手工修改。",
    "facts": "事实",
    "sentences": "条文与落实",
    "standards": "各等级申报条件",
    "not_for_system": "不由系统执行：",
}
TABLE_HEADS = {
    "facts": ["事实", "名称", "类型", "取值", "来自"],
    "standards": ["编号", "名称", "自", "依据", "出处"],
    "sentences": ["编号", "文件", "条款", "原文", "落实"],
}
