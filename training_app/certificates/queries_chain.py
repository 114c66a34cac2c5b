"""The chain of a certificate: what it was issued for, and what was issued for it, from the first to the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from training_app.certificates import queries_acts
from training_app.certificates.models import CompletionCertificate, LevelCertificate
from training_app.certificates.queries import COMPLETION, LEVEL
from training_app.kernel.actor import Actor

_TABLES: dict[str, type[CompletionCertificate] | type[LevelCertificate]] = {
    LEVEL: LevelCertificate, COMPLETION: CompletionCertificate,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One certificate of a chain. `act` is the number of the act that ended it, "" where there is none in scope."""

    number: str
    issued_on: date
    state: str
    ended_on: date | None
    here: bool
    act: str


def chain(session: Session, actor: Actor, kind: str, certificate_id: int) -> list[Link]:
    """The certificates before and after one that the caller has shown to be in scope, and itself; empty where it is alone.
    All of a chain are the same person's for the same result, so whoever sees one may see all."""
    k = _TABLES[kind]
    start = select(k.id, k.replaced_by, literal(0).label("place")).where(k.id == certificate_id)
    before = start.cte("before", recursive=True)
    before = before.union_all(select(k.id, k.replaced_by, before.c.place - 1).where(k.replaced_by == before.c.id))
    after = start.cte("after", recursive=True)
    after = after.union_all(select(k.id, k.replaced_by, after.c.place + 1).where(k.id == after.c.replaced_by))
    places = union_all(
        select(before.c.id, before.c.place), select(after.c.id, after.c.place).where(after.c.place > 0)
    ).subquery()
    rows = session.execute(
        select(k.id, k.number, k.issued_on, k.state, k.ended_on).join(places, places.c.id == k.id).order_by(places.c.place)
    ).all()
    if len(rows) == 1:
        return []
    acts = queries_acts.done_to(session, actor, kind, [row[0] for row in rows])
    return [Link(*row[1:], row[0] == certificate_id, acts.get(row[0], "")) for row in rows]


def before(links: Sequence[Link]) -> str:
    """The number of the certificate right before the one whose chain this is; "" for none."""
    found = ""
    for link in links:
        if link.here:
            return found
        found = link.number
    return ""


def standing(links: Sequence[Link]) -> str:
    """The number of the last of a chain where it is another one and still good; "" else."""
    last = links[-1] if links else None
    return last.number if last is not None and not last.here and last.state == "issued" else ""
