"""The demo city's figures: every cell equals a count made apart from the reports, and opens as many lines as it says."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.journeys.recount import Counted, Raw, Recount, recount
from training_app.kernel.dates import Quarter
from training_app.reports.layout import COLUMNS, ReturnRow
from training_app.reports.queries_figures import ELSEWHERE, Figures, figures, period_of
from training_app.reports.queries_lists import cell_members
from training_app.reports.queries_members import Period, Reading

_HEADCOUNTS = ("headcount_trained", "headcount_certified", "headcount_subsidised")
_QUARTERS = tuple(Quarter(2026, number) for number in (1, 2, 3, 4))


def cells(row: ReturnRow) -> Counted:
    return Counted(
        tuple(row.figure(column) for column in COLUMNS),  # type: ignore[arg-type]
        tuple(row.distinct[key] for key in _HEADCOUNTS),  # type: ignore[arg-type]
    )


def readings(raw: Raw, *, parts_too: bool) -> list[Reading]:
    """The city, every institution, every district; with `parts_too` each institution's part in the districts it taught in."""
    units = sorted({row["institution_id"] for row in raw.classes.values()})
    districts = [row["code"] for row in raw.tables["districts"]]
    parts = sorted({(row["institution_id"], row["district_code"]) for row in raw.classes.values()}) if parts_too else []
    return [
        Reading(), *(Reading(institution_id=unit) for unit in units), *(Reading(district_code=code) for code in districts),
        *(Reading(*part) for part in parts),
    ]  # fmt: skip


def compare(found: Figures, expected: Recount) -> None:
    assert {row.occupation: cells(row) for row in found.rows if any(cells(row).figures)} == expected.rows
    assert cells(found.total) == expected.total
    assert found.certified_elsewhere == expected.elsewhere


@pytest.mark.parametrize("cumulative", [False, True], ids=["quarter", "year"])
def test_every_figure_equals_the_recount(register: Session, cumulative: bool) -> None:
    raw = Raw.of(register)
    for quarter in _QUARTERS:
        period = period_of(quarter, cumulative)
        for reading in readings(raw, parts_too=quarter.number == 2 and not cumulative):
            expected = recount(raw, period.first, period.last, reading.institution_id, reading.district_code)
            compare(figures(register, period, reading), expected)


def test_every_cell_opens_as_many_lines_as_it_says(register: Session) -> None:
    raw = Raw.of(register)
    units = [Reading(institution_id=unit) for unit in sorted({row["institution_id"] for row in raw.classes.values()})[:4]]
    for quarter in _QUARTERS:
        period = period_of(quarter, False)
        for reading in (Reading(), Reading(district_code="371071"), *units):
            found = figures(register, period, reading)
            for row in (*found.rows, found.total):
                _open_cells(register, row, period, reading)
            elsewhere = cell_members(register, "headcount_certified", ELSEWHERE, period, reading)
            assert len(elsewhere) == found.certified_elsewhere


def _open_cells(session: Session, row: ReturnRow, period: Period, reading: Reading) -> None:
    for column in COLUMNS:
        value = row.figure(column)
        lines = cell_members(session, column.key, row.occupation, period, reading) if value else []
        if column.key == "subsidy_paid_fen":
            assert sum(line.amount_fen or 0 for line in lines) == value
        else:
            assert len(lines) == value, (row.occupation, column.key)
        if column.key in _HEADCOUNTS:
            assert len({line.person_number for line in lines}) == row.distinct[column.key]


def test_the_city_is_the_sum_of_its_units_and_each_unit_of_its_districts(register: Session) -> None:
    raw = Raw.of(register)
    units = sorted({row["institution_id"] for row in raw.classes.values()})
    for quarter in _QUARTERS:
        period = period_of(quarter, False)
        whole = cells(figures(register, period, Reading()).total).figures
        parts = [cells(figures(register, period, Reading(institution_id=unit)).total).figures for unit in units]
        assert whole == tuple(map(sum, zip(*parts, strict=True)))
        assert whole[0] and whole[1] and whole[4], f"{quarter} of the demo city is empty"
