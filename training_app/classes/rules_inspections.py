"""The life of an inspection 检查 and what must hold at each step.

Source: 威人社函〔2023〕25号 六（二） (documents are asked for or the place is visited, 调阅资料、现场检查). The document sets no
deadline for answers: whoever inspects types one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from training_app.classes import messages_inspections as messages
from training_app.kernel.actor import Role
from training_app.kernel.texts import can_be_kept
from training_app.kernel.workflow import Transition, Workflow

RECORD_KIND = "inspection"
INSPECTORS = frozenset({Role.BUREAU, Role.DISTRICT})
INSPECTED = frozenset({Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY})

LIFE = Workflow(
    RECORD_KIND,
    (
        Transition("planned", "hold", INSPECTORS, "held"),
        Transition("planned", "cancel", INSPECTORS, "cancelled", remark=True),
        Transition("held", "hold", INSPECTORS, "held"),
        Transition("held", "notify", INSPECTORS, "waiting"),
        Transition("held", "close", INSPECTORS, "closed"),
        Transition("waiting", "answer", INSPECTED, "answered"),
        Transition("answered", "again", INSPECTORS, "waiting", remark=True),
        Transition("answered", "close", INSPECTORS, "closed"),
    ),
)
KINDS = ("documents", "on_site")
OK, DEFECT, NOT_SEEN = "ok", "defect", "not_seen"
FINDINGS = (OK, DEFECT, NOT_SEEN)
CHECKLISTS = {
    "class": "inspections.checklist_class", "training_institution": "inspections.checklist_institution",
    "assessment_body": "inspections.checklist_assessment",
}
"""What is inspected → the parameter that holds its list of points, each with the clause it looks after."""

SHOWN_WHEN = ("waiting", "answered", "closed")
"""States in which the inspected see what was found; that an announced inspection is coming they see from the first day."""

ENDED = frozenset({"closed", "cancelled"})

LATEST_ANSWER_DAYS = 366
MOST_TEXT = 2000
MOST_REMARK = 500
MOST_NAMES = 100
MOST_FILES = 60
"""Documents of one inspection, all points and answers together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An inspection to be planned: of an institution (by code), or of what one institution does in a class (by number).

    `offices`: codes of the authorities of the register that come along; `joined_by` names others. `finding`: the improbable
    attendance it looks into, by number.
    """

    institution: str
    class_number: str
    kind: str
    planned_on: date | None
    inspectors: str
    joined_by: str = ""
    announced: bool = True
    offices: tuple[str, ...] = ()
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found about one point of the checklist."""

    finding: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found on a day, by the line of the checklist."""

    held_on: date | None
    inspectors: str
    points: Mapping[int, Found]


def plan_mistakes(wanted: Plan, today: date) -> dict[str, str]:
    """Every wrong field of a plan with its sentence."""
    wrong = wrong_text("inspectors", wanted.inspectors, messages.INSPECTORS, MOST_NAMES)
    if wanted.joined_by.strip():
        wrong |= wrong_text("joined_by", wanted.joined_by, "", MOST_NAMES)
    if wanted.kind not in KINDS:
        wrong["kind"] = messages.KIND
    if wanted.planned_on is None:
        wrong["planned_on"] = messages.DAY_MISSING
    elif wanted.planned_on < today:
        wrong["planned_on"] = messages.DAY_PAST.format(day=wanted.planned_on, today=today)
    return wrong


def findings_mistakes(lines: Sequence[int], found: Findings, planned_on: date, today: date) -> dict[str, str]:
    """Every wrong line (`finding-3`, `remark-3`) and field of what was found; an inspection may be held before its day."""
    wrong = wrong_text("inspectors", found.inspectors, messages.INSPECTORS, MOST_NAMES)
    first = min(planned_on, today) - timedelta(days=LATEST_ANSWER_DAYS)
    if found.held_on is None or not first <= found.held_on <= today:
        wrong["held_on"] = messages.HELD_ON.format(first=first, today=today)
    for line in lines:
        noted = found.points.get(line)
        if noted is None or noted.finding not in FINDINGS:
            wrong[f"finding-{line}"] = messages.FINDING_MISSING.format(line=line)
        elif noted.finding == DEFECT or noted.remark.strip():
            missing = messages.FINDING_REMARK.format(line=line)
            wrong |= wrong_text(f"remark-{line}", noted.remark, missing, MOST_REMARK)
    if not wrong and all(found.points[line].finding == NOT_SEEN for line in lines):
        wrong[f"finding-{lines[0]}"] = messages.NOTHING_SEEN
    return wrong


def wrong_text(name: str, text: str, missing: str, most: int = MOST_TEXT) -> dict[str, str]:
    """What is wrong with a text that has to be there, under its field's name."""
    if not text.strip():
        return {name: missing}
    if len(text) > most:
        return {name: messages.TOO_LONG.format(most=most, count=len(text))}
    return {} if can_be_kept(text) else {name: messages.UNPRINTABLE}


def wrong_due(due: date | None, today: date) -> dict[str, str]:
    """What is wrong with the last day for an answer."""
    last = today + timedelta(days=LATEST_ANSWER_DAYS)
    return {} if due is not None and today < due <= last else {"due": messages.DUE.format(last=last)}
