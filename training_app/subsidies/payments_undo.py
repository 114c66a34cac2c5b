"""What taking payments back will do to each of their lines, found before it is done. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.people import service as people
from training_app.people.models import Person
from training_app.subsidies.models import Disbursement


def foretell(session: Session, batch: Batch, rows: Sequence[Row]) -> Fates:
    """The fate of each line of a confirmed batch: the payment it wrote is removed."""
    fates, done = Fates(), [row for row in rows if row.imported]
    known = people.find(session, people.person_lines((row.position, row.fields) for row in done))
    place = {(row.fields["voucher"], known[row.position].person_id): row.position for row in done if row.position in known}
    owner = func.coalesce(Person.merged_into, Person.id)
    statement = select(Disbursement.voucher, owner).join(Person, Person.id == Disbursement.person_id)
    for voucher, person in session.execute(statement.where(Disbursement.batch_id == batch.id)):
        fates.add(Fate.BACK, "payment", place.get((voucher, person)))
    return fates
