"""Honours: two checked, a talent card and one whose last day is over, one that waits for the bureau, one refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelCertificate
from training_app.demo.founding import Cast
from training_app.demo.telling import Steps, at
from training_app.files.pdf import A4_PORTRAIT, MM, Paper
from training_app.kernel.actor import Actor, Role
from training_app.people.models_honours import Honour
from training_app.registration.service import Upload
from training_app.titles import service_honours as service
from training_app.titles.rules_honours import Facts

_CLAIMED, _DECIDED = at(date(2026, 11, 12), 12), at(date(2026, 11, 16), 10)
_FACTS = (
    Facts("competition", "山东省数字技术技能大赛工业互联网赛项", "provincial", "山东省人力资源和社会保障厅",
          date(2026, 6, 18), "鲁赛 2026-0317", "一等奖"),
    Facts("talent_card", "威海英才卡", "municipal", "威海市人力资源和社会保障局", date(2026, 7, 1), "英才 2026-0142",
          valid_until="2029-06-30"),
    Facts("commendation", "威海市技术能手", "municipal", "威海市人民政府", date(2026, 9, 28), "威政字〔2026〕31号（演示）"),
    Facts("competition", "全国工业互联网安全技术技能大赛", "national", "工业和信息化部",
          date(2026, 10, 20), "决赛 A-0086", "三等奖"),
    Facts("talent_project", "区级青年人才培育计划", "county", "环翠区委组织部", date(2026, 5, 9), "扫描件看不清文号"),
    Facts("talent_card", "山东惠才卡", "provincial", "山东省人力资源和社会保障厅", date(2023, 9, 1), "惠才 2023-0318",
          valid_until="2026-08-31"),
)  # fmt: skip
_REFUSED = "扫描件看不清文号和印章，请重新扫描后申报。"


def steps(cast: Cast) -> Steps:
    """Claimed on one day at noon, decided some days later; the fourth still waits."""
    numbers: list[str] = []
    yield _CLAIMED, lambda session: numbers.extend(_claim(session))
    yield _DECIDED, lambda session: _decide(session, cast, numbers)


def _claim(session: Session) -> Sequence[str]:
    holders = session.scalars(
        select(LevelCertificate.person_id).where(LevelCertificate.state == "issued").order_by(LevelCertificate.number)
        .limit(len(_FACTS) * 7)
    ).all()[::7]  # fmt: skip
    return [
        service.claim(session, Actor(Role.ENGINEER, person_id=person), facts, _scan(facts), _CLAIMED.date(), _CLAIMED).number
        for person, facts in zip(holders, _FACTS, strict=True)
    ]


def _decide(session: Session, cast: Cast, numbers: Sequence[str]) -> None:
    for place, number in enumerate(numbers):
        if place == 3:
            continue
        record = session.scalars(select(Honour).where(Honour.number == number)).one()
        verb, reason = ("refuse", _REFUSED) if place == 4 else ("check", "")
        service.decide(session, cast.bureau, number, verb, record.version, reason, _DECIDED)


def _scan(facts: Facts) -> Upload:
    """A page that says what a scan would show."""
    paper = Paper(facts.name, A4_PORTRAIT)
    for place, line in enumerate(("获奖证书（演示，虚构）", facts.name, facts.place, facts.granted_by, facts.document)):
        paper.text(25 * MM, (260 - 14 * place) * MM, line, 16)
    return Upload("证书.pdf", paper.finish().content)
