"""What waits around level assessments: applications, seats, results, lots on their way to the province and the nation."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from training_app.certificates import queries_applications as applications
from training_app.certificates import queries_lots_open as lots
from training_app.certificates import queries_reconciliation as differences
from training_app.certificates import queries_sessions as sessions
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.web.home_tasks import Task

_OF_BODY = {
    "drawn": "lot_send", "province_returned": "lot_correct", "nationally_returned": "lot_correct",
    "nationally_approved": "lot_number",
}
_OF_BUREAU = {"sent": "lot_province", "province_confirmed": "lot_nation"}
"""State of a lot → the task of the role that notes the next step."""


def tasks(session: Session, actor: Actor, today: date) -> list[Task]:
    """The tasks of an assessment body, or of the bureau."""
    found: list[Task] = []
    if actor.role is Role.ASSESSMENT_BODY:
        if count := applications.waiting_count(session, actor):
            values = {"state": "applied"}
            found.append(Task("level_accept", True, str(count), "", "", today, None, "level_applications.index", values))
        if count := sum(each.count for each in sessions.unseated_by_programme(session, actor)):
            found.append(Task("level_seat", True, str(count), "", "", today, None, "assessment_sessions.index"))
        for number, place, day, count in sessions.to_record(session, actor, today):
            values = {"number": number}
            found.append(Task("level_marks", True, str(count), number, place, day, None, "assessment_sessions.show", values))
    elif count := sum(differences.open_by_kind(session, actor).values()):
        found.append(Task("difference_decide", True, str(count), "", "", today, None, "differences.index", {"state": "open"}))
    kinds = _OF_BODY if actor.role is Role.ASSESSMENT_BODY else _OF_BUREAU
    for lot in lots.open_lots(session, actor, tuple(kinds)):
        record, values = lot.record, {"number": lot.record.number}
        since = record.national_on or record.province_on or record.sent_on or record.drawn_at.astimezone(CHINA).date()
        found.append(Task(kinds[record.state], True, str(lot.left), record.number, lot.body, since, None, "lots.show", values))
    return found
