"""The list of payments looked at in the register: which enrolment is paid, and what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from training_app.certificates.models import LevelCertificate
from training_app.certificates.rules_levels import SYSTEM
from training_app.classes.labels import LEVELS
from training_app.classes.models import Enrolment, TrainingClass
from training_app.classes.queries import visible
from training_app.intake.rows import Outcome, Row
from training_app.kernel.actor import Actor
from training_app.kernel.quantities import parse_hundredths
from training_app.people import service as people
from training_app.people.models import Person
from training_app.policies.loader import load
from training_app.subsidies.columns import PAYMENT_LIST
from training_app.subsidies.models import Disbursement
from training_app.subsidies.queries import institution_listed, programme_listed
from training_app.subsidies.rules import Paid, clash

LIVE = frozenset({
    "class.unknown", "class.ambiguous", "class.mismatch", "class.not_completed", "class.institution_unlisted",
    "class.programme_unlisted", "person.unknown", "person.name_conflict", "enrolment.missing", "enrolment.ambiguous",
    "enrolment.not_completed", "certificate.missing", "paid_on.future", "paid_on.early", "payment.conflict",
    "payment.repeated", "payment.repeated_here",
})  # fmt: skip
"""Codes only the register tells."""
WINDOW = "subsidies.repeat_window"
_COMPLETED = frozenset({"completed", "reported"})
_OWNER = func.coalesce(Person.merged_into, Person.id)


@dataclass(slots=True)
class Found:
    """What a line means in the register; `person_id` is the surviving person."""

    known: people.Known | None
    training_class: TrainingClass | None = None
    enrolment: Enrolment | None = None
    amount_fen: int = 0
    existing: bool = False

    @property
    def person_id(self) -> int:
        return self.known.person_id if self.known else 0


@dataclass(frozen=True, slots=True)
class _Payment:
    """A payment in the register, of the surviving person."""

    person_id: int
    enrolment_id: int
    occupation_key: str
    level: str
    amount_fen: int
    paid_on: date
    voucher: str


def find_duplicates(rows: Sequence[Row]) -> None:
    """Marks lines that repeat the voucher and person of an earlier one."""
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        row.problems = [problem for problem in row.problems if problem.code != "row.duplicate"]
        if row.result != Outcome.GIVEN_UP and "voucher" in row.fields and "identity_number" in row.fields:
            first = seen.setdefault((row.fields["voucher"], row.fields["identity_number"].upper()), row)
            if first is not row:
                PAYMENT_LIST.report(row, "row.duplicate", "voucher", first=first.line)


def check_rows(session: Session, actor: Actor, rows: Sequence[Row], day: date) -> None:
    """Adds what the register says against each line, notes what it means in `row.found` and foretells the outcome."""
    whole = [row for row in rows if row.status != "error"]
    lines = {line.position: line for line in people.person_lines((row.position, row.fields) for row in whole)}
    known = people.find(session, list(lines.values()))
    conflicts = people.name_conflicts(session, lines.values(), known)
    for row in whole:
        row.found = Found(known.get(row.position), amount_fen=parse_hundredths(row.fields["amount"]))
        if row.found.known is None:
            PAYMENT_LIST.report(row, "person.unknown", "identity_number")
        elif row.position in conflicts:
            PAYMENT_LIST.report(row, "person.name_conflict", "name")
        if date.fromisoformat(row.fields["paid_on"]) > day:
            PAYMENT_LIST.report(row, "paid_on.future", "paid_on")
    _check_classes(session, actor, whole)
    _check_enrolments(session, [row for row in whole if row.found.training_class and row.found.known])
    _check_payments(session, [row for row in whole if row.found.enrolment])
    _check_certificates(session, [row for row in whole if row.found.enrolment and not row.found.existing])
    for row in whole:
        right = Outcome.EXISTING if row.found.existing else Outcome.CREATED
        row.outlook = right if row.status != "error" else Outcome.HELD


def _check_classes(session: Session, actor: Actor, rows: Sequence[Row]) -> None:
    c = TrainingClass
    numbers = {row.fields["class_number"] for row in rows}
    found: dict[str, list[tuple[TrainingClass, bool, bool]]] = {}
    statement = select(c, institution_listed(), programme_listed())
    named = or_(c.number.in_(numbers), func.upper(c.original_number).in_(numbers))
    for record, institution, programme in session.execute(statement.where(named, visible(actor))):
        for name in {record.number, (record.original_number or record.number).upper()} & numbers:
            found.setdefault(name, []).append((record, institution, programme))
    for row in rows:
        number = row.fields["class_number"]
        records = found.get(number, [])
        exact = [each for each in records if each[0].number == number] or records
        if len(exact) != 1:
            PAYMENT_LIST.report(row, "class.ambiguous" if exact else "class.unknown", "class_number")
            continue
        record, institution, programme = exact[0]
        row.found.training_class = record
        if record.level != row.fields["level"]:
            PAYMENT_LIST.report(row, "class.mismatch", "level", level=LEVELS[record.level])
        if record.state not in _COMPLETED:
            PAYMENT_LIST.report(row, "class.not_completed", "class_number")
        elif not institution:
            PAYMENT_LIST.report(row, "class.institution_unlisted", "class_number", day=record.starts_on)
        elif not programme:
            PAYMENT_LIST.report(row, "class.programme_unlisted", "class_number", day=record.starts_on)


def _check_enrolments(session: Session, rows: Sequence[Row]) -> None:
    """A line matches exactly one enrolment: that of its person, over merges, in its class."""
    e = Enrolment
    standing: dict[tuple[int, int], list[Enrolment]] = {}
    statement = select(e, _OWNER).join(Person, Person.id == e.person_id)
    statement = statement.where(
        e.class_id.in_({row.found.training_class.id for row in rows}), _OWNER.in_({row.found.person_id for row in rows})
    )
    for enrolment, person_id in session.execute(statement):
        standing.setdefault((enrolment.class_id, person_id), []).append(enrolment)
    for row in rows:
        found: Found = row.found
        assert found.training_class is not None
        enrolments = standing.get((found.training_class.id, found.person_id), [])
        passed = [each for each in enrolments if each.state == "completed"]
        if not enrolments:
            PAYMENT_LIST.report(row, "enrolment.missing", "identity_number")
        elif not passed:
            if found.training_class.state in _COMPLETED:
                PAYMENT_LIST.report(row, "enrolment.not_completed", "identity_number")
        elif len(passed) > 1:
            PAYMENT_LIST.report(row, "enrolment.ambiguous", "identity_number")
        else:
            found.enrolment = passed[0]
            completed_on = passed[0].completed_on or found.training_class.completed_on
            if completed_on and row.fields["paid_on"] < completed_on.isoformat():
                PAYMENT_LIST.report(row, "paid_on.early", "paid_on", completed=completed_on)


def _check_payments(session: Session, rows: Sequence[Row]) -> None:
    """An equal payment is there already; another under the same voucher, or within the window, is refused."""
    present: dict[int, list[_Payment]] = {}
    for payment in _payments(session, {row.found.person_id for row in rows}):
        present.setdefault(payment.person_id, []).append(payment)
    here: dict[tuple[int, str, str], list[Paid]] = {}
    for row in rows:
        found: Found = row.found
        same = next((p for p in present.get(found.person_id, ()) if p.voucher == row.fields["voucher"]), None)
        if same is not None:
            found.existing = _is_same(row, same)
            if not found.existing:
                PAYMENT_LIST.report(row, "payment.conflict", "voucher", voucher=same.voucher)
            continue
        _check_window(row, present.get(found.person_id, ()), here)


def _check_window(
    row: Row, present: Sequence[_Payment], here: dict[tuple[int, str, str], list[Paid]]
) -> None:
    """五（三）: not twice for the same occupation and level within the window, in the register and in the file itself."""
    record, on = row.found.training_class, date.fromisoformat(row.fields["paid_on"])
    years = int(load().parameter(WINDOW).on(on).value)
    kept = [
        Paid(p.paid_on, p.voucher) for p in present
        if (p.occupation_key, p.level) == (record.occupation_key, record.level)
    ]
    earlier = clash(on, kept, years)
    if earlier is not None:
        PAYMENT_LIST.report(row, "payment.repeated", "paid_on", years=years, voucher=earlier.voucher, on=earlier.on)
        return
    mine = here.setdefault((row.found.person_id, record.occupation_key, record.level), [])
    above = clash(on, mine, years)
    if above is not None:
        PAYMENT_LIST.report(
            row, "payment.repeated_here", "paid_on", years=years, voucher=above.voucher, line=above.line
        )
    elif row.status != "error":
        mine.append(Paid(on, row.fields["voucher"], row.line))


def _payments(session: Session, person_ids: set[int]) -> list[_Payment]:
    d = Disbursement
    rows = session.execute(
        select(_OWNER, d.enrolment_id, d.occupation_key, d.level, d.amount_fen, d.paid_on, d.voucher)
        .join(Person, Person.id == d.person_id)
        .where(_OWNER.in_(person_ids))
    )
    return [_Payment(*row) for row in rows]


def _is_same(row: Row, payment: _Payment) -> bool:
    return (
        payment.enrolment_id == row.found.enrolment.id
        and payment.amount_fen == row.found.amount_fen
        and payment.paid_on.isoformat() == row.fields["paid_on"]
    )


def _check_certificates(session: Session, rows: Sequence[Row]) -> None:
    """五（三）: the certificate of the occupation and level must be held on the day of payment."""
    k = LevelCertificate
    held: dict[tuple[int, str, str], date] = {}
    statement = (
        select(_OWNER, k.occupation_key, k.level, func.min(k.first_issued_on))
        .join(Person, Person.id == k.person_id)
        .where(k.system == SYSTEM, k.state == "issued", _OWNER.in_({row.found.person_id for row in rows}))
        .group_by(_OWNER, k.occupation_key, k.level)
    )
    for person_id, occupation, level, since in session.execute(statement):
        held[person_id, occupation, level] = since
    for row in rows:
        record = row.found.training_class
        since = held.get((row.found.person_id, record.occupation_key, record.level))
        if since is None or since.isoformat() > row.fields["paid_on"]:
            PAYMENT_LIST.report(row, "certificate.missing", "identity_number")
