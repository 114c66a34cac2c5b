"""Sentences of the quarterly return."""

UNIT_UNKNOWN = "没有这个填报单位，或者它不在您的查看范围内。请从列表里选择。"
