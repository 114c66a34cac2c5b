"""A list as a workbook: what the filter finds, in the columns chosen, through the actor's scope. Numbers of documents are
masked as on the page. Memory holds one page of lines, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.db.paging import lines_of
from training_app.kernel.actor import Actor
from training_app.kernel.lists import Column
from training_app.listing import rules
from training_app.listing.sources import Source
from training_app.sheets.export import ExportColumn, Value, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Workbook:
    """A finished workbook and how many lines it holds."""

    content: bytes
    lines: int


def workbook(
    session: Session, actor: Actor, source: Source, query: Mapping[str, str], columns: list[str] | None, day: date,
    at: datetime, progress: Callable[[int], None] = lambda done: None,
) -> Workbook:  # fmt: skip
    """Writes the workbook and notes it in the trail as one act. `progress` hears every few thousand lines how many are
    written."""
    spec = source.spec
    values, shown = spec.kept(query), spec.exported(columns)
    written = 0

    def rows() -> Iterator[list[Value]]:
        nonlocal written
        order = spec.order_or_default(query.get("sort", ""))
        for line in lines_of(source.chunk(session, actor, {**values, **source.address}, day), order):
            written += 1
            if written % 5_000 == 0:
                progress(written)
            yield [column.value(line) for column in shown]

    content = write_table(spec.title, [_column(column) for column in shown], rows(), long=True)
    audit.record(
        session, actor, "list.export", "list", spec.key, at=at,
        detail={"filter": rules.told(values), "lines": written, "columns": [column.key for column in shown]},
    )  # fmt: skip
    return Workbook(content, written)


def _column(column: Column) -> ExportColumn:
    return ExportColumn(column.label, column.width, column.number_format)
