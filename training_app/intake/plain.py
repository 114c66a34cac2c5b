"""A list of one line per record (`columns_plain.PlainList`) as a list of the batch machine: what all of them do alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.intake.columns_heading import Fill
from training_app.intake.columns_plain import PlainList
from training_app.intake.lists import ListKind, Subject, compare_again, not_correctable
from training_app.intake.rows import Reading, Row
from training_app.kernel.actor import Actor
from training_app.kernel.problems import Problem
from training_app.sheets.tables import Find, find_tables
from training_app.sheets.template import TemplateColumn

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('intake'), hashtext(:key))")


class PlainKind(ListKind):
    """`plain` is how the list is read, `live` the codes its `check` reports, `fills` how the columns of its template are
    filled in (none: there is no template)."""

    plain: ClassVar[PlainList]
    live: ClassVar[frozenset[str]]
    fills: ClassVar[Mapping[str, Fill]] = {}
    holds_up: ClassVar[tuple[str, ...]] = ()
    """Lists that are not confirmed meanwhile: what their lines rely on could be taken back at that moment."""
    needs_one_of: ClassVar[tuple[str, ...]] = ()
    """Columns of which every table needs one, whichever."""

    def __init_subclass__(cls) -> None:
        if not hasattr(cls, "plain"):  # several lists share it
            return
        cls.wanted, cls.meanings = cls.plain.wanted, cls.plain.meanings
        cls.headings = cls.headings or cls.plain.heading_names
        cls.warnings = cls.plain.warnings

    def sentence(self, code: str) -> str:
        """The sentence of a problem, with words of an example."""
        return self.plain.example(code)

    def subject(self, session: Session, actor: Actor, number: str | None, *, lock: bool = False) -> Subject:
        """A list that stands for itself: its lines name what they are about. Of two such lists one is confirmed after the
        other, because both could find the same thing missing."""
        if lock:
            for key in (self.key, *self.holds_up):
                session.execute(_ONE_AT_A_TIME, {"key": key})
        return Subject(institution_id=actor.institution_id, district_code=actor.district_code)

    def plain_for(self, subject: Subject) -> PlainList:
        """How the list of this subject is read; `plain`, unless what the columns mean depends on the subject."""
        return self.plain

    def template(self, subject: Subject) -> Sequence[TemplateColumn]:
        """Every column of the list."""
        return self.plain_for(subject).template(self.fills) if self.fills else ()

    def read(self, subject: Subject, data: bytes, name: str, day: date, find: Find = find_tables) -> Reading:
        """The file understood."""
        plain = self.plain_for(subject)
        reading = plain.read(data, name, day, find)
        for table in reading.tables:
            if self.needs_one_of and not table["columns"].keys() & self.needs_one_of:
                reading.problems.append(plain.none_of(self.needs_one_of, table["sheet"], table["header_line"]))
        self.compare(subject, reading.rows)
        return reading

    def is_live(self, problem: Problem) -> bool:
        """Whether the register tells it."""
        return problem.code in self.live

    def correct(self, subject: Subject, rows: Sequence[Row], row: Row, name: str, value: str, day: date) -> None:
        """The line with `value` in the field `name`. Raises InvalidInput where the list has no such column."""
        if not self.plain_for(subject).reread(row, name, value, day):
            raise not_correctable(name)
        compare_again(self, subject, rows)
