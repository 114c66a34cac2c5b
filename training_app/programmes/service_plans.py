"""The year plan from draft to filing: its text, submission, return, filing.

Source: 威人社函〔2023〕25号 四（一）.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.db import numbers
from training_app.files import service as files
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, PermissionDenied, RuleViolation, Stale
from training_app.kernel.texts import can_be_kept
from training_app.programmes import messages_plans as messages
from training_app.programmes import queries_plans, rules_plans, service_plan_notices
from training_app.programmes.labels_plans import STATES
from training_app.programmes.models_plans import AnnualPlan, PlanLine
from training_app.programmes.rules_plans import LIFE, OPEN_STATES
from training_app.registration.rules import media_type


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; the form has seen that it can be kept."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class PlanText:
    """What is typed about a plan as a whole. `filed_with` and `filing_number` are asked of institutions from elsewhere."""

    content: str
    filed_with: str = ""
    filing_number: str = ""


def create(
    session: Session, actor: Actor, year: int, text: PlanText, uploads: Mapping[str, Upload], today: date, at: datetime
) -> AnnualPlan:
    """The first version of the actor's plan of a year: this one or the next. InvalidInput names every wrong field."""
    if actor.role is not Role.TRAINING_INSTITUTION or actor.institution_id is None:
        raise PermissionDenied("plans.institution_only", messages.INSTITUTION_ONLY)
    # Two plans of one institution are begun one after the other.
    own = session.scalars(select(Institution).where(Institution.id == actor.institution_id).with_for_update()).one()
    wrong = wrong_texts(text)
    if year not in years_offered(today):
        wrong["year"] = messages.YEAR.format(years=messages.LIST_MARK.join(map(str, years_offered(today))))
    elif (other := _standing(session, own.id, year)) is not None:
        wrong["year"] = messages.YEAR_TAKEN.format(year=year, number=other.number, state=STATES[other.state][0])
    refuse(wrong)
    record = AnnualPlan(
        number=new_number(session, year), institution_id=own.id, year=year, round=next_round(session, own.id, year),
        origin="city" if own.district_code else "elsewhere", state="draft", created_by=actor.user_id, created_at=at,
    )  # fmt: skip
    _write(session, actor, record, text, uploads, at)
    session.add(record)
    session.flush()
    note(session, actor, "plan.create", record, at, year=year)
    return record


def years_offered(today: date) -> tuple[int, int]:
    """The years a plan may be begun for."""
    return today.year, today.year + 1


def edit(
    session: Session, actor: Actor, number: str, version: int | None, text: PlanText, uploads: Mapping[str, Upload],
    at: datetime,
) -> AnnualPlan:  # fmt: skip
    """Changes the text and the files of a draft or returned plan."""
    record = open_for(session, actor, number, "edit", version)
    refuse(wrong_texts(text))
    before = {name: getattr(record, name) for name in ("content", "filed_with", "filing_number")}
    _write(session, actor, record, text, uploads, at)
    session.flush()
    changed = sorted({name for name, value in before.items() if getattr(record, name) != value} | uploads.keys())
    if changed:
        note(session, actor, "plan.edit", record, at, fields=changed, version=record.version)
    return record


def submit(session: Session, actor: Actor, number: str, version: int | None, at: datetime) -> AnnualPlan:
    """Hands the plan to the bureau. InvalidInput names what is missing, RuleViolation the lines whose body has not confirmed
    or a lacking qualification."""
    record = open_for(session, actor, number, "submit", version)
    if not queries_plans.is_training_institution(session, record.institution_id, record.year):
        name = session.get_one(Institution, record.institution_id).name
        sentence = messages.NOT_QUALIFIED.format(institution=name, year=record.year)
        raise RuleViolation("plans.not_qualified", sentence)
    if missing := _missing(session, record):
        problems = messages.CLAUSE_MARK.join(messages.MISSING[name] for name in missing)
        raise InvalidInput("plans.incomplete", messages.INCOMPLETE.format(problems=problems))
    _refuse_open_lines(session, record, messages.SUBMIT_DEED)
    record.state, record.submitted_at, record.review_points = "submitted", at, {}
    session.flush()
    note(session, actor, "plan.submit", record, at)
    return record


def send_back(
    session: Session, actor: Actor, number: str, version: int | None, points: Mapping[str, str], at: datetime
) -> AnnualPlan:
    """Returns a plan with a reason for each item (`rules_plans.TEXT_ITEM`, `item_of_line`)."""
    record = open_for(session, actor, number, "return", version)
    lines = queries_plans.lines_of(session, record.id)
    known = [rules_plans.TEXT_ITEM, *(rules_plans.item_of_line(row.record.line) for row in lines)]
    kept = {item: points[item].strip() for item in known if points.get(item, "").strip()}
    refuse({item: sentence for item, text in kept.items() if (sentence := wrong_text(text, rules_plans.MOST_REASON))})
    if not kept:
        raise InvalidInput("plans.no_points", messages.NO_POINTS, {rules_plans.TEXT_ITEM: messages.NO_POINTS})
    record.state, record.reviewed_at, record.review_points = "returned", at, kept
    session.flush()
    note(session, actor, "plan.return", record, at, items=list(kept))
    return record


