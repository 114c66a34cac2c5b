"""The life of a return: opened, filled in, submitted and frozen, accepted or sent back, corrected by a new version.

威人社函〔2023〕25号 六（二）: the training institution fills in the form and reports it to the bureau at each quarter's end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from training_app.audit import rules as audit_rules
from training_app.audit import service as audit
from training_app.db import numbers
from training_app.institutions.models import Institution
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import Conflict, InvalidInput, PermissionDenied, Stale
from training_app.reports import labels, messages, rules, service_notices
from training_app.reports.layout import COLUMNS, Narratives, ReturnForm
from training_app.reports.models import QuarterlyReturn, ReturnMember
from training_app.reports.queries_figures import Figures, figures, period_of
from training_app.reports.queries_lists import member_lines
from training_app.reports.queries_members import Period, Reading, member_rows
from training_app.reports.queries_returns import all_members, by_number, newest
from training_app.reports.service_figures import live_figures
from training_app.reports.service_papers import store_papers

RULE = "威人社函〔2023〕25号 六（二）"


@dataclass(frozen=True, slots=True)
class Entries:
    """What the unit writes into its draft: head, foot, further pages, and a remark for each check that failed."""

    prepared_by: str = ""
    phone: str = ""
    narratives: Narratives = Narratives()
    answers: Mapping[str, str] | None = None


def open_draft(session: Session, actor: Actor, quarter: Quarter, today: date, at: datetime) -> QuarterlyReturn:
    """The unit's return of a quarter: its newest version, or a new draft. Two at once get the same one.

    Raises InvalidInput for a quarter that has not begun, PermissionDenied for a unit that does not report.
    """
    if actor.role is not Role.TRAINING_INSTITUTION or actor.institution_id is None:
        raise PermissionDenied("reports.not_a_unit", messages.NOT_A_UNIT)
    if quarter.first_day > today:
        sentence = messages.QUARTER_FUTURE.format(quarter=labels.quarter_name(quarter.year, quarter.number))
        raise InvalidInput("reports.quarter_future", sentence, {"quarter": sentence})
    # The unit's row puts two that open at once in line.
    session.execute(select(Institution.id).where(Institution.id == actor.institution_id).with_for_update())
    found = newest(session, actor.institution_id, quarter)
    if found is not None:
        return found
    (serial,) = numbers.take(session, f"return/{quarter}")
    record = _new_version(session, actor.institution_id, quarter, rules.number_of(quarter, serial, 1), 1)
    audit.record(session, actor, "return.create", rules.RECORD_KIND, record.number, at=at, rule=RULE)
    return record


def save(
    session: Session, actor: Actor, number: str, entries: Entries, at: datetime, revision: int | None = None
) -> QuarterlyReturn:
    """Keeps what was written into a draft. Conflict when it is no draft any more, Stale when it was written meanwhile."""
    record = by_number(session, actor, number, lock=True)
    rules.LIFE.step(record.state, "edit", actor.role)
    if revision is not None and record.revision != revision:
        raise Stale("reports.stale", messages.STALE.format(number=number))
    before = rules.entered(record)
    record.prepared_by, record.phone = entries.prepared_by, entries.phone
    record.measures, record.practice = entries.narratives.measures, entries.narratives.practice
    record.issues = entries.narratives.issues
    record.answers = {key: text for key, text in (entries.answers or {}).items() if text}
    session.flush()
    if changes := audit_rules.changes(before, rules.entered(record), rules.UNSPOKEN):
        detail = {"changes": changes, "version": record.revision}
        audit.record(session, actor, "return.edit", rules.RECORD_KIND, number, at=at, detail=detail)
    return record


def discard(session: Session, actor: Actor, number: str, at: datetime) -> None:
    """Removes a draft; what was submitted stays."""
    record = by_number(session, actor, number, lock=True)
    rules.LIFE.step(record.state, "discard", actor.role)
    session.delete(record)
    session.flush()
    audit.record(session, actor, "return.discard", rules.RECORD_KIND, number, at=at)


def open_checks(session: Session, record: QuarterlyReturn, found: Figures) -> list[rules.Check]:
    """The cross-checks that do not hold for these figures and the year so far."""
    quarter = Quarter(record.year, record.quarter)
    year = Period(period_of(quarter, True).first, record.period_to)
    so_far = live_figures(session, year, Reading(institution_id=record.institution_id))
    return rules.cross_checks(found.rows, found.total, so_far.rows)


def submit(
    session: Session, actor: Actor, number: str, at: datetime, base: str = ""
) -> tuple[QuarterlyReturn, list[str]]:
    """Submits a draft: figures, the members behind them, maker and words are frozen under a content hash, PDF and workbook
    are drawn and stored, with a code for those who check the paper where `base`, the public address of this installation,
    is known. Also answers sentences about signs the paper's font lacks.

    Raises InvalidInput naming every entry and every failed check still without a remark, Conflict when somebody has
    submitted it meanwhile.
    """
    record = by_number(session, actor, number, lock=True)
    record_state = rules.LIFE.step(record.state, "submit", actor.role).target
    period = Period(record.period_from, record.period_to)
    found = figures(session, period, Reading(institution_id=record.institution_id))
    checks = open_checks(session, record, found)
    _refuse_incomplete(record, checks)
    record.answers = {check.key: record.answers[check.key] for check in checks}
    record.figures = {
        "unit_name": session.get_one(Institution, record.institution_id).name,
        "rows": [rules.row_document(row) for row in found.rows], "total": rules.row_document(found.total),
        "checks": [[check.key, check.rule, check.row_name, check.text] for check in checks],
    }
    _freeze_members(session, record, period)
    record.submitted_by, record.submitted_at = actor.user_id, at
    record.content_hash = frozen_hash(session, record)
    record.state = record_state
    lacking = store_papers(session, actor, record, frozen_form(record), at, base)
    session.flush()
    audit.record(
        session, actor, "return.submit", rules.RECORD_KIND, number, at=at, rule=RULE,
        detail={"version": record.version, "hash": record.content_hash.hex()},
    )
    service_notices.tell(session, "return.submitted", record, at)
    return record, lacking


def accept(session: Session, actor: Actor, number: str, at: datetime) -> QuarterlyReturn:
    """The bureau takes the return in."""
    return _review(session, actor, number, "accept", "", at)


def send_back(session: Session, actor: Actor, number: str, remark: str, at: datetime) -> QuarterlyReturn:
    """The bureau gives the return back with its reason; the unit answers with a new version."""
    return _review(session, actor, number, "return", _words(remark, messages.REMARK_MISSING, "remark"), at)


def correct(session: Session, actor: Actor, number: str, reason: str, at: datetime) -> QuarterlyReturn:
    """Begins the next version of a return that was accepted or sent back; the earlier one stays as it is.

    Conflict when there is a newer version already.
    """
    record = by_number(session, actor, number, lock=True)
    transition = rules.LIFE.step(record.state, "correct", actor.role)
    reason = _words(reason, messages.REASON_MISSING, "reason", required=transition.remark)
    quarter = Quarter(record.year, record.quarter)
    last = newest(session, record.institution_id, quarter)
    if last is not None and last.version > record.version:
        sentence = messages.NEWER_VERSION.format(version=last.version, number=last.number)
        raise Conflict("reports.newer_version", sentence, number=last.number)
    serial = int(record.number.split("-")[1])
    version = record.version + 1
    following = _new_version(
        session, record.institution_id, quarter, rules.number_of(quarter, serial, version), version,
        reason=reason or record.review_remark, prepared_by=record.prepared_by, phone=record.phone,
        measures=record.measures, practice=record.practice, issues=record.issues, answers=record.answers,
    )  # fmt: skip
    audit.record(
        session, actor, "return.correct", rules.RECORD_KIND, number, at=at, remark=reason or None,
        detail={"next": following.number},
    )
    return following


def frozen_hash(session: Session, record: QuarterlyReturn) -> bytes:
    """SM3 over all that is frozen, computed from what the register holds now."""
    assert record.submitted_at is not None
    document = {
        "number": record.number, "version": record.version, "institution": record.institution_id,
        "period": [record.period_from.isoformat(), record.period_to.isoformat()], "reason": record.reason,
        "prepared_by": record.prepared_by, "phone": record.phone, "measures": record.measures,
        "practice": record.practice, "issues": record.issues, "answers": record.answers, "figures": record.figures,
        "submitted_by": record.submitted_by, "submitted_at": record.submitted_at.astimezone(dates.CHINA).isoformat(),
    }
    session.flush()
    return rules.content_hash(document, all_members(session, record.id))


def frozen_form(record: QuarterlyReturn) -> ReturnForm:
    """The form of a submitted return, from what was frozen."""
    assert record.submitted_at is not None and record.content_hash is not None
    return ReturnForm(
        unit_name=record.figures["unit_name"], period_from=record.period_from, period_to=record.period_to,
        rows=tuple(rules.row_from(row) for row in record.figures["rows"]),
        total=rules.row_from(record.figures["total"]),
        reported_on=record.submitted_at.astimezone(dates.CHINA).date(), prepared_by=record.prepared_by,
        phone=record.phone, narratives=Narratives(record.measures, record.practice, record.issues), draft=False,
        hash=record.content_hash.hex(),
    )  # fmt: skip


def _new_version(
    session: Session, institution_id: int, quarter: Quarter, number: str, version: int, **columns: Any
) -> QuarterlyReturn:
    period = period_of(quarter, False)
    values = {
        "number": number, "institution_id": institution_id, "year": quarter.year, "quarter": quarter.number,
        "version": version, "state": "draft", "period_from": period.first, "period_to": period.last,
    }
    made = session.scalar(
        upsert(QuarterlyReturn).values(**{**_BLANK, **values, **columns}).on_conflict_do_nothing()
        .returning(QuarterlyReturn)
    )  # fmt: skip
    if made is None:
        raise Conflict("reports.newer_version", messages.NEWER_VERSION.format(version=version, number=number))
    return made


_BLANK = {
    "reason": "", "prepared_by": "", "phone": "", "measures": "", "practice": "", "issues": "", "answers": {},
    "figures": {}, "review_remark": "",
}


def _refuse_incomplete(record: QuarterlyReturn, checks: list[rules.Check]) -> None:
    fields = {}
    if not record.prepared_by:
        fields["prepared_by"] = messages.PREPARED_BY_MISSING
    if not record.phone:
        fields["phone"] = messages.PHONE_MISSING
    for check in checks:
        if not record.answers.get(check.key):
            fields[check.key] = messages.ANSWER_MISSING.format(rule=check.rule, row=check.row_name, text=check.text)
    if fields:
        raise InvalidInput("reports.incomplete", messages.SUBMIT_INCOMPLETE.format(count=len(fields)), fields)


def _freeze_members(session: Session, record: QuarterlyReturn, period: Period) -> None:
    """Writes the members of every cell, column by column, from the very select that was counted."""
    reading = Reading(institution_id=record.institution_id)
    for column in COLUMNS:
        lines = member_lines(member_rows(column.key, period, reading).subquery()).subquery()
        session.execute(
            insert(ReturnMember).from_select(
                [
                    "return_id", "column_key", "occupation_key", "class_number", "person_number", "name_at",
                    "certificate_number", "voucher", "happened_on", "amount_fen",
                ],
                select(
                    literal(record.id), literal(column.key), lines.c.occupation_key, lines.c.class_number,
                    lines.c.person_number, lines.c.name, lines.c.certificate_number, lines.c.voucher,
                    lines.c.happened_on, lines.c.amount_fen,
                ),
            )
        )  # fmt: skip


def _review(
    session: Session, actor: Actor, number: str, verb: str, remark: str, at: datetime
) -> QuarterlyReturn:
    record = by_number(session, actor, number, lock=True)
    record.state = rules.LIFE.step(record.state, verb, actor.role).target
    record.reviewed_by, record.reviewed_at, record.review_remark = actor.user_id, at, remark
    session.flush()
    audit.record(session, actor, f"return.{verb}", rules.RECORD_KIND, number, at=at, remark=remark or None)
    service_notices.tell(session, "return.accepted" if verb == "accept" else "return.returned", record, at, remark)
    return record


def _words(text: str, missing: str, field: str, *, required: bool = True) -> str:
    text = text.strip()
    if required and not text:
        raise InvalidInput("reports.remark_missing", missing, {field: missing})
    if len(text) > 500:
        sentence = messages.REMARK_LONG.format(length=len(text))
        raise InvalidInput("reports.remark_long", sentence, {field: sentence})
    return text
