"""What anybody may read of a certificate who knows its number and name, or holds its QR code.

Each is looked for in one statement over number and name together, so that a wrong number and a wrong name cost and say the
same; it is put together once, because anybody may ask hundreds of times a second. What is found is read in a second one.
"""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from training_app.accounts.rules import masked_name
from training_app.certificates import labels, messages_public
from training_app.certificates.models import CompletionCertificate, LevelCertificate
from training_app.certificates.queries_papers import COMPLETION, said, with_class
from training_app.crypto import marks
from training_app.kernel.publicly import ENDED, GOOD, REPLACED, PublicRecord, Resolver
from training_app.kernel.quantities import format_hours
from training_app.people.queries_spelling import comparable_column
from training_app.programmes.models import Direction, Occupation

LEVEL = "level"
_STATES = {"issued": GOOD, "revoked": ENDED, "replaced": REPLACED}
_PRINTED = re.compile(r"(PX\d{4})-?(\d{6,9})-?([2-9A-Z]{4})", re.ASCII)
_SUCCESSOR = aliased(CompletionCertificate)
_LATER = aliased(LevelCertificate)
_COMPLETION = select(CompletionCertificate.id).where(
    CompletionCertificate.number == bindparam("number"), CompletionCertificate.check_code == bindparam("group"),
    comparable_column(CompletionCertificate.name_at) == bindparam("name"),
)
_LEVEL = select(LevelCertificate.id).where(
    or_(LevelCertificate.number == bindparam("number"), LevelCertificate.number == bindparam("upper")),
    comparable_column(LevelCertificate.name_at) == bindparam("name"),
).order_by(LevelCertificate.id).limit(1)  # fmt: skip


def printed(number: str) -> tuple[str, str]:
    """Number and check group of a completion certificate as somebody types what is printed, hyphens or not. A number
    without a group stands for itself: another system issued it."""
    found = _PRINTED.fullmatch(number.upper())
    return (f"{found[1]}-{found[2]}", found[3]) if found else (number, "")


def completion_by_number_and_name(session: Session, number: str, name: str) -> PublicRecord | None:
    """A completion certificate by the number as printed and the name on it."""
    bare, group = printed(number)
    found = session.connection().scalar(_COMPLETION, {"number": bare, "group": group, "name": name})
    return _completion(session, CompletionCertificate.id == found) if found else None


def completion_by_number(session: Session, number: str) -> PublicRecord | None:
    """A completion certificate by its number in the register."""
    return _completion(session, CompletionCertificate.number == number)


def level_by_number_and_name(session: Session, number: str, name: str) -> PublicRecord | None:
    """A level certificate by its number and the name on it."""
    found = session.connection().scalar(_LEVEL, {"number": number, "upper": number.upper(), "name": name})
    return _level(session, LevelCertificate.id == found) if found else None


def level_by_number(session: Session, number: str) -> PublicRecord | None:
    """A level certificate by its number."""
    return _level(session, LevelCertificate.number == number)


def _completion(session: Session, condition: ColumnElement[bool]) -> PublicRecord | None:
    later = (_SUCCESSOR.number, _SUCCESSOR.check_code)
    row = session.execute(
        with_class(func.concat_ws("-", later[0], func.nullif(later[1], "")).label("successor"))
        .outerjoin(_SUCCESSOR, _SUCCESSOR.id == CompletionCertificate.replaced_by)
        .where(condition)
    ).first()
    if row is None:
        return None
    record: CompletionCertificate = row.CompletionCertificate
    paper = said(row, identity_kind="", identity_masked="")
    says = messages_public.completion_words(
        paper.occupation, paper.direction, paper.level, paper.class_number, paper.trained_from, paper.trained_to,
        format_hours(paper.hours),
    )
    return PublicRecord(
        kind=COMPLETION, number=paper.printed_number, name=paper.name, masked_name=masked_name(paper.name), says=says,
        issuer=paper.issuer, issued_on=paper.issued_on, state=_STATES[record.state],
        state_text=labels.STATES[record.state], since=record.ended_on, successor=row.successor or "", seal=paper.seal,
        intact=record.paper is None or marks.seal_holds(record.paper, record.paper_seal or b""),
    )  # fmt: skip


def _level(session: Session, condition: ColumnElement[bool]) -> PublicRecord | None:
    row = session.execute(_levels().where(condition).order_by(LevelCertificate.id).limit(1)).first()
    if row is None:
        return None
    record: LevelCertificate = row.LevelCertificate
    says = messages_public.level_words(
        row.occupation, row.direction, labels.LEVELS[record.level],
        record.first_issued_on if record.first_issued_on != record.issued_on else None,
    )
    return PublicRecord(
        kind=LEVEL, number=record.number, name=record.name_at, masked_name=masked_name(record.name_at), says=says,
        issuer=record.issuer_name, issued_on=record.issued_on, state=_STATES[record.state],
        state_text=labels.STATES[record.state], since=record.ended_on, successor=row.successor or "",
    )  # fmt: skip


def _levels() -> Select:
    k = LevelCertificate
    return (
        select(k, Occupation.name.label("occupation"), Direction.name.label("direction"), _LATER.number.label("successor"))
        .join(Occupation, Occupation.key == k.occupation_key)
        .outerjoin(Direction, and_(Direction.occupation_key == k.occupation_key, Direction.key == k.direction_key))
        .outerjoin(_LATER, _LATER.id == k.replaced_by)
    )


COMPLETION_PUBLIC = Resolver(COMPLETION, labels.KINDS[COMPLETION], completion_by_number_and_name, completion_by_number)
LEVEL_PUBLIC = Resolver(LEVEL, labels.KINDS[LEVEL], level_by_number_and_name, level_by_number)
