"""The list of earlier titles looked at in the register: whose title, and what it says beside those held already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from training_app.intake.rows import Outcome, Row
from training_app.kernel import identity
from training_app.people import service as people
from training_app.policies.loader import load
from training_app.titles import messages_earlier as messages
from training_app.titles.columns import EARLIER_TITLES_LIST
from training_app.titles.labels import LEVEL, SERIES
from training_app.titles.queries_earlier import Held, titles_of

LIVE = frozenset({"person.name_conflict", "title.contradiction", "title.ended", "title.order", "row.imported"})
"""Codes only the register tells."""
_COMPARED = frozenset({"row.duplicate", "row.contradiction"})
_report = EARLIER_TITLES_LIST.report


@dataclass(slots=True)
class Found:
    """What a line means in the register: the person, and the titles held when it was checked."""

    line: people.PersonLine
    known: people.Known | None
    held: tuple[Held, ...] = ()
    existing: bool = False


def find_duplicates(rows: Sequence[Row]) -> None:
    """Marks lines about the same title of one document: with the same day all but the first, with other days every line."""
    for row in rows:
        row.problems = [problem for problem in row.problems if problem.code not in _COMPARED]
    groups: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row.result != Outcome.GIVEN_UP and {"identity_number", "series", "level", "held_from"} <= row.fields.keys():
            number = identity.canonical(row.fields["identity_kind"], row.fields["identity_number"])
            groups[number, row.fields["series"], row.fields["level"]].append(row)
    for group in groups.values():
        for place, row in enumerate(group):
            other = next((each for each in group[:place] if _alike(row.fields, each.fields)), None)
            if other is None:
                continue
            same = row.fields["held_from"] == other.fields["held_from"]
            for one, first in ((row, other),) if same else ((row, other), (other, row)):
                if one.open and not any(problem.code in _COMPARED for problem in one.problems):
                    _report(one, "row.duplicate" if same else "row.contradiction", "held_from", first=first.line)


def check_rows(session: Session, rows: Sequence[Row]) -> None:
    """Adds what the register says against each line, notes what it means in `row.found` and foretells the outcome."""
    whole = [row for row in rows if row.status != "error"]
    lines = {line.position: line for line in people.person_lines((row.position, row.fields) for row in whole)}
    known = people.find(session, list(lines.values()))
    conflicts = people.name_conflicts(session, lines.values(), known)
    held = titles_of(session, {each.person_id for each in known.values()})
    ranks = load().facts["title.level"].ranks or {}
    told: dict[Any, list[Held]] = defaultdict(list)
    for row in whole:
        line, person = lines[row.position], known.get(row.position)
        row.found = Found(line, person, tuple(held.get(person.person_id, ())) if person else ())
        if row.position in conflicts:
            _report(row, "person.name_conflict", "name")
        before = told[person.person_id if person else line.index]
        _check_title(row, [*row.found.held, *before], ranks)
        if not row.found.existing and row.earlier == Outcome.CREATED:
            _report(row, "row.imported", "held_from")
        if row.status != "error":
            before.append(_told(row))
    for row in rows:
        good = row.status != "error"
        row.outlook = (Outcome.EXISTING if row.found.existing else Outcome.CREATED) if good else Outcome.HELD


def _check_title(row: Row, held: Sequence[Held], ranks: Mapping[str, int]) -> None:
    fields, day = row.fields, date.fromisoformat(row.fields["held_from"])
    series = [each for each in held if each.series == fields["series"]]
    same = [each for each in series if each.level == fields["level"] and _alike(fields, {"specialty": each.specialty})]
    on_the_day = next((each for each in same if each.held_from == day), None)
    if on_the_day is not None:
        row.found.existing = on_the_day.held_to is None
        if on_the_day.held_to is not None:
            _say(row, "title.ended", on_the_day, on_the_day.held_to)
        return
    other = next((each for each in same if each.held_to is None or day < each.held_to), None)
    if other is not None:
        _say(row, "title.contradiction", other, other.held_from)
        return
    rank = ranks[fields["level"]]
    for each in series:
        lower_later = rank < ranks[each.level] and day >= each.held_from
        higher_earlier = rank > ranks[each.level] and day <= each.held_from
        if lower_later or higher_earlier:
            _say(row, "title.order", each, each.held_from)
            return


def _say(row: Row, code: str, other: Held, day: date) -> None:
    title = messages.NAMED.format(series=SERIES.get(other.series, other.series), level=LEVEL.get(other.level, other.level))
    known_from = messages.KNOWN_FROM.get(other.source_kind, other.source_number).format(number=other.source_number)
    _report(row, code, "held_from", title=title, known_from=known_from, day=day)


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two titles of one level may be the same: titles of two specialties are two, one that names none is any."""
    names = [each.get("specialty", "").replace(" ", "").casefold() for each in (one, other)]
    return not all(names) or names[0] == names[1]


def _told(row: Row) -> Held:
    fields = row.fields
    day = date.fromisoformat(fields["held_from"])
    return Held(fields["series"], fields["level"], fields.get("specialty", ""), day, None, "line", str(row.line))
