"""What went to the province: a receipt that came back; lists with whole numbers: of a class and of a lot that wait for their
second person, one that was refused, one that was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from training_app.certificates.protected_lots import LOT_MEMBERS
from training_app.demo.founding import Cast
from training_app.demo.plan import TODAY
from training_app.demo.telling import Steps, Telling, at
from training_app.listing import service_protected as exports
from training_app.reports import service_province
from training_app.reports.protected_province import PROVINCE_ROSTER

_REFUSAL = "用途没有写清报送到哪里，请写明平台或处室后重新申请。"


def steps(cast: Cast, tellings: Sequence[Telling]) -> Steps:
    """Everything here, by its days."""
    waiting = [each for each in tellings if each.plan.end == "completed"][-1]
    past = [each for each in tellings if each.plan.end == "reported"][-3:]
    noted, asked, refused = at(TODAY - timedelta(days=2), 9), at(TODAY, 9), at(TODAY - timedelta(days=1), 10)

    def receipt(session: Session) -> None:
        service_province.note_receipt(
            session, past[0].trainer, past[0].number, "SPX-2026-0317", noted.date(), noted.date(), noted
        )

    def refusal(session: Session) -> None:
        made = exports.ask(session, past[1].trainer, PROVINCE_ROSTER.key, past[1].number, "报送名单使用", refused)
        exports.refuse(session, cast.bureau, made.number, _REFUSAL, refused)

    def asking(session: Session) -> None:
        exports.ask(session, waiting.trainer, PROVINCE_ROSTER.key, waiting.number, PROVINCE_ROSTER.purpose, asked)

    def of_lots(session: Session) -> None:
        sent = [each for each in tellings if each.lot]
        back = exports.ask(session, sent[-2].assessor, LOT_MEMBERS.key, sent[-2].lot, LOT_MEMBERS.purpose, asked)
        exports.withdraw(session, sent[-2].assessor, back.number, asked)
        exports.ask(session, sent[-1].assessor, LOT_MEMBERS.key, sent[-1].lot, LOT_MEMBERS.purpose, asked)

    yield noted, receipt
    yield refused, refusal
    yield asked, asking
    yield asked, of_lots
