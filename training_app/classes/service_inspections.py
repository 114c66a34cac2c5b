"""Inspecting: planned, held with findings, put right and answered, closed.

Source: 威人社函〔2023〕25号 六（二） (the bureau and other offices look at documents or come to the place).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes import labels_inspections as labels
from training_app.classes import messages_inspections as messages
from training_app.classes import (
    queries,
    rules_inspections,
    service_inspections_files,
    service_inspections_subjects,
    service_inspections_told,
)
from training_app.classes import queries_inspections as inspections
from training_app.classes.models import TrainingClass
from training_app.classes.models_inspections import Inspection, InspectionAnswer, InspectionItem
from training_app.classes.rules_inspections import (
    CHECKLISTS,
    DEFECT,
    INSPECTORS,
    LIFE,
    MOST_REMARK,
    Findings,
    Plan,
    wrong_due,
    wrong_text,
)  # fmt: skip
from training_app.db import numbers
from training_app.files import service as files
from training_app.institutions import queries as institutions
from training_app.institutions.models import Institution, Qualification
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation, Stale
from training_app.policies.loader import load
from training_app.registration import messages as file_messages
from training_app.registration import rules as file_rules
from training_app.registration.service import Upload


def plan(session: Session, actor: Actor, wanted: Plan, today: date, at: datetime) -> Inspection:
    """A new inspection with its checklist.

    NotFound when institution or class are outside the actor's scope, PermissionDenied for who inspects nothing, Conflict
    when the same is planned already, RuleViolation when there is nothing to inspect, InvalidInput with every wrong field.
    """
    _check_inspector(actor, today)
    _refuse(rules_inspections.plan_mistakes(wanted, today))
    record, institution = _subject(session, actor, wanted)
    checklist = _checklist(session, institution, record)
    serial = numbers.take(session, f"inspection/{today.year}")[0]
    made = Inspection(
        number=f"JC{today.year}-{serial:04d}", institution_id=institution.id, class_id=record.id if record else None,
        kind=wanted.kind, state="planned", inspectors=wanted.inspectors.strip(), joined_by=wanted.joined_by.strip(),
        announced=wanted.announced, district_led=actor.role is Role.DISTRICT, planned_on=wanted.planned_on,
        district_code=record.district_code if record else institution.district_code, created_by=actor.user_id,
    )  # fmt: skip
    made.created_at = at
    points = load().parameter(checklist).on(today).value
    made.items = [
        InspectionItem(line=line, clause=clause, point=point) for line, (clause, point) in enumerate(points, start=1)
    ]
    service_inspections_subjects.join(session, made, wanted.offices, today)
    session.add(made)
    session.flush()
    detail = {"kind": wanted.kind, "institution": institution.code, "class": record.number if record else None,
              "day": f"{wanted.planned_on}"}
    _note(session, actor, "plan", made, at, detail)
    if wanted.finding:
        service_inspections_subjects.attach(session, actor, wanted.finding, made.number, at)
    service_inspections_told.planned(session, made, at)
    return made


def hold(
    session: Session, actor: Actor, number: str, version: int, found: Findings, today: date, at: datetime,
    evidence: Mapping[int, Upload] | None = None, dropped: Collection[int] = (),
) -> Inspection:
    """Notes what was found, on every point, with a document for those it gives; may be repeated until the institution is
    told, documents adding up but for those dropped by position. Errors as `_open`, InvalidInput with every wrong line
    (`finding-3`, `remark-3`, `file-3`)."""
    record = _open(session, actor, number, "hold", version)
    lines = [item.line for item in record.items]
    evidence = {line: upload for line, upload in (evidence or {}).items() if line in lines}
    wrong = rules_inspections.findings_mistakes(lines, found, record.planned_on, today)
    _refuse(wrong | service_inspections_files.mistakes(record, evidence, dropped))
    service_inspections_files.drop(session, record, dropped)
    service_inspections_files.keep(session, actor, record, service_inspections_files.SEEN, evidence, at)
    record.state, record.held_on, record.inspectors = "held", found.held_on, found.inspectors.strip()
    for item in record.items:
        noted = found.points[item.line]
        item.finding, item.remark = noted.finding, noted.remark.strip()
    session.flush()
    detail = {"day": f"{found.held_on}", "count": defects_of(record), "files": len(record.files)}
    _note(session, actor, "hold", record, at, detail)
    service_inspections_told.held(session, record, defects_of(record), at)
    return record


def notify(
    session: Session, actor: Actor, number: str, version: int, demand: str, due: date | None, today: date, at: datetime
) -> Inspection:
    """Tells the institution what to put right and by when. Errors as `_open`; RuleViolation when nothing was found wrong."""
    record = _open(session, actor, number, "notify", version)
    if not defects_of(record):
        raise RuleViolation("inspections.no_defect", messages.NO_DEFECT)
    wrong = wrong_text("demand", demand, messages.DEMAND) | wrong_due(due, today)
    _refuse(wrong)
    record.state, record.demand, record.answer_due = "waiting", demand.strip(), due
    session.flush()
    _note(session, actor, "notify", record, at, {"count": defects_of(record), "day": f"{due}"}, demand.strip())
    service_inspections_told.to_answer(session, record, defects_of(record), at)
    return record


def answer(
    session: Session, actor: Actor, number: str, version: int, words: str, upload: Upload | None, at: datetime,
    evidence: Mapping[int, Upload] | None = None,
) -> Inspection:
    """The institution says how it put things right, with evidence if it likes, in all or about a point. Errors as `_open`,
    InvalidInput with every wrong field (`file-3` for the document about the third point)."""
    record = _open(session, actor, number, "answer", version)
    evidence = service_inspections_files.answered(record, evidence or {})
    wrong = wrong_text("answer", words, messages.ANSWER) | service_inspections_files.mistakes(record, evidence)
    if upload is not None and (defect := file_rules.file_defect(upload.data)):
        wrong["file"] = file_messages.FILE[defect].format(name=upload.name[:60])
    _refuse(wrong)
    stored = None
    if upload is not None:
        media = file_rules.media_type(upload.data) or ""
        stored = files.store(session, actor, upload.data, upload.name, media, "inspection.answer", at=at)
    record.answers.append(
        InspectionAnswer(
            round=len(record.answers) + 1, answer=words.strip(), file_id=stored.id if stored else None,
            answered_by=actor.user_id, answered_at=at,
        )  # fmt: skip
    )
    service_inspections_files.keep(session, actor, record, len(record.answers), evidence, at)
    record.state = "answered"
    session.flush()
    _note(session, actor, "answer", record, at, {"line": len(record.answers), "files": len(evidence) + (stored is not None)})
    service_inspections_told.answered(session, record, at)
    return record


def again(
    session: Session, actor: Actor, number: str, version: int, remark: str, due: date | None, today: date, at: datetime
) -> Inspection:
    """The answer is not enough: why, and by when the next is due. Errors as `_open`."""
    record = _open(session, actor, number, "again", version)
    _refuse(wrong_text("remark", remark, messages.REASON) | wrong_due(due, today))
    record.answers[-1].remark = remark.strip()
    record.state, record.answer_due = "waiting", due
    session.flush()
    _note(session, actor, "again", record, at, {"day": f"{due}"}, remark.strip())
    service_inspections_told.again(session, record, remark.strip(), at)
    return record


def close(
    session: Session, actor: Actor, number: str, version: int, conclusion: str, today: date, at: datetime
) -> Inspection:
    """Ends an inspection with its conclusion. Errors as `_open`; RuleViolation while something found wrong is unanswered."""
    record = _open(session, actor, number, "close", version)
    if record.state == "held" and (count := defects_of(record)):
        raise RuleViolation("inspections.has_defects", messages.HAS_DEFECTS.format(count=count))
    _refuse(wrong_text("conclusion", conclusion, messages.CONCLUSION))
    record.state, record.closed_on, record.conclusion = "closed", today, conclusion.strip()
    session.flush()
    _note(session, actor, "close", record, at, {"day": today.isoformat()}, conclusion.strip())
    service_inspections_told.closed(session, record, at)
    return record


def cancel(session: Session, actor: Actor, number: str, version: int, reason: str, at: datetime) -> Inspection:
    """Calls an inspection off that was not held. Errors as `_open`."""
    record = _open(session, actor, number, "cancel", version)
    _refuse(wrong_text("reason", reason, messages.REASON, MOST_REMARK))
    record.state, record.conclusion = "cancelled", reason.strip()
    session.flush()
    _note(session, actor, "cancel", record, at, {}, reason.strip())
    service_inspections_told.cancelled(session, record, at)
    return record


def defects_of(record: Inspection) -> int:
    """How many points were found wrong."""
    return sum(item.finding == DEFECT for item in record.items)


def _open(session: Session, actor: Actor, number: str, verb: str, version: int) -> Inspection:
    """The inspection locked for a step. NotFound outside the scope, Conflict in the wrong state, Stale when it was changed
    since the page was drawn, PermissionDenied for another role and for a district looking at the bureau's own."""
    record = inspections.by_number(session, actor, number, lock=True)
    LIFE.step(record.state, verb, actor.role)
    if record.version != version:
        raise Stale("inspections.stale", messages.STALE.format(number=number))
    if actor.role is Role.DISTRICT and not record.district_led:
        raise PermissionDenied("inspections.bureau_leads", messages.BUREAU_LEADS)
    return record


