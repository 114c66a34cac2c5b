"""Writing attendance, however it came in, and the wall against being in two places at once.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.classes import messages_scanning as messages
from training_app.classes.models import ClassSession, TrainingClass
from training_app.classes.queries import visible
from training_app.kernel.actor import Actor, Role

_ARRAYS = (
    "FROM unnest(CAST(:session_ids AS bigint[]), CAST(:enrolment_ids AS bigint[]), CAST(:statuses AS text[]), "
    "CAST(:hours AS bigint[])) AS mark(session_id, enrolment_id, status, hours) "
)
_SAVE = text(
    "INSERT INTO attendances (session_id, enrolment_id, status, hours, source, recorded_at, recorded_by) "
    f"SELECT mark.session_id, mark.enrolment_id, mark.status, mark.hours, :source, :at, :by {_ARRAYS}"
    "ON CONFLICT (session_id, enrolment_id) DO UPDATE SET status = excluded.status, hours = excluded.hours, "
    "source = excluded.source, recorded_at = excluded.recorded_at, recorded_by = excluded.recorded_by "
    "WHERE (attendances.status, attendances.hours) IS DISTINCT FROM (excluded.status, excluded.hours)"
)
# The person whom two marks concern is the survivor of any merge. Locked in order, so that two scans in two rooms, or a scan
# and a list, see each other; NO KEY, because rows that only refer to the person need not wait.
_LOCK = text(
    "SELECT id FROM persons WHERE id IN (SELECT coalesce(p.merged_into, p.id) FROM enrolments e "
    "JOIN persons p ON p.id = e.person_id WHERE e.id = ANY(CAST(:enrolment_ids AS bigint[]))) ORDER BY id FOR NO KEY UPDATE"
)
_ELSEWHERE = text(
    "WITH mark AS (SELECT unnest(CAST(:session_ids AS bigint[])) AS session_id, "
    "unnest(CAST(:enrolment_ids AS bigint[])) AS enrolment_id) "
    "SELECT mark.session_id, mark.enrolment_id, other.class_id, other.number, other.starts_at, other.ends_at "
    "FROM mark JOIN class_sessions here ON here.id = mark.session_id "
    "JOIN enrolments e ON e.id = mark.enrolment_id JOIN persons p ON p.id = e.person_id "
    "JOIN persons same ON same.id = coalesce(p.merged_into, p.id) OR same.merged_into = coalesce(p.merged_into, p.id) "
    "JOIN enrolments o ON o.person_id = same.id "
    "JOIN class_sessions other ON other.class_id = o.class_id AND other.held_on = here.held_on AND other.id <> here.id "
    "AND other.starts_at < here.ends_at AND other.ends_at > here.starts_at "
    "JOIN attendances a ON a.session_id = other.id AND a.enrolment_id = o.id AND a.status IN ('present', 'late') "
    "LEFT JOIN attendances own ON own.session_id = mark.session_id AND own.enrolment_id = mark.enrolment_id "
    # What was noted before stays as it is: only a new presence is refused.
    "WHERE own.status IS NULL OR own.status NOT IN ('present', 'late') "
    "ORDER BY mark.session_id, mark.enrolment_id, other.class_id, other.number"
)


# What of the sessions held up to the make-up session somebody did not get, less what other make-up sessions gave already.
_MISSING = text(
    "SELECT e.id, sum(CASE WHEN s.is_make_up THEN -coalesce(a.hours, 0) ELSE s.hours - coalesce(a.hours, 0) END) "
    "FROM unnest(CAST(:enrolment_ids AS bigint[])) AS e(id) CROSS JOIN class_sessions here "
    "JOIN class_sessions s ON s.class_id = here.class_id AND s.id <> here.id "
    "AND (s.is_make_up OR s.held_on <= here.held_on) "
    "LEFT JOIN attendances a ON a.session_id = s.id AND a.enrolment_id = e.id WHERE here.id = :session_id GROUP BY e.id"
)


@dataclass(frozen=True, slots=True)
class Noted:
    """How attendance came in: page, list, scan or correction; when; by which user (None: the operator)."""

    source: str
    at: datetime
    by: int | None


def save_marks(
    session: Session, session_ids: Sequence[int], enrolment_ids: Sequence[int], statuses: Sequence[str],
    hours: Sequence[int], noted: Noted,
) -> int:  # fmt: skip
    """Notes attendance line by line of a locked class, in one statement; gives how many lines are new or changed."""
    values = {
        "session_ids": list(session_ids), "enrolment_ids": list(enrolment_ids), "statuses": list(statuses),
        "hours": list(hours), "source": noted.source, "at": noted.at, "by": noted.by,
    }  # fmt: skip
    return session.execute(_SAVE, values).rowcount  # type: ignore[attr-defined]


def within_missing(
    session: Session, held: ClassSession, enrolment_ids: Sequence[int], hours: Sequence[int]
) -> list[int]:
    """The hours a session gives each: at a make-up session 补课 no more than the person is missing of the sessions before it,
    else as given. The class is locked, so that nothing is made up twice."""
    if not held.is_make_up or not enrolment_ids:
        return list(hours)
    rows = session.execute(_MISSING, {"enrolment_ids": list(enrolment_ids), "session_id": held.id})
    missing = {enrolment_id: max(int(open_), 0) for enrolment_id, open_ in rows}
    return [min(given, missing.get(each, 0)) for each, given in zip(enrolment_ids, hours, strict=True)]


def save_of_many(
    session: Session, marks: Sequence[tuple[ClassSession, int, str, int]], noted: Noted
) -> tuple[int, list[int]]:
    """Notes attendance of several sessions (session, enrolment, status, hours), make-up sessions last, because what they give
    depends on what is missing of the others; how many lines are new or changed, and the hours given, in the order of marks."""
    given = [hours for *_, hours in marks]
    groups: dict[int, list[int]] = {}
    for place, (held, *_) in enumerate(marks):
        groups.setdefault(held.number if held.is_make_up else 0, []).append(place)
    changed = 0
    for _, places in sorted(groups.items()):
        held, enrolments = marks[places[0]][0], [marks[place][1] for place in places]
        capped = within_missing(session, held, enrolments, [given[place] for place in places])
        for place, hours in zip(places, capped, strict=True):
            given[place] = hours
        changed += save_marks(
            session, [marks[place][0].id for place in places], enrolments, [marks[place][2] for place in places], capped, noted
        )
    return changed, given


def keep_persons(session: Session, enrolment_ids: Sequence[int]) -> None:
    """Waits for whoever is noting attendance of these people elsewhere, and keeps others from it to the end of the
    transaction."""
    session.execute(_LOCK, {"enrolment_ids": list(enrolment_ids)})


def elsewhere(
    session: Session, actor: Actor, session_ids: Sequence[int], enrolment_ids: Sequence[int]
) -> dict[tuple[int, int], str]:
    """Who of (session, enrolment) was at another session at the same time, with the sentence that says where: the class is
    named only to those who may see it, and to the person. Sessions without times say nothing about the hour."""
    values = {"session_ids": list(session_ids), "enrolment_ids": list(enrolment_ids)}
    found = session.execute(_ELSEWHERE, values).all()
    if not found:
        return {}
    ids = {row.class_id for row in found}
    shown = TrainingClass.id.in_(ids) if actor.role is Role.ENGINEER else TrainingClass.id.in_(ids) & visible(actor)
    names = dict(session.execute(select(TrainingClass.id, TrainingClass.number).where(shown)).all())
    said: dict[tuple[int, int], str] = {}
    for row in found:
        words = {"span": f"{row.starts_at:%H:%M}–{row.ends_at:%H:%M}", "session": row.number}
        place = messages.PLACE if row.class_id in names else messages.HIDDEN_PLACE
        said.setdefault((row.session_id, row.enrolment_id), messages.ELSEWHERE.format(
            place=place.format(number=names.get(row.class_id), **words), **words
        ))
    return said