def file(session: Session, actor: Actor, number: str, version: int | None, filing_number: str, at: datetime) -> AnnualPlan:
    """Files a plan under a number; that of an institution from elsewhere keeps the number it was filed under there. The
    version filed before is superseded in the same moment."""
    record = open_for(session, actor, number, "file", version)
    _refuse_open_lines(session, record, messages.FILE_DEED)
    filing_number = record.filing_number if record.origin == "elsewhere" else filing_number.strip()
    sentence = wrong_text(filing_number, rules_plans.MOST_TEXT["filing_number"])
    refuse({"filing_number": sentence or ("" if filing_number else messages.FILING_NUMBER)})
    before = session.scalar(
        select(AnnualPlan)
        .where(AnnualPlan.institution_id == record.institution_id, AnnualPlan.year == record.year)
        .where(AnnualPlan.state == "filed")
        .with_for_update()
    )
    if before is not None:
        before.state = "superseded"
        session.flush()
    record.state, record.filed_at, record.reviewed_at = "filed", at, at
    record.filing_number, record.review_points = filing_number, {}
    session.flush()
    detail = {"successor_of": before.number} if before is not None else {}
    note(session, actor, "plan.file", record, at, document=filing_number, **detail)
    return record


def discard(session: Session, actor: Actor, number: str, version: int | None, at: datetime) -> AnnualPlan:
    """Gives up a plan that is not filed; a filed version stays in force."""
    record = open_for(session, actor, number, "discard", version)
    record.state = "discarded"
    session.flush()
    note(session, actor, "plan.discard", record, at)
    return record


def open_for(session: Session, actor: Actor, number: str, verb: str, version: int | None = None) -> AnnualPlan:
    """Locks the plan for a step of its life. NotFound outside the scope, Conflict in another state, PermissionDenied for
    another role, Stale when it changed since the page was drawn."""
    record = queries_plans.by_number(session, actor, number, lock=True)
    LIFE.step(record.state, verb, actor.role)
    if version is not None and record.version != version:
        raise Stale("plans.stale", messages.STALE.format(number=number))
    return record


def note(session: Session, actor: Actor, action: str, record: AnnualPlan, at: datetime, **detail: object) -> None:
    """One act on a plan: kept in the trail, told to whom it concerns."""
    audit.record(
        session, actor, action, rules_plans.RECORD_KIND, record.number, at=at, rule=messages.CLAUSE,
        detail={"state": record.state, **detail},
    )  # fmt: skip
    service_plan_notices.tell(session, action, record, at)


def wrong_text(text: str, most: int) -> str:
    """The sentence for a text that cannot be kept, "" for one that can."""
    if len(text) > most:
        return messages.TEXT_LONG.format(most=most)
    return "" if can_be_kept(text) else messages.UNPRINTABLE


def wrong_texts(text: PlanText) -> dict[str, str]:
    """What is wrong with the texts of a plan, by field; a draft may leave any of them empty."""
    return {
        name: wrong_text(getattr(text, name), rules_plans.MOST_TEXT[name])
        for name in ("content", "filed_with", "filing_number")
    }


def refuse(wrong: Mapping[str, str]) -> None:
    """InvalidInput for the fields with a sentence, nothing when there is none."""
    fields = {name: sentence for name, sentence in wrong.items() if sentence}
    if fields:
        raise InvalidInput("plans.invalid", messages.INVALID.format(count=len(fields)), fields)


def keep(session: Session, actor: Actor, record: AnnualPlan, kind: str, upload: Upload, at: datetime) -> int:
    """Stores a file of a plan, readable by its institution whoever sends it; answers its id."""
    stored = files.store(
        session, actor, upload.data, upload.name, media_type(upload.data) or "", f"plan.{kind}",
        institution_id=record.institution_id, at=at,
    )
    return stored.id


def _write(
    session: Session, actor: Actor, record: AnnualPlan, text: PlanText, uploads: Mapping[str, Upload], at: datetime
) -> None:
    record.content = text.content.strip()
    if record.origin == "elsewhere":
        record.filed_with, record.filing_number = text.filed_with.strip(), text.filing_number.strip()
    for kind, upload in uploads.items():
        if kind == "document" or record.origin == "elsewhere":
            setattr(record, f"{kind}_file_id", keep(session, actor, record, kind, upload, at))


def _missing(session: Session, record: AnnualPlan) -> list[str]:
    lines = session.scalar(select(func.count()).where(PlanLine.plan_id == record.id))
    there = {"lines": bool(lines), "content": bool(record.content or record.document_file_id)}
    if record.origin == "elsewhere":
        there |= {
            "filed_with": bool(record.filed_with), "filing_number": bool(record.filing_number),
            "filing_file": record.filing_file_id is not None,
        }  # fmt: skip
    return [name for name, is_there in there.items() if not is_there]


def _refuse_open_lines(session: Session, record: AnnualPlan, deed: str) -> None:
    unanswered = select(PlanLine.line).where(PlanLine.plan_id == record.id, PlanLine.answer != "confirmed")
    lines: Sequence[int] = session.scalars(unanswered.order_by(PlanLine.line)).all()
    if lines:
        named = messages.LIST_MARK.join(map(str, lines[:20]))
        raise RuleViolation("plans.open_lines", messages.OPEN_LINES.format(lines=named, deed=deed))


def _standing(session: Session, institution_id: int, year: int) -> AnnualPlan | None:
    plan = AnnualPlan
    wanted = select(plan).where(plan.institution_id == institution_id, plan.year == year)
    return session.scalars(wanted.where(plan.state.in_((*OPEN_STATES, "filed"))).order_by(plan.round.desc())).first()


def next_round(session: Session, institution_id: int, year: int) -> int:
    """The number of the next version of a year's plan."""
    plan = AnnualPlan
    last = session.scalar(select(func.max(plan.round)).where(plan.institution_id == institution_id, plan.year == year))
    return (last or 0) + 1


def new_number(session: Session, year: int) -> str:
    """The number of a new plan."""
    return f"AP{year}-{numbers.take(session, f'plan/{year}')[0]:04d}"