def _check_inspector(actor: Actor, today: date) -> None:
    allowed = actor.role in INSPECTORS
    if actor.role is Role.DISTRICT:
        allowed = load().parameter("inspections.by_district").on(today).value is True
    if not allowed:
        raise PermissionDenied("inspections.not_by_you", messages.NOT_BY_DISTRICT)


def _subject(session: Session, actor: Actor, wanted: Plan) -> tuple[TrainingClass | None, Institution]:
    record = queries.by_number(session, actor, wanted.class_number) if wanted.class_number else None
    if record is None:
        if not wanted.institution.strip():
            raise InvalidInput(
                "inspections.nothing", messages.NOTHING_TO_INSPECT, {"institution": messages.NOTHING_TO_INSPECT}
            )
        institution = institutions.by_code(session, actor, wanted.institution)
        if actor.role is Role.DISTRICT and institution.district_code != actor.district_code:
            raise NotFound("inspections.institution", messages.NOTHING_TO_INSPECT)
        _check_planned(session, None, institution, wanted)
        return None, institution
    if record.state in ("draft", "cancelled"):
        raise RuleViolation("inspections.not_yet", messages.NOT_YET.format(number=record.number))
    # Whose part in the class it is: the trainer's unless said otherwise; a class's people stand outside an actor's list of
    # institutions, so they are looked up by the class, which is in scope.
    held_by = select(Institution).where(Institution.id.in_((record.institution_id, record.assessment_body_id)))
    parties = {each.code: each for each in session.scalars(held_by)}
    institution = parties.get(wanted.institution.strip()) if wanted.institution.strip() else next(
        each for each in parties.values() if each.id == record.institution_id
    )  # fmt: skip
    if institution is None:
        sentence = messages.NOT_OF_CLASS.format(name=wanted.institution[:30], number=record.number)
        raise InvalidInput("inspections.not_of_class", sentence, {"institution": sentence})
    _check_planned(session, record, institution, wanted)
    return record, institution


