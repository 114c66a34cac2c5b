"""Whether those who hold a class are qualified for it: the training institution to open it, the assessment body to assess it.

Source: 威人社函〔2023〕25号 二 (both are published by the ministry), 四（三） (bodies of the ministry's catalogue assess).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import messages_life as messages
from training_app.classes.models import TrainingClass
from training_app.institutions import queries_standing as standing
from training_app.institutions.models import Institution, QualificationKind
from training_app.institutions.rules_scope import Programme
from training_app.kernel.errors import RuleViolation


def programme_of(record: TrainingClass) -> Programme:
    """What a class teaches, as the scope of a qualification names it."""
    return Programme(record.occupation_key, record.level)


def check_opening(session: Session, record: TrainingClass, day: date) -> None:
    """RuleViolation unless the institution is a published training institution on a day on which the class is to open. Keeps
    it and the assessment body from losing a qualification to the end of the transaction."""
    _keep(session, record)
    gap = _without(session, record, day)
    if gap is None or gap > day:
        return
    name = session.get_one(Institution, record.institution_id).name
    raise RuleViolation("classes.not_qualified", messages.NOT_QUALIFIED.format(institution=name, day=day))


def ends_within(session: Session, record: TrainingClass) -> date | None:
    """The first day of the class on which its institution is no training institution any more, None when it is to the end.
    Nobody is refused for it: the qualification may be renewed meanwhile."""
    gap = _without(session, record, record.starts_on)
    return gap if gap is not None and gap <= record.ends_on else None


def body_assesses(session: Session, record: TrainingClass) -> bool:
    """Whether the assessment body is in the catalogue over all days of the class and its scope takes the programme in."""
    return record.assessment_body_id is not None and standing.holds(
        session, record.assessment_body_id, QualificationKind.ASSESSMENT_BODY, record.starts_on, record.ends_on,
        programme_of(record),
    )  # fmt: skip


def assessment_bodies(session: Session, first: date, last: date, programme: Programme) -> list[Institution]:
    """Bodies that may assess a programme on all of the days, by name."""
    gaps = standing.gaps(session, QualificationKind.ASSESSMENT_BODY, first, programme=programme)
    ids = [each for each, gap in gaps.items() if gap is None or gap > last]
    return list(session.scalars(select(Institution).where(Institution.id.in_(ids)).order_by(Institution.name_initials)))


def _without(session: Session, record: TrainingClass, day: date) -> date | None:
    kind = QualificationKind.TRAINING_INSTITUTION
    return standing.first_day_without(session, record.institution_id, kind, day, programme_of(record))


def _keep(session: Session, record: TrainingClass) -> None:
    """Waits for whoever is taking qualifications of the two back, who asks first which classes rely on them."""
    ids = [each for each in (record.institution_id, record.assessment_body_id) if each is not None]
    wanted = select(Institution.id).where(Institution.id.in_(ids)).order_by(Institution.id)
    session.execute(wanted.with_for_update(read=True))
