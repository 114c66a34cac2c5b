"""Inspections brought to a state by the services themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from training_app.classes import service_inspections as service
from training_app.classes.models import TrainingClass
from training_app.classes.models_inspections import Inspection
from training_app.classes.rules_inspections import Findings, Found, Plan
from training_app.kernel.actor import Actor, Role

BUREAU = Actor(role=Role.BUREAU, name="市局")
TODAY = date(2026, 9, 1)
AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
DUE = TODAY + timedelta(days=15)


def make_plan(number: str, **changed: object) -> Plan:
    """A plan to visit a class today."""
    return Plan(**{
        "institution": "", "class_number": number, "kind": "on_site", "planned_on": TODAY, "inspectors": "宋海涛", **changed
    })  # fmt: skip


def all_points(record: Inspection, finding: str = "ok", **defects: str) -> Findings:
    """Every point with a finding; `defects` names lines with a remark (`line2="…"`)."""
    points = {item.line: Found(finding) for item in record.items}
    points |= {int(name.removeprefix("line")): Found("defect", remark) for name, remark in defects.items()}
    return Findings(TODAY, "宋海涛", points)


def make_inspection(
    session: Session, training_class: TrainingClass, state: str = "planned", actor: Actor = BUREAU, **plan: object
) -> Inspection:
    """An inspection of a class, planned, held or waiting for the institution's answer."""
    record = service.plan(session, actor, make_plan(training_class.number, **plan), TODAY, AT)
    if state != "planned":
        service.hold(session, actor, record.number, record.version, all_points(record, line2="签到表缺一次"), TODAY, AT)
    if state == "waiting":
        service.notify(session, actor, record.number, record.version, "补齐签到表", DUE, TODAY, AT)
    return record