def _check_planned(session: Session, record: TrainingClass | None, institution: Institution, wanted: Plan) -> None:
    # Waits for a colleague who is planning the same, so that the second is told instead of failing or planning it twice. An
    # institution as a whole may be visited on several days.
    session.execute(select(Institution.id).where(Institution.id == institution.id).with_for_update())
    there = session.scalar(
        select(Inspection.number).where(
            Inspection.class_id.is_not_distinct_from(record.id if record else None),
            Inspection.institution_id == institution.id, Inspection.kind == wanted.kind, Inspection.state == "planned",
            true() if record else Inspection.planned_on == wanted.planned_on,
        )
    )  # fmt: skip
    if there is not None:
        kind = labels.KINDS[wanted.kind]
        words = {"kind": kind, "inspection": there, "name": institution.name, "day": wanted.planned_on}
        sentence = (
            messages.ALREADY_PLANNED.format(number=record.number, **words) if record
            else messages.ALREADY_PLANNED_THAT_DAY.format(**words)
        )  # fmt: skip
        raise Conflict("inspections.planned_before", sentence)


def _checklist(session: Session, institution: Institution, record: TrainingClass | None) -> str:
    """The parameter that holds the points for this institution: its part in the class, else what it is qualified as."""
    if record is not None:
        return CHECKLISTS["class" if institution.id == record.institution_id else "assessment_body"]
    held = set(session.scalars(select(Qualification.kind).where(Qualification.institution_id == institution.id)))
    for kind in ("training_institution", "assessment_body"):
        if kind in held:
            return CHECKLISTS[kind]
    raise RuleViolation("inspections.not_inspected", messages.NOT_INSPECTED_KIND.format(name=institution.name))


def _refuse(wrong: dict[str, str]) -> None:
    if wrong:
        raise InvalidInput("inspections.wrong", next(iter(wrong.values())), wrong)


def _note(
    session: Session, actor: Actor, verb: str, record: Inspection, at: datetime, detail: dict[str, Any], remark: str = ""
) -> None:
    audit.record(
        session, actor, f"inspection.{verb}", "inspection", record.number, at=at, rule=messages.CLAUSE, detail=detail,
        remark=remark or None,
    )  # fmt: skip
