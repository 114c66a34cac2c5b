"""What the register holds already of the classes, people, certificates and payments of an opening list: one query each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.institutions.models import QualificationKind
from training_app.opening.rules import ClassKey


class KnownInstitution(NamedTuple):
    """An institution by one of the words it was called."""

    word: str
    institution_id: int
    code: str
    name: str
    district_code: str | None


class KnownClass(NamedTuple):
    """A class of an earlier opening batch."""

    class_id: int
    number: str
    institution_id: int
    reference: str
    occupation: str
    direction: str | None
    level: str
    starts_on: date
    completed_on: date
    class_name: str
    district: str


class KnownEnrolment(NamedTuple):
    """Somebody on the list of such a class, with the completion certificate that stands."""

    enrolment_id: int
    state: str
    certificate: str | None


_INSTITUTIONS = text(
    "SELECT w.word, i.id, i.code, i.name, i.district_code FROM unnest(CAST(:words AS text[])) AS w (word) "
    "JOIN institutions i ON i.code = upper(w.word) OR i.name = w.word ORDER BY i.id"
)
_QUALIFIED = text(
    "SELECT DISTINCT q.institution_id, d.day FROM unnest(CAST(:ids AS bigint[]), CAST(:days AS date[])) AS d (id, day) "
    "JOIN qualifications q ON q.institution_id = d.id AND q.kind = :kind AND q.valid_from <= d.day "
    "AND (q.valid_to IS NULL OR q.valid_to > d.day)"
)
_CLASSES = text(
    "SELECT c.id, c.number, c.institution_id, c.original_number, c.occupation_key, c.direction_key, c.level, c.starts_on, "
    "c.completed_on, c.name, c.district_code "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:references AS text[])) AS k (id, reference) "
    "JOIN training_classes c ON c.institution_id = k.id AND c.original_number = k.reference"
)
_ENROLMENTS = text(
    "SELECT e.class_id, coalesce(p.merged_into, p.id), e.id, e.state, k.number FROM enrolments e "
    "JOIN persons p ON p.id = e.person_id "
    "LEFT JOIN completion_certificates k ON k.enrolment_id = e.id AND k.state = 'issued' WHERE e.class_id = ANY(:ids)"
)
_COMPLETION_NUMBERS = text(
    "SELECT number, enrolment_id FROM completion_certificates WHERE number = ANY(:numbers)"
)
_LEVEL_NUMBERS = text(
    "SELECT k.number, coalesce(p.merged_into, p.id), k.occupation_key, k.level FROM level_certificates k "
    "JOIN persons p ON p.id = k.person_id WHERE k.system = 'professional_level' AND k.number = ANY(:numbers)"
)
_PAYMENTS = text(
    "SELECT d.voucher, coalesce(p.merged_into, p.id), d.enrolment_id, d.amount_fen, d.paid_on FROM disbursements d "
    "JOIN persons p ON p.id = d.person_id WHERE d.voucher = ANY(:vouchers)"
)


def institutions(session: Session, words: Iterable[str]) -> dict[str, list[KnownInstitution]]:
    """Institutions by the code or name a line calls them; two with one name stand both."""
    found: dict[str, list[KnownInstitution]] = {}
    for row in session.execute(_INSTITUTIONS, {"words": sorted(set(words))}):
        found.setdefault(row[0], []).append(KnownInstitution(*row))
    return found


def qualified_on(session: Session, pairs: Iterable[tuple[int, date]]) -> set[tuple[int, date]]:
    """Of (institution, day) those on which it was a published training institution."""
    asked = sorted(set(pairs))
    values = {"ids": [one for one, _ in asked], "days": [day for _, day in asked]}
    rows = session.execute(_QUALIFIED, {**values, "kind": QualificationKind.TRAINING_INSTITUTION})
    return {(row[0], row[1]) for row in rows}


def classes(session: Session, keys: Iterable[ClassKey]) -> dict[ClassKey, KnownClass]:
    """The classes of earlier opening batches by institution and original number."""
    asked = list(keys)
    values = {"ids": [one for one, _ in asked], "references": [reference for _, reference in asked]}
    return {(row[2], row[3]): KnownClass(*row) for row in session.execute(_CLASSES, values)}


def enrolments(session: Session, class_ids: Sequence[int]) -> dict[tuple[int, int], KnownEnrolment]:
    """The people on the lists of classes by (class, surviving person)."""
    rows = session.execute(_ENROLMENTS, {"ids": list(class_ids)}) if class_ids else ()
    return {(row[0], row[1]): KnownEnrolment(*row[2:]) for row in rows}


def completion_numbers(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    """Enrolments by the number of their completion certificate, revoked ones included: a number is used once."""
    return dict(tuple(row) for row in session.execute(_COMPLETION_NUMBERS, {"numbers": list(numbers)}))


def level_numbers(session: Session, numbers: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    """(Surviving person, occupation, level) by the number of a level certificate."""
    rows: Any = session.execute(_LEVEL_NUMBERS, {"numbers": list(numbers)})
    return {number: (person, occupation, level) for number, person, occupation, level in rows}


def payments(session: Session, vouchers: Iterable[str]) -> dict[tuple[str, int], tuple[int, int, date]]:
    """(Enrolment, fen, day) by voucher and surviving person."""
    rows = session.execute(_PAYMENTS, {"vouchers": list(vouchers)})
    return {(voucher, person): (enrolment, fen, day) for voucher, person, enrolment, fen, day in rows}
