"""What only the register and the other lines tell about a line of the opening load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from training_app.intake.rows import Outcome, Row
from training_app.opening import matching, queries, rules
from training_app.opening.columns import OPENING_LIST
from training_app.opening.matching import Matched
from training_app.opening.queries import KnownClass, KnownEnrolment
from training_app.opening.rules import EarlierClass
from training_app.policies.loader import load

LIVE = frozenset({
    "institution.unknown", "institution.ambiguous", "institution.not_training", "district.missing", "class.differs",
    "class.known_otherwise", "result.differs", "row.duplicate", "person.name_conflict", "certificate.number_taken",
    "certificate.differs", "certificate.twice", "payment.differs", "payment.twice", "hours.no_rule",
})  # fmt: skip
"""Codes found here, anew at each check."""

_report = OPENING_LIST.report


def check_rows(session: Session, rows: Sequence[Row]) -> None:
    """Adds the problems and foretells each line's outcome."""
    matched = matching.match(session, rows)
    _check_institutions(session, matched, rows)
    for difference in matched.differences:
        _report(difference.row, "class.differs", difference.field, first=difference.first)
    for key, one in matched.classes.items():
        _check_class(matched, one, matched.known_classes.get(key))
    _check_repeats(matched, rows)
    for row in rows:
        row.outlook = _check_line(matched, row)


def _check_institutions(session: Session, matched: Matched, rows: Sequence[Row]) -> None:
    days: dict[int, tuple[int, date]] = {}
    for row in rows:
        word = row.fields.get("institution")
        if word is None:
            continue
        institution = matched.institution(row)
        if institution is None:
            _report(row, "institution.ambiguous" if matched.institutions.get(word) else "institution.unknown", "institution")
        elif "starts_on" in row.fields:
            days[row.position] = (institution.institution_id, date.fromisoformat(row.fields["starts_on"]))
    qualified = queries.qualified_on(session, days.values())
    for row in rows:
        if row.position in days and days[row.position] not in qualified:
            _report(row, "institution.not_training", "institution")


def _check_class(matched: Matched, one: EarlierClass, known: KnownClass | None) -> None:
    institution = matched.institution(one.rows[0])
    if known is None:
        if "district" not in one.fields and institution is not None and institution.district_code is None:
            for row in one.rows:
                _report(row, "district.missing", "district")
        return
    stored = {
        "occupation": known.occupation, "level": known.level, "starts_on": known.starts_on.isoformat(),
        "completed_on": known.completed_on.isoformat(), "direction": known.direction, "class_name": known.class_name,
        "district": known.district,
    }  # fmt: skip
    for row in one.rows:
        wrong = next((name for name, value in stored.items() if row.fields.get(name, value) != value), None)
        if wrong is not None:
            _report(row, "class.known_otherwise", wrong, number=known.number)


def _check_repeats(matched: Matched, rows: Sequence[Row]) -> None:
    people: dict[object, Row] = {}
    numbers: dict[object, Row] = {}
    payments: dict[object, Row] = {}
    for row in rows:
        line, key = matched.lines.get(row.position), matched.key(row)
        if line is not None and key is not None:
            first = people.setdefault((key, line.index), row)
            if first is not row:
                _report(row, "row.duplicate", "identity_number", first=first.line)
                continue
        for name in ("completion_certificate", "level_certificate"):
            number = row.fields.get(name)
            if number and numbers.setdefault((name, number), row) is not row:
                _report(row, "certificate.twice", name, first=numbers[name, number].line)
        voucher = row.fields.get("voucher")
        if voucher and line is not None and payments.setdefault((voucher, line.index), row) is not row:
            _report(row, "payment.twice", "voucher", first=payments[voucher, line.index].line)


def _check_line(matched: Matched, row: Row) -> str:
    known = matched.known.get(row.position)
    completed_on = row.fields.get("completed_on")
    if completed_on and row.fields.get("hours") and rules.hours_rule(load(), date.fromisoformat(completed_on)) is None:
        _report(row, "hours.no_rule", "hours")
    if row.position in matched.conflicts:
        _report(row, "person.name_conflict", "name")
    person_id = known.person_id if known else None
    enrolment = matched.enrolment(row, person_id)
    _check_numbers(matched, row, person_id, enrolment)
    if enrolment is None or person_id is None:
        return Outcome.CREATED
    if row.fields.get("result", enrolment.state) != enrolment.state:
        _report(row, "result.differs", "result")
    return Outcome.UPDATED if matching.news(matched, row, person_id, enrolment) else Outcome.EXISTING


def _check_numbers(matched: Matched, row: Row, person_id: int | None, enrolment: KnownEnrolment | None) -> None:
    fields = row.fields
    number = fields.get("completion_certificate")
    if number and enrolment and enrolment.certificate not in (None, number):
        _report(row, "certificate.differs", "completion_certificate")
    elif number in matched.completion_numbers:
        if enrolment is None or matched.completion_numbers[number] != enrolment.enrolment_id:
            _report(row, "certificate.number_taken", "completion_certificate")
    held = matched.level_numbers.get(fields.get("level_certificate", ""))
    if held is not None and held != (person_id, fields.get("occupation"), fields.get("level")):
        _report(row, "certificate.number_taken", "level_certificate")
    paid = matched.payments.get((fields.get("voucher", ""), person_id or 0))
    if paid is not None:
        same = (fields.get("amount_fen"), fields.get("paid_on")) == (paid[1], paid[2].isoformat())
        if not same or enrolment is None or paid[0] != enrolment.enrolment_id:
            _report(row, "payment.differs", "voucher")
