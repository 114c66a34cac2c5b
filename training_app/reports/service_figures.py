"""The live figures, counted once for each state of the register and kept until something they are made of is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from training_app.reports import queries_figures, queries_members, queries_months
from training_app.reports.layout import ReturnRow
from training_app.reports.models import FigureChange, KeptFigures
from training_app.reports.queries_figures import Figures, figures
from training_app.reports.queries_members import Period, Reading
from training_app.reports.queries_months import by_month

# Marks are taken together when there are more than so many, so that adding them up stays a matter of microseconds.
MANY_MARKS = 1_000
# What was counted by other definitions, of an earlier release, is worth nothing.
_DEFINITION = hashlib.sha256(
    b"".join(Path(module.__file__ or "").read_bytes() for module in (queries_members, queries_figures, queries_months))
).hexdigest()[:16]


def live_figures(session: Session, period: Period, reading: Reading) -> Figures:
    """All figures of a reading as the facts stand now: those kept, if nothing has been written since, else counted."""
    body = _kept(session, f"form {period.first} {period.last}", reading, lambda: _to_json(figures(session, period, reading)))
    return _from_json(period, body)


def live_months(session: Session, column: str, year: int, reading: Reading) -> list[int]:
    """The members of a column in the months of a year, January first, as the facts stand now."""
    body = _kept(session, f"months {year} {column}", reading, lambda: {"months": by_month(session, column, year, reading)})
    months: list[int] = body["months"]
    return months


def _kept(session: Session, name: str, reading: Reading, count: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    key = f"{_DEFINITION} {name} {reading.institution_id or '-'} {reading.district_code or '-'}"
    state, marks = _state(session)
    kept = session.scalar(select(KeptFigures.body).where(KeptFigures.reading == key, KeptFigures.state == state))
    if kept is not None:
        return kept
    found = count()
    # Each SELECT of the count sees its own moment: worth keeping only if nothing came between them.
    if _state(session)[0] == state and _may_write(session, key):
        _keep(session, key, state, found)
        if marks > MANY_MARKS:
            _take_together(session)
    return found


def _state(session: Session) -> tuple[str, int]:
    """The state of the register this transaction sees, and of how many marks it is the sum."""
    total, count = session.execute(select(func.coalesce(func.sum(FigureChange.mark), 0), func.count())).one()
    return str(total), count


def _may_write(session: Session, key: str) -> bool:
    """Whether nobody else is writing the same figures: two readers never wait for each other."""
    lock = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:key, 0))")
    return bool(session.scalar(lock, {"key": f"kept_figures {key}"}))


def _keep(session: Session, key: str, state: str, body: dict[str, Any]) -> None:
    writing = insert(KeptFigures).values(reading=key, state=state, body=body)
    session.execute(
        writing.on_conflict_do_update(index_elements=["reading"], set_={"state": state, "body": body})
    )


def _take_together(session: Session) -> None:
    """One mark for many, with their sum. What others write or take meanwhile stays in the sum it is in."""
    if not _may_write(session, "marks"):
        return
    marks = session.scalars(delete(FigureChange).returning(FigureChange.mark)).all()
    session.execute(insert(FigureChange).values(mark=sum(marks) % 2**62))


def _to_json(found: Figures) -> dict[str, Any]:
    return {
        "rows": [asdict(row) for row in found.rows], "total": asdict(found.total), "elsewhere": found.certified_elsewhere,
    }


def _from_json(period: Period, body: dict[str, Any]) -> Figures:
    rows = tuple(ReturnRow(**row) for row in body["rows"])
    return Figures(period, rows, ReturnRow(**body["total"]), body["elsewhere"])
