"""The roster and summary of a class with whole numbers of documents: the first of the lists that may leave the house so.

Source: 威人社函〔2023〕25号 四（二）.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from training_app.classes import queries
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import RuleViolation
from training_app.listing.sources_protected import Content, ProtectedKind, Subject
from training_app.people.queries import whole_numbers
from training_app.reports import messages_province as messages
from training_app.reports import queries_province_paper as papers
from training_app.reports.layout_province import ProvincePaper
from training_app.reports.paper_province import province_pdf, tables_of


def subject_of(session: Session, actor: Actor, number: str) -> Subject:
    """The completed class of that number. NotFound outside the scope, RuleViolation before its completion."""
    record = queries.by_number(session, actor, number)
    if record.completed_on is None:
        raise RuleViolation("reports.not_completed", messages.NOT_COMPLETED.format(number=number))
    return Subject(record.number, record.name, record.institution_id)


def content_of(session: Session, actor: Actor, number: str, day: date) -> Content:
    """Its roster and summary: as reported, or as they are now."""
    subject_of(session, actor, number)
    body = papers.present_report(session, queries.facts(session, actor, number), day)
    persons = papers.persons_of(session, body)
    whole = whole_numbers(session, persons.values())
    documents = {readable: whole.get(person, "") for readable, person in persons.items()}
    paper = ProvincePaper(body, documents)
    return Content(tables_of(paper), frozenset(persons.values()), province_pdf(paper).content)


PROVINCE_ROSTER = ProtectedKind(
    "province_roster", messages.ROSTER_TITLE, messages.ROSTER_PURPOSE, "class_reports.show", subject_of, content_of,
    messages.ROSTER_OF, frozenset({Role.BUREAU, Role.TRAINING_INSTITUTION}),
)
