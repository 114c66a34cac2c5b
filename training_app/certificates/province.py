"""The published list of certificates as a list of the batch machine: the bureau uploads what the province or the nation
published, and what differs becomes a worklist (威人社函〔2023〕25号 四（三）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from training_app.certificates import messages_reconciliation as messages
from training_app.certificates import service_reconciliation
from training_app.certificates.columns_province import FILLS, PROVINCE_LIST, SHOWN_ON_PAGE
from training_app.certificates.messages_help_province import HELP
from training_app.certificates.models_reconciliation import ProvinceResult
from training_app.intake.lists import Applied, Change, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.kernel import identity
from training_app.kernel.actor import Actor
from training_app.kernel.permissions import Permission
from training_app.people import service as people

_MASKS = {"identity_number": "number"}
_GROUPS = {"level": "level"}


class ProvinceResults(PlainKind):
    """Certificates as they were published."""

    key = "province_results"
    permission = Permission.CERTIFICATE_DECIDE
    plain = PROVINCE_LIST
    live = frozenset({"issued_on.future"})
    help = HELP
    fills = FILLS
    undo_words = messages.UNDO_WORDS
    shown: ClassVar[tuple[Shown, ...]] = tuple(
        Shown(name, heading, mask=_MASKS.get(name, ""), group=_GROUPS.get(name, "")) for name, heading in SHOWN_ON_PAGE
    )

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """Lines that repeat an earlier one: the same person and number."""
        seen: dict[tuple[str, str], Row] = {}
        for row in rows:
            row.problems = [problem for problem in row.problems if problem.code != "row.duplicate"]
            fields = row.fields
            if row.result == Outcome.GIVEN_UP or not {"identity_number", "certificate_number"} <= fields.keys():
                continue
            first = seen.setdefault((fields["identity_number"], fields["certificate_number"]), row)
            if first is not row:
                PROVINCE_LIST.report(row, "row.duplicate", "certificate_number", first=first.line)

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Which lines stand in an earlier list already. Who is not known here is no mistake of the list: it is a difference."""
        for row in rows:
            if "issued_on" in row.fields and date.fromisoformat(row.fields["issued_on"]) > day:
                PROVINCE_LIST.report(row, "issued_on.future", "issued_on")
        whole = [row for row in rows if row.status != "error"]
        lines = {line.position: line for line in people.person_lines((row.position, row.fields) for row in whole)}
        numbers = [row.fields["certificate_number"] for row in whole]
        r = ProvinceResult
        there = {
            (number, bytes(index), occupation, level)
            for number, index, occupation, level in session.execute(
                select(r.number, r.identity_index, r.occupation_key, r.level).where(r.number.in_(numbers))
            )
        }
        for row in rows:
            row.outlook = Outcome.HELD
        for row in whole:
            row.found = line = lines[row.position]
            told = (row.fields["certificate_number"], bytes(line.index), row.fields["occupation"], row.fields["level"])
            row.outlook = Outcome.EXISTING if told in there else Outcome.CREATED

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Keeps the lines and compares anew."""
        values = [_values(row, batch, at) for row in rows if row.outlook == Outcome.CREATED]
        if values:
            session.execute(insert(ProvinceResult), values)
        service_reconciliation.compare(session, actor, at)
        return Applied({row.position: row.outlook for row in rows}, [], [row.fields["certificate_number"] for row in rows])

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Every line of the list goes; nothing hangs on one."""
        fates, done = Fates(), [row for row in rows if row.imported]
        lines = people.person_lines((row.position, row.fields) for row in done)
        place = {(line.index, row.fields["certificate_number"]): row.position for line, row in zip(lines, done, strict=True)}
        r = ProvinceResult
        for index, number in session.execute(select(r.identity_index, r.number).where(r.batch_id == batch.id)):
            fates.add(Fate.BACK, "line", place.get((bytes(index), number)))
        return fates

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Removes the lines and compares anew; what was decided stays on record."""
        gone = session.execute(delete(ProvinceResult).where(ProvinceResult.batch_id == batch.id)).rowcount  # type: ignore[attr-defined]
        service_reconciliation.compare(session, actor, at)
        return {"published_lines": gone}


def _values(row: Row, batch: Batch, at: datetime) -> dict[str, object]:
    line, fields = row.found, row.fields
    issued_on = fields.get("issued_on")
    return {
        "batch_id": batch.id, "number": fields["certificate_number"], "name": fields["name"], "identity_index": line.index,
        "masked": identity.mask(line.identity_number), "occupation_key": fields["occupation"], "level": fields["level"],
        "issued_on": date.fromisoformat(issued_on) if issued_on else None, "recorded_at": at,
    }  # fmt: skip


PROVINCE_RESULTS = ProvinceResults()
