"""The worklist of improbable attendance: its columns."""

from __future__ import annotations

from typing import Any

from training_app.classes.labels_attendance import FINDING_RULES, FINDING_STATES
from training_app.classes.messages_life import CLAUSE_MARK
from training_app.kernel.lists import SHEET, Column, ListSpec


def _evidence(row: Any) -> str:
    return CLAUSE_MARK.join(str(each["text"]) for each in row.record.evidence)


FINDINGS = ListSpec(
    "findings", "异常考勤", "项",
    (
        Column("number", "编号", lambda row: row.record.number, "lead nw", sort=True, fixed=True),
        Column("rule", "异常", lambda row: FINDING_RULES[row.record.rule], "nw", sort=True, fixed=True, width=24),
        Column("subject", "涉及", lambda row: row.record.subject, "lim", width=24),
        Column("class_number", "班次", lambda row: row.class_number, "nw", fixed=True),
        Column("class_name", "班次名称", lambda row: row.class_name, "lim", width=36),
        Column("institution", "培训机构", lambda row: row.institution, "lim", sort=True, width=30),
        Column("evidence", "依据", _evidence, only=SHEET, width=60),
        Column("found_on", "发现日期", lambda row: row.record.found_on, "n nw", sort=True),
        Column("state", "核查", lambda row: FINDING_STATES[row.record.state][0], "nw", sort=True, fixed=True),
        Column("due", "说明期限", lambda row: row.due, "n nw", shown=False),
        Column("inspection", "检查", lambda row: row.inspection, "nw", shown=False),
        Column("decision", "核查意见", lambda row: row.record.decision, "lim", shown=False, width=40),
        Column("decider", "核查人", lambda row: row.decider, "nw", shown=False),
    ),
    ("state", "rule", "q"),
    "-found_on",
)  # fmt: skip
