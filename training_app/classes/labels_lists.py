"""Templates of the lists about people of a class."""

from __future__ import annotations

from collections.abc import Iterable

from training_app.classes.labels import ATTENDANCE
from training_app.sheets.template import TemplateColumn

# The number is none: its check digit is wrong, so that an example left in by mistake means nobody.
_PEOPLE = (
    TemplateColumn("姓名", True, "必填，与身份证件一致。", "示例：王小明"),
    TemplateColumn(
        "人员编号", True, "已填好的不用改；自己添的人可以填证件号码。本列已设为文本格式，18 位不会丢失末几位。",
        "371002199001010000", width=22,
    ),
    TemplateColumn("证件末四位", False, "供核对同名的人，不读取。", width=12),
)  # fmt: skip


def scores_template() -> tuple[TemplateColumn, ...]:
    """Who, the score, a remark."""
    return (
        *_PEOPLE, TemplateColumn("成绩", True, "0 到 100，最多两位小数；没有参加结业考核的填 0。", "82.5"),
        TemplateColumn("备注", False, "", "", width=24),
    )  # fmt: skip


def attendance_template(sessions: Iterable[str]) -> tuple[TemplateColumn, ...]:
    """Who, and a column for each session by its name, with what can stand in it to choose."""
    choices = tuple(ATTENDANCE.values())
    return (
        *_PEOPLE, *(TemplateColumn(name, False, "还没有上的课留空。", choices[0], choices, width=20) for name in sessions),
    )  # fmt: skip
