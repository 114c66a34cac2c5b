"""What only the register tells about the lines of a roster: who is known, who learns elsewhere, how many fit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.classes import messages, messages_names, messages_roster, roster_prerequisites
from training_app.classes.check_prerequisites import CODE as PREREQUISITE
from training_app.classes.columns_programme import OccupationWords
from training_app.classes.models import TrainingClass
from training_app.classes.models_signup import ClassSeats
from training_app.classes.queries_names import elsewhere_of, only_of
from training_app.classes.rules_signup import JOINING, LEARNING, SEATED
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_names import Choice, Standing, fits, renames
from training_app.kernel.actor import Actor
from training_app.kernel.identity import canonical
from training_app.kernel.problems import Severity
from training_app.people import service as people

DUPLICATE = "row.duplicate"
NAME_CONFLICT = "person.name_conflict"
# Who comes back from which state, and what the clerk is told.
_CAME_BACK = {"declined": "enrolment.declined", "retracted": "enrolment.retracted", "withdrawn": "enrolment.withdrawn"}
LIVE = frozenset(
    {
        DUPLICATE, NAME_CONFLICT, "person.already_enrolled", "capacity.exceeded", "schedule.overlap", PREREQUISITE,
        *_CAME_BACK.values(),
    }
)
"""Codes found here, anew at each check."""


# Persons are joined, not compared with = ANY: as a filter that would look through thousands of ids for every row.
_ASKED = "unnest(CAST(:ids AS bigint[])) AS asked (id)"
_ALIASES = text(f"SELECT p.id, p.merged_into FROM {_ASKED} JOIN persons p ON p.merged_into = asked.id")
_PRESENT = text(
    f"SELECT e.person_id, e.id, e.state, e.employer_name FROM {_ASKED} JOIN enrolments e ON e.person_id = asked.id "
    "WHERE e.class_id = :class"
)
ELSEWHERE = text(
    f"SELECT DISTINCT e.person_id FROM {_ASKED} JOIN enrolments e ON e.person_id = asked.id "
    "JOIN training_classes c ON c.id = e.class_id WHERE e.class_id <> :class AND e.state = ANY(:open) AND c.state <> 'cancelled' "
    "AND c.occupation_key = :occupation AND c.level = :level"
)
OVERLAP = text(
    f"SELECT DISTINCT e.person_id FROM {_ASKED} JOIN enrolments e ON e.person_id = asked.id "
    "JOIN training_classes c ON c.id = e.class_id "
    "JOIN class_sessions s ON s.class_id = c.id JOIN class_sessions o ON o.class_id = :class AND o.held_on = s.held_on "
    "WHERE e.class_id <> :class AND e.state = ANY(:open) AND c.state IN ('approved','running') "
    "AND (s.starts_at IS NULL OR o.starts_at IS NULL OR (s.starts_at < o.ends_at AND o.starts_at < s.ends_at))"
)


class Present:
    """The enrolments of this class by surviving person, and the other ids under which those persons have facts."""

    def __init__(self, session: Session, record: TrainingClass, ids: Sequence[int]) -> None:
        self.survivor = {person_id: person_id for person_id in ids}
        if ids:
            self.survivor.update((alias, kept) for alias, kept in session.execute(_ALIASES, {"ids": list(ids)}))
        self.all_ids = list(self.survivor)
        self.enrolments: dict[int, tuple[int, str, str]] = {}
        for person_id, *rest in session.execute(_PRESENT, {"class": record.id, "ids": self.all_ids}) if ids else ():
            self.enrolments[self.survivor[person_id]] = tuple(rest)

    def survivors(self, session: Session, statement: object, **parameters: object) -> set[int]:
        """The surviving persons a statement over `:ids` finds."""
        if not self.all_ids:
            return set()
        found = session.scalars(statement, {"ids": self.all_ids, **parameters})  # type: ignore[call-overload]
        return {self.survivor[each] for each in found}


def check_rows(
    session: Session, record: TrainingClass, rows: Sequence[Row], day: date, words: OccupationWords, actor: Actor | None = None
) -> None:
    """Adds the problems the register knows of and foretells each line's outcome. `words` are those of the occupations.
    Another class in the way is named to an `actor` who may see it."""
    _mark_duplicates(rows)
    identified = [row for row in rows if _identified(row)]
    lines = people.person_lines((row.position, row.fields) for row in identified)
    known = people.find(session, lines)
    conflicts = people.name_conflicts(session, lines, known)
    ids = sorted({found.person_id for found in known.values()})
    present = Present(session, record, ids)
    elsewhere = present.survivors(
        session, ELSEWHERE, **{"class": record.id, "open": list(LEARNING)}, occupation=record.occupation_key,
        level=record.level,
    )  # fmt: skip
    overlapping = present.survivors(session, OVERLAP, **{"class": record.id, "open": list(LEARNING)})
    named = elsewhere_of(session, actor, record, elsewhere | overlapping) if actor else {}
    ours = _renamed_here(session, record, rows, conflicts)
    told = people.news(session, lines, known)
    for row, line in zip(identified, lines, strict=True):
        row.found = (line, known.get(row.position))
    for row in rows:
        found = known.get(row.position)
        if found is None:
            row.outlook = Outcome.CREATED
            continue
        enrolled = present.enrolments.get(found.person_id)
        row.outlook = _outlook(row, enrolled, row.position in told)
        if row.position in conflicts:
            _names_differ(row, found, ours)
        if found.retired_on is not None and found.retired_on <= day:
            _problem(row, "age.retired", "identity_number", messages_roster.RETIRED, Severity.ERROR)
        if enrolled is not None and enrolled[1] in _CAME_BACK:
            _problem(row, _CAME_BACK[enrolled[1]], "name", severity=Severity.WARNING)
        if enrolled is None or enrolled[1] in JOINING:
            if found.person_id in elsewhere:
                _problem(row, "person.already_enrolled", "identity_number", _naming("person.already_enrolled", found, named))
            elif found.person_id in overlapping:
                _problem(row, "schedule.overlap", "name", _naming("schedule.overlap", found, named), Severity.WARNING)
    _mark_prerequisites(session, record, rows, known, present, words)
    _mark_beyond_capacity(session, record, rows, known, present)


def _naming(code: str, found: people.Known, named: dict[int, list[str]]) -> str:
    """The sentence of a code with the classes it is about, those of one person alone at its end."""
    if found.person_id not in named:
        return messages.roster(code)
    others = named[found.person_id]
    rest = messages_roster.OTHER_CLASS.format(classes="、".join(others)) if others else messages_roster.HIDDEN_CLASS
    return messages.roster(code) + rest


def _renamed_here(
    session: Session, record: TrainingClass, rows: Sequence[Row], conflicts: dict[int, people.Known]
) -> set[int]:
    """Those called otherwise by this institution's own word, who have learned nowhere else."""
    decided = [conflicts[row.position].person_id for row in rows if row.decided and row.position in conflicts]
    return only_of(session, record.institution_id, decided)


