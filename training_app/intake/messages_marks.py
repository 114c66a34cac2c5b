"""Sentences about workbooks of ours that come back: templates, and lists with their problems marked."""

from __future__ import annotations

TEMPLATE_NAME = "{title}模板.xlsx"
TEMPLATE_NAME_FOR = "{title}模板-{number}.xlsx"
TEMPLATE_OLD = "您用的是旧模板，模板已更新。这份名单已照常读取；下次请下载新模板，新增或改过的列才不会漏填。"
TEMPLATE_OF_ANOTHER = "这份名单用的是{title} {number} 的模板，现在传给了 {here}。请核对没有传错。"
TEMPLATE_EMPTY = "模板里还没有填写名单：第 1 行是表头，“示例”那一行不算。请从第 3 行起填写后再上传，第 2 行示例可以留着。"
OF_A_RECORD = "班次"
NO_TEMPLATE = "这种名单没有模板。请按“要有的列”准备表格，表头写法不限。"
