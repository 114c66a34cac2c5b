"""Lines of a list of institutions beside each other: what only several of them say together. Asks no register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from training_app.catalogues import messages_institutions as messages
from training_app.catalogues.columns_cells import propose_days
from training_app.catalogues.columns_institutions import INSTITUTION_LIST, key_of, scope_of, show
from training_app.catalogues.rules_spans import Span, contradictions, span_of
from training_app.classes.listed import place
from training_app.intake.rows import Outcome, Row

BESIDE = frozenset({"row.duplicate", "row.contradiction", "name.two_codes", "facts.several", "qualification.contradiction"})
"""Codes told here."""
IDENTITY = ("name", "district", "unit_nature")
"""What cannot differ from line to line of one institution."""
CONTACT = ("address", "contact_name", "contact_phone")
"""What may differ; the first line that tells it counts."""


def compare(rows: Sequence[Row]) -> None:
    """Reports lines that repeat or contradict each other, and adds what the page shows of each line."""
    for row in rows:
        row.problems = [problem for problem in row.problems if problem.code not in BESIDE]
        propose_days(row.problems, row.fields)
        show(row.fields)
    by_code: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if "code" in row.fields and row.result != Outcome.GIVEN_UP:
            by_code[row.fields["code"]].append(row)
    _names(by_code)
    for group in by_code.values():
        if len(group) > 1:
            _facts(group)
            _qualifications(group)


def is_dated(row: Row) -> bool:
    """Whether a line says which qualification it means and from or to when."""
    fields, span = row.fields, span_of(row.fields)
    return "code" in fields and "kind" in fields and (span.first is not None or (span.is_ended and span.last is not None))


def _names(by_code: Mapping[str, Sequence[Row]]) -> None:
    """One name under two codes: one of them is wrong, or the same institution would be registered twice."""
    first: dict[str, Row] = {}
    for row in (each for group in by_code.values() for each in group):
        other = first.setdefault(row.fields.get("name", ""), row)
        if "name" in row.fields and row.open and other.fields["code"] != row.fields["code"]:
            INSTITUTION_LIST.report(row, "name.two_codes", "code", first=place(other, row))


def _facts(group: Sequence[Row]) -> None:
    for name in (*IDENTITY, *CONTACT):
        told = [row for row in group if name in row.fields]
        for row in told[1:]:
            if row.open and row.fields[name] != told[0].fields[name]:
                code = "row.contradiction" if name in IDENTITY else "facts.several"
                INSTITUTION_LIST.report(row, code, name, first=place(told[0], row), label=messages.FIELDS[name])
        if name in IDENTITY and told and told[0].open and any(row.fields[name] != told[0].fields[name] for row in told):
            other = next(row for row in told if row.fields[name] != told[0].fields[name])
            INSTITUTION_LIST.report(told[0], "row.contradiction", name, first=place(other, told[0]), label=messages.FIELDS[name])


def _qualifications(group: Sequence[Row]) -> None:
    """Lines of the same days and document stand together: each is compared with others of its kind, not with each line."""
    kinds: dict[tuple[str, str, str], dict[tuple[Span, str | None], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in group:
        if is_dated(row):
            kinds[key_of(row.fields)][span_of(row.fields), row.fields.get("document")].append(row)
    for told in kinds.values():
        some = list(told.values())
        for each, other in contradictions([span for span, _ in told]):
            for row in some[each]:
                if row.open:
                    INSTITUTION_LIST.report(row, "qualification.contradiction", "valid_from", first=place(some[other][0], row))
        for rows in some:
            first: dict[str, Row] = {}
            for row in rows:
                same = first.setdefault(scope_of(row.fields), row)
                if same is not row and row.open:
                    INSTITUTION_LIST.report(row, "row.duplicate", "name", first=place(same, row))
