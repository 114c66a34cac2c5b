"""Asking an institution to explain improbable attendance, and its answer.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤). The document sets no days for the answer: whoever asks types
the last one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import messages_watch as messages
from training_app.classes import queries_findings
from training_app.classes.labels_attendance import FINDING_RULES
from training_app.classes.messages_life import CLAUSES
from training_app.classes.models import TrainingClass
from training_app.classes.models_attendance import AttendanceFinding, FindingExplanation
from training_app.classes.rules_attendance import FINDING_LIFE
from training_app.classes.rules_inspections import wrong_due, wrong_text
from training_app.classes.service_notices import BUREAU, institution_of
from training_app.files import service as files
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput
from training_app.notices import service as notices
from training_app.notices.registry import Reminder
from training_app.registration import messages as file_messages
from training_app.registration import rules as file_rules
from training_app.registration.service import Upload

REMINDED = 3
"""Days before the last day on which the institution is reminded."""
_ASKED = ("finding.to_explain", "finding.due", "finding.overdue")


def ask(
    session: Session, actor: Actor, number: str, question: str, due: date | None, today: date, at: datetime
) -> AttendanceFinding:
    """The institution is to explain a finding by a day. NotFound outside the scope, Conflict in the wrong state,
    InvalidInput names `question` and `due`."""
    record = _open(session, actor, number, "ask")
    _refuse(wrong_text("question", question, messages.QUESTION) | wrong_due(due, today))
    assert due is not None
    record.explanations.append(
        FindingExplanation(
            round=len(record.explanations) + 1, question=question.strip(), due=due, asked_by=actor.user_id, asked_at=at
        )
    )
    record.state = "asked"
    session.flush()
    _note(session, actor, "ask", record, at, question.strip(), day=due.isoformat())
    notices.settle(session, ("finding.explained",), "finding", number, at)
    training_class = session.get_one(TrainingClass, record.class_id)
    notices.send(
        session, "finding.to_explain", institution_of(training_class), subject_kind="finding", number=number, at=at, due=due,
        detail=_words(record, training_class),
    )  # fmt: skip
    return record


def explain(
    session: Session, actor: Actor, number: str, answer: str, evidence: Upload | None, at: datetime
) -> AttendanceFinding:
    """The institution's explanation, with evidence if it likes. Errors as `ask`, InvalidInput names `answer` and `file`."""
    record = _open(session, actor, number, "explain")
    wrong = wrong_text("answer", answer, messages.ANSWER)
    if evidence is not None and (defect := file_rules.file_defect(evidence.data)):
        wrong["file"] = file_messages.FILE[defect].format(name=evidence.name[:60])
    _refuse(wrong)
    asked = record.explanations[-1]
    if evidence is not None:
        media = file_rules.media_type(evidence.data) or ""
        asked.file = files.store(session, actor, evidence.data, evidence.name, media, "attendance.explanation", at=at)
    asked.answer, asked.answered_at, asked.answered_by = answer.strip(), at, actor.user_id
    record.state = "explained"
    session.flush()
    _note(session, actor, "explain", record, at, "", files=int(evidence is not None))
    notices.settle(session, _ASKED, "finding", number, at)
    training_class = session.get_one(TrainingClass, record.class_id)
    unit = session.scalar(select(Institution.name).where(Institution.id == training_class.institution_id))
    notices.send(
        session, "finding.explained", BUREAU, subject_kind="finding", number=number, at=at,
        detail={**_words(record, training_class), "unit": unit},
    )  # fmt: skip
    return record


def find(session: Session, today: date) -> Iterator[Reminder]:
    """Explanations that fall due, or are late, on a day."""
    last = (
        select(FindingExplanation.finding_id, func.max(FindingExplanation.due).label("due"))
        .where(FindingExplanation.answered_at.is_(None)).group_by(FindingExplanation.finding_id).subquery()
    )  # fmt: skip
    rows = session.execute(
        select(AttendanceFinding, TrainingClass, last.c.due)
        .join(last, last.c.finding_id == AttendanceFinding.id)
        .join(TrainingClass, TrainingClass.id == AttendanceFinding.class_id)
        .where(AttendanceFinding.state == "asked").order_by(AttendanceFinding.id)
    )  # fmt: skip
    for record, training_class, due in rows:
        left = (due - today).days
        if left > REMINDED:
            continue
        kind = "finding.overdue" if left < 0 else "finding.due"
        detail = {**_words(record, training_class), "left": left}
        yield Reminder(
            kind, institution_of(training_class), "finding", record.number, f"{kind}/{record.number}/{due}", due, detail
        )


def _open(session: Session, actor: Actor, number: str, verb: str) -> AttendanceFinding:
    found = queries_findings.by_number(session, actor, number).record
    record = session.get_one(AttendanceFinding, found.id, with_for_update=True, populate_existing=True)
    FINDING_LIFE.step(record.state, verb, actor.role)
    return record


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise InvalidInput("classes.explanation_invalid", next(iter(wrong.values())), wrong)


def _words(record: AttendanceFinding, training_class: TrainingClass) -> dict[str, Any]:
    return {"rule": FINDING_RULES[record.rule], "name": training_class.name}


def _note(
    session: Session, actor: Actor, verb: str, record: AttendanceFinding, at: datetime, remark: str, **detail: object
) -> None:
    audit.record(
        session, actor, f"finding.{verb}", "finding", record.number, at=at, rule=CLAUSES["attendance"],
        remark=remark or None, detail={"rule": record.rule, **detail},
    )  # fmt: skip
