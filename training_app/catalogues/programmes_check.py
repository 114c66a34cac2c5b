"""A programme catalogue looked at in the register: lines beside each other, what an entry meets there, which hours change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.catalogues import messages_programmes as messages
from training_app.catalogues.columns_cells import is_same_document, propose_days
from training_app.catalogues.columns_institutions import full_name, spellings
from training_app.catalogues.columns_programmes import PROGRAMME_LIST, direction_of, level_of, show
from training_app.catalogues.messages import until
from training_app.catalogues.rules_spans import Held, Meets, Span, contradictions, last_day, meet, span_of
from training_app.classes.listed import place
from training_app.institutions.models import Institution
from training_app.intake.rows import Outcome, Row
from training_app.kernel.quantities import format_hours, parse_hundredths
from training_app.programmes.models import CatalogueHours, ProgrammeCatalogueEntry

LIVE = frozenset({
    "institution.unknown", "institution.code_missing", "institution.several", "institution.differs", "hours.change",
    "entry.longer", "entry.ends", "entry.shorter", "entry.overlaps", "entry.unknown", "entry.past", "valid_last.missing",
    "document.differs", "row.imported",
})  # fmt: skip
"""Codes only the register tells."""
BESIDE = frozenset({"row.duplicate", "entry.contradiction", "hours.contradiction"})
_WARNED = frozenset({Meets.LONGER, Meets.ENDS})
_REFUSED = frozenset({Meets.SHORTER, Meets.OVERLAPS, Meets.UNKNOWN})


@dataclass(slots=True)
class Found:
    """What a line means. `institution` None: every institution. `seen` are the entries of its occupation and level as they
    were looked at (id, version), `hours` the hundredths the catalogue is to say where they change."""

    institution: Institution | None = None
    meets: Meets = Meets.NEW
    held: Held | None = None
    seen: frozenset[tuple[int, int]] = frozenset()
    hours: int | None = None


def compare(rows: Sequence[Row]) -> None:
    """Reports lines that repeat or contradict each other, and adds what the page shows of each line."""
    by_level: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        row.problems = [problem for problem in row.problems if problem.code not in BESIDE]
        propose_days(row.problems, row.fields)
        show(row.fields)
        if "occupation" in row.fields and "level_words" in row.fields and row.result != Outcome.GIVEN_UP:
            by_level[row.fields["occupation"], level_of(row.fields)].append(row)
    for group in by_level.values():
        _hours(group)
        _entries(group)


def _hours(group: Sequence[Row]) -> None:
    """The hours of a standard are the same wherever it is taught."""
    told = [row for row in group if "hours" in row.fields]
    other = next((row for row in told if row.fields["hours"] != told[0].fields["hours"]), None)
    for row in told if other is not None else ():
        beside = other if row.fields["hours"] == told[0].fields["hours"] else told[0]
        if row.open:
            PROGRAMME_LIST.report(row, "hours.contradiction", "hours", first=place(beside, row))


def _entries(group: Sequence[Row]) -> None:
    """Lines of the same days and document stand together: each is compared with others of its kind, not with each line."""
    kinds: dict[tuple[str | None, str | None], dict[tuple[Span, str | None], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in group:
        fields = row.fields
        key = direction_of(fields), fields.get("institution_code") or fields.get("institution")
        kinds[key][span_of(fields), fields.get("document")].append(row)
    for told in kinds.values():
        some = list(told.values())
        for each, other in contradictions([span for span, _ in told]):
            for row in some[each]:
                if row.open:
                    PROGRAMME_LIST.report(row, "entry.contradiction", "valid_from", first=place(some[other][0], row))
        for first, *rest in some:
            for row in rest:
                if row.open:
                    PROGRAMME_LIST.report(row, "row.duplicate", "occupation", first=place(first, row))


def check_rows(session: Session, rows: Sequence[Row], day: date) -> None:
    """Adds what the register says against each line, notes what it means in `row.found` and foretells the outcome."""
    whole = [row for row in rows if row.status != "error"]
    for row in whole:
        row.found = Found()
    _find_institutions(session, whole)
    whole = [row for row in whole if row.status != "error"]
    keys = {row.fields["occupation"] for row in whole}
    e = ProgrammeCatalogueEntry
    entries: dict[tuple[str, str], list[ProgrammeCatalogueEntry]] = defaultdict(list)
    for entry in session.scalars(select(e).where(e.occupation_key.in_(keys)).order_by(e.valid_from)):
        entries[entry.occupation_key, entry.level].append(entry)
    hours = {
        (each.occupation_key, each.level): each
        for each in session.scalars(select(CatalogueHours).where(CatalogueHours.occupation_key.in_(keys)))
    }
    for row in whole:
        key = (row.fields["occupation"], level_of(row.fields))
        _check_entry(row, entries[key], day)
        _check_hours(row, hours.get(key))
    for row in rows:
        row.outlook = _outlook(row) if row.status != "error" else Outcome.HELD


def _find_institutions(session: Session, rows: Sequence[Row]) -> None:
    codes = {row.fields["institution_code"] for row in rows if "institution_code" in row.fields}
    names = {each for row in rows if "institution" in row.fields for each in spellings(row.fields["institution"])}
    by_code = {each.code: each for each in session.scalars(select(Institution).where(Institution.code.in_(codes)))}
    by_name: dict[str, list[str]] = defaultdict(list)
    named = select(Institution.code, Institution.name).where(Institution.name.in_(names)).order_by(Institution.code)
    for code, name in session.execute(named):
        by_name[full_name(name)].append(code)
    for row in rows:
        code, name = row.fields.get("institution_code"), row.fields.get("institution")
        if code is not None:
            institution = row.found.institution = by_code.get(code)
            if institution is None:
                PROGRAMME_LIST.report(row, "institution.unknown", "institution_code")
            elif name is not None and full_name(institution.name) != name:
                PROGRAMME_LIST.report(
                    row, "institution.differs", "institution", suggestion=institution.name, registered=institution.name
                )
        elif name is not None:
            known = by_name.get(name, [])
            if len(known) > 1:
                PROGRAMME_LIST.report(row, "institution.several", "institution_code", codes=", ".join(known))
            elif known:
                PROGRAMME_LIST.report(row, "institution.code_missing", "institution_code", suggestion=known[0])
            else:
                PROGRAMME_LIST.report(row, "institution.unknown", "institution")


def _check_entry(row: Row, entries: Sequence[ProgrammeCatalogueEntry], day: date) -> None:
    found, span = row.found, span_of(row.fields)
    institution_id = found.institution.id if found.institution else None
    same = [
        each for each in entries
        if (each.direction_key, each.institution_id) == (direction_of(row.fields), institution_id)
    ]
    found.seen = frozenset((each.id, each.version) for each in entries)
    found.meets, found.held = meet(span, [Held(each.id, each.version, each.valid_from, each.valid_to) for each in same])
    held = next((each for each in same if found.held is not None and each.id == found.held.id), None)
    if found.meets in _REFUSED | _WARNED:
        words = {"before": until(last_day(held.valid_to)), "first": held.valid_from} if held else {}
        name = "valid_last" if found.meets in (Meets.LONGER, Meets.ENDS, Meets.SHORTER) else "valid_from"
        PROGRAMME_LIST.report(row, f"entry.{found.meets}", name, after=until(last_day(span.last)), **words)
    elif found.meets is Meets.NEW:
        if row.earlier == Outcome.CREATED:
            PROGRAMME_LIST.report(row, "row.imported", "occupation")
        _warn_of_days(row, span, day)
    if held is not None and found.meets is Meets.SAME and not is_same_document(held.document, row.fields["document"]):
        PROGRAMME_LIST.report(row, "document.differs", "document", value=held.document)


def _warn_of_days(row: Row, span: Span, day: date) -> None:
    if span.last is not None and span.last <= day:
        PROGRAMME_LIST.report(row, "entry.past", "valid_last")
    if not span.is_told:
        PROGRAMME_LIST.report(row, "valid_last.missing", "valid_last")


def _check_hours(row: Row, known: CatalogueHours | None) -> None:
    """Hours of the standard differ by occupation and level, and none stand in the program: what the list says counts from
    its confirmation, with its document as source."""
    if "hours" not in row.fields or span_of(row.fields).is_ended:
        return
    hours = parse_hundredths(row.fields["hours"])
    if known is None or known.hours != hours:
        row.found.hours = hours
        if known is not None and known.hours is not None:
            PROGRAMME_LIST.report(row, "hours.change", "hours", value=format_hours(known.hours),
            source=known.source or messages.NO_HOURS)


def _outlook(row: Row) -> str:
    if row.found.meets is Meets.NEW:
        return Outcome.CREATED
    return Outcome.UPDATED if row.found.meets in _WARNED or row.found.hours is not None else Outcome.EXISTING
