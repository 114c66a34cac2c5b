"""What stands on a qualification or on an entry of the catalogue: classes filed, assessments held, payments made on days
it covered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelAssessment
from training_app.classes.models import TrainingClass
from training_app.db import bulk
from training_app.institutions.models import Qualification, QualificationKind
from training_app.programmes.models import ProgrammeCatalogueEntry
from training_app.subsidies.models import Disbursement

_NOT_FILED = ("draft", "returned", "cancelled")


@dataclass(frozen=True, slots=True)
class Lost:
    """Days (`last` exclusive, None without end) on which an institution would have a qualification no more."""

    id: int
    institution_id: int
    kind: str
    first: date
    last: date | None


def on_qualifications(session: Session, lost: Sequence[Lost], without: Collection[int]) -> dict[int, Counter[str]]:
    """What relies on each of these, by kind of record and count. What another qualification of the kind covers as well,
    other than those in `without`, does not."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for kind, statements in _RELYING.items():
        some: dict[int, list[Lost]] = defaultdict(list)
        for each in lost:
            if each.kind == kind:
                some[each.institution_id].append(each)
        if not some:
            continue
        others = _others(session, kind, some.keys(), without, {each.id for each in lost})
        for name, (statement, column) in statements.items():
            for institution_id, day in session.execute(statement.where(column.in_(select(bulk.asked(some))))):
                if any(_covers(first, last, day) for first, last in others[institution_id]):
                    continue
                for each in some[institution_id]:
                    if _covers(each.first, each.last, day):
                        found[each.id][name] += 1
    return dict(found)


def _others(
    session: Session, kind: str, ids: Collection[int], without: Collection[int], lost: set[int]
) -> dict[int, list[tuple[date, date | None]]]:
    q, lacking = Qualification, {*without, *lost}
    wanted = select(q.id, q.institution_id, q.valid_from, q.valid_to).where(q.kind == kind)
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for record, institution_id, *span in session.execute(wanted.where(q.institution_id.in_(select(bulk.asked(ids))))):
        if record not in lacking:
            found[institution_id].append((span[0], span[1]))
    return found


def _covers(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day < last)


def _filed(column: object) -> Select:
    return select(column, TrainingClass.starts_on).where(TrainingClass.state.not_in(_NOT_FILED))


_RELYING = {
    QualificationKind.TRAINING_INSTITUTION: {
        "classes": (_filed(TrainingClass.institution_id), TrainingClass.institution_id),
    },
    QualificationKind.ASSESSMENT_BODY: {
        "classes": (_filed(TrainingClass.assessment_body_id), TrainingClass.assessment_body_id),
        "assessments": (select(LevelAssessment.body_id, LevelAssessment.assessed_on), LevelAssessment.body_id),
    },
    # Payments ask whether the institution stood in the catalogue on the first day of the class (威人社函〔2023〕25号 五（三）).
    QualificationKind.CATALOGUE: {
        "disbursements": (
            select(TrainingClass.institution_id, TrainingClass.starts_on)
            .join(Disbursement, Disbursement.class_id == TrainingClass.id), TrainingClass.institution_id,
        ),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LostEntry:
    """Days (`last` exclusive, None without end) on which an entry of the programme catalogue would stand no more."""

    entry: ProgrammeCatalogueEntry
    first: date
    last: date | None


def on_entries(session: Session, lost: Sequence[LostEntry], without: Collection[int]) -> dict[int, int]:
    """How many payments rely on each of these entries: on the first day of the class no other entry, but those in
    `without`, covers its programme (威人社函〔2023〕25号 五（三）)."""
    keys = {each.entry.occupation_key for each in lost}
    if not keys:
        return {}
    c, e = TrainingClass, ProgrammeCatalogueEntry
    paid = (
        select(c.occupation_key, c.direction_key, c.level, c.institution_id, c.starts_on)
        .join(Disbursement, Disbursement.class_id == c.id)
        .where(c.occupation_key.in_(keys))
    )
    ids = {each.entry.id for each in lost}
    others = session.scalars(select(e).where(e.occupation_key.in_(keys), e.id.not_in({*without, *ids}))).all()
    found: Counter[int] = Counter()
    for programme in session.execute(paid):
        if any(_lists(each, each.valid_from, each.valid_to, programme) for each in others):
            continue
        for each in lost:
            found[each.entry.id] += _lists(each.entry, each.first, each.last, programme)
    return {each: count for each, count in found.items() if count}


def _lists(entry: ProgrammeCatalogueEntry, first: date, last: date | None, programme: Row) -> bool:
    return (
        (entry.occupation_key, entry.level) == (programme.occupation_key, programme.level)
        and entry.direction_key in (None, programme.direction_key)
        and entry.institution_id in (None, programme.institution_id)
        and _covers(first, last, programme.starts_on)
    )
