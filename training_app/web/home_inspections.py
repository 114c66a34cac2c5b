"""What waits around inspections and improbable attendance to be explained, as tasks of the home page."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from training_app.classes.labels_attendance import FINDING_RULES
from training_app.classes.labels_inspections import WHOLE_INSTITUTION
from training_app.classes.queries_findings import to_explain
from training_app.classes.queries_inspections import Line, waiting
from training_app.classes.rules_inspections import INSPECTED
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.permissions import Permission, may
from training_app.web.home_tasks import Task

_INSPECTING = (Permission.INSPECT, Permission.INSPECTION_ANSWER, Permission.INSPECTION_JOIN)
AHEAD = timedelta(days=14)
"""So long before its day an inspection stands among what is to be done."""


def tasks(session: Session, actor: Actor, today: date) -> list[Task]:
    """The tasks of whoever leads an inspection, comes along or is inspected; an answer that is late also stands with whoever
    leads, as waiting elsewhere. An institution's findings to explain."""
    found: list[Task | None] = []
    if any(may(actor.role, each) for each in _INSPECTING):
        found += [_task(line, answered_at, actor, today) for line, answered_at in waiting(session, actor)]
    if may(actor.role, Permission.CLASS_RUN):
        found += [
            Task(
                "finding_explain", True, row.class_name, row.record.number, FINDING_RULES[row.record.rule],
                row.record.found_on, row.due, "findings.show", {"number": row.record.number},
            )
            for row in to_explain(session, actor)
        ]  # fmt: skip
    return [task for task in found if task is not None]


def _task(line: Line, answered_at: datetime | None, actor: Actor, today: date) -> Task | None:
    record, state = line.record, line.record.state
    leads = record.district_led == (actor.role is Role.DISTRICT)
    kind, since, due, mine = "", record.created_at.astimezone(CHINA).date(), record.planned_on, True
    if state == "planned":
        kind = "" if due > today + AHEAD else "inspection_prepare" if actor.role in INSPECTED else "inspection_join"
        if kind == "inspection_join" and actor.role is not Role.AUTHORITY:
            kind = "inspection_hold" if leads else ""
    elif actor.role is Role.AUTHORITY:
        return None
    elif state == "waiting":
        assert record.answer_due is not None
        since, due, mine = record.held_on or since, record.answer_due, actor.role in INSPECTED
        kind = "inspection_answer" if mine or leads and due < today else ""
    elif actor.role not in INSPECTED and leads:
        kind, due = ("inspection_review" if state == "answered" else "inspection_conclude"), None
        since = answered_at.astimezone(CHINA).date() if answered_at and state == "answered" else record.held_on or since
    if not kind:
        return None
    title = line.class_name or WHOLE_INSTITUTION
    unit = "" if actor.role in INSPECTED else line.institution
    return Task(kind, mine, title, record.number, unit, since, due, "inspections.show", {"number": record.number})
