"""Sentences of asking what the columns of a file mean."""

from __future__ import annotations

CLOSED = {
    "confirmed": "这一批已经导入，不能再改列的对应。列对应错了的，请先在批次页面整批撤销，再重新上传这个文件。",
    "undone": "这一批已经撤销，不能再改列的对应。请重新上传文件，上传后再选。",
    "discarded": "这一批已经放弃，不能再改列的对应。请重新上传文件，上传后再选。",
}
WRONG = "列的对应还有问题，没有重新读取。请按下面标出的地方更正。"
NO_ROWS = "按这样对应，一行名单也没有读到，没有保存。请核对表头是不是选对了那一行，再保存一次。"
OBJECTIONS = {
    "twice": "“{field}”选了不止一列（{columns}）。一项内容只能来自一列，请把多余的改为“不导入”{others}。",
    "missing": "还缺“{field}”。请在下面选出写{field}的那一列；文件里没有这一列的，请在文件里补上后重新上传。",
    "unknown": "这一列的选择无法识别。请在列表里重新选择。",
    "nothing_read": "没有选任何一张表。请至少勾选一张“读这张表”。",
}
OR_KEPT = "或“{kept}”"
DONE = "已按您确认的列读取，读到 {lines} 行。"
REMEMBERED = "下次上传同样表头的文件，会直接这样读。"
PROPOSED = "下次上传同样排列、没有表头的文件，会先按这次的选择填好，由您核对后再读。"
KEPT = "页面上更正过的 {kept} 处已保留。"
LOST = "页面上更正过的 {lost} 处因为所在的列变了没有保留，请重新核对。"
FORGOTTEN = "已忘记这种表头的列对应，下次上传会重新判断。本批已读的内容不变。"
NOTHING_TO_FORGET = "这种表头的列对应已经不在记录里，不需要再忘记。"
UNREADABLE = "原文件现在读不出来，不能改列的对应。请重新上传文件。"
TOO_MANY = "这个文件里像表的列太多（超过 300 列），不能在页面上逐列选。请删去空列和无关的工作表后重新上传。"
DROPPED, KEPT_AS_REMARK, NEEDED = "不导入", "备注（连同列名）", "{label}（必需）"
NO_HEADING = "（没有列名）"
NO_HEADINGS = "没有表头，从第 {line} 行起就是名单：{words}"
LINE = "第 {line} 行：{words}"
