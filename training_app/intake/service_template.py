"""Templates to be filled in, and what is said of an upload that began as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.intake import labels, lists, messages, messages_marks, service_marks
from training_app.intake.lists import ListKind, Subject
from training_app.intake.rows import Reading
from training_app.intake.service_marks import TemplateMark
from training_app.kernel.actor import Actor
from training_app.kernel.errors import NotFound
from training_app.sheets.template import version_of, write_template


def template(session: Session, actor: Actor, key: str, subject_number: str | None = None) -> tuple[str, bytes]:
    """Name and content of the template of a list, for the record it is for. NotFound for a list without one, and like
    `ListKind.subject` for a record that takes none."""
    kind = lists.allowed(actor, key)
    return _written(kind, kind.subject(session, actor, subject_number), ())


def filled_template(
    session: Session, actor: Actor, key: str, subject_number: str | None, at: datetime
) -> tuple[str, bytes]:
    """The template with the people of the record in it; taking it out is noted. NotFound as for `template`."""
    kind = lists.allowed(actor, key)
    subject = kind.subject(session, actor, subject_number)
    lines = kind.template_lines(session, subject)
    written = _written(kind, subject, lines)
    detail = {"subject": subject.number, "lines": len(lines)}
    audit.record(session, actor, "intake.template", "intake", key, at=at, detail=detail)
    return written


def _written(kind: ListKind, subject: Subject, lines: Sequence[Sequence[str]]) -> tuple[str, bytes]:
    columns = kind.template(subject)
    if not columns:
        raise NotFound("intake.no_template", messages_marks.NO_TEMPLATE)
    title = labels.TITLES[kind.key]
    mark = service_marks.write(TemplateMark(kind.key, version_of(columns), subject.number))
    name = messages_marks.TEMPLATE_NAME_FOR if subject.number else messages_marks.TEMPLATE_NAME
    return name.format(title=title, number=subject.number), write_template(title, columns, mark, lines=lines)


def said_of_template(kind: ListKind, subject: Subject, reading: Reading) -> list[str]:
    """What whoever uploads a filled template should know."""
    mark = service_marks.read(reading.mark)
    if not isinstance(mark, TemplateMark) or mark.kind != kind.key:
        return []
    notes = []
    if mark.version != version_of(kind.template(subject)):
        notes.append(messages_marks.TEMPLATE_OLD)
    if mark.subject != subject.number:
        words = {"title": messages_marks.OF_A_RECORD, "number": mark.subject, "here": subject.number}
        notes.append(messages_marks.TEMPLATE_OF_ANOTHER.format(**words))
    return notes


def no_rows(reading: Reading) -> str:
    """What is said of a file with a table and no lines: of a template that nobody has written anything in, how to."""
    empty = isinstance(service_marks.read(reading.mark), TemplateMark)
    return messages_marks.TEMPLATE_EMPTY if empty else messages.NO_ROWS
