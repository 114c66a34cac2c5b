"""What anybody may read of a submitted return who holds the paper: that it was submitted, and the digits to compare it by.

Names of units are no secret and returns are numbered in a row, so the number alone would be guessed: the first eight digits
of the digest printed on the paper belong to it.
"""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from training_app.kernel.dates import CHINA
from training_app.kernel.publicly import ENDED, GOOD, REPLACED, PublicRecord, Resolver
from training_app.people.queries_spelling import comparable_column
from training_app.reports import labels, messages_public
from training_app.reports.models import QuarterlyReturn

RETURN, DIGITS = "return", 8
_TYPED = re.compile(rf"(.{{1,30}})-([0-9A-F]{{{DIGITS}}})", re.ASCII)

# Put together once: anybody may ask hundreds of times a second.
_KNOWN = select(QuarterlyReturn.id).where(
    QuarterlyReturn.number == bindparam("number"),
    func.upper(func.left(func.encode(QuarterlyReturn.content_hash, "hex"), DIGITS)) == bindparam("digits"),
    comparable_column(QuarterlyReturn.figures["unit_name"].astext) == bindparam("name"),
)


def by_number_and_name(session: Session, number: str, name: str) -> PublicRecord | None:
    """A submitted return by number with the first digits of its digest, and the unit's name on it."""
    typed = _TYPED.fullmatch(number.upper())
    wanted, begins = typed.groups() if typed else (number, "")
    found = session.connection().scalar(_KNOWN, {"number": wanted, "digits": begins, "name": name})
    return _record(session, QuarterlyReturn.id == found) if found else None


def by_number(session: Session, number: str) -> PublicRecord | None:
    """A submitted return by its number."""
    return _record(session, QuarterlyReturn.number == number)


def _record(session: Session, condition: ColumnElement[bool]) -> PublicRecord | None:
    r, later = QuarterlyReturn, aliased(QuarterlyReturn)
    newer = (
        select(later.number)
        .where(later.institution_id == r.institution_id, later.year == r.year, later.quarter == r.quarter)
        .where(later.version > r.version, later.content_hash.is_not(None))
        .order_by(later.version.desc()).limit(1).scalar_subquery()
    )  # fmt: skip
    row = session.execute(select(r, newer.label("newer")).where(condition, r.content_hash.is_not(None))).first()
    if row is None:
        return None
    record: QuarterlyReturn = row.QuarterlyReturn
    assert record.submitted_at is not None and record.content_hash is not None
    state = REPLACED if row.newer else ENDED if record.state == "returned" else GOOD
    unit, digest = record.figures["unit_name"], record.content_hash.hex()
    return PublicRecord(
        kind=RETURN, number=record.number, name=unit, masked_name=unit,
        says=messages_public.words(labels.quarter_name(record.year, record.quarter), record.version, digest), issuer=unit,
        issued_on=record.submitted_at.astimezone(CHINA).date(), state=state,
        state_text=messages_public.REPLACED if row.newer else labels.STATES[record.state][0], successor=row.newer or "",
    )  # fmt: skip


RETURN_PUBLIC = Resolver(RETURN, messages_public.KIND, by_number_and_name, by_number)
