"""What stands on a qualification: classes filed, assessments held, payments made on days it covered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelAssessment
from training_app.classes.models import TrainingClass
from training_app.institutions.models import Qualification, QualificationKind
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
        some = [each for each in lost if each.kind == kind]
        ids = {each.institution_id for each in some}
        if not ids:
            continue
        others = _others(session, kind, ids, without, {each.id for each in some})
        for name, (statement, column) in statements.items():
            for institution_id, day in session.execute(statement.where(column.in_(ids))):
                if any(_covers(each.valid_from, each.valid_to, day) for each in others[institution_id]):
                    continue
                for each in some:
                    if each.institution_id == institution_id and _covers(each.first, each.last, day):
                        found[each.id][name] += 1
    return dict(found)


def _others(
    session: Session, kind: str, ids: set[int], without: Collection[int], lost: set[int]
) -> dict[int, list[Qualification]]:
    q = Qualification
    wanted = select(q).where(q.kind == kind, q.institution_id.in_(ids), q.id.not_in({*without, *lost}))
    found: dict[int, list[Qualification]] = defaultdict(list)
    for each in session.scalars(wanted):
        found[each.institution_id].append(each)
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
