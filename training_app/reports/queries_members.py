"""Members: the classes, persons and payments behind each figure of the form.

Each column has exactly one definition, `member_rows`, and both the figure and the list behind it are made from it, so a
cell's list has as many lines as the figure says. What counts: 威人社函〔2023〕25号 六（二） and its annex name the columns;
their reading is written down beside each function.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Select, Subquery, and_, cast, func, null, select, true, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from training_app.certificates.models import LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.people.models import Person
from training_app.subsidies.models import Disbursement
from training_app.subsidies.queries import institution_listed, programme_listed

HELD = ("completed", "reported")
TRAINED = ("completed", "failed")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of the figures, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose figures: one institution, one district, both None for the whole city."""

    institution_id: int | None = None
    district_code: str | None = None


def member_rows(column: str, period: Period, reading: Reading) -> Select:
    """One line per member of a column.

    Lines have unit_id, district_code, occupation_key, person_id (the surviving person), class_id, enrolment_id,
    certificate_id, disbursement_id, happened_on, amount_fen. Persons appear once per unit and occupation; the line shown
    for them is the latest. A person trained by two units is a line of each.
    """
    rows = _facts(column, period, reading)
    found = select(rows)
    if column in PERSON_COLUMNS:
        key = (rows.c.unit_id, rows.c.occupation_key, rows.c.person_id)
        found = found.ext(distinct_on(*key)).order_by(*key, rows.c.happened_on.desc(), rows.c.enrolment_id.desc())
    return found


def member_keys(column: str, period: Period, reading: Reading) -> Select:
    """The same members where only their number is asked: unit_id, occupation_key, person_id, amount_fen. Which of a
    person's lines is the latest does not matter then, and grouping is many times faster than sorting for it."""
    rows = _facts(column, period, reading)
    key = (rows.c.unit_id, rows.c.occupation_key, rows.c.person_id)
    if column in PERSON_COLUMNS:
        return select(*key, func.sum(rows.c.amount_fen).label("amount_fen")).group_by(*key)
    return select(*key, rows.c.amount_fen)


def _facts(column: str, period: Period, reading: Reading) -> Subquery:
    """What happened, before persons are taken together."""
    rows = _DEFINITIONS[column](period, reading).subquery()
    found = select(rows)
    if reading.institution_id is not None:
        found = found.where(rows.c.unit_id == reading.institution_id)
    if reading.district_code is not None:
        found = found.where(rows.c.district_code == reading.district_code)
    return found.subquery()


def _columns(**values: ColumnElement) -> list[ColumnElement]:
    names = (
        "unit_id", "district_code", "occupation_key", "person_id", "class_id", "enrolment_id", "certificate_id",
        "disbursement_id", "happened_on", "amount_fen",
    )
    return [values.get(name, cast(null(), BigInteger)).label(name) for name in names]


def _survivor(person_id: ColumnElement) -> tuple[ColumnElement, type[Person], ColumnElement]:
    """The surviving person of a fact's person, with the join it needs. Merged persons are few: joining only them keeps the
    figures of ten million enrolments fast."""
    merged = aliased(Person)
    joined = and_(merged.id == person_id, merged.merged_into.is_not(None))
    return func.coalesce(merged.merged_into, person_id), merged, joined


def _classes_held(period: Period, _: Reading) -> Select:
    """已培训班次: classes completed (结业) with their day of completion in the period."""
    c = TrainingClass
    return select(
        *_columns(
            unit_id=c.institution_id, district_code=c.district_code, occupation_key=c.occupation_key, class_id=c.id,
            happened_on=c.completed_on,
        )
    ).where(c.state.in_(HELD), c.completed_on.between(period.first, period.last))


def _classes_subsidised(period: Period, _: Reading) -> Select:
    """纳入职业培训补贴班次: of those, classes whose institution and programme both stood in the city's catalogues on the
    first day of the class (五（三）)."""
    return _classes_held(period, _).where(institution_listed(), programme_listed())


def _headcount_trained(period: Period, _: Reading) -> Select:
    """已培训人数: persons who finished those classes, passed or not; who withdrew is not counted."""
    c, e = TrainingClass, Enrolment
    person_id, merged, joined = _survivor(e.person_id)
    return (
        select(
            *_columns(
                unit_id=c.institution_id, district_code=e.district_code, occupation_key=c.occupation_key,
                person_id=person_id, class_id=c.id, enrolment_id=e.id, happened_on=c.completed_on,
            )
        )
        .join(e, e.class_id == c.id)
        .outerjoin(merged, joined)
        .where(c.state.in_(HELD), c.completed_on.between(period.first, period.last), e.state.in_(TRAINED))
    )


