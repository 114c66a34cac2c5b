"""What both published lists do alike: what the name of the file tells is offered where a line does not say it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from training_app.catalogues.columns_cells import propose_document, restore_proposals
from training_app.intake.lists import Subject
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Reading, Row
from training_app.kernel.permissions import Permission
from training_app.sheets.tables import Find, find_tables


class PublishedList(PlainKind):
    """A list the ministry, the province or the city published, brought in by the bureau."""

    permission = Permission.INSTITUTION_MANAGE
    holds_up = ("disbursements", "level_certificates")

    def propose(self, row: Row, name: str) -> None:
        """Offers what the file's name tells of a line."""
        propose_document(row.problems, name)

    def read(self, subject: Subject, data: bytes, name: str, day: date, find: Find = find_tables) -> Reading:
        """The file understood."""
        reading = super().read(subject, data, name, day, find)
        for row in reading.rows:
            self.propose(row, name)
        return reading

    def correct(self, subject: Subject, rows: Sequence[Row], row: Row, name: str, value: str, day: date) -> None:
        """The line with `value` in the field `name`."""
        before = {problem.code: problem.suggestion for problem in row.problems}
        super().correct(subject, rows, row, name, value, day)
        restore_proposals(row.problems, before)
