"""The list of level results looked at in the register: whose result is it, of which class, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from training_app.certificates.columns import ELSEWHERE, LEVEL_LIST, OUR_CLASS, programme_words
from training_app.certificates.levels_approval import check_approved
from training_app.certificates.levels_results import check_assessments, check_scores
from training_app.certificates.models import LevelCertificate
from training_app.certificates.queries_entitled import assesses, revoked
from training_app.certificates.rules_levels import SYSTEM
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible
from training_app.classes.service_standing import programme_of
from training_app.institutions.rules_scope import Programme
from training_app.intake.rows import Outcome, Row
from training_app.kernel.actor import Actor, Role
from training_app.people import service as people
from training_app.people.models import Person
from training_app.programmes.models import Direction

LIVE = frozenset({
    "class.not_yours", "class.mismatch", "class.not_completed", "body.not_yours", "body.not_qualified",
    "person.unknown", "person.name_conflict", "enrolment.missing", "enrolment.not_completed", "assessed_on.future",
    "assessed_on.early", "assessment.conflict", "certificate.not_passed", "certificate.taken", "certificate.exists",
    "assessed_on.session", "absent.not_seated", "application.missing", "application.refused",
    "certificate.not_approved", "issued_on.unapproved", "issued_on.future", "issued_on.early", "elsewhere.bureau_only",
})  # fmt: skip
"""Codes only the register tells."""
_COMPLETED = frozenset({"completed", "reported"})


@dataclass(slots=True)
class Found:
    """What a line means in the register. `person_id` None: a person who is not there yet (elsewhere only)."""

    line: people.PersonLine
    known: people.Known | None
    training_class: TrainingClass | None = None
    enrolment_id: int | None = None
    person_id: int | None = None
    theory: int = 0
    ability: int = 0
    passed: bool = False
    has_assessment: bool = False
    has_certificate: bool = False
    absent: str = ""
    application_id: int | None = None
    session_id: int | None = None
    seat_id: int | None = None
    lot_member_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Standing:
    """An enrolment as it stands."""

    enrolment_id: int
    person_id: int
    state: str
    completed_on: date | None
    revoked: bool


def origin_of(row: Row) -> str:
    """Whether a line tells of a class of the city or of a training elsewhere."""
    return row.fields.get("origin") or OUR_CLASS


def find_duplicates(rows: Sequence[Row]) -> None:
    """Marks lines that repeat an earlier one: the same certificate number, or the same person's same assessment,
    or a second certificate of the same class."""
    for row in rows:
        row.problems = [problem for problem in row.problems if problem.code != "row.duplicate"]
    seen: dict[tuple, Row] = {}
    for row in (each for each in rows if each.result != Outcome.GIVEN_UP):
        fields = row.fields
        keys: list[tuple] = []
        if "certificate_number" in fields:
            keys.append(("certificate_number", fields["certificate_number"]))
        if "identity_number" in fields and "class_number" in fields and "assessed_on" in fields:
            keys.append(("identity_number", fields["identity_number"], fields["class_number"], fields["assessed_on"]))
            if "certificate_number" in fields:
                keys.append(("identity_number", fields["identity_number"], fields["class_number"], "certificate"))
        for key in keys:
            first = seen.setdefault(key, row)
            if first is not row:
                LEVEL_LIST.report(row, "row.duplicate", key[0], first=first.line)
                break


def check_rows(session: Session, actor: Actor, rows: Sequence[Row], day: date) -> None:
    """Adds what the register says against each line, notes what it means in `row.found` and foretells the outcome."""
    whole = [row for row in rows if row.status != "error"]
    lines = {line.position: line for line in people.person_lines((row.position, row.fields) for row in whole)}
    known = people.find(session, list(lines.values()))
    conflicts = people.name_conflicts(session, lines.values(), known)
    for row in whole:
        row.found = Found(lines[row.position], known.get(row.position))
        if row.position in conflicts:
            LEVEL_LIST.report(row, "person.name_conflict", "name")
    _check_days(whole, day)
    _check_classes(session, actor, [row for row in whole if origin_of(row) == OUR_CLASS], day)
    _check_elsewhere(actor, [row for row in whole if origin_of(row) == ELSEWHERE])
    certificates = [row for row in whole if "certificate_number" in row.fields]
    _check_certificates(session, certificates)
    check_approved(session, certificates)
    for row in whole:
        row.outlook = _outlook(row) if row.status != "error" else Outcome.HELD


def _outlook(row: Row) -> str:
    found: Found = row.found
    has_certificate = "certificate_number" not in row.fields or found.has_certificate
    if found.has_assessment:
        return Outcome.EXISTING if has_certificate else Outcome.UPDATED
    if origin_of(row) == ELSEWHERE and has_certificate:
        return Outcome.EXISTING
    return Outcome.CREATED


def _check_days(rows: Sequence[Row], day: date) -> None:
    for row in rows:
        for name in ("assessed_on", "issued_on"):
            if name in row.fields and date.fromisoformat(row.fields[name]) > day:
                LEVEL_LIST.report(row, f"{name}.future", name)
        if row.fields.get("issued_on", "9999") < row.fields.get("assessed_on", ""):
            LEVEL_LIST.report(row, "issued_on.early", "issued_on")


def _check_elsewhere(actor: Actor, rows: Sequence[Row]) -> None:
    for row in rows:
        if not actor.sees_whole_city:
            LEVEL_LIST.report(row, "elsewhere.bureau_only", "origin")
        elif row.found.known:
            row.found.person_id = row.found.known.person_id


def _check_classes(session: Session, actor: Actor, rows: Sequence[Row], day: date) -> None:
    if actor.role is not Role.ASSESSMENT_BODY:
        for row in rows:
            LEVEL_LIST.report(row, "body.not_yours", "class_number")
        return
    classes = _classes(session, actor, {row.fields["class_number"] for row in rows})
    directions = _direction_names(session, {each.occupation_key for each in classes.values()})
    standing = _standing(session, [each.id for each in classes.values()])
    qualified: dict[tuple[Programme, date], bool] = {}
    for row in rows:
        record = classes.get(row.fields["class_number"])
        if record is None:
            LEVEL_LIST.report(row, "class.not_yours", "class_number")
            continue
        row.found.training_class = record
        if record.state not in _COMPLETED:
            LEVEL_LIST.report(row, "class.not_completed", "class_number")
            continue
        assessed_on = date.fromisoformat(row.fields["assessed_on"])
        asked = programme_of(record), assessed_on
        if asked not in qualified:
            qualified[asked] = assesses(session, actor.institution_id, *asked)
        if not qualified[asked]:
            LEVEL_LIST.report(row, "body.not_qualified", "assessed_on")
        _check_programme(row, record, directions.get((record.occupation_key, record.direction_key or ""), ""))
        _check_enrolment(row, record, standing)
        if row.status != "error":
            check_scores(row, assessed_on)
    check_assessments(session, [row for row in rows if row.found.enrolment_id and row.status != "error"])


def _classes(session: Session, actor: Actor, numbers: set[str]) -> dict[str, TrainingClass]:
    rows = session.scalars(select(TrainingClass).where(TrainingClass.number.in_(numbers), visible(actor)))
    return {record.number: record for record in rows}


def _direction_names(session: Session, occupations: set[str]) -> dict[tuple[str, str], str]:
    rows = session.execute(
        select(Direction.occupation_key, Direction.key, Direction.name).where(Direction.occupation_key.in_(occupations))
    )
    return {(occupation, key): name for occupation, key, name in rows}


def _standing(session: Session, class_ids: Sequence[int]) -> dict[tuple[int, int], _Standing]:
    """Everybody on the lists of the classes, by class and surviving person."""
    owner = func.coalesce(Person.merged_into, Person.id)
    rows = session.execute(
        select(
            Enrolment.class_id, owner, Enrolment.id, Enrolment.person_id, Enrolment.state, Enrolment.completed_on,
            revoked(Enrolment.id),
        )
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.class_id.in_(class_ids))
        .order_by(Enrolment.id)
    )
    return {(class_id, person): _Standing(*rest) for class_id, person, *rest in rows}


def _check_programme(row: Row, record: TrainingClass, direction: str) -> None:
    told = row.fields
    if told.get("occupation", record.occupation_key) != record.occupation_key:
        LEVEL_LIST.report(row, "class.mismatch", "occupation")
    elif told.get("level", record.level) != record.level:
        LEVEL_LIST.report(row, "class.mismatch", "level")
    elif "direction" in told and told["direction"] != programme_words().direction(record.occupation_key, direction):
        LEVEL_LIST.report(row, "class.mismatch", "direction")


def _check_enrolment(row: Row, record: TrainingClass, standing: dict[tuple[int, int], _Standing]) -> None:
    found: Found = row.found
    if found.known is None:
        LEVEL_LIST.report(row, "person.unknown", "identity_number")
        return
    enrolment = standing.get((record.id, found.known.person_id))
    if enrolment is None:
        LEVEL_LIST.report(row, "enrolment.missing", "identity_number")
        return
    if enrolment.state != "completed" or enrolment.revoked:
        LEVEL_LIST.report(row, "enrolment.not_completed", "identity_number")
        return
    completed_on = enrolment.completed_on or record.completed_on
    if completed_on and row.fields["assessed_on"] < completed_on.isoformat():
        LEVEL_LIST.report(row, "assessed_on.early", "assessed_on", completed=completed_on)
    if completed_on and row.fields.get("issued_on", "9999") < completed_on.isoformat():
        LEVEL_LIST.report(row, "issued_on.early", "issued_on")
    found.enrolment_id, found.person_id = enrolment.enrolment_id, enrolment.person_id


def _check_certificates(session: Session, rows: Sequence[Row]) -> None:
    """A number stands for one certificate; an enrolment has one standing certificate."""
    numbers = [row.fields["certificate_number"] for row in rows]
    ids = [row.found.enrolment_id for row in rows if row.found.enrolment_id]
    wanted = or_(LevelCertificate.number.in_(numbers), LevelCertificate.enrolment_id.in_(ids))
    owner = func.coalesce(Person.merged_into, Person.id)
    by_number: dict[str, tuple[LevelCertificate, int]] = {}
    standing: dict[int, LevelCertificate] = {}
    statement = select(LevelCertificate, owner).join(Person, Person.id == LevelCertificate.person_id)
    for record, person_id in session.execute(statement.where(LevelCertificate.system == SYSTEM, wanted)):
        by_number[record.number] = (record, person_id)
        if record.enrolment_id and record.state == "issued":
            standing[record.enrolment_id] = record
    for row in rows:
        found: Found = row.found
        present = by_number.get(row.fields["certificate_number"])
        if present is not None:
            found.has_certificate = _is_same(row, *present)
            if not found.has_certificate:
                LEVEL_LIST.report(row, "certificate.taken", "certificate_number")
        elif found.enrolment_id in standing:
            other = standing[found.enrolment_id].number
            LEVEL_LIST.report(row, "certificate.exists", "certificate_number", number=other)


def _is_same(row: Row, record: LevelCertificate, person_id: int) -> bool:
    """Whether the certificate of this number is the one the line tells of."""
    found: Found = row.found
    if found.known is None or found.known.person_id != person_id:
        return False
    if record.issued_on.isoformat() != row.fields["issued_on"] or record.enrolment_id != found.enrolment_id:
        return False
    return found.enrolment_id is not None or (
        record.occupation_key == row.fields["occupation"] and record.level == row.fields["level"]
    )
