"""Words of the page that puts a code of a list beside the institution it is registered for."""

from __future__ import annotations

from training_app.intake.rules_names import Choice

CHOICES = {
    Choice.SAME: "是同一家，以登记为准：文件里的名称改为登记的",
    Choice.RENAMED: "是同一家，已更名：确认导入时改为文件里的名称，历程里留下原名",
    Choice.OTHER: "不是同一家，代码填错了：留在错误里，等代码更正",
}
SHORT = {Choice.SAME: "是同一家，以登记为准", Choice.RENAMED: "是同一家，已更名", Choice.OTHER: "不是同一家，代码填错了"}
