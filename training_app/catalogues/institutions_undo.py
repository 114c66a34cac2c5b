"""What taking a list of institutions back does to each record it wrote, found before it is done and done the same way.

What a class, an assessment or a payment relies on stays, and with it the whole batch; what was changed since, or is used
by anything else, stays by itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from training_app.catalogues import queries_reliance
from training_app.catalogues.columns_institutions import key_of
from training_app.catalogues.institutions_apply import VERSION
from training_app.catalogues.queries_reliance import Lost
from training_app.catalogues.rules_spans import span_of
from training_app.classes.listed import net
from training_app.db import bulk
from training_app.institutions import service_batch as institutions
from training_app.institutions.models import Institution, Qualification
from training_app.intake.lists import Change
from training_app.intake.models import Batch
from training_app.intake.rows import Row
from training_app.intake.rules_undo import Fate, Fates

Find = Callable[[Session, Sequence[int]], tuple[dict[int, Institution], dict[int, Qualification]]]
"""How institutions are had with their qualifications."""


@dataclass(slots=True)
class Plan:
    """What is to be done. `restored` are values put back, `left` those somebody changed since; `relied` says what stands on
    which qualification, by kind of record and count."""

    institutions: dict[int, Institution]
    qualifications: dict[int, Qualification]
    removed: list[Qualification] = field(default_factory=list)
    changed: list[Qualification] = field(default_factory=list)
    restored: list[Change] = field(default_factory=list)
    left: list[Change] = field(default_factory=list)
    relied: dict[int, Counter[str]] = field(default_factory=dict)
    gone: list[Institution] = field(default_factory=list)
    used: list[Institution] = field(default_factory=list)
    corrected: list[Institution] = field(default_factory=list)


def plan(session: Session, batch: Batch, changes: Sequence[Change], find: Find = institutions.hold) -> Plan:
    """What taking the batch back would do now; its records are held to the end of the transaction, unless `find` only looks
    at them."""
    found = Plan(*find(session, _institutions_of(session, batch, changes)))
    versions = {(each.table, each.record_id): each.after for each in changes if each.column == VERSION}
    for each in found.qualifications.values():
        if each.batch_id == batch.id:
            is_ours = versions.get(("qualifications", each.id)) == each.version
            (found.removed if is_ours else found.changed).append(each)
    removed = {each.id for each in found.removed}
    for change in net([each for each in changes if each.column != VERSION]):
        if change.table == "qualifications" and change.record_id in removed | {each.id for each in found.changed}:
            continue
        (found.restored if _is_as_left(found, change) else found.left).append(change)
    found.relied = queries_reliance.on_qualifications(session, list(_lost(found)), removed)
    _sort_institutions(session, batch, found, versions)
    return found


def foretell(session: Session, batch: Batch, rows: Sequence[Row], changes: Sequence[Change]) -> Fates:
    """The fate of each line of a confirmed batch as things stand now."""
    fates, found = Fates(), plan(session, batch, changes, institutions.look_at)
    done = [row for row in rows if row.imported]
    lines = _Lines(done, found)
    for fate, word, held in (
        (Fate.BACK, "qualification", found.removed), (Fate.KEPT, "qualification_changed", found.changed),
    ):  # fmt: skip
        for each in held:
            kinds = found.relied.get(each.id)
            for position in lines.of(each):
                for kind in kinds or ():
                    fates.add(Fate.CANNOT, kind, position)
                if not kinds:
                    fates.add(fate, word, position)
    for fate, kind, changed in ((Fate.BACK, "value", found.restored), (Fate.KEPT, "value_changed", found.left)):
        for change in changed:
            for position in lines.of_change(change):
                relied = found.relied.get(change.record_id) if change.table == "qualifications" else None
                for reason in relied or ():
                    fates.add(Fate.CANNOT, reason, position)
                if not relied:
                    fates.add(fate, kind, position)
    for fate, kind, records in (
        (Fate.BACK, "institution", found.gone), (Fate.KEPT, "institution_used", found.used),
        (Fate.KEPT, "institution_changed", found.corrected),
    ):  # fmt: skip
        codes = {each.code for each in records}
        for row in done:
            if row.fields.get("code") in codes:
                fates.add(fate, kind, row.position)
    return fates


def carry_out(session: Session, found: Plan, by: institutions.Bringing) -> dict[str, int]:
    """Does it, and answers the counts to show."""
    for change in found.restored:
        if change.table == "institutions":
            institutions.set_facts(session, by, found.institutions[change.record_id], {change.column: change.before})
            continue
        record = found.qualifications[change.record_id]
        code = found.institutions[record.institution_id].code
        if change.column == "scope":
            institutions.set_scope(session, by, code, record, change.before)
        else:
            institutions.set_end(session, by, code, record, date.fromisoformat(change.before) if change.before else None)
    institutions.take_back(session, by, [
        (found.institutions[each.institution_id].code, each) for each in found.removed
    ])  # fmt: skip
    session.execute(delete(Institution).where(Institution.id.in_(select(bulk.asked(each.id for each in found.gone)))))
    session.expire_all()
    return {
        "institutions_removed": len(found.gone), "institutions_kept": len(found.used) + len(found.corrected),
        "qualifications": len(found.removed), "qualifications_kept": len(found.changed),
        "values_restored": len(found.restored), "values_left": len(found.left),
    }  # fmt: skip


def _institutions_of(session: Session, batch: Batch, changes: Sequence[Change]) -> list[int]:
    ids = set(session.scalars(select(Institution.id).where(Institution.batch_id == batch.id)))
    ids |= {each.record_id for each in changes if each.table == "institutions"}
    touched = [each.record_id for each in changes if each.table == "qualifications"]
    wanted = select(Qualification.institution_id).where(Qualification.id.in_(select(bulk.asked(touched))))
    return sorted(ids | set(session.scalars(wanted)))


def _is_as_left(found: Plan, change: Change) -> bool:
    """Whether a value is the one the batch wrote, and can be put back without overlapping what came since."""
    records: dict[int, Any] = found.institutions if change.table == "institutions" else found.qualifications
    record = records.get(change.record_id)
    if record is None:
        return False
    value = getattr(record, change.column)
    if (value.isoformat() if isinstance(value, date) else value) != change.after:
        return False
    if change.column != "valid_to":
        return True
    ends = change.before
    return not any(
        each.id != record.id and (each.institution_id, each.kind, each.tier) == (record.institution_id, record.kind, record.tier)
        and each.valid_from >= record.valid_from and (ends is None or each.valid_from.isoformat() < ends)
        for each in found.qualifications.values()
    )


def _lost(found: Plan) -> Iterator[Lost]:
    """The days on which taking the batch back would leave an institution without a qualification."""
    for each in found.removed:
        yield Lost(each.id, each.institution_id, each.kind, each.valid_from, each.valid_to)
    for change in found.restored:
        if change.table == "qualifications" and change.column == "valid_to" and change.before is not None:
            record = found.qualifications[change.record_id]
            before = date.fromisoformat(change.before)
            if record.valid_to is None or before < record.valid_to:
                yield Lost(record.id, record.institution_id, record.kind, before, record.valid_to)


def _sort_institutions(session: Session, batch: Batch, found: Plan, versions: dict[tuple[str, int], Any]) -> None:
    own = [each for each in found.institutions.values() if each.batch_id == batch.id]
    used = bulk.referenced(session, Institution.__table__, [each.id for each in own], ignore=("qualifications",))
    removed = {each.id for each in found.removed}
    used |= {each.institution_id for each in found.qualifications.values() if each.id not in removed}
    for each in own:
        if each.id in used:
            found.used.append(each)
        elif each.version != versions.get(("institutions", each.id), 1):
            found.corrected.append(each)
        else:
            found.gone.append(each)


class _Lines:
    """The imported lines of a batch, by what they are about."""

    def __init__(self, rows: Sequence[Row], found: Plan) -> None:
        self._found = found
        self._by_key: dict[tuple[str, str, str], list[tuple[date | None, int]]] = defaultdict(list)
        self._by_code: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._by_key[key_of(row.fields)].append((span_of(row.fields).first, row.position))
            self._by_code[row.fields["code"]].append(row)

    def of(self, record: Qualification) -> list[int]:
        """Those that tell of a qualification."""
        code = self._found.institutions[record.institution_id].code
        told = self._by_key[code, record.kind, record.tier or ""]
        return [position for first, position in told if first in (None, record.valid_from)]

    def of_change(self, change: Change) -> list[int]:
        """Those that tell a value."""
        if change.table == "qualifications":
            record = self._found.qualifications.get(change.record_id)
            return self.of(record) if record is not None else []
        code = self._found.institutions[change.record_id].code
        return [row.position for row in self._by_code[code] if change.column in row.fields]
