"""A return against the facts of now: the live form of a draft, the quarter before it, and what has changed since a
submission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from training_app import policies
from training_app.institutions.models import Institution
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import PolicyNotInForce
from training_app.kernel.quantities import format_fen
from training_app.reports import labels, rules, service_figures
from training_app.reports.layout import Kind, Narratives, ReturnForm
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_figures import TOTAL, Figures, period_of
from training_app.reports.queries_lists import MemberLine, cell_members
from training_app.reports.queries_members import Period, Reading
from training_app.reports.queries_returns import frozen_members, newest_frozen
from training_app.reports.queries_scope import Unit
from training_app.reports.rules import Difference
from training_app.reports.service import form_of
from training_app.reports.service_returns import frozen_form

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that is no longer what was submitted, with the members that came and went."""

    difference: Difference
    came: Sequence[MemberLine]
    went: Sequence[MemberLine]

    @property
    def why(self) -> str:
        """The first members that came and went, in words."""
        parts = [labels.CAME.format(_words(line)) for line in self.came[:_SHOWN]]
        parts += [labels.WENT.format(_words(line)) for line in self.went[:_SHOWN]]
        more = len(self.came) + len(self.went) - len(parts)
        return labels.LISTED.join(parts) + (labels.MORE.format(more) if more > 0 else "")

    @property
    def delta(self) -> str:
        """The difference with its sign, money in 元."""
        return ("+" if self.difference.now > self.difference.frozen else "−") + self.printed(
            abs(self.difference.now - self.difference.frozen)
        )

    def printed(self, value: int) -> str:
        """A number of this cell as the form shows it."""
        return format_fen(value) if self.difference.column.kind is Kind.MONEY else str(value)


def due_on(quarter: Quarter) -> date | None:
    """The last day to report a quarter (parameter reports.due), None where the rule was not yet in force."""
    try:
        return rules.due_on(quarter, policies.load().parameter("reports.due").on(quarter.last_day).value)
    except PolicyNotInForce:
        return None


def live_figures(session: Session, record: QuarterlyReturn) -> Figures:
    """The figures of the return's unit and period from all facts known now."""
    reading = Reading(institution_id=record.institution_id)
    return service_figures.live_figures(session, Period(record.period_from, record.period_to), reading)


def draft_form(session: Session, record: QuarterlyReturn, found: Figures) -> ReturnForm:
    """The draft as a form, with what was typed so far."""
    institution = session.get_one(Institution, record.institution_id)
    unit = Unit(Reading(institution_id=institution.id), institution.name, institution.code)
    return replace(
        form_of(unit, found, cumulative=False), prepared_by=record.prepared_by, phone=record.phone,
        narratives=Narratives(record.measures, record.practice, record.issues),
    )  # fmt: skip


def previous_form(session: Session, record: QuarterlyReturn) -> ReturnForm:
    """The quarter before: as it was submitted, else as the facts stand."""
    quarter = Quarter(record.year, record.quarter).previous()
    submitted = newest_frozen(session, record.institution_id, quarter)
    if submitted is not None:
        return frozen_form(submitted)
    institution = session.get_one(Institution, record.institution_id)
    unit = Unit(Reading(institution_id=institution.id), institution.name, institution.code)
    return form_of(unit, service_figures.live_figures(session, period_of(quarter, False), unit.reading), cumulative=False)


def changes(session: Session, record: QuarterlyReturn) -> list[Change]:
    """What the live figures say differently from the frozen ones, cell by cell with the members that moved."""
    frozen, now = frozen_form(record), live_figures(session, record)
    period, reading = Period(record.period_from, record.period_to), Reading(institution_id=record.institution_id)
    lists: dict[str, tuple[list[MemberLine], list[MemberLine]]] = {}
    found = []
    for difference in rules.differences(frozen.rows, now.rows):
        column = difference.column.key
        if column not in lists:  # of all occupations at once: nearly every cell may differ
            lists[column] = (
                frozen_members(session, record, column, TOTAL), cell_members(session, column, TOTAL, period, reading)
            )  # fmt: skip
        before, after = ({_key(line): line for line in _of_row(lines, difference.row)} for lines in lists[column])
        came = [line for key, line in after.items() if key not in before]
        went = [line for key, line in before.items() if key not in after]
        found.append(Change(difference, came, went))
    return found


def against_previous(
    session: Session, versions: Sequence[QuarterlyReturn], record: QuarterlyReturn
) -> list[Difference]:
    """The cells in which this version differs from the submitted one before it."""
    earlier = next((each for each in versions if each.version < record.version and each.state != "draft"), None)
    if earlier is None:
        return []
    return rules.differences(frozen_form(earlier).rows, frozen_form(record).rows)


def _of_row(lines: Sequence[MemberLine], row: str) -> Sequence[MemberLine]:
    return lines if row == TOTAL else [line for line in lines if line.occupation_key == row]


def _key(line: MemberLine) -> tuple[object, ...]:
    """What makes a member the same one: its payment with the amount, its person, or its class."""
    if line.voucher:
        return line.voucher, line.person_number, line.amount_fen
    return (line.person_number,) if line.person_number else (line.class_number,)


def _words(line: MemberLine) -> str:
    named = (line.name, line.class_number, line.certificate_number, line.voucher)
    return " ".join([*(part for part in named if part), line.happened_on.isoformat()])
