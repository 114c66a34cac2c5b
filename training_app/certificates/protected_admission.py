"""Who is admitted to an assessment session, with whole numbers: what is compared at the door (威人社函〔2023〕25号 四（三））."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from training_app.certificates import layout_protected as layout
from training_app.certificates import messages_sessions as messages
from training_app.certificates import queries_sessions as queries
from training_app.certificates import queries_sessions_seats as admissions
from training_app.certificates.labels import LEVELS
from training_app.classes.paper_sheet import sheet_pdf
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import RuleViolation
from training_app.listing.sources_protected import Content, ProtectedKind, Subject
from training_app.people.queries_documents import whole_documents
from training_app.programmes.models import Occupation
from training_app.sheets.export import Table


def subject_of(session: Session, actor: Actor, number: str) -> Subject:
    """The session of that number. NotFound outside the scope, RuleViolation while nobody has a seat or once it is off."""
    record, row = queries.by_number(session, actor, number), queries.row_of(session, actor, number)
    if record.state == "cancelled" or not row.taken:
        raise RuleViolation("assessment_sessions.nobody", messages.NOBODY_SEATED.format(number=number))
    return Subject(number, f"{row.held_on} {row.occupation}（{LEVELS.get(row.level, row.level)}）", record.body_id)


def content_of(session: Session, actor: Actor, number: str, day: date) -> Content:
    """Everybody with a seat, and the sheet to be signed at the door."""
    subject_of(session, actor, number)
    record, row = queries.by_number(session, actor, number), queries.row_of(session, actor, number)
    seats = queries.seats(session, record)
    documents = whole_documents(session, [seat.person_id for seat in seats])
    lines = [
        (
            seat.seat_no, seat.name, layout.kind_of_document(documents.get(seat.person_id, ("", ""))[0]),
            documents.get(seat.person_id, ("", ""))[1], seat.application, seat.class_number, messages.PARTS[seat.part],
            seat.attempt,
        )
        for seat in seats
    ]  # fmt: skip
    times = layout.HOURS.format(starts=f"{row.starts_at:%H:%M}", ends=f"{row.ends_at:%H:%M}")
    told = (
        number, row.body, session.get_one(Occupation, record.occupation_key).name, row.direction,
        LEVELS.get(row.level, row.level), row.held_on.isoformat(), times, row.place, str(len(lines)),
    )  # fmt: skip
    sheet = admissions.sheet(session, actor, record)
    whole = replace(sheet, lines=[(str(line[0]), line[1], line[3], line[4], line[6]) for line in lines])
    tables = (
        Table(layout.SEATS_SHEET, layout.SEAT_COLUMNS, lines),
        Table(layout.FACTS_SHEET, layout.FACT_COLUMNS, list(zip(layout.FACTS, told, strict=True))),
    )
    return Content(tables, frozenset(seat.person_id for seat in seats), sheet_pdf(whole).content)


ADMISSION = ProtectedKind(
    layout.ADMISSION, layout.ADMISSION_TITLE, layout.ADMISSION_PURPOSE, "assessment_sessions.show", subject_of, content_of,
    layout.ADMISSION_OF, frozenset({Role.BUREAU, Role.ASSESSMENT_BODY}),
)  # fmt: skip
