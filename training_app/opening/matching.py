"""An opening list held against the register: the same look-up for the check and for the import, so that they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from training_app.intake.rows import Row
from training_app.opening import queries
from training_app.opening.queries import KnownClass, KnownEnrolment, KnownInstitution
from training_app.opening.rules import ClassKey, Difference, EarlierClass, earlier_classes
from training_app.people import service as people
from training_app.people.service import Known, PersonLine


@dataclass(slots=True)
class Matched:
    """What the register knows of the lines. People, enrolments and payments are those of surviving persons."""

    institutions: dict[str, list[KnownInstitution]]
    classes: dict[ClassKey, EarlierClass]
    differences: list[Difference]
    known_classes: dict[ClassKey, KnownClass]
    lines: dict[int, PersonLine]
    known: dict[int, Known]
    conflicts: dict[int, Known]
    enrolments: dict[tuple[int, int], KnownEnrolment] = field(default_factory=dict)
    completion_numbers: dict[str, int] = field(default_factory=dict)
    level_numbers: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    payments: dict[tuple[str, int], tuple[int, int, date]] = field(default_factory=dict)

    def institution(self, row: Row) -> KnownInstitution | None:
        """The one institution a line means."""
        found = self.institutions.get(row.fields.get("institution", ""), [])
        return found[0] if len({each.institution_id for each in found}) == 1 else None

    def key(self, row: Row) -> ClassKey | None:
        """The class of a line."""
        institution, reference = self.institution(row), row.fields.get("class_ref")
        return (institution.institution_id, reference) if institution and reference else None

    def enrolment(self, row: Row, person_id: int | None) -> KnownEnrolment | None:
        """The enrolment a line repeats."""
        known_class = self.known_classes.get(self.key(row) or (0, ""))
        return self.enrolments.get((known_class.class_id, person_id)) if known_class and person_id else None


def match(session: Session, rows: Sequence[Row]) -> Matched:
    """Looks everything up, set by set."""
    found = queries.institutions(session, (row.fields["institution"] for row in rows if "institution" in row.fields))
    matched = Matched(found, {}, [], {}, {}, {}, {})

    def institution_of(row: Row) -> int | None:
        institution = matched.institution(row)
        return institution.institution_id if institution else None

    matched.classes, matched.differences = earlier_classes(rows, institution_of)
    matched.known_classes = queries.classes(session, matched.classes)
    identified = [row for row in rows if "name" in row.fields and "identity_number" in row.fields]
    lines = people.person_lines((row.position, row.fields) for row in identified)
    matched.lines = {line.position: line for line in lines}
    matched.known = people.find(session, lines)
    matched.conflicts = people.name_conflicts(session, lines, matched.known)
    matched.enrolments = queries.enrolments(session, [each.class_id for each in matched.known_classes.values()])
    matched.completion_numbers = queries.completion_numbers(session, _told(rows, "completion_certificate"))
    matched.level_numbers = queries.level_numbers(session, _told(rows, "level_certificate"))
    matched.payments = queries.payments(session, _told(rows, "voucher"))
    return matched


def news(matched: Matched, row: Row, person_id: int, enrolment: KnownEnrolment) -> set[str]:
    """What a line about somebody already on the list tells anew: certificates and payments the register lacks."""
    told = set()
    if row.fields.get("completion_certificate") and enrolment.certificate is None:
        told.add("completion_certificate")
    if row.fields.get("level_certificate") and row.fields["level_certificate"] not in matched.level_numbers:
        told.add("level_certificate")
    if row.fields.get("voucher") and (row.fields["voucher"], person_id) not in matched.payments:
        told.add("voucher")
    return told


def _told(rows: Sequence[Row], name: str) -> list[str]:
    return sorted({row.fields[name] for row in rows if row.fields.get(name)})
