"""What taking level results back will do to each of their lines, found before it is done. Nothing is written.

It asks the same questions as `levels_apply.take_back`, of each record alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates import levels_attempts, queries_lots
from training_app.certificates.levels_apply import BATCH_KIND
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.intake import undo_people
from training_app.intake.lists import Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.kernel import dependents
from training_app.kernel.dependents import Consequence
from training_app.people import service as people
from training_app.people.models import Person

_OWN = ("level_assessments", "level_certificates")


def foretell(session: Session, batch: Batch, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of a confirmed batch as things stand now."""
    fates, done = Fates(), [row for row in rows if row.imported]
    _certificates(session, batch, done, fates)
    _assessments(session, batch, done, fates)
    _absences(session, batch, done, fates)
    place = undo_people.places(session, done)
    undo_people.persons(session, batch, _OWN, place, fates)
    undo_people.values(session, batch, changes, place, fates)
    return fates


def _certificates(session: Session, batch: Batch, rows: Sequence[Row], fates: Fates) -> None:
    by_number = {row.fields["certificate_number"]: row.position for row in rows if "certificate_number" in row.fields}
    statement = select(LevelCertificate.id, LevelCertificate.number, LevelCertificate.state)
    found = session.execute(statement.where(LevelCertificate.batch_id == batch.id)).all()
    place = {certificate: by_number.get(number) for certificate, number, _ in found}
    held = _hanging(session, batch, place, fates)
    for certificate, _, state in found:
        if state != "issued":
            fates.add(Fate.CANNOT, "moved_on", place[certificate])
        elif certificate not in held:
            fates.add(Fate.BACK, "certificate", place[certificate])


def _hanging(session: Session, batch: Batch, place: Mapping[int, int | None], fates: Fates) -> set[int]:
    """Notes what other packages hang on the certificates; answers on which."""
    held: set[int] = set()
    for found in dependents.of(session, BATCH_KIND, batch.id):
        if found.consequence is Consequence.BLOCKS:
            parts = found.parts or place.keys()
            held |= set(parts)
            for each in parts:
                fates.add(Fate.CANNOT, found.kind, place.get(each))
    return held


def _assessments(session: Session, batch: Batch, rows: Sequence[Row], fates: Fates) -> None:
    lines = people.person_lines((row.position, row.fields) for row in rows if "class_number" in row.fields)
    known = people.find(session, lines)
    place = {
        (row.fields["class_number"], known[row.position].person_id, row.fields.get("assessed_on")): row.position
        for row in rows if row.position in known
    }  # fmt: skip
    a = LevelAssessment
    found = session.execute(
        select(a.id, TrainingClass.number, Person.id, Person.merged_into, a.assessed_on)
        .select_from(a)
        .join(Enrolment, Enrolment.id == a.enrolment_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Person, Person.id == a.person_id)
        .where(a.batch_id == batch.id)
    )
    in_lots, resat = queries_lots.assessments_in_lots(session, batch.id), levels_attempts.resat_results(session, batch.id)
    for result, number, person, merged, day in found:
        at = place.get((number, merged or person, day.isoformat()))
        if result in in_lots:
            fates.add(Fate.CANNOT, "in_lot", at)
        elif result in resat:
            fates.add(Fate.CANNOT, "resat", at)
        else:
            fates.add(Fate.BACK, "assessment", at)


def _absences(session: Session, batch: Batch, rows: Sequence[Row], fates: Fates) -> None:
    """Absences the list noted; the seats stay."""
    lines = people.person_lines((row.position, row.fields) for row in rows if "class_number" in row.fields)
    known = people.find(session, lines)
    place = {(row.fields["class_number"], known[row.position].person_id): row.position for row in rows if row.position in known}
    resat = levels_attempts.resat_absences(session, batch.id)
    for application, number, person in levels_attempts.absences(session, batch.id):
        at = place.get((number, person))
        if application in resat:
            fates.add(Fate.CANNOT, "resat", at)
        else:
            fates.add(Fate.BACK, "absence", at)
