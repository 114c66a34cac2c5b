"""One line of an open batch changed by its list: a decision about it, not only a cell typed anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.db import bulk
from training_app.intake import lists
from training_app.intake.lists import ListKind, Subject
from training_app.intake.messages_names import WHY
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_names import LONGEST_REASON, SHORTEST_REASON
from training_app.intake.service_open import check_again, open_batch, open_row, type_anew
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import InvalidInput


@dataclass(slots=True)
class OpenLine:
    """A line of a batch that is not in the register yet, with what it is understood by; `rows` are all of the batch."""

    batch: Batch
    kind: ListKind
    subject: Subject
    rows: list[Row]
    row: Row
    day: date

    def correct(self, name: str, value: str, row: Row | None = None) -> None:
        """Understands the line, or another `row` of the batch, again with `value` in the field `name`."""
        type_anew(self.kind, self.subject, self.rows, row or self.row, name, value, self.day)


@bulk.collector_paused()
def change_line(
    session: Session, actor: Actor, number: str, position: int, change: Callable[[OpenLine], None], at: datetime,
    *, brings_in: bool = True,
) -> Row:  # fmt: skip
    """`change` done to one line, and everything checked again. `brings_in` False: the actor need not be somebody who may
    bring the list in, as who answers a question about it; the caller has asked for that right."""
    kind, batch, subject, rows = open_batch(session, actor, number, lists.allowed if brings_in else _any_list)
    row = open_row(rows, position)
    change(OpenLine(batch, kind, subject, rows, row, at.astimezone(CHINA).date()))
    row.changed = True
    check_again(session, actor, kind, batch, subject, rows, at)
    return row


def check_reason(why: str) -> None:
    """Raises InvalidInput where a decision has no reason, or one that is no sentence."""
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise InvalidInput("intake.reason_missing", WHY, {"why": WHY})


def _any_list(_actor: Actor, key: str) -> ListKind:
    return lists.get(key)
