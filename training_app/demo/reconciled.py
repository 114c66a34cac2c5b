"""What the province published of one programme, and where it differs from the register: differences of four kinds wait, one
of a fifth was looked into."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates import service_reconciliation as service
from training_app.certificates.models import LevelCertificate
from training_app.certificates.models_reconciliation import Difference
from training_app.demo import workbooks
from training_app.demo.founding import Cast
from training_app.demo.humans import Human
from training_app.demo.plan import TODAY
from training_app.demo.telling import Steps, Telling, at, bring_in

_HEADINGS = ("序号", "姓名", "证件类型", "证件号码", "职业名称", "等级", "证书编号", "发证日期")
_LISTED, _LOOKED = at(TODAY - timedelta(days=4), 10), at(TODAY - timedelta(days=2), 15)
_NAME = "山东省数字技术工程师专业技术等级证书公布名单（2026年11月，演示）"
_FOUND = "电话核对评价机构：证书存根上的日期与本平台一致，已请省厅更正公布名单。"
_LEAST = 12


def steps(cast: Cast, tellings: Sequence[Telling]) -> Steps:
    """The list comes in, which compares; one difference is decided two days later."""

    def listed(session: Session) -> None:
        bring_in(session, cast.bureau, "province_results", _published(session, tellings), f"{_NAME}.xlsx", _LISTED)

    def looked(session: Session) -> None:
        number = session.scalars(select(Difference.number).where(Difference.kind == "day", Difference.state == "open")).one()
        service.decide(session, cast.bureau, number, "told_province", _FOUND, _LOOKED)

    yield _LISTED, listed
    yield _LOOKED, looked


def _published(session: Session, tellings: Sequence[Telling]) -> bytes:
    """The standing certificates of one programme as the province has them: one number and one day otherwise, a name written
    otherwise, one missing, and one the register does not know."""
    chosen = _programme(tellings)
    stranger = next(each for each in tellings if each.certificates and each not in chosen)
    unknown = stranger.human(next(iter(stranger.certificates)))
    lines = _lines(session, chosen)
    name, human, programme, number, day = lines[0]
    lines[0] = (name, human, programme, number[:-1] + "X", day)
    lines[1] = (*lines[1][:4], lines[1][4] - timedelta(days=7))
    lines[2] = (lines[2][0][:-1] + "华", *lines[2][1:])
    del lines[3]
    lines.append((unknown.name, unknown, programme, "SD2026999001", day))
    rows = [
        (str(place), name, *workbooks.person_cells(human)[1:], *programme, number, day.isoformat())
        for place, (name, human, programme, number, day) in enumerate(lines, start=1)
    ]
    return workbooks.workbook(_NAME, _HEADINGS, rows)


def _programme(tellings: Sequence[Telling]) -> list[Telling]:
    """The classes of the smallest programme in which everybody approved by then has a certificate."""
    groups: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for telling in tellings:
        groups[telling.plan.occupation, telling.plan.level].append(telling)
    whole = [
        group for group in groups.values()
        if all(each.certificates for each in group if each.approved_on)
        and sum(len(each.certificates) for each in group) >= _LEAST
    ]  # fmt: skip
    return min(whole, key=lambda group: sum(len(each.certificates) for each in group))


def _lines(
    session: Session, programme: Sequence[Telling]
) -> list[tuple[str, Human, tuple[str, str], str, date]]:
    """Name, human, words of the programme, number and day of every standing certificate of these classes."""
    holders = {number: each.human(person) for each in programme for person, number in each.certificates.items()}
    plan = programme[0].plan
    words = (workbooks.OCCUPATIONS[plan.occupation], workbooks.LEVELS[plan.level])
    k = LevelCertificate
    standing = session.execute(
        select(k.number, k.name_at, k.issued_on).where(k.number.in_(holders), k.state == "issued").order_by(k.number)
    )
    return [(name, holders[number], words, number, day) for number, name, day in standing]
