"""The list of earlier hours looked at in the register: whose hours, which rule, and what the ledger holds already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from training_app.hours import messages_earlier as messages
from training_app.hours.columns import EARLIER_HOURS_LIST, days_of, year_of
from training_app.hours.queries import hundredths, required
from training_app.hours.queries_earlier import Credited, Ledger, ledger_of
from training_app.hours.rules_earlier import facts_of, idempotency_key, is_whole
from training_app.intake.rows import Outcome, Row
from training_app.kernel import identity
from training_app.kernel.errors import PolicyNotInForce
from training_app.kernel.quantities import format_hours
from training_app.people import service as people
from training_app.policies.loader import load

LIVE = frozenset({
    "person.name_conflict", "year.no_rule", "hours.per_day", "hours.same_day", "hours.same_year", "hours.contradiction",
    "row.same_person", "row.imported",
})  # fmt: skip
"""Codes only the register tells."""
_COMPARED = frozenset({"row.duplicate", "row.contradiction"})
_report = EARLIER_HOURS_LIST.report


@dataclass(slots=True)
class Found:
    """What a line means in the register: the person, what it credits by subject (hundredths), and of that what is new,
    with the key of the training and how often it was taken back before."""

    line: people.PersonLine
    known: people.Known | None
    amounts: dict[str, int] = field(default_factory=dict)
    new: dict[str, tuple[str, int]] = field(default_factory=dict)

    def key(self, person_number: str, subject: str) -> str:
        """The ledger's key of a new credit."""
        return idempotency_key(person_number, *self.new[subject])


def find_duplicates(rows: Sequence[Row]) -> None:
    """Marks lines about the same training of one document: of equal hours all but the first, of different ones every line."""
    for row in rows:
        row.problems = [problem for problem in row.problems if problem.code not in _COMPARED]
    groups: dict[tuple[str, str], list[tuple[Row, str, int]]] = defaultdict(list)
    for row in rows:
        if row.result != Outcome.GIVEN_UP and "identity_number" in row.fields and is_whole(row.fields):
            number = identity.canonical(row.fields["identity_kind"], row.fields["identity_number"])
            for subject, fact, hours in facts_of(row.fields):
                groups[number, fact].append((row, _column(row, subject), hours))
    for group in groups.values():
        agree = len({hours for *_, hours in group}) == 1
        for row, name, _ in group if len(group) > 1 else ():
            first = group[0][0] if row is not group[0][0] else group[1][0]
            told = any(problem.code in _COMPARED for problem in row.problems)
            if row.open and not told and not (agree and row is group[0][0]):
                _report(row, "row.duplicate" if agree else "row.contradiction", name, first=first.line)


def check_rows(session: Session, rows: Sequence[Row], day: date) -> None:
    """Adds what the register says against each line, notes what it means in `row.found` and foretells the outcome."""
    whole = [row for row in rows if row.status != "error"]
    lines = {line.position: line for line in people.person_lines((row.position, row.fields) for row in whole)}
    known = people.find(session, list(lines.values()))
    conflicts = people.name_conflicts(session, lines.values(), known)
    ledger = ledger_of(session, {each.person_id for each in known.values()})
    ruled = {year for year in {year_of(row.fields) for row in whole} if required(year).total is not None}
    seen: dict[tuple[int, str], Row] = {}
    for row in whole:
        row.found = Found(lines[row.position], known.get(row.position))
        if row.position in conflicts:
            _report(row, "person.name_conflict", "name")
        if year_of(row.fields) not in ruled:
            _report(row, "year.no_rule", "year", year=year_of(row.fields))
        _check_days(row)
        _check_ledger(row, ledger, seen)
    for row in rows:
        row.outlook = _outlook(row) if row.status != "error" else Outcome.HELD


def _column(row: Row, subject: str) -> str:
    """The column in which a line tells the hours of a subject."""
    return "hours" if "hours" in row.fields else f"{subject}_hours"


def _outlook(row: Row) -> str:
    found: Found = row.found
    if not found.new:
        return Outcome.EXISTING
    return Outcome.CREATED if len(found.new) == len(found.amounts) else Outcome.UPDATED


def _check_days(row: Row) -> None:
    """The daily limit is known from questions and answers only, and whoever let the hours in has decided on it: a warning."""
    days = days_of(row.fields)
    if days is None:
        return
    try:
        limit = load().parameter("classes.daily_limit_hours").on(date.fromisoformat(row.fields["occurred_on"]))
    except PolicyNotInForce:
        return
    hours = sum(each for _, _, each in facts_of(row.fields))
    if hours > hundredths(limit) * days:
        words = {"days": days, "hours": format_hours(hours), "limit": format_hours(hundredths(limit))}
        _report(row, "hours.per_day", "occurred_on", **words)


def _check_ledger(row: Row, ledger: Ledger, seen: dict[tuple[int, str], Row]) -> None:
    found: Found = row.found
    person_id = found.known.person_id if found.known else None
    for subject, fact, hours in facts_of(row.fields):
        found.amounts[subject] = hours
        entered = ledger.entered.get((person_id, fact), ()) if person_id else ()
        standing = [each for each in entered if each.standing]
        if person_id and seen.setdefault((person_id, fact), row) is not row:
            _report(row, "row.same_person", _column(row, subject), first=seen[person_id, fact].line)
        elif not standing:
            found.new[subject] = fact, len(entered)
        elif any(each.hours != hours for each in standing):
            words = {"hours": format_hours(standing[0].hours), "batch": standing[0].batch}
            _report(row, "hours.contradiction", _column(row, subject), **words)
    if found.new and row.earlier in (Outcome.CREATED, Outcome.UPDATED):
        _report(row, "row.imported", _column(row, next(iter(found.new))))
    if person_id and found.new:
        _check_classes(row, [each for each in ledger.credited.get(person_id, ()) if each.subject in found.new])


def _check_classes(row: Row, credited: Sequence[Credited]) -> None:
    """Hours the register credited itself on these days, or in this year where the line tells no day."""
    last = row.fields.get("occurred_on")
    if last:
        first = row.fields.get("began_on", last)
        same = [each for each in credited if first <= each.on.isoformat() <= last]
        if same:
            _report(row, "hours.same_day", "occurred_on", entries=_words(same))
        return
    same = [each for each in credited if each.year == year_of(row.fields)]
    if same:
        _report(row, "hours.same_year", "year", year=year_of(row.fields), entries=_words(same))


def _words(entries: Sequence[Credited]) -> str:
    """Entries by their source with the sum of each."""
    sums: dict[str, int] = defaultdict(int)
    for each in entries:
        sums[each.source] += each.hours
    return messages.LIST_MARK.join(
        messages.ENTRY.format(source=source, hours=format_hours(hours)) for source, hours in sorted(sums.items())
    )
