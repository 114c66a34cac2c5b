"""Words of the page that puts the register and the file side by side."""

from __future__ import annotations

from training_app.intake.rules_names import Choice, Standing

CHOICES = {
    Choice.SAME: "是同一人，以登记为准：这一行改用登记的姓名",
    Choice.RENAMED: "是同一人，名字已改：确认导入时登记新名，原名留作曾用名",
    Choice.OTHER: "不是同一人，号码填错了：这一行留在错误里，等号码更正",
}
ASKS = "是同一人，名字已改：提请市局核对，同意后才能导入"
SHORT = {
    Choice.SAME: "是同一人，以登记为准", Choice.RENAMED: "是同一人，名字已改", Choice.OTHER: "不是同一人，号码填错了",
}  # fmt: skip
STANDINGS = {
    Standing.DECIDED: ("已决定", "ok"), Standing.ASKED: ("等市局核对", "wait"), Standing.AGREED: ("市局同意", "ok"),
    Standing.REFUSED: ("市局不同意", "bad"),
}  # fmt: skip
ANSWERS = {Standing.AGREED: "同意：确认导入时登记新名", Standing.REFUSED: "不同意：请机构更正姓名或号码"}
