"""Changes of classes that were approved: one agreed to, one sent back, one that waits; and a qualification that is suspended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import queries, queries_requests, queries_warnings, service_requests
from training_app.classes.models_requests import ChangeRequest
from training_app.classes.service_warnings import Acceptance
from training_app.demo.founding import Cast
from training_app.demo.plan import TODAY
from training_app.demo.telling import Steps, Telling, at
from training_app.demo.units import TRAINERS
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.registration import service_standing
from training_app.registration.service_standing import Suspension

_ASKED, _ANSWERED = at(TODAY - timedelta(days=2), 10, 20), at(TODAY - timedelta(days=1), 15, 40)
_SUSPENDED_ON = date(2026, 11, 16)
_SUSPENDED_AT = at(_SUSPENDED_ON, 9, 30)
_FEWER_HOURS = {"required_hours": "48", "required_hours_source": "教学大纲修订版第三部分（演示数据）"}
_AGREED, _RETURNED, _WAITING = "agree", "refuse", ""


def steps(cast: Cast, tellings: Sequence[Telling]) -> Steps:
    """What is asked for and answered in the last days, and the suspension before them."""
    yield _SUSPENDED_AT, lambda session: _suspend(session, cast)
    enrolled = [each for each in tellings if each.plan.end == "enrolled"]
    awaiting = [each for each in tellings if each.plan.end == "awaiting"]
    for place, (telling, answer, reason) in enumerate(
        (
            (enrolled[0], _AGREED, "实训设备当天上午检修，课改到下午开始。"),
            (awaiting[1], _RETURNED, "想把第一次课改到晚上。"),
            (awaiting[0], _WAITING, "企业学员反映上午到不了，课改到下午开始；实操按新大纲减一天，规定学时相应调整。"),
        )
    ):
        asked, answered = _ASKED + timedelta(minutes=place), _ANSWERED + timedelta(minutes=place)
        fields = _FEWER_HOURS if answer == _WAITING else {}
        yield asked, _ask(telling, reason, fields, asked)
        if answer:
            yield answered, _answer(cast, telling, answer, answered)


def _ask(telling: Telling, reason: str, fields: Mapping[str, str], now: datetime) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        record = queries.by_number(session, telling.trainer, telling.number)
        first = queries_requests.open_sessions(session, record, now.date())[0]
        line = replace(queries_requests.typed(first), starts_at="13:00", ends_at="21:00")
        lines = [(first.number, line)]
        service_requests.ask(session, telling.trainer, telling.number, fields, lines, reason, now.date(), now)

    return act


def _answer(cast: Cast, telling: Telling, answer: str, now: datetime) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        wanted = select(ChangeRequest.number).where(ChangeRequest.class_id == telling.class_id)
        number = session.scalars(wanted).one()
        if answer == _RETURNED:
            service_requests.refuse(session, cast.bureau, number, "晚上 21 点以后场馆关闭，请另选时间。", now)
            return
        record = queries.by_number(session, cast.bureau, telling.number)
        concerns = queries_warnings.of(session, cast.bureau, record, now.date())
        acceptance = Acceptance(frozenset(each.key for each in concerns), "已与机构电话核实。")
        service_requests.agree(session, cast.bureau, number, "", now.date(), now, acceptance)

    return act


def _suspend(session: Session, cast: Cast) -> None:
    """The base of an institution, which none of its classes rests on."""
    code = TRAINERS[9].code
    held = session.scalars(
        select(Qualification.id)
        .join(Institution, Institution.id == Qualification.institution_id)
        .where(Institution.code == code, Qualification.kind == QualificationKind.TRAINING_BASE)
    ).one()
    facts = Suspension(_SUSPENDED_ON, "基地年度检查发现实训设备台账不全，限期整改", "检查通知书 2026 第 7 号（演示）")
    service_standing.suspend(session, cast.bureau, code, held, facts, _SUSPENDED_AT, None)
