"""The quarterly returns of the demo city's institutions: filed near the end of each quarter, taken in, one sent back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from training_app.demo.founding import Cast
from training_app.demo.telling import Steps, at, office
from training_app.demo.units import TRAINERS, Unit
from training_app.kernel.actor import Actor
from training_app.kernel.dates import Quarter
from training_app.reports import service_returns as service
from training_app.reports.layout import Narratives
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_figures import figures
from training_app.reports.queries_members import Period, Reading

_YEAR = 2026
_FILING = {1: 8, 2: 7, 3: 6}
"""By quarter how many institutions, counted from the first, have filed; the others are late."""
_LATE = {5: 3}
_SENT_BACK = {2: 3, 3: 4}
"""By quarter the institution whose return is sent back; that of the second quarter is corrected, the other waits."""
_DRAFT_ONLY, _ACCEPTED_OF_LAST = 5, 3
_ANSWER = "证书评价和补贴发放晚于结业一个季度左右，属正常时间差，已与学员名单核对。"
_MEASURES = "成立培育工作专班，与重点企业签订订单式培训协议，为学员提供实训设备和线上题库。"
_PRACTICE = "把企业真实产线数据做成实训案例，结业考核由企业工程师和教师共同评分。"
_ISSUES = "部分企业学员倒班，请假较多，建议允许跨班补课。"
_REMARK = "“已培训人数”与上报的学员名单不一致，请核对后重新提交。"


def steps(cast: Cast) -> Steps:
    """All returns of the three quarters that are over."""
    for number in (1, 2, 3):
        quarter = Quarter(_YEAR, number)
        for place, unit in enumerate(TRAINERS[: _FILING[number]]):
            yield from _one(cast, quarter, place, unit)


def _one(cast: Cast, quarter: Quarter, place: int, unit: Unit) -> Steps:
    actor = cast.of_unit[unit.code]
    day = quarter.last_day - timedelta(days=place % 4) + timedelta(days=_LATE.get(place, 0))
    filed = at(day, 15, place)
    if quarter.number == 3 and place == _DRAFT_ONLY:
        yield filed, lambda session: _open(session, actor, quarter, unit, filed)
        return
    yield filed, lambda session: _file(session, actor, quarter, unit, filed)
    reviewed = at(office(day + timedelta(days=5)), 9, place)
    if _SENT_BACK.get(quarter.number) == place:
        yield reviewed, lambda session: _send_back(session, cast, actor, quarter, reviewed)
        if quarter.number == 3:
            return
        again = at(day + timedelta(days=7), 10, place)
        yield again, lambda session: _correct(session, actor, quarter, unit, again)
        reviewed = at(office(day + timedelta(days=9)), 9, place)
    if quarter.number < 3 or place < _ACCEPTED_OF_LAST:
        yield reviewed, _accepting(cast, actor, quarter, reviewed)


def _accepting(cast: Cast, actor: Actor, quarter: Quarter, now: datetime) -> Callable[[Session], None]:
    def accept(session: Session) -> None:
        service.accept(session, cast.bureau, _newest(session, actor, quarter, now).number, now)

    return accept


def _newest(session: Session, actor: Actor, quarter: Quarter, now: datetime) -> QuarterlyReturn:
    return service.open_draft(session, actor, quarter, now.date(), now)


def _open(session: Session, actor: Actor, quarter: Quarter, unit: Unit, now: datetime) -> QuarterlyReturn:
    record = _newest(session, actor, quarter, now)
    return service.save(session, actor, record.number, _entries(session, record, unit), now)


def _file(session: Session, actor: Actor, quarter: Quarter, unit: Unit, now: datetime) -> None:
    service.submit(session, actor, _open(session, actor, quarter, unit, now).number, now)


def _send_back(session: Session, cast: Cast, actor: Actor, quarter: Quarter, now: datetime) -> None:
    service.send_back(session, cast.bureau, _newest(session, actor, quarter, now).number, _REMARK, now)


def _correct(session: Session, actor: Actor, quarter: Quarter, unit: Unit, now: datetime) -> None:
    service.correct(session, actor, _newest(session, actor, quarter, now).number, "按退回意见核对", now)
    _file(session, actor, quarter, unit, now)


def _entries(session: Session, record: QuarterlyReturn, unit: Unit) -> service.Entries:
    """Who fills in, what is told, and a remark to each check that does not hold."""
    period = Period(record.period_from, record.period_to)
    found = figures(session, period, Reading(institution_id=record.institution_id))
    answers = {check.key: _ANSWER for check in service.open_checks(session, record, found)}
    return service.Entries(unit.contact, unit.phone, Narratives(_MEASURES, _PRACTICE, _ISSUES), answers)
