"""A report of a class to the province: roster and summary of the training, and how they are kept. Pure.

Hours are hundredths of a 学时, scores of a point, the share of attendance is per mille.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReportLine:
    """Somebody on the roster, without the number of a document: that is put in when the paper is drawn."""

    person_number: str
    name: str
    employer: str
    hours: int
    score: int | None
    state: str
    certificate: str


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """The training as it was held; days are ISO texts, `instructors` those the timetable names.
    `evaluation_mean` is in hundredths of a point over so many `evaluations`, None where it may not be shown yet or at all."""

    number: str
    name: str
    institution: str
    institution_code: str
    assessment_body: str
    occupation: str
    direction: str
    level: str
    district: str
    venue: str
    mode: str
    plan_reference: str
    starts_on: str
    ends_on: str
    completed_on: str
    sessions: int
    hours_planned: int
    hours_required: int
    hours_online: int
    hours_onsite: int
    hours_given: int
    attendance_per_mille: int
    trained: int
    completed: int
    failed: int
    withdrawn: int
    instructors: tuple[str, ...]
    evaluations: int = 0
    evaluation_mean: int | None = None


@dataclass(frozen=True, slots=True)
class ReportBody:
    """Everything a report says, but for the numbers of documents."""

    summary: ReportSummary
    lines: tuple[ReportLine, ...]

    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        return {"summary": asdict(self.summary), "lines": [asdict(line) for line in self.lines]}


def read(stored: Mapping[str, Any]) -> ReportBody:
    """A body as it was kept."""
    summary = {**stored["summary"], "instructors": tuple(stored["summary"]["instructors"])}
    return ReportBody(ReportSummary(**summary), tuple(ReportLine(**line) for line in stored["lines"]))


def digest_of(body: ReportBody) -> str:
    """The digest over everything a report says: equal figures give the same one."""
    text = json.dumps(body.stored(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
