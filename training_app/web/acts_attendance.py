"""Acts on many requests to change locked attendance, and on many findings of improbable attendance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.classes import queries_attendance, queries_findings, service_corrections, service_watch
from training_app.classes.labels_attendance import CORRECTION_STATES, FINDING_RULES, FINDING_STATES
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


def _findings(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    return [
        Subject(
            row.record.number, row.class_name, url_for("findings.show", number=row.record.number),
            words.FINDING.format(
                state=FINDING_STATES[row.record.state][0], rule=FINDING_RULES[row.record.rule], subject=row.record.subject
            ),
        )
        for row in queries_findings.by_numbers(session, actor, numbers)
    ]  # fmt: skip


def _decide(session: Session, actor: Actor, number: str, answers: Mapping[str, str], today: date, at: datetime) -> str:
    done = service_watch.decide(session, actor, number, answers["outcome"], answers["reason"], at)
    return words.FINDING_DECIDED.format(state=FINDING_STATES[done.state][0])


DECIDE = Act(
    "decide", *words.DECIDE_FINDINGS, Permission.ATTENDANCE_DECIDE, _findings, _decide,
    (
        Question("outcome", words.FINDING_OUTCOME, "choice", choices=words.FINDING_OUTCOMES),
        Question("reason", words.FINDING_REASON),
    ),
)  # fmt: skip
