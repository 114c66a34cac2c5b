"""Warns of the lines of a roster whose people cannot meet what the standard of the class asks, as of its first day.

The register is asked only about those of whom the line alone does not settle it, all at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from training_app.classes import held_levels, messages
from training_app.classes.check_prerequisites import CODE, field_of
from training_app.classes.columns_evidence import Reached
from training_app.classes.columns_programme import OccupationWords
from training_app.classes.labels_prerequisites import IN_BOTH
from training_app.classes.models import TrainingClass
from training_app.classes.rules_prerequisites import NOTHING, Background, Judge, Schooling
from training_app.intake.rows import Row
from training_app.kernel.problems import Severity
from training_app.people import queries_background as people
from training_app.policies import loader as policies

_SERIES = "engineering"
"""The series the titles of the standards (技术员, 助理工程师, 工程师) belong to."""


def warn(
    session: Session,
    record: TrainingClass,
    rows: Iterable[Row],
    persons: Mapping[int, int],
    survivor: Mapping[int, int],
    words: OccupationWords,
) -> None:
    """Adds the warnings. `persons`: by position the person of a line; `survivor`: by id the surviving person of each of
    these and of those merged into them."""
    judge = Judge.of(policies.load(), words, record.occupation_key, record.level, record.starts_on)
    if judge is None:
        return
    unsure = [(row, verdict) for row in rows if not (verdict := judge.verdict(row.fields)).settled]
    asked = {persons[row.position] for row, _ in unsure if row.position in persons}
    ids = [each for each, kept in survivor.items() if kept in asked]
    known = backgrounds(session, ids, survivor, record.occupation_key, record.starts_on) if ids else {}
    name = field_of(judge.level)
    sentences: dict[str, str] = {}
    for row, by_line in unsure:
        more = known.get(persons.get(row.position, 0))
        verdict = by_line if more is None else judge.verdict(row.fields, more)
        if not verdict.unmet:
            continue
        if verdict.found not in sentences:
            sentences[verdict.found] = messages.roster(CODE, **judge.told(verdict.found, IN_BOTH))
        row.add(CODE, Severity.WARNING, sentences[verdict.found], name=name, value=str(row.fields.get(name, "")))


def backgrounds(
    session: Session, ids: Sequence[int], survivor: Mapping[int, int], occupation: str, day: date
) -> dict[int, Background]:
    """What the register knows, by surviving person."""
    found: dict[int, Background] = {}

    def add(person_id: int, more: Background) -> None:
        kept = survivor[person_id]
        found[kept] = found.get(kept, NOTHING).joined(more)

    for each in people.educations(session, ids):
        add(each.person_id, Background(schooling=(Schooling(each.level, each.outcome, each.degree, each.graduated_on),)))
    for title in people.titles(session, ids, _SERIES, day):
        add(title.person_id, Background(titles=(Reached(title.level, title.since),)))
    for level in held_levels.held(session, ids, occupation, day):
        add(level.person_id, Background(certificates=(Reached(level.level, level.since),)))
    return found
