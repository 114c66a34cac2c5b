"""What anybody may read of a title record who knows its number and name (威人社办发〔2020〕50号 四: 网上职称信息查验服务)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from training_app.accounts.rules import masked_name
from training_app.kernel.publicly import ENDED, GOOD, PublicRecord, Resolver
from training_app.people.queries_spelling import comparable_column
from training_app.policies.city import city
from training_app.titles import labels, messages_public
from training_app.titles.models import TitleRecord

TITLE = "title"
# Put together once: anybody may ask hundreds of times a second.
_KNOWN = select(TitleRecord.id).where(
    TitleRecord.number == bindparam("number"), comparable_column(TitleRecord.name_at) == bindparam("name")
)


def by_number_and_name(session: Session, number: str, name: str) -> PublicRecord | None:
    """A title record by its number and the name on it."""
    found = session.connection().scalar(_KNOWN, {"number": number.upper(), "name": name})
    return _record(session, TitleRecord.id == found) if found else None


def by_number(session: Session, number: str) -> PublicRecord | None:
    """A title record by its number."""
    return _record(session, TitleRecord.number == number)


def _record(session: Session, condition: ColumnElement[bool]) -> PublicRecord | None:
    record = session.scalar(select(TitleRecord).where(condition))
    if record is None:
        return None
    granted = record.state == "granted"
    return PublicRecord(
        kind=TITLE, number=record.number, name=record.name_at, masked_name=masked_name(record.name_at),
        says=messages_public.words(labels.LEVEL[record.level], labels.SERIES.get(record.series, record.series), record.specialty),
        issuer=city().bureau, issued_on=record.recognised_on, state=GOOD if granted else ENDED,
        state_text=messages_public.STATES[record.state],
    )  # fmt: skip


TITLE_PUBLIC = Resolver(TITLE, messages_public.KIND, by_number_and_name, by_number)
