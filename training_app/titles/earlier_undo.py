"""What taking earlier titles back will do to each of their lines, found before it is done. Nothing is written.

It asks the same questions as `earlier_apply.take_back`, of each record alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.orm import Session

from training_app.intake import undo_people
from training_app.intake.lists import Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.people import service as people
from training_app.titles import queries_earlier as queries

_OWN = ("held_titles",)
_TOLD = ("series", "level", "held_from", "specialty")
"""What tells two titles of somebody apart: of equal level and day they may be of two specialties."""


def foretell(session: Session, batch: Batch, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of a confirmed batch as things stand now."""
    fates, done = Fates(), [row for row in rows if row.imported]
    known = people.find(session, people.person_lines((row.position, row.fields) for row in done))
    lines: dict[tuple, list[int]] = defaultdict(list)
    for row in done:
        if row.position in known:
            lines[known[row.position].person_id, *(row.fields.get(name, "") for name in _TOLD)].append(row.position)
    titles = queries.of_batch(session, batch.id)
    relied = queries.relied_on(session, batch.id, titles)
    for title in titles:
        fate = (
            (Fate.CANNOT, "title_relied") if title.title_id in relied
            else (Fate.KEPT, "title_ended") if title.ended else (Fate.BACK, "title")
        )  # fmt: skip
        # Two people of the list who were found to be one have two lines.
        for position in lines[title.person_id, title.series, title.level, title.held_from.isoformat(), title.specialty]:
            fates.add(*fate, position)
    place = undo_people.places(session, done)
    undo_people.persons(session, batch, _OWN, place, fates)
    _keep_holders(fates, {place.get(title.person_id) for title in titles if title.ended})
    undo_people.values(session, batch, changes, place, fates)
    return fates


def _keep_holders(fates: Fates, positions: set[int | None]) -> None:
    """Whoever keeps a title that has ended stays in the register, also if the batch brought them in."""
    going = fates.found[Fate.BACK].pop("person", set())
    for position in going:
        fates.add(*((Fate.KEPT, "person_used") if position in positions else (Fate.BACK, "person")), position)
