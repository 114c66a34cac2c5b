"""What a filing must hold: the columns it stands for, what is missing from it, the line of the year plan it was filed under.

Source: 威人社函〔2023〕25号 四（一）.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import messages_life as messages
from training_app.classes import queries_plans, rules_filing, service_standing
from training_app.classes.models import TrainingClass
from training_app.classes.rules_filing import Filing
from training_app.institutions.models import Institution
from training_app.institutions.rules_scope import Programme
from training_app.kernel.errors import InvalidInput, RuleViolation
from training_app.places import queries as places
from training_app.programmes import queries as programmes
from training_app.programmes.models_plans import AnnualPlan


def checked(session: Session, institution_id: int, filing: Filing) -> dict[str, object]:
    """The columns a filing stands for. InvalidInput names every wrong field at once."""
    choices = choices_of(session, institution_id, filing)
    if wrong := rules_filing.mistakes(filing, choices):
        raise InvalidInput("classes.filing_invalid", messages.FILING_INVALID.format(count=len(wrong)), wrong)
    return rules_filing.columns(filing, choices)


def choices_of(session: Session, institution_id: int, filing: Filing) -> rules_filing.Choices:
    """What a filing of an institution with these days and this programme may choose from."""
    choices = rules_filing.Choices(
        occupations={entry.key: entry for entry in programmes.occupations(session)},
        districts=frozenset(district.code for district in places.districts(session)),
        bodies={}, plan_lines=queries_plans.offered(session, institution_id),
    )  # fmt: skip
    if filing.starts_on and filing.ends_on and filing.starts_on <= filing.ends_on:
        programme = Programme(filing.occupation_key, filing.level)
        bodies = service_standing.assessment_bodies(session, filing.starts_on, filing.ends_on, programme)
        choices.bodies.update({body.code: body.id for body in bodies})
    return choices


def missing(record: TrainingClass, today: date) -> list[str]:
    """What a filing handed in that day still lacks, by field."""
    present = {
        "sessions": bool(record.sessions), "assessment_body": record.assessment_body_id is not None,
        "venue": bool(record.venue), "contact": bool(record.contact_name and record.contact_phone),
        "plan_reference": record.plan_line_id is not None or not queries_plans.is_required(today),
    }  # fmt: skip
    return [name for name, there in present.items() if not there]


def follow_plan(session: Session, record: TrainingClass) -> None:
    """Puts the class under its line in the version of the plan filed now. RuleViolation when that version has it no more, or
    says something else than the class. The plan is held, so that it is not amended meanwhile."""
    if record.plan_line_id is None:
        return
    wanted = select(AnnualPlan.id).where(AnnualPlan.institution_id == record.institution_id).order_by(AnnualPlan.id)
    session.execute(wanted.with_for_update(read=True))
    name = queries_plans.chosen(session, record)
    line = queries_plans.offered(session, record.institution_id).get(name)
    if line is None:
        raise RuleViolation("classes.plan_line_gone", messages.PLAN_LINE_GONE)
    body = session.get(Institution, record.assessment_body_id) if record.assessment_body_id else None
    if sentence := rules_filing.wrong_line(line, _filed(record, body.code if body else "", name)):
        raise RuleViolation("classes.plan_line_moved", messages.PLAN_LINE_MOVED.format(reason=sentence))
    record.plan_line_id, record.plan_reference = line.id, line.reference


def check_plan(session: Session, record: TrainingClass, today: date) -> None:
    """RuleViolation for a class beyond what its line plans, where the policy refuses that; else the reviewer decides."""
    planned = queries_plans.planned(session, record, today)
    if planned is not None and planned.exceeds and planned.refuses:
        use = planned.use
        sentence = messages.PLAN_EXCEEDED.format(
            classes=use.planned_classes, headcount=use.planned_headcount, used_classes=use.used_classes,
            used_headcount=use.used_headcount,
        )
        raise RuleViolation("classes.plan_exceeded", sentence)


def _filed(record: TrainingClass, body: str, plan_line: str) -> Filing:
    return Filing(
        record.name, record.occupation_key, record.direction_key or "", record.level, body, record.district_code, record.venue,
        record.mode, record.capacity, record.starts_on, record.ends_on, plan_line,
    )  # fmt: skip
