"""The life of one demo class as acts in the order of their days, each through the service a user's click goes through."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates import service as certificates
from training_app.classes import queries as classes
from training_app.classes import queries_warnings, service, service_completion, service_running
from training_app.classes.models import Enrolment
from training_app.classes.rules import AttendanceStatus, Mark, SessionPlan
from training_app.classes.rules_filing import Filing
from training_app.classes.service_warnings import Acceptance
from training_app.demo import aftermath, attending, resources, workbooks
from training_app.demo.plan import HOURS_A_DAY, TODAY, ClassPlan
from training_app.demo.telling import Steps, Telling, at, bring_in, office, persons_of
from training_app.demo.units import ASSESSORS, TRAINERS
from training_app.people.models import Person
from training_app.reports import service_province

_TOPICS = (
    "标准与职业道德", "基础理论", "系统架构", "数据采集", "建模与分析", "应用开发", "项目实训", "综合案例", "运行维护",
    "复习与答疑",
)  # fmt: skip
_HOURS_SOURCE = "机构申报的教学大纲，市局核定（演示数据）"
_ACCEPTED = "机构已书面说明：该时段由助教带班，教室加座，开班前补齐证书。"
_RETURNED = "培训地点只写了楼名，请写明路名、门牌号和楼层。"


def steps(telling: Telling) -> Steps:
    """What happens in the class and after it, in the order of time."""
    yield from _steps(telling)
    if telling.plan.completed_on is not None:
        yield from aftermath.steps(telling, telling.plan.completed_on)


def _steps(telling: Telling) -> Steps:
    plan = telling.plan
    minute = plan.serial % 60
    filed = at(plan.filed_on, 9, minute)
    yield filed, lambda session: _file(session, telling, filed)
    if plan.end == "draft":
        return
    submitted = at(plan.filed_on + timedelta(days=1), 10, minute)
    yield submitted, lambda session: _submit(session, telling, submitted)
    if plan.returned_once:
        back = at(office(plan.filed_on + timedelta(days=3)), 15, minute)
        yield back, lambda session: _send_back(session, telling, back)
        if plan.end == "returned":
            return
        again = at(back.date() + timedelta(days=1), 9, minute)
        yield again, lambda session: _submit_again(session, telling, again)
    if plan.end == "submitted":
        return
    approved = at(office(plan.filed_on + timedelta(days=6)), 11, minute)
    yield approved, lambda session: _approve(session, telling, approved)
    if plan.end == "cancelled":
        cancelled = at(plan.days[0] - timedelta(days=5), 16, minute)
        yield cancelled, lambda session: _cancel(session, telling, cancelled)
    if not plan.has_roster:
        return
    listed = at(plan.filed_on + timedelta(days=14), 14, minute)
    yield listed, lambda session: _import_roster(session, telling, listed)
    # The first institution has not yet written down who came in the last days of its running class.
    recorded_to = TODAY - timedelta(days=3) if plan.end == "running" and plan.trainer == 0 else TODAY
    for number, day in enumerate(plan.days, start=1):
        if day < recorded_to:
            held = at(day, 16, 31 + minute % 25)
            yield held, _attendance(telling, number, day, held)
    yield from _afterwards(telling, minute)
    if plan.completed_on is not None:
        yield from _end(telling, plan.completed_on, minute)


def _afterwards(telling: Telling, minute: int) -> Steps:
    """What was asked for and brought about attendance after its days of entry."""
    if attending.asks(telling):
        asked = at(attending.ASKED_ON, 13, minute)
        yield asked, lambda session: attending.correct(session, telling, asked)
        answered = asked + timedelta(hours=2)
        yield answered, lambda session: attending.answer(session, telling, answered)
    if attending.brings_late(telling):
        late = at(attending.ASKED_ON, 16, 20)
        yield late, lambda session: attending.bring_late(session, telling, late)


def _end(telling: Telling, completed_on: date, minute: int) -> Steps:
    done = at(completed_on, 17, minute % 30)
    yield done, lambda session: _complete(session, telling, completed_on, done)
    if telling.plan.end == "reported":
        reported = at(completed_on + timedelta(days=6 + telling.plan.serial % 15), 10, minute)
        yield reported, lambda session: _report(session, telling, reported)


def _file(session: Session, telling: Telling, now: datetime) -> None:
    plan = telling.plan
    # Who is sent back wrote only the name of the building.
    venue = plan.venue if plan.returned_once else _address(plan)
    record = service.file(session, telling.trainer, _filing(telling, venue), now.date(), now)
    telling.number, telling.class_id = record.number, record.id
    service.save_timetable(session, telling.trainer, record.number, record.version, _timetable(plan), now)


def _filing(telling: Telling, venue: str) -> Filing:
    plan, unit = telling.plan, TRAINERS[telling.plan.trainer]
    return Filing(
        name=telling.title, occupation_key=plan.occupation, direction_key=plan.direction, level=plan.level,
        assessment_body=ASSESSORS[plan.assessor].code, district_code=plan.district, venue=venue, mode=plan.mode,
        capacity=plan.capacity, starts_on=plan.days[0], ends_on=plan.days[-1],
        plan_line=telling.line_of(plan), contact_name=unit.contact, contact_phone=unit.phone,
    )  # fmt: skip


def _address(plan: ClassPlan) -> str:
    return f"{plan.venue} {20 + plan.trainer * 8} 号 {2 + plan.serial % 4} 层"


def _timetable(plan: ClassPlan) -> list[SessionPlan]:
    last = len(plan.days)
    return [
        SessionPlan(
            day, time(8, 30), time(16, 30), "online" if plan.mode == "mixed" and number == 1 else "onsite",
            "practice" if number > last // 2 else "theory", HOURS_A_DAY, _TOPICS[(number - 1) % len(_TOPICS)],
            resources.teacher_of(plan, number), resources.place_of(plan),
        )
        for number, day in enumerate(plan.days, start=1)
    ]  # fmt: skip


def _submit(session: Session, telling: Telling, now: datetime) -> None:
    service.submit(session, telling.trainer, telling.number, None, now)


def _submit_again(session: Session, telling: Telling, now: datetime) -> None:
    """As it was asked for: the place in full."""
    service.edit(session, telling.trainer, telling.number, None, _filing(telling, _address(telling.plan)), now)
    _submit(session, telling, now)


def _send_back(session: Session, telling: Telling, now: datetime) -> None:
    service.send_back(session, telling.cast.bureau, telling.number, None, _RETURNED, {"venue": ""}, now)


def _approve(session: Session, telling: Telling, now: datetime) -> None:
    # One day of the timetable may be missed: the institutions plan a day more than they must.
    required = (len(telling.plan.days) - 1) * HOURS_A_DAY
    bureau = telling.cast.bureau
    concerns = queries_warnings.of(session, bureau, classes.by_number(session, bureau, telling.number), now.date())
    acceptance = Acceptance(frozenset(each.key for each in concerns), _ACCEPTED if concerns else "")
    service.approve(session, bureau, telling.number, None, required, _HOURS_SOURCE, "", now.date(), now, acceptance)


def _cancel(session: Session, telling: Telling, now: datetime) -> None:
    service.cancel(session, telling.trainer, telling.number, None, "报名人数不足，取消开班。", now.date(), now)


def _import_roster(session: Session, telling: Telling, now: datetime) -> None:
    """The roster as the institution would send it; afterwards it is known who of the list is which person."""
    places = telling.plan.people
    file = workbooks.roster(telling.title, [telling.humans[place] for place in places])
    bring_in(session, telling.trainer, "roster", file, f"{telling.title}学员名单.xlsx", now, telling.number)
    ids = persons_of(session, [telling.humans[place] for place in places])
    rows = session.execute(select(Person.id, Person.number).where(Person.id.in_(list(ids.values()))))
    numbers = {row.id: row.number for row in rows}
    telling.people = {numbers[ids[position]]: place for position, place in sorted(enumerate(places), key=itemgetter(1))}


def _attendance(telling: Telling, number: int, day: date, now: datetime) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        if number == 3:
            _withdraw(session, telling, day, now)
        if number == 2 and telling.plan.end == "running" and telling.plan.trainer == 0:
            attending.scan(session, telling, number, day)
        marks = [
            Mark(person, _status(telling.chance)) for person in telling.people if person not in telling.gone
        ]
        service_running.record_attendance(session, telling.trainer, telling.number, number, marks, day, now)

    return act


def _withdraw(session: Session, telling: Telling, day: date, now: datetime) -> None:
    """One or two people of a class leave before its third session."""
    for person in telling.chance.sample(list(telling.people), telling.plan.serial % 3):
        service_running.withdraw(
            session, telling.trainer, telling.number, person, day, "个人原因申请退班", now.date(), now
        )
        telling.gone.add(person)


def _status(chance: random.Random) -> AttendanceStatus:
    drawn = chance.random()
    if drawn < 0.955:
        return AttendanceStatus.PRESENT
    if drawn < 0.97:
        return AttendanceStatus.LATE
    return AttendanceStatus.LEAVE if drawn < 0.985 else AttendanceStatus.ABSENT


def _complete(session: Session, telling: Telling, completed_on: date, now: datetime) -> None:
    scores: dict[str, int | None] = {
        person: _score(telling.chance)
        for person in telling.people if person not in telling.gone
    }
    service_completion.complete(
        session, telling.trainer, telling.number, None, completed_on, scores, completed_on, now
    )
    telling.completed = list(
        session.scalars(
            select(Person.number).join(Enrolment, Enrolment.person_id == Person.id)
            .where(Enrolment.class_id == telling.class_id, Enrolment.state == "completed")
        )
    )  # fmt: skip
    telling.completed.sort(key=telling.people.__getitem__)
    certificates.issue_for_class(session, telling.trainer, telling.class_id, completed_on, now)


def _score(chance: random.Random) -> int:
    return chance.choice((5200, 5650)) if chance.random() < 0.03 else chance.randrange(6000, 9800, 50)


def _report(session: Session, telling: Telling, now: datetime) -> None:
    service_province.note(session, telling.trainer, telling.number, None, now.date(), "", now.date(), now)
