"""Pages of the list behind a cell: each line once, in the order of the days, and names of the page only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from training_app.kernel.dates import Quarter
from training_app.reports.queries_figures import TOTAL, period_of
from training_app.reports.queries_lists import cell_members, member_lines
from training_app.reports.queries_members import Period, Reading, member_rows

Q2: Period = period_of(Quarter(2026, 2), False)


def test_pages_hold_every_line_once_in_the_order_of_the_days(session: Session) -> None:
    for day in (date(2026, 5, 18), date(2026, 4, 6), date(2026, 4, 6)):
        training_class = make_class(session, "completed", starts_on=day)
        for _ in range(3):
            make_enrolment(session, training_class, state="completed")
    whole = cell_members(session, "headcount_trained", TOTAL, Q2, Reading())
    assert len({line.person_number for line in whole}) == 9
    assert [line.happened_on for line in whole] == sorted(line.happened_on for line in whole)
    assert len({line.class_number for line in whole[:3]}) == 1, "classes that ended on one day are not mixed"
    pages = [cell_members(session, "headcount_trained", TOTAL, Q2, Reading(), limit=4, offset=at) for at in (0, 4, 8)]
    assert [line for page in pages for line in page] == whole


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def test_names_are_looked_up_after_the_page_is_cut(session: Session) -> None:
    lines = member_lines(member_rows("headcount_trained", Q2, Reading()).subquery(), limit=100, offset=200)
    statement = str(lines.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    (whole,) = session.scalar(text(f"EXPLAIN (FORMAT JSON) {statement}"))
    (cut,) = (node for node in nodes(whole["Plan"]) if node["Node Type"] == "Limit")
    under, every = ({node.get("Relation Name") for node in nodes(top)} for top in (cut, whole["Plan"]))
    assert {"institutions", "level_certificates"} <= every
    assert not {"institutions", "level_certificates"} & under
