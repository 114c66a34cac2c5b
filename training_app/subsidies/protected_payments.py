"""The payments of a voucher with whole numbers: for who pays and for who audits (威人社函〔2023〕25号 五（三））."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from training_app.certificates.labels import IDENTITY_KINDS, LEVELS
from training_app.kernel.actor import Actor, Role
from training_app.listing.sources_protected import Content, ProtectedKind, Subject
from training_app.people.queries_documents import whole_documents
from training_app.programmes.queries import occupations
from training_app.sheets.export import Table
from training_app.subsidies import layout_protected as layout
from training_app.subsidies import queries


def subject_of(session: Session, actor: Actor, voucher: str) -> Subject:
    """The voucher of that number. NotFound outside the scope."""
    count = len(queries.of_voucher(session, actor, voucher))
    return Subject(voucher, layout.SUBJECT.format(voucher=voucher, count=count), None)


def content_of(session: Session, actor: Actor, voucher: str, day: date) -> Content:
    """Every payment of the voucher."""
    rows = queries.of_voucher(session, actor, voucher)
    documents = whole_documents(session, {row.person_id for row in rows})
    names = {entry.key: entry.name for entry in occupations(session)}
    lines = []
    for place, row in enumerate(rows, start=1):
        kind, number = documents.get(row.person_id, ("", ""))
        lines.append((
            place, row.name, IDENTITY_KINDS.get(kind, kind), number, names[row.record.occupation_key],
            LEVELS.get(row.record.level, row.record.level), row.class_number, row.institution, row.district,
            Decimal(row.record.amount_fen) / 100, row.record.paid_on, voucher,
        ))  # fmt: skip
    return Content((Table(layout.SHEET, layout.COLUMNS, lines),), frozenset(row.person_id for row in rows))


PAYMENTS_OF_VOUCHER = ProtectedKind(
    layout.KEY, layout.TITLE, layout.PURPOSE, "subsidies.show", subject_of, content_of, layout.OF, frozenset({Role.BUREAU}),
    "voucher",
)  # fmt: skip
