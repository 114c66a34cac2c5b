"""Sentences about workbooks of ours that come back: templates, and lists with their problems marked."""

from __future__ import annotations

TEMPLATE_NAME = "{title}模板.xlsx"
TEMPLATE_NAME_FOR = "{title}模板-{number}.xlsx"
TEMPLATE_OLD = "您用的是旧模板，模板已更新。这份名单已照常读取；下次请下载新模板，新增或改过的列才不会漏填。"
TEMPLATE_OF_ANOTHER = "这份名单用的是{title} {number} 的模板，现在传给了 {here}。请核对没有传错。"
TEMPLATE_EMPTY = "模板里还没有填写名单：第 1 行是表头，“示例”那一行不算。请从第 3 行起填写后再上传，第 2 行示例可以留着。"
OF_A_RECORD = "班次"
NO_TEMPLATE = "这种名单没有模板。请按“要有的列”准备表格，表头写法不限。"

STATES = {"confirmed": "已经全部导入", "undone": "已经撤销", "discarded": "已经放弃", "staged": "还没有确认"}
AS_NEW = "这个文件已按新名单核对，已登记的人不会重复登记。"
CLOSED = "批次 {number} {state}，不能再接着改。"
UNANSWERED = "批次 {number} 的列还没有对应好，请先在那一批里选好各列，再传改好的文件。"
NOT_YOURS = "这个文件带着别处批次的记号，那一批不在您的查看范围内。这个文件已按新名单核对。"
OTHER_SUBJECT = "这个文件是班次 {there} 的批次 {number} 退回的名单，现在传给了 {here}，已按新名单核对。请核对没有传错。"
OTHER_LAYOUT = "这个文件的表与批次 {number} 原来的不一样（增减了表，或改了表头），不能接着那一批，已按新名单核对。"
CANNOT_FOLLOW = (
    "这个文件的表与批次 {number} 原来的不一样（增减了表，或改了表头），不能接着改。"
    "请在“下载标注后的名单”里更正后再传。"
)
OF_ANOTHER_BATCH = "这个文件是批次 {other} 的名单，不是 {number} 的。请选对文件，或打开批次 {other} 上传。"
SUMMARY = "接着批次 {number}：改了 {changed} 行，其余 {unchanged} 行没有变。"
ADDED = "文件里新增了 {count} 行，已加入本批。"
GONE = "文件里删去了 {count} 行还没有导入的，已从本批去掉。"
LEFT = "文件里删去了 {count} 行已经导入的：登记没有变，仍列在最后。要收回请整批撤销，或到班次页面办理退班。"
REOPENED = "第 {lines} 行已经导入过，文件里又改了：确认后更新登记，不会重复登记。"
OVERRULED = "第 {lines} 行在页面上更正过的格子，文件里也改了：以文件为准。"
LOST = "第 {lines} 行在页面上的更正与改后的内容对不上，没有保留，请重新核对。"
MOVED_ON = "这一批刚刚重新读过（换了改好的文件，或改了列的对应），行可能变了，您刚才的一步没有办理。请看清最新的页面再办。"
