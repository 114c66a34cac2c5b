"""Noting that a class was reported to the province, with what was reported; and the receipt that came back.

Source: 威人社函〔2023〕25号 四（二）: roster and training go to the province within 30 days of completion.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates.messages_lots import FILE_WRONG
from training_app.classes import queries, service_completion
from training_app.classes.models import TrainingClass
from training_app.files import service as files
from training_app.files.models import StoredFile
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.kernel.messages import UNSEEN
from training_app.kernel.texts import can_be_kept
from training_app.registration.rules import file_defect, media_type
from training_app.reports import messages_province as messages
from training_app.reports import queries_province_paper as papers
from training_app.reports.models_province import ClassReport
from training_app.reports.rules_province import digest_of

LONGEST = 100
RECEIPT = "class_report.receipt"


def note(
    session: Session, actor: Actor, number: str, version: int | None, sent_on: date, document: str, today: date, at: datetime
) -> TrainingClass:
    """Notes the day a completed class was reported, and keeps roster and summary as they are now. InvalidInput for a day
    before completion or ahead, Conflict when it was noted before."""
    document = document.strip()
    if len(document) > LONGEST:
        raise InvalidInput("reports.document_long", messages.DOCUMENT_LONG, {"document": messages.DOCUMENT_LONG})
    if not can_be_kept(document):
        raise InvalidInput("reports.document_unseen", UNSEEN, {"document": UNSEEN})
    record = service_completion.report(session, actor, number, version, sent_on, today, at)
    assert record.completed_on is not None
    body = papers.live_body(session, queries.facts(session, actor, number), today)
    session.add(
        ClassReport(
            class_id=record.id, round=record.completions, completed_on=record.completed_on, sent_on=sent_on,
            document=document, body=body.stored(), digest=digest_of(body), made_by=actor.user_id, made_at=at,
        )
    )
    session.flush()
    return record


def note_receipt(
    session: Session, actor: Actor, number: str, receipt: str, receipt_on: date | None, today: date, at: datetime,
    file: tuple[str, bytes] | None = None,
) -> ClassReport:  # fmt: skip
    """Notes what the province answered to the present report, with a scan (name, bytes) or without, or puts right what was
    noted. RuleViolation where none was noted, InvalidInput with a sentence per field."""
    record = queries.locked(session, actor, number)
    if actor.role is not Role.TRAINING_INSTITUTION:
        raise PermissionDenied("reports.not_yours", messages.NOT_YOURS)
    found = session.get(ClassReport, (record.id, record.completions), with_for_update=True)
    if record.state != "reported" or found is None:
        raise RuleViolation("reports.no_report", messages.NO_REPORT.format(number=number))
    receipt, wrong = receipt.strip(), {}
    if not 0 < len(receipt) <= LONGEST:
        wrong["receipt"] = messages.RECEIPT_MISSING
    elif not can_be_kept(receipt):
        wrong["receipt"] = UNSEEN
    if receipt_on is None or not found.sent_on <= receipt_on <= today:
        wrong["receipt_on"] = messages.RECEIPT_DAY.format(sent=found.sent_on, today=today)
    if file is not None and (defect := file_defect(file[1])):
        wrong["file"] = FILE_WRONG[defect]
    if wrong:
        raise InvalidInput("reports.receipt", next(iter(wrong.values())), wrong)
    if file is not None:
        name, data = file
        stored = files.store(
            session, actor, data, name, media_type(data) or "", RECEIPT, institution_id=record.institution_id, at=at
        )
        found.receipt_file_id = stored.id
    found.receipt, found.receipt_on = receipt, receipt_on
    session.flush()
    detail = {"on": receipt_on, "round": found.round, "file": file is not None}
    audit.record(session, actor, "class.receipt", "class", number, at=at, detail=detail)
    return found


def receipt_file(session: Session, actor: Actor, number: str, round_: int) -> StoredFile:
    """The scan of what the province answered to one report of a class in scope. NotFound where there is none."""
    report = papers.report_of(session, queries.by_number(session, actor, number), round_)
    if report.receipt_file_id is None:
        raise NotFound("reports.no_receipt_file", messages.NO_RECEIPT_FILE)
    return session.get_one(StoredFile, report.receipt_file_id)
