"""How the results of a demo class go to the province and the nation before certificates are issued.

The body draws a lot after each class. Of what is under way on the last day one lot was sent back by the province, one waits
for the numbers of its certificates, and the results of one class are in no lot yet.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from training_app.certificates import service_lots
from training_app.certificates.service_lots import Step
from training_app.demo.plan import TODAY
from training_app.demo.telling import Steps, Telling, at

_RETURNED = "2 人的证件信息与省平台登记的不一致，请核对后重新报送。"
_STEPS = (("send", "鲁数评报"), ("confirm_province", "鲁人社函"), ("approve_nation", "知更办函"))


def steps(telling: Telling, assessed_on: date, issued_on: date) -> Steps:
    """Drawn and sent within the week, confirmed after it, approved days before the certificates are issued; one in five is
    quick."""
    serial, quick = telling.plan.serial, telling.plan.serial % 5 == 0
    drawn = at(assessed_on + timedelta(days=5), 9, serial)
    days = (
        assessed_on + timedelta(days=5), assessed_on + timedelta(days=7 if quick else 13),
        assessed_on + timedelta(days=9) if quick else issued_on - timedelta(days=6),
    )
    if drawn.date() > TODAY or (serial % 5 == 2 and issued_on > TODAY):
        return
    yield drawn, lambda session: _draw(session, telling, drawn)
    for (verb, word), day in zip(_STEPS, days, strict=True):
        noted = at(day + timedelta(days=1), 10, serial)
        if noted.date() > TODAY:
            return
        document = f"{word}〔{day.year}〕{serial}号"
        yield noted, _noting(telling, verb, Step(day, document), noted)
        if verb == "send" and serial % 5 == 1 and issued_on > TODAY:
            back = at(day + timedelta(days=4), 15, serial)
            if back.date() <= TODAY:
                yield back, _noting(telling, "return_province", Step(back.date(), "省平台审核记录", _RETURNED), back)
            return


def _draw(session: Session, telling: Telling, now: datetime) -> None:
    plan = telling.plan
    telling.lot = service_lots.draw(session, telling.assessor, plan.occupation, plan.level, telling.number, now).number


def _noting(telling: Telling, verb: str, step: Step, now: datetime) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        service_lots.note(session, telling.assessor, telling.lot, verb, step, now.date(), now)
        telling.approved_on = step.happened_on if verb == "approve_nation" else None

    return act
