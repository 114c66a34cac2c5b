"""Payments of subsidies as a list of the batch machine: the bureau uploads what was paid (威人社函〔2023〕25号 五（三）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.db import bulk
from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import Conflict
from training_app.kernel.permissions import Permission
from training_app.subsidies import messages
from training_app.subsidies.columns import PAYMENT_LIST, SHOWN_ON_PAGE
from training_app.subsidies.labels_template import FILLS
from training_app.subsidies.messages_help import HELP
from training_app.subsidies.payments_check import LIVE, Found, check_rows, find_duplicates
from training_app.subsidies.payments_undo import foretell
from training_app.subsidies.service_notices import tell_paid, tell_undone

_LOCK_CLASSES = text("SELECT id FROM training_classes WHERE id = ANY(:ids) ORDER BY id FOR SHARE")
_STILL_COMPLETED = text(
    "SELECT count(*) FROM enrolments e JOIN training_classes c ON c.id = e.class_id "
    "WHERE e.id = ANY(:ids) AND e.state = 'completed' AND c.state IN ('completed', 'reported')"
)
_DELETE = text("DELETE FROM disbursements WHERE batch_id = :batch")
_COLUMNS = (
    "enrolment_id", "class_id", "person_id", "occupation_key", "level", "district_code", "amount_fen", "paid_on",
    "voucher", "batch_id",
)  # fmt: skip
_MASKS = {"identity_number": "number"}
_GROUPS = {"level": "level"}


class Payments(PlainKind):
    """Payments made to persons for a class."""

    key = "disbursements"
    permission = Permission.DISBURSEMENT_IMPORT
    plain = PAYMENT_LIST
    help = HELP
    undo_words = messages.UNDO_WORDS
    live = LIVE
    fills = FILLS
    shown: ClassVar[tuple[Shown, ...]] = tuple(
        Shown(name, heading, mask=_MASKS.get(name, ""), group=_GROUPS.get(name, "")) for name, heading in SHOWN_ON_PAGE
    )

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """Lines that repeat an earlier one."""
        find_duplicates(rows)

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Adds what the register says against the lines."""
        check_rows(session, actor, rows, day)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Writes the payments of the rows, which were checked in the same transaction. Conflict when a class was reopened
        meanwhile."""
        new = [row for row in rows if not row.found.existing]
        session.execute(_LOCK_CLASSES, {"ids": sorted({row.found.training_class.id for row in new})})
        enrolments = sorted({row.found.enrolment.id for row in new})
        if session.scalar(_STILL_COMPLETED, {"ids": enrolments}) != len(enrolments):
            raise Conflict("subsidies.changed_meanwhile", messages.CHANGED_MEANWHILE)
        bulk.copy_in(session, "disbursements", _COLUMNS, (_line(row, batch) for row in new))
        tell_paid(session, new, at)
        members = [f"{row.fields['voucher']}/{row.found.known.number}" for row in new]
        return Applied({row.position: row.outlook for row in rows}, [], members)

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Every payment the batch wrote goes: nothing hangs on a payment."""
        return foretell(session, batch, rows)

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Removes exactly what the batch wrote. Submitted returns keep their frozen figures."""
        tell_undone(session, batch, at)
        removed = session.execute(_DELETE, {"batch": batch.id}).rowcount  # type: ignore[attr-defined]
        session.expire_all()
        return {"disbursements": removed}


def _line(row: Row, batch: Batch) -> str:
    found: Found = row.found
    record, enrolment = found.training_class, found.enrolment
    assert record is not None and enrolment is not None
    return "\t".join((
        str(enrolment.id), str(record.id), str(found.person_id), bulk.word(record.occupation_key),
        bulk.word(record.level), bulk.word(enrolment.district_code), str(found.amount_fen), row.fields["paid_on"],
        bulk.word(row.fields["voucher"]), str(batch.id),
    ))  # fmt: skip


PAYMENTS = Payments()
