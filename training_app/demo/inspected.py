"""Inspections in every state: one is late with its answer, one was found in order, two are still to come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import service_inspections as service
from training_app.classes.models_inspections import Inspection
from training_app.classes.rules_inspections import Findings, Found, Plan
from training_app.demo.founding import Cast
from training_app.demo.plan import TODAY
from training_app.demo.telling import EMPTY_PDF, Step, Steps, Telling, at
from training_app.demo.units import AUTHORITIES, TRAINERS
from training_app.registration.service import Upload

_INSPECTORS, _JOINED = "毕晓彤、宋海涛", "威海市工业和信息化局"
_PHOTO = Upload("第3次课签到表（照片）.pdf", EMPTY_PDF)
_REPAIRED = Upload("补签的签到表.pdf", EMPTY_PDF)
_DEFECTS = {
    4: "第 2、3 次课的课堂照片只有 31 人，课表上是实操，现场在上理论。", 5: "签到表缺 1 次，登记到课 46 人，抽查在场 43 人。",
}  # fmt: skip
_DEMAND = "按备案的课表补上实操学时；补齐签到表，缺课的人如实改为缺课并安排补课。"
_ANSWER = "实操课已改到第 6 次课补上，缺的签到表已由任课教师补签，3 名缺课学员改为缺课，定于周六补课。"


def steps(cast: Cast, tellings: Sequence[Telling]) -> Steps:
    """Everything here, by its days."""
    running = [each for each in tellings if each.plan.end == "running"]
    past = [each for each in tellings if each.plan.end == "reported"][-4:]
    # Found wrong and waiting, answered and to be looked at, late, in order, two to come.
    yield from _story(cast, running[0], "on_site", TODAY - timedelta(days=3), due=TODAY + timedelta(days=4))
    yield from _story(
        cast, past[0], "documents", TODAY - timedelta(days=16), due=TODAY - timedelta(days=1), answered=TODAY - timedelta(days=2)
    )
    yield from _story(cast, past[1], "documents", TODAY - timedelta(days=30), due=TODAY - timedelta(days=5))
    yield from _story(cast, past[2], "documents", TODAY - timedelta(days=24))
    yield _planning(cast, running[1], "on_site", TODAY + timedelta(days=3), announced=True)
    yield _planning(cast, running[2], "on_site", TODAY + timedelta(days=2), announced=False)
    whole = at(TODAY - timedelta(days=3), 15)
    plan = Plan(TRAINERS[1].code, "", "documents", TODAY + timedelta(days=8), _INSPECTORS, _JOINED)
    yield whole, lambda session: service.plan(session, cast.bureau, plan, whole.date(), whole) and None


def _planning(cast: Cast, telling: Telling, kind: str, day: date, announced: bool) -> Step:
    now = at(min(day, TODAY) - timedelta(days=2), 10)

    def act(session: Session) -> None:
        offices = (AUTHORITIES[0].code,) if kind == "on_site" else ()
        wanted = Plan("", telling.number, kind, day, _INSPECTORS, announced=announced, offices=offices)
        service.plan(session, cast.bureau, wanted, now.date(), now)

    return now, act


def _story(
    cast: Cast, telling: Telling, kind: str, held_on: date, due: date | None = None, answered: date | None = None
) -> Steps:
    """Planned two days before it was held; with `due` something was wrong, else it was closed."""
    yield _planning(cast, telling, kind, held_on, announced=True)
    held = at(held_on, 16)

    def hold(session: Session) -> None:
        record = _record(session, telling)
        points = {
            item.line: Found("defect", _DEFECTS[item.line]) if due and item.line in _DEFECTS
            else Found("not_seen" if item.line > 6 else "ok")
            for item in record.items
        }  # fmt: skip
        found = Findings(held_on, _INSPECTORS, points)
        evidence = {5: _PHOTO} if due else {}
        service.hold(session, cast.bureau, record.number, record.version, found, held_on, held, evidence)
        if due is None:
            service.close(session, cast.bureau, record.number, record.version, "资料齐全，没有发现问题。", held_on, held)
        else:
            service.notify(session, cast.bureau, record.number, record.version, _DEMAND, due, held_on, held)

    yield held, hold
    if answered is not None:
        now = at(answered, 11)

        def answer(session: Session) -> None:
            record = _record(session, telling)
            service.answer(session, telling.trainer, record.number, record.version, _ANSWER, None, now, {5: _REPAIRED})

        yield now, answer


def _record(session: Session, telling: Telling) -> Inspection:
    return session.scalars(select(Inspection).where(Inspection.class_id == telling.class_id)).one()
