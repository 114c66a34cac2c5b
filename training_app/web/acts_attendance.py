"""Acts on many requests to change locked attendance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.classes import queries_attendance, service_corrections
from training_app.classes.labels_attendance import CORRECTION_STATES
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Question, Subject
from training_app.web import labels_acts as words


def _corrections(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    return [
        Subject(
            row.record.number, row.class_name, url_for("corrections.show", number=row.record.number),
            words.CORRECTION.format(state=CORRECTION_STATES[row.record.state][0], lines=row.lines, reason=row.record.reason),
        )
        for row in queries_attendance.by_numbers(session, actor, numbers)
    ]  # fmt: skip


def _agree(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    return words.CORRECTED.format(count=service_corrections.agree(session, actor, number, answers["remark"], at))


def _refuse(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    service_corrections.refuse(session, actor, number, answers["remark"], at)
    return words.NOT_CORRECTED


AGREE = Act(
    "agree", *words.AGREE_CORRECTION, Permission.ATTENDANCE_DECIDE, _corrections, _agree,
    (Question("remark", words.CORRECTION_REMARK, required=False),),
)  # fmt: skip
REFUSE = Act(
    "refuse", *words.REFUSE_CORRECTION, Permission.ATTENDANCE_DECIDE, _corrections, _refuse,
    (Question("remark", words.CORRECTION_REASON),), danger=True,
)  # fmt: skip
