"""Writes a list of trainers into the register, and takes exactly that back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from training_app.catalogues.trainers_check import Found, state_of
from training_app.classes.listed import net
from training_app.institutions.service_batch import Bringing
from training_app.intake.lists import Applied, Change
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.kernel import dependents
from training_app.programmes import service_resources_lists as service
from training_app.programmes.models_resources import Trainer
from training_app.programmes.rules_resources import identity_of
from training_app.programmes.service_resources import TRAINER

_TABLE, _TRAINER = "trainers", "trainer"


def apply(session: Session, by: Bringing, institution_id: int, rows: Sequence[Row]) -> Applied:
    """The lines in the register, which were checked in the same transaction."""
    changes = []
    for row in rows:
        found: Found = row.found
        if row.outlook == Outcome.UPDATED and found.trainer is not None:
            before = state_of(found.trainer)
            service.change_trainer(session, by, found.trainer, found.facts)
            changes.append(Change(_TABLE, found.trainer.id, _TRAINER, before, state_of(found.trainer)))
    new = [row.found.facts for row in rows if row.outlook == Outcome.CREATED]
    made = service.add_trainers(session, by, institution_id, new)
    changes += [Change(_TABLE, each.id, _TRAINER, None, state_of(each)) for each in made]
    members = [row.found.trainer.number for row in rows if row.found.trainer is not None]
    return Applied({row.position: row.outlook for row in rows}, changes, members + [each.number for each in made])


def foretell(session: Session, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of the file."""
    fates = Fates()
    positions = {
        identity_of(row.fields["name"], row.fields["document_number"]): row.position for row in rows if row.imported
    }
    for change, _, fate, kind in _decided(session, changes):
        fates.add(fate, kind, positions.get(change.after[0]))
    return fates


def take_back(session: Session, by: Bringing, changes: Sequence[Change]) -> dict[str, int]:
    """Removes trainers and puts values back that are as the batch left them; answers the counts to show."""
    counts = {"trainers": 0, "trainers_kept": 0, "values_restored": 0, "values_left": 0}
    gone = []
    for change, trainer, fate, _ in list(_decided(session, changes)):
        if change.before is None:
            counts["trainers" if fate is Fate.BACK else "trainers_kept"] += 1
            gone += [trainer] if fate is Fate.BACK and trainer else []
            continue
        counts["values_restored" if fate is Fate.BACK else "values_left"] += 1
        if fate is Fate.BACK and trainer is not None:
            _, post, document, first, until, _, teaches = change.before
            service.put_back_trainer(session, by, trainer, post, document, _day(first), _day(until), dict(teaches))
    service.remove_trainers(session, by, gone)
    return counts


def _decided(session: Session, changes: Sequence[Change]) -> Iterator[tuple[Change, Trainer | None, Fate, str]]:
    """What becomes of each change of the batch, now: both who foretells and who does it ask here."""
    changes = net(changes)
    present = _present(session, [each.record_id for each in changes])
    for change in changes:
        trainer = present.get(change.record_id)
        kind = "value" if change.before is not None else _TRAINER
        if trainer is None or state_of(trainer) != change.after:
            yield change, trainer, Fate.KEPT, f"{kind}_changed"
        elif change.before is None and dependents.of(session, TRAINER, trainer.id):
            yield change, trainer, Fate.KEPT, "trainer_used"
        else:
            yield change, trainer, Fate.BACK, kind


def _present(session: Session, ids: Sequence[int]) -> Mapping[int, Trainer]:
    wanted = select(Trainer).where(Trainer.id.in_(ids)).options(selectinload(Trainer.teaches)).with_for_update(of=Trainer)
    return {each.id: each for each in session.scalars(wanted.execution_options(populate_existing=True))}


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
