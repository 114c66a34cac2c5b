"""The list of applications: its columns."""

from __future__ import annotations

from training_app.classes.labels import ENROLMENT_STATES
from training_app.kernel.lists import PAGE, SHEET, Column, ListSpec, day_of

APPLICATIONS = ListSpec(
    "applications", "报名", "份",
    (
        Column("name", "姓名", lambda row: row.enrolment.name_at, "lead", sort=True, fixed=True),
        Column("masked", "证件号码", lambda row: row.masked_number, "idc", width=22),
        Column("employer", "工作单位", lambda row: row.enrolment.employer_name, "lim", width=30),
        Column("class", "班次", lambda row: row.class_number, "nw", sort=True, fixed=True),
        Column("class_name", "班次名称", lambda row: row.class_name, only=SHEET, width=36),
        Column("applied_at", "报名时间", lambda row: day_of(row.enrolment.applied_at), "n nw", sort=True),
        Column("by", "报名人", lambda row: row.employer or "本人", "lim", shown=False, width=30),
        Column("notes", "要核对的", lambda row: None, only=PAGE),
        Column("state", "状态", lambda row: ENROLMENT_STATES[row.enrolment.state][0], "nw", sort=True, fixed=True),
        Column("decided", "办理", lambda row: day_of(row.enrolment.decided_at), "n nw", shown=False),
        Column("reason", "不录取的原因", lambda row: row.enrolment.decline_reason, shown=False, width=30),
    ),
    ("number", "state", "q"),
    "applied_at",
)  # fmt: skip
