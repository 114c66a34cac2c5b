"""What taking an opening batch back will do to each of its lines, found before it is done. Nothing is written.

It asks the same questions as `undoing.take_back`, of each record alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.db import bulk
from training_app.hours.models import HourEntry
from training_app.intake import undo_people
from training_app.intake.lists import Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.opening import matching
from training_app.opening.apply import SOURCE_KIND
from training_app.opening.undoing import OWN

_OF_BATCH = {
    name: text(f"SELECT id, enrolment_id FROM {name} WHERE batch_id = :batch") for name in OWN
}  # fmt: skip
_OF_OTHERS = {
    name: text(f"SELECT DISTINCT enrolment_id FROM {name} WHERE enrolment_id = ANY(:ids) AND batch_id IS DISTINCT FROM :batch")
    for name in OWN
}  # fmt: skip
_JOINED_LATER = text("SELECT DISTINCT class_id FROM enrolments WHERE class_id = ANY(:ids) AND batch_id IS DISTINCT FROM :batch")


class _Foretelling:
    """The lines of a batch by what they stand for: `enrolments` and `classes` by id, those the batch wrote only."""

    def __init__(self, session: Session, batch: Batch, rows: Sequence[Row]) -> None:
        self.session, self.batch, self.fates = session, batch, Fates()
        matched = matching.match(session, rows)
        self.place: dict[int, int] = {}
        for row in rows:
            known = matched.known.get(row.position)
            enrolment = matched.enrolment(row, known.person_id if known else None)
            if enrolment is not None:
                self.place[enrolment.enrolment_id] = row.position
        statement = select(Enrolment.id, Enrolment.class_id).where(Enrolment.batch_id == batch.id)
        self.enrolments = dict(session.execute(statement).all())
        self.classes = set(session.scalars(select(TrainingClass.id).where(TrainingClass.batch_id == batch.id)))
        self.held: set[int] = set()

    def cannot(self, kind: str, enrolment_ids: Iterable[int]) -> None:
        """Something later hangs on these enrolments."""
        for each in enrolment_ids:
            self.held.add(each)
            self.fates.add(Fate.CANNOT, kind, self.place.get(each))

    def of_classes(self, ids: Iterable[int]) -> list[int]:
        """The enrolments of some classes."""
        wanted = set(ids)
        return [enrolment for enrolment, class_id in self.enrolments.items() if class_id in wanted]


def foretell(session: Session, batch: Batch, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of a confirmed batch as things stand now."""
    done = [row for row in rows if row.imported]
    found = _Foretelling(session, batch, done)
    written = {name: dict(session.execute(each, {"batch": batch.id}).all()) for name, each in _OF_BATCH.items()}
    _hanging(found, written["level_certificates"])
    for enrolment in found.enrolments.keys() - found.held:
        found.fates.add(Fate.BACK, "enrolment", found.place.get(enrolment))
    for name, records in written.items():
        for enrolment in records.values():
            if enrolment not in found.held:
                found.fates.add(Fate.BACK, f"own.{name}", found.place.get(enrolment))
    place = undo_people.places(session, done)
    _hours(found, place)
    undo_people.persons(session, batch, (*OWN, "enrolments"), place, found.fates)
    undo_people.values(session, batch, changes, place, found.fates)
    return found.fates


def _hanging(found: _Foretelling, certificates: dict[int, int]) -> None:
    """What came later: on certificates, on enrolments, on classes."""
    session, batch = found.session, found.batch
    for table, ids in bulk.references(session, LevelCertificate.__table__, list(certificates)).items():
        found.cannot(table, [certificates[each] for each in ids])
    for table, ids in bulk.references(session, Enrolment.__table__, list(found.enrolments)).items():
        if table not in OWN:
            found.cannot(table, ids)
    for name, statement in _OF_OTHERS.items():
        found.cannot(name, session.scalars(statement, {"ids": list(found.enrolments), "batch": batch.id}))
    by_class: dict[str, set[int]] = defaultdict(set)
    for table, ids in bulk.references(session, TrainingClass.__table__, list(found.classes)).items():
        if table not in OWN and table != "enrolments":
            by_class[table] |= ids
    by_class["enrolments"] = set(session.scalars(_JOINED_LATER, {"ids": list(found.classes), "batch": batch.id}))
    for table, ids in by_class.items():
        found.cannot(table, found.of_classes(ids))


def _hours(found: _Foretelling, place: dict[int, int]) -> None:
    statement = select(HourEntry.person_id).where(
        HourEntry.source_kind == SOURCE_KIND, HourEntry.source_number == found.batch.number
    )
    for person in set(found.session.scalars(statement)):
        found.fates.add(Fate.BACK, "hours", place.get(person))
