"""What the register says against lists of trainers: who is kept already, under which document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from training_app.catalogues import messages_trainers as messages
from training_app.catalogues.columns_trainers import TRAINER_LIST, show, teaches_of
from training_app.catalogues.rules_spans import span_of
from training_app.intake.rows import Outcome, Row
from training_app.programmes.models_resources import Trainer
from training_app.programmes.rules_resources import TrainerFacts, fold, identity_of

LIVE = frozenset(
    {
        "row.duplicate", "row.contradiction", "row.same_name", "row.imported", "trainer.change", "trainer.same_name",
        "trainer.ended",
    }
)
COLUMNS = ("post", "document", "document_from", "document_to")
"""What of a trainer the list changes beside what may be taught."""
_SHOWN_AT = {"document_from": "valid_from", "document_to": "valid_last"}
_NEEDED = ("name", "document", "document_number", "teaches")


@dataclass(frozen=True, slots=True)
class Found:
    """Who a line means, what it says, and the trainer of the register with this name and document."""

    identity: str
    facts: TrainerFacts
    trainer: Trainer | None


def check_rows(session: Session, institution_id: int, rows: Sequence[Row], day: date) -> None:
    """Adds the problems and foretells what becomes of each line."""
    kept = list(
        session.scalars(
            select(Trainer)
            .where(Trainer.institution_id == institution_id)
            .order_by(Trainer.ended_on.is_not(None).desc(), Trainer.id)
            .options(selectinload(Trainer.teaches))
            .execution_options(populate_existing=True)
        )
    )
    by_identity = {each.identity: each for each in kept}
    names = {fold(each.name): each for each in kept if each.ended_on is None}
    for row in rows:
        show(row.fields)
        row.found = None
        if row.status != "error" and all(name in row.fields for name in _NEEDED):
            identity = identity_of(row.fields["name"], row.fields["document_number"])
            trainer = by_identity.get(identity)
            row.found = Found(identity, _facts(row, trainer), trainer)
    _compare(rows)
    for row in rows:
        row.outlook = _outlook(row, names, day)


def state_of(trainer: Trainer) -> list[Any]:
    """What the list tells of a trainer, as a batch keeps it."""
    teaches = sorted([each.occupation_key, each.level] for each in trainer.teaches)
    days = [each.isoformat() if each else None for each in (trainer.document_from, trainer.document_to, trainer.ended_on)]
    return [trainer.identity, trainer.post, trainer.document, *days, teaches]


def _facts(row: Row, trainer: Trainer | None) -> TrainerFacts:
    """What a line says; where it says nothing of post or end, what is registered stays."""
    fields, span = row.fields, span_of(row.fields)
    until = span.last if span.is_told or trainer is None else trainer.document_to
    post = fields.get("post", trainer.post if trainer else "")
    return TrainerFacts(
        fields["name"], post, fields["document"], fields["document_number"], span.first, until, teaches_of(fields)
    )


def _compare(rows: Sequence[Row]) -> None:
    """Lines of one trainer: of equal ones all but the first, of different ones every line; other lines of that name."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.found is not None:
            groups[row.found.identity].append(row)
    names: dict[str, list[Row]] = defaultdict(list)
    for group in groups.values():
        names[fold(group[0].fields["name"])].append(group[0])
        agree = all(row.found.facts == group[0].found.facts for row in group)
        for row in group if len(group) > 1 else ():
            if row.open and not (agree and row is group[0]):
                other = group[1] if row is group[0] else group[0]
                TRAINER_LIST.report(row, "row.duplicate" if agree else "row.contradiction", "name", first=other.line)
    for same in names.values():
        for row in same[1:]:
            if row.open:
                TRAINER_LIST.report(row, "row.same_name", "name", first=same[0].line)


def _outlook(row: Row, names: dict[str, Trainer], day: date) -> str:
    if row.found is None or row.status == "error":
        return Outcome.HELD
    trainer: Trainer | None = row.found.trainer
    if trainer is None:
        if row.earlier == Outcome.CREATED:
            TRAINER_LIST.report(row, "row.imported", "name")
            return Outcome.HELD
        if (same := names.get(fold(row.fields["name"]))) is not None:
            TRAINER_LIST.report(row, "trainer.same_name", "name", number=same.number)
        return Outcome.CREATED
    if trainer.ended_on is not None and trainer.ended_on <= day:
        TRAINER_LIST.report(row, "trainer.ended", "name", number=trainer.number, day=trainer.ended_on)
        return Outcome.HELD
    facts = row.found.facts
    changed = [name for name in COLUMNS if getattr(facts, name) != getattr(trainer, name)]
    if facts.teaches != {each.occupation_key: each.level for each in trainer.teaches}:
        changed.append("teaches")
    if not changed:
        return Outcome.EXISTING
    fields = messages.FIELD_MARK.join(messages.FIELDS[name] for name in changed)
    TRAINER_LIST.report(row, "trainer.change", _SHOWN_AT.get(changed[0], changed[0]), number=trainer.number, fields=fields)
    return Outcome.UPDATED
