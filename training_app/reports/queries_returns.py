"""Reads about returns, always through the actor's scope: the record, its versions, its frozen lists, who has filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from training_app.files.models import StoredFile
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import NotFound
from training_app.reports import messages
from training_app.reports.models import QuarterlyReturn, ReturnMember
from training_app.reports.queries_figures import TOTAL
from training_app.reports.queries_lists import MemberLine


@dataclass(frozen=True, slots=True)
class Filing:
    """How a unit stands with its return of a quarter: its latest version the actor may know of, or none."""

    institution: Institution
    record: QuarterlyReturn | None


def visible(actor: Actor) -> ColumnElement[bool]:
    """The returns the actor may open: a unit its own, the bureau what was submitted. A district sees its own cells of
    the live figures, but no unit's whole return."""
    if actor.sees_whole_city:
        return QuarterlyReturn.state != "draft"
    if actor.role is Role.TRAINING_INSTITUTION:
        return QuarterlyReturn.institution_id == actor.institution_id
    return false()


def by_number(session: Session, actor: Actor, number: str, *, lock: bool = False) -> QuarterlyReturn:
    """The return of that number, with `lock` fresh and held to the end of the transaction. NotFound outside the scope."""
    wanted = select(QuarterlyReturn).where(QuarterlyReturn.number == number, visible(actor))
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("reports.return_unknown", messages.RETURN_UNKNOWN)
    return found


def versions(session: Session, actor: Actor, record: QuarterlyReturn) -> Sequence[QuarterlyReturn]:
    """All versions of the same unit and quarter in scope, newest first."""
    return session.scalars(
        _of_unit(record.institution_id, Quarter(record.year, record.quarter))
        .where(visible(actor))
        .order_by(QuarterlyReturn.version.desc())
    ).all()


def newest(session: Session, institution_id: int, quarter: Quarter) -> QuarterlyReturn | None:
    """The newest version, whatever its state; for the life of the record, not for pages."""
    return session.scalar(_of_unit(institution_id, quarter).order_by(QuarterlyReturn.version.desc()).limit(1))


def newest_frozen(session: Session, institution_id: int, quarter: Quarter) -> QuarterlyReturn | None:
    """The newest version that was submitted."""
    return session.scalar(
        _of_unit(institution_id, quarter)
        .where(QuarterlyReturn.state != "draft")
        .order_by(QuarterlyReturn.version.desc())
        .limit(1)
    )


def last_before(session: Session, record: QuarterlyReturn) -> QuarterlyReturn | None:
    """The newest return the same unit submitted for an earlier quarter."""
    r = QuarterlyReturn
    return session.scalar(
        select(r)
        .where(
            r.institution_id == record.institution_id, r.state != "draft", r.period_to < record.period_from,
        )
        .order_by(r.year.desc(), r.quarter.desc(), r.version.desc())
        .limit(1)
    )  # fmt: skip


def filings_of(quarter: Quarter) -> Select[tuple[Institution, QuarterlyReturn]]:
    """Who reports in a quarter, each with the newest version of its return: every training institution qualified on some
    day of it, and whoever has a return. Without any scope: it is the caller's."""
    q, r = Qualification, QuarterlyReturn
    obliged = select(q.institution_id).where(
        q.kind == QualificationKind.TRAINING_INSTITUTION, q.valid_from <= quarter.last_day,
        or_(q.valid_to.is_(None), q.valid_to > quarter.first_day),
    )  # fmt: skip
    newest_version = (
        select(r.id)
        .where(r.year == quarter.year, r.quarter == quarter.number)
        .ext(distinct_on(r.institution_id))
        .order_by(r.institution_id, r.version.desc())
    )
    return (
        select(Institution, r)
        .select_from(Institution)
        .outerjoin(r, and_(r.institution_id == Institution.id, r.id.in_(newest_version)))
        .where(or_(Institution.id.in_(obliged), r.id.is_not(None)))
    )


def filings(session: Session, actor: Actor, quarter: Quarter) -> list[Filing]:
    """Who reports in a quarter and how far each is, for the bureau. Of a draft only that it is there."""
    if not actor.sees_whole_city:
        return []
    rows = session.execute(filings_of(quarter).order_by(Institution.name_initials, Institution.id))
    return [Filing(institution, record) for institution, record in rows]


def waiting(session: Session, actor: Actor) -> Sequence[tuple[QuarterlyReturn, str]]:
    """Returns that wait for the bureau, oldest first, with the unit's name."""
    if not actor.sees_whole_city:
        return []
    return session.execute(
        select(QuarterlyReturn, Institution.name)
        .join(Institution, Institution.id == QuarterlyReturn.institution_id)
        .where(QuarterlyReturn.state == "submitted")
        .order_by(QuarterlyReturn.submitted_at)
    ).all()  # fmt: skip


def frozen_members(
    session: Session, record: QuarterlyReturn, column: str, row: str, *, distinct: bool = False,
    limit: int | None = None, offset: int = 0,
) -> list[MemberLine]:
    """The frozen lines of a cell in the order they were frozen in. The caller has shown the record to be in scope."""
    m = _frozen(record, column, row, distinct).subquery()
    rows = session.execute(select(m).order_by(m.c.id).limit(limit).offset(offset))
    return [
        MemberLine(
            x.occupation_key, None, x.class_number, None, x.person_number, x.name_at, x.certificate_number, x.voucher,
            x.happened_on, x.amount_fen,
        )
        for x in rows
    ]  # fmt: skip


def frozen_size(
    session: Session, record: QuarterlyReturn, column: str, row: str, *, distinct: bool = False
) -> tuple[int, int]:
    """How many lines a frozen cell has, and the sum of their money in fen."""
    m = _frozen(record, column, row, distinct).subquery()
    count, amount = session.execute(select(func.count(), func.coalesce(func.sum(m.c.amount_fen), 0)).select_from(m)).one()
    return count, int(amount)


def paper_file(session: Session, record: QuarterlyReturn, ending: str) -> StoredFile | None:
    """The stored paper of a submitted return, `ending` pdf or xlsx. The caller has shown the record to be in scope."""
    file_id = record.pdf_file_id if ending == "pdf" else record.xlsx_file_id
    return session.get(StoredFile, file_id) if file_id else None


def all_members(session: Session, return_id: int) -> list[tuple[object, ...]]:
    """Every frozen line in the order of the content hash."""
    m = ReturnMember
    return [
        tuple(line)
        for line in session.execute(
            select(
                m.column_key, m.occupation_key, m.class_number, m.person_number, m.name_at, m.certificate_number,
                m.voucher, m.happened_on, m.amount_fen,
            )
            .where(m.return_id == return_id)
            .order_by(m.id)
        )
    ]


def _frozen(record: QuarterlyReturn, column: str, row: str, distinct: bool) -> Select:
    m = ReturnMember
    wanted = select(m).where(m.return_id == record.id, m.column_key == column)
    if row != TOTAL:
        wanted = wanted.where(m.occupation_key == row)
    if distinct:
        wanted = wanted.ext(distinct_on(m.person_number)).order_by(m.person_number, m.happened_on.desc(), m.id)
    return wanted


def _of_unit(institution_id: int, quarter: Quarter) -> Select[tuple[QuarterlyReturn]]:
    return select(QuarterlyReturn).where(
        QuarterlyReturn.institution_id == institution_id, QuarterlyReturn.year == quarter.year,
        QuarterlyReturn.quarter == quarter.number,
    )  # fmt: skip