def _names_differ(row: Row, found: people.Known, ours: set[int]) -> None:
    """Adds what is still to be done about a number registered under another name."""
    decided = row.decided
    if decided is None or not fits(decided, found.number, found.name, row.fields["name"]):
        _problem(row, NAME_CONFLICT, "name")
    elif decided["choice"] == Choice.OTHER:
        _problem(row, NAME_CONFLICT, "identity_number", messages_names.OTHER)
    elif decided["standing"] == Standing.DECIDED and found.person_id not in ours:
        _problem(row, NAME_CONFLICT, "name", messages_names.NO_LONGER_OURS)
    elif not renames(decided):
        waits = decided["standing"] == Standing.ASKED
        _problem(row, NAME_CONFLICT, "name", messages_names.ASKED if waits else messages_names.REFUSED)


def identity_of(row: Row) -> str | None:
    """What tells two lines of the same person: the canonical number."""
    kind, number = row.fields.get("identity_kind"), row.fields.get("identity_number")
    return canonical(kind, number) if kind and number else None


def _identified(row: Row) -> bool:
    return bool(row.fields.get("name") and row.fields.get("identity_number"))


def _outlook(row: Row, enrolled: tuple[int, str, str] | None, news: bool) -> str:
    if enrolled is None:
        return Outcome.CREATED
    _, state, employer = enrolled
    joins = state in JOINING
    other = state == "enrolled" and row.fields.get("employer", employer) != employer
    return Outcome.UPDATED if news or joins or other else Outcome.EXISTING


def _mark_duplicates(rows: Sequence[Row]) -> None:
    seen: dict[str, Row] = {}
    for row in rows:
        identity = identity_of(row)
        if identity is None:
            continue
        first = seen.setdefault(identity, row)
        if first is not row:
            place = str(first.line) if first.sheet == row.sheet else f"{first.line}（{first.sheet}）"
            _problem(row, DUPLICATE, "identity_number", messages.roster(DUPLICATE, first=place))


def _mark_beyond_capacity(
    session: Session, record: TrainingClass, rows: Sequence[Row], known: dict, present: Present
) -> None:
    def seated_already(row: Row) -> bool:
        found = known.get(row.position)
        enrolled = present.enrolments.get(found.person_id) if found else None
        return enrolled is not None and (enrolled[1] in SEATED or enrolled[1] not in JOINING)

    new = [row for row in rows if row.status != "error" and not seated_already(row)]
    count = session.scalar(select(ClassSeats.taken).where(ClassSeats.class_id == record.id)) or 0
    free = max(record.capacity - count, 0)
    sentence = messages_roster.CAPACITY.format(capacity=record.capacity, present=count, wanted=len(new))
    for row in new[free:]:
        _problem(row, "capacity.exceeded", "name", sentence)


def _mark_prerequisites(
    session: Session, record: TrainingClass, rows: Sequence[Row], known: dict, present: Present, words: OccupationWords
) -> None:
    """Nobody who is on the list already is warned of again; who is called otherwise than in the register is judged by the
    line alone."""
    named = {row.position for row in rows if any(problem.code == NAME_CONFLICT for problem in row.problems)}
    persons = {position: found.person_id for position, found in known.items() if position not in named}
    coming = [row for row in rows if row.outlook != Outcome.EXISTING]
    roster_prerequisites.warn(session, record, coming, persons, present.survivor, words)


def _problem(
    row: Row, code: str, name: str, sentence: str | None = None, severity: Severity = Severity.ERROR
) -> None:
    row.add(code, severity, sentence or messages.roster(code), name=name, value=str(row.fields.get(name, "")))
