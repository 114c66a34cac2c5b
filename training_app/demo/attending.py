"""Attendance of the demo city beyond what clerks type: people who scanned the code, requests about locked sessions, and what the
nightly look finds in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import (
    queries,
    queries_attendance,
    queries_people,
    service_corrections,
    service_explanations,
    service_running,
    service_scanning,
)
from training_app.classes.models_attendance import AttendanceFinding
from training_app.classes.rules import AttendanceStatus, Mark
from training_app.classes.rules_scanning import IN
from training_app.classes.service_scanning import Where
from training_app.classes.service_watch import watch
from training_app.demo import workbooks
from training_app.demo.founding import Cast
from training_app.demo.plan import TODAY
from training_app.demo.telling import Telling, at, bring_in
from training_app.kernel.actor import Actor, Role
from training_app.people.models import Person

ASKED_ON = TODAY - timedelta(days=1)
_SCANNED = 12
# The first five hold their phones up at once, and two of them share one.
_AT_ONCE = 5
_LOCKED_AFTER = timedelta(days=8)
_SIGNED = "签到表第 1 页有本人签名，登记时看漏了。"
_AT_ONCE_WHY = "请说明这几人为什么在同一秒签到，附当天的签到表。"
_AWAY = "本人当天请假，有请假条，误登为到课。"
_SHEET = {"present": "出勤", "late": "迟到", "leave": "请假", "absent": "缺勤"}
_REFUSED = "签到表上没有本人签名，请补充依据后重新申请。"


def scan(session: Session, telling: Telling, number: int, day: date) -> None:
    """A dozen people of the class check in at a session by the code in the room."""
    record = queries.by_number(session, telling.trainer, telling.number)
    rows = select(Person.number, Person.id).where(Person.number.in_(list(islice(telling.people, _SCANNED))))
    for place, (person, person_id) in enumerate(sorted(tuple(row) for row in session.execute(rows))):
        if person in telling.gone:
            continue
        moment = at(day, 8, 31) + timedelta(seconds=7 if place < _AT_ONCE else 11 * place)
        sealed = service_scanning.ticket_of(service_scanning.code_for(record, number, IN, moment), moment) or ""
        ticket = service_scanning.read_ticket(sealed, moment)
        if ticket is not None:
            where = Where(f"phone {telling.number} {max(place, 1)}", "192.0.2.7")
            service_scanning.check_in(session, Actor(Role.ENGINEER, person_id=person_id), ticket, where, moment)


def asks(telling: Telling) -> bool:
    """Whether the first session of a running class is locked when its institution asks for a correction."""
    return telling.plan.end == "running" and telling.plan.days[0] + _LOCKED_AFTER <= ASKED_ON


def correct(session: Session, telling: Telling, now: datetime) -> None:
    """Asks for a correction of the first session."""
    record = queries.by_number(session, telling.trainer, telling.number)
    rows = queries_people.grid(session, service_running.session_of(session, record, 1))
    away = next((row for row in rows if row.status == "absent"), None)
    row = away or rows[0]
    mark = Mark(row.person_number, AttendanceStatus.PRESENT if away else AttendanceStatus.LEAVE)
    reason = _SIGNED if away else _AWAY
    service_corrections.ask(session, telling.trainer, telling.number, 1, [mark], reason, now.date(), now)


def answer(session: Session, telling: Telling, now: datetime) -> None:
    """The bureau agrees to one request in three, refuses one, and has not got to the third."""
    for number in queries_attendance.waiting_of_class(session, telling.class_id):
        if telling.plan.serial % 3 == 1:
            service_corrections.agree(session, telling.cast.bureau, number, "", now)
        elif telling.plan.serial % 3 == 2:
            service_corrections.refuse(session, telling.cast.bureau, number, _REFUSED, now)


def brings_late(telling: Telling) -> bool:
    """Whether the institution, whose request was agreed to, finds one more name on the sheet of the second session."""
    return asks(telling) and telling.plan.serial % 3 == 1 and telling.plan.days[1] + _LOCKED_AFTER <= ASKED_ON


def bring_late(session: Session, telling: Telling, now: datetime) -> None:
    """The attendance list of the second session comes after its days of entry: what it says anew becomes a request."""
    record = queries.by_number(session, telling.trainer, telling.number)
    rows = queries_people.grid(session, service_running.session_of(session, record, 2))
    there = [row for row in rows if row.person_number in telling.people]
    changed = next((row for row in there if row.status == "absent"), there[0])
    says = {**_SHEET, changed.status: _SHEET["present" if changed.status == "absent" else "absent"]}
    lines = [
        (*workbooks.person_cells(telling.human(row.person_number)), (says if row is changed else _SHEET)[row.status or "present"])
        for row in there
    ]
    heads = ("姓名", "证件类型", "证件号码", f"第 2 次课 {telling.plan.days[1]}")
    title = f"{telling.title}考勤表"
    sheet = workbooks.workbook(title, heads, lines)
    bring_in(session, telling.trainer, "attendance", sheet, f"{title}.xlsx", now, telling.number)


def look(session: Session, cast: Cast, now: datetime) -> None:
    """What the night finds."""
    watch(session, cast.bureau, now.date(), now)


def ask_why(session: Session, cast: Cast, now: datetime) -> None:
    """About scans in one second the institution is asked."""
    asked = select(AttendanceFinding.number).where(AttendanceFinding.rule == "same_second", AttendanceFinding.state == "open")
    for number in session.scalars(asked.order_by(AttendanceFinding.number).limit(1)).all():
        due = now.date() + timedelta(days=3)
        service_explanations.ask(session, cast.bureau, number, _AT_ONCE_WHY, due, now.date(), now)