def _headcount_certified(period: Period, reading: Reading) -> Select:
    """取得证书人数: persons with a level certificate first issued in the period and valid now.

    The unit is that of the person's latest completed enrolment in the same occupation and level not after the day of
    issue; a certificate trained elsewhere belongs to no unit (unit_id NULL) and is noted under the city's table.
    """
    k, c, e = LevelCertificate, TrainingClass, Enrolment
    holder, merged, joined = _survivor(k.person_id)
    issued = (
        select(
            k.id, k.occupation_key, k.level, k.origin, k.first_issued_on.label("issued_on"), holder.label("holder_id")
        )
        .outerjoin(merged, joined)
        .where(_counts(period), _taught_in(reading, holder))
        .cte("issued")
    )
    trained = aliased(Person)
    trained_as = union_all(
        select(issued.c.id, issued.c.holder_id.label("person_id")).where(issued.c.origin == "our_class"),
        select(issued.c.id, trained.id)
        .join(trained, trained.merged_into == issued.c.holder_id)
        .where(issued.c.origin == "our_class"),
    ).subquery()
    training = (
        select(
            issued.c.id, c.institution_id, e.district_code, c.id.label("class_id"), e.id.label("enrolment_id")
        )
        .select_from(issued)
        .join(trained_as, trained_as.c.id == issued.c.id)
        .join(e, e.person_id == trained_as.c.person_id)
        .join(c, c.id == e.class_id)
        .where(e.state == "completed", e.completed_on <= issued.c.issued_on)
        .where(c.occupation_key == issued.c.occupation_key, c.level == issued.c.level)
        .ext(distinct_on(issued.c.id))
        .order_by(issued.c.id, e.completed_on.desc(), e.id.desc())
        .subquery()
    )
    return select(
        *_columns(
            unit_id=training.c.institution_id, district_code=training.c.district_code,
            occupation_key=issued.c.occupation_key, person_id=issued.c.holder_id, class_id=training.c.class_id,
            enrolment_id=training.c.enrolment_id, certificate_id=issued.c.id, happened_on=issued.c.issued_on,
        )
    ).select_from(issued).outerjoin(training, training.c.id == issued.c.id)


def certified_in(session: Session, period: Period) -> set[str]:
    """Occupations with a certificate of the period, whoever trained for it."""
    k = LevelCertificate
    return set(session.scalars(select(k.occupation_key).distinct().where(_counts(period))))


def _counts(period: Period) -> ColumnElement[bool]:
    """Certificates first issued in the period that are valid now."""
    k = LevelCertificate
    return and_(
        k.state == "issued", k.system == "professional_level", k.first_issued_on.between(period.first, period.last)
    )


def _taught_in(reading: Reading, holder: ColumnElement) -> ColumnElement[bool]:
    """Only holders who completed something in the unit or district can belong to it: with that, a unit's figure need not
    look up the training of everybody in the city."""
    c, e = TrainingClass, Enrolment
    if reading.institution_id is None and reading.district_code is None:
        return true()
    person_id, merged, joined = _survivor(e.person_id)
    taught = select(person_id).select_from(e).join(c, c.id == e.class_id).outerjoin(merged, joined).where(e.state == "completed")
    if reading.institution_id is not None:
        taught = taught.where(c.institution_id == reading.institution_id)
    if reading.district_code is not None:
        taught = taught.where(e.district_code == reading.district_code)
    return holder.in_(taught)


def _subsidy_paid(period: Period, _: Reading) -> Select:
    """发放培训补贴金额: disbursements paid in the period, gross, in fen."""
    c, d = TrainingClass, Disbursement
    person_id, merged, joined = _survivor(d.person_id)
    return (
        select(
            *_columns(
                unit_id=c.institution_id, district_code=d.district_code, occupation_key=d.occupation_key,
                person_id=person_id, class_id=c.id, enrolment_id=d.enrolment_id, disbursement_id=d.id,
                happened_on=d.paid_on, amount_fen=d.amount_fen,
            )
        )
        .join(c, c.id == d.class_id)
        .outerjoin(merged, joined)
        .where(d.paid_on.between(period.first, period.last))
    )


PERSON_COLUMNS = frozenset({"headcount_trained", "headcount_certified", "headcount_subsidised"})
_DEFINITIONS: dict[str, Callable[[Period, Reading], Select]] = {
    "classes_held": _classes_held,
    "headcount_trained": _headcount_trained,
    "subsidy_paid_fen": _subsidy_paid,
    "classes_subsidised": _classes_subsidised,
    "headcount_certified": _headcount_certified,
    "headcount_subsidised": _subsidy_paid,
}
