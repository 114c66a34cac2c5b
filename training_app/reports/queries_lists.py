"""The list behind a cell: every member with the names and numbers a reader knows it by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelCertificate
from training_app.classes.models import TrainingClass
from training_app.institutions.models import Institution
from training_app.people.models import Person
from training_app.people.queries import masked_numbers
from training_app.reports.queries_figures import ELSEWHERE, TOTAL
from training_app.reports.queries_members import Period, Reading, member_rows
from training_app.subsidies.models import Disbursement


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One class, person or payment behind a figure; what does not apply is None."""

    occupation_key: str
    unit_name: str | None
    class_number: str | None
    class_name: str | None
    person_number: str | None
    name: str | None
    certificate_number: str | None
    voucher: str | None
    happened_on: date
    amount_fen: int | None


def cell_members(
    session: Session, column: str, row: str, period: Period, reading: Reading, *, distinct: bool = False,
    limit: int | None = None, offset: int = 0,
) -> list[MemberLine]:
    """The members of a cell in a reader's order: `row` is an occupation key, "total", or "elsewhere" for certificates
    that belong to no unit. With `distinct` each person once (the 去重 figure)."""
    m = _of_cell(column, row, period, reading, distinct).subquery()
    return [MemberLine(*line) for line in session.execute(member_lines(m, limit, offset))]


def cell_size(
    session: Session, column: str, row: str, period: Period, reading: Reading, *, distinct: bool = False
) -> tuple[int, int]:
    """How many lines `cell_members` has without a limit, and the sum of their money in fen."""
    m = _of_cell(column, row, period, reading, distinct).subquery()
    count, amount = session.execute(select(func.count(), func.coalesce(func.sum(m.c.amount_fen), 0)).select_from(m)).one()
    return count, int(amount)


def masked_documents(session: Session, members: list[MemberLine]) -> dict[str, str]:
    """The masked number of the present document of each member's person, by the person's number."""
    wanted = {member.person_number for member in members if member.person_number}
    found = session.execute(select(Person.id, Person.number).where(Person.number.in_(wanted))).all()
    masked = masked_numbers(session, [person_id for person_id, _ in found])
    return {number: masked.get(person_id, "") for person_id, number in found}


def member_lines(m: Subquery, limit: int | None = None, offset: int = 0) -> Select:
    """The lines of `member_rows` with the names and numbers of MemberLine: by day, then class, then place on its roster.

    They are ordered by what the members themselves carry and cut to the page before any name is looked up, so that a page
    costs the names of its own lines and not those of the whole figure.
    """
    keys = ("happened_on", "class_id", "enrolment_id", "certificate_id", "disbursement_id")
    page = select(m).order_by(*(m.c[key] for key in keys)).limit(limit).offset(offset).subquery()
    return (
        select(
            page.c.occupation_key, Institution.name.label("unit_name"), TrainingClass.number.label("class_number"),
            TrainingClass.name.label("class_name"), Person.number.label("person_number"), Person.name.label("name"),
            LevelCertificate.number.label("certificate_number"), Disbursement.voucher, page.c.happened_on,
            page.c.amount_fen,
        )
        .select_from(page)
        .outerjoin(Institution, Institution.id == page.c.unit_id)
        .outerjoin(TrainingClass, TrainingClass.id == page.c.class_id)
        .outerjoin(Person, Person.id == page.c.person_id)
        .outerjoin(LevelCertificate, LevelCertificate.id == page.c.certificate_id)
        .outerjoin(Disbursement, Disbursement.id == page.c.disbursement_id)
        .order_by(*(page.c[key] for key in keys))
    )


def _of_cell(column: str, row: str, period: Period, reading: Reading, distinct: bool) -> Select:
    members = member_rows(column, period, reading).subquery()
    wanted = select(members)
    wanted = wanted.where(members.c.unit_id.is_(None) if row == ELSEWHERE else members.c.unit_id.is_not(None))
    if row not in (TOTAL, ELSEWHERE):
        wanted = wanted.where(members.c.occupation_key == row)
    if not distinct:
        return wanted
    m = wanted.subquery()
    rank = func.row_number().over(partition_by=m.c.person_id, order_by=m.c.happened_on.desc()).label("rank")
    ranked = select(m, rank).subquery()
    return select(ranked).where(ranked.c.rank == 1)
