"""What becomes of a filed plan: it goes to the province, and the next version amends it.

Source: 威人社函〔2023〕25号 四（一）.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict
from training_app.programmes import messages_plans as messages
from training_app.programmes import queries_plans, rules_plans
from training_app.programmes.labels_plans import STATES
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.service_plans import (
    Upload,
    keep,
    new_number,
    next_round,
    note,
    open_for,
    refuse,
    wrong_text,
)


def amend(session: Session, actor: Actor, number: str, at: datetime) -> AnnualPlan:
    """Begins the next version as a copy of the filed one, which stays as it is. Bodies that confirmed a line have confirmed
    it until it is changed. Conflict while an amendment is under way."""
    filed = open_for(session, actor, number, "amend")
    if (other := queries_plans.open_amendment(session, filed)) is not None:
        sentence = messages.YEAR_TAKEN.format(year=filed.year, number=other.number, state=STATES[other.state][0])
        raise Conflict("plans.amended_already", sentence)
    record = AnnualPlan(
        number=new_number(session, filed.year), institution_id=filed.institution_id, year=filed.year,
        round=next_round(session, filed.institution_id, filed.year), origin=filed.origin, state="draft",
        content=filed.content, document_file_id=filed.document_file_id, filed_with=filed.filed_with,
        amends=filed.id, created_by=actor.user_id, created_at=at,
    )  # fmt: skip
    session.add(record)
    session.flush()
    columns = [column.key for column in PlanLine.__table__.columns if column.key not in ("id", "plan_id", "batch_id")]
    given = select(record.id, *(PlanLine.__table__.c[name] for name in columns)).where(PlanLine.plan_id == filed.id)
    session.execute(insert(PlanLine).from_select(["plan_id", *columns], given))
    note(session, actor, "plan.amend", filed, at, next=record.number)
    note(session, actor, "plan.create", record, at, year=record.year)
    return record


def send_to_province(
    session: Session, actor: Actor, number: str, version: int | None, sent_on: date | None, document: str,
    upload: Upload | None, today: date, at: datetime,
) -> AnnualPlan:  # fmt: skip
    """Notes that the filed plan went to the province, once: day, document or receipt number, file."""
    record = open_for(session, actor, number, "send_to_province", version)
    if record.province_sent_on is not None:
        raise Conflict("plans.sent_before", messages.SENT_BEFORE.format(day=record.province_sent_on))
    assert record.filed_at is not None
    filed_on = record.filed_at.astimezone(CHINA).date()
    wrong = {"province_document": wrong_text(document, rules_plans.MOST_TEXT["province_document"])}
    if sent_on is None or not filed_on <= sent_on <= today:
        wrong["sent_on"] = messages.SENT_ON.format(filed=filed_on, today=today)
    refuse(wrong)
    record.province_sent_on, record.province_document = sent_on, document.strip()
    if upload is not None:
        record.province_file_id = keep(session, actor, record, "province", upload, at)
    session.flush()
    note(session, actor, "plan.send_to_province", record, at, on=str(sent_on), document=record.province_document)
    return record
