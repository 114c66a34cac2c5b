"""What a roster file alone tells about what the standards ask of its people. Without a class the line names the programme."""

from __future__ import annotations

from collections.abc import Callable

from training_app.classes.check_result import RosterCheck
from training_app.classes.labels_prerequisites import IN_LIST
from training_app.classes.rules_prerequisites import Judge

CODE = "prerequisite.unmet"
FindJudge = Callable[[str, str], Judge | None]
"""The judge of an occupation and level; None where nothing is asked."""


def field_of(level: str) -> str:
    """The field a warning stands at: what a level asks for first."""
    return "education" if level == "junior" else "prior_certificate"


def warn_of_file(check: RosterCheck, find: FindJudge) -> None:
    """Adds the warnings to the lines that name occupation and level."""
    judges: dict[tuple[str, str], Judge | None] = {}
    for row in check.rows:
        programme = row.fields.get("occupation"), row.fields.get("level")
        if None in programme:
            continue
        if programme not in judges:
            judges[programme] = find(*programme)
        judge = judges[programme]
        verdict = judge.verdict(row.fields) if judge is not None else None
        if judge is not None and verdict is not None and verdict.unmet:
            check.report(row, CODE, field_of(judge.level), None, **judge.told(verdict.found, IN_LIST))
