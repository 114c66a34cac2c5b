"""The files of a batch, taken out again: with the problems marked, or as they were sent. Each time is noted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.files import service as files
from training_app.files.models import StoredFile
from training_app.intake import labels, lists, messages, parts, queries, service_marks
from training_app.intake.models import EarlierFile
from training_app.intake.service_marks import BatchMark
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, NotFound
from training_app.sheets.errors import SheetError
from training_app.sheets.reading import mark_up


def returned_workbook(session: Session, actor: Actor, number: str, at: datetime) -> bytes:
    """The user's own workbook as xlsx with the cells of open problems marked, for whoever may bring such a list in.

    Raises InvalidInput where no such workbook can be made of the file.
    """
    batch = queries.get(session, actor, number)
    lists.allowed(actor, batch.kind)
    audit.record(session, actor, "intake.return_workbook", "batch", batch.number, at=at)
    data = files.read(batch.file)
    problems = [problem for row in parts.load_problems(session, batch) if row.open for problem in row.problems]
    try:
        words = {**labels.MARK_UP_WORDS, "help_page": lists.get(batch.kind).help_page}
        mark = service_marks.write(BatchMark(batch.number))
        return mark_up(data, batch.file.name or number, problems, words, mark)
    except SheetError as error:
        raise InvalidInput("intake.no_return", messages.NO_RETURN, reason=error.code) from error


def original_file(
    session: Session, actor: Actor, number: str, at: datetime, round_: int | None = None
) -> tuple[StoredFile, bytes]:
    """The file as it was uploaded, of an earlier round where one is asked for. NotFound for a round there was not."""
    batch = queries.get(session, actor, number)
    lists.allowed(actor, batch.kind)
    file = batch.file
    if round_ is not None:
        earlier = session.get(EarlierFile, (batch.id, round_))
        if earlier is None:
            raise NotFound("intake.no_such_file", messages.NO_SUCH_FILE)
        file = earlier.file
    detail = {} if round_ is None else {"round": round_ + 1}
    audit.record(session, actor, "intake.download", "batch", batch.number, at=at, detail=detail)
    return file, files.read(file)
