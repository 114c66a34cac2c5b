"""What of attendance is improbable, found in the rows of the last days. Each question is one statement.

Source: 威人社函〔2023〕25号 六（二） (严格培训学员考勤); what counts as improbable is ours, its figures the policy's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from training_app.classes import messages_watch as messages
from training_app.kernel.dates import CHINA
from training_app.kernel.quantities import format_hours


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many people in one second on, and from which share of presence on, attendance is improbable."""

    same_second: int
    full_share: Decimal


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something improbable: `rule` and `key` say what, `subject` whom or what it is about, `evidence` the rows behind it."""

    rule: str
    key: str
    class_id: int
    subject: str
    evidence: tuple[dict[str, object], ...]


_SESSION = "c.id AS class_id, c.number AS class_number, s.id AS session_id, s.number AS session_number, s.held_on"
_SCANS = (
    f"SELECT {_SESSION}, p.number AS person_number, e.name_at, a.scanned_at, {{value}} AS value "
    "FROM attendance_scans a JOIN class_sessions s ON s.id = a.session_id JOIN training_classes c ON c.id = s.class_id "
    "JOIN enrolments e ON e.id = a.enrolment_id JOIN persons p ON p.id = e.person_id "
    "WHERE s.held_on BETWEEN :since AND :today AND a.taken AND a.direction = 'in' ORDER BY s.id, a.scanned_at, p.number"
)
_SECONDS = text(_SCANS.format(value="date_trunc('second', a.scanned_at)"))
_DEVICES = text(_SCANS.format(value="encode(a.device_index, 'hex')"))
_REFUSED = text(
    f"SELECT DISTINCT ON (s.id, p.id) {_SESSION}, p.number AS person_number, e.name_at, a.scanned_at "
    "FROM attendance_scans a JOIN class_sessions s ON s.id = a.session_id JOIN training_classes c ON c.id = s.class_id "
    "JOIN enrolments e ON e.id = a.enrolment_id JOIN persons p ON p.id = e.person_id "
    "WHERE s.held_on BETWEEN :since AND :today AND a.refusal = 'elsewhere' ORDER BY s.id, p.id, a.scanned_at"
)
# Two presences at once can only come from before the wall stood, from a merge of two persons, or from a changed timetable.
_ROOMS = text(
    "WITH present AS (SELECT s.id AS session_id, s.number AS session_number, s.held_on, s.starts_at, s.ends_at, s.class_id, "
    "coalesce(p.merged_into, p.id) AS person_id, e.name_at FROM class_sessions s "
    "JOIN attendances a ON a.session_id = s.id AND a.status IN ('present', 'late') "
    "JOIN enrolments e ON e.id = a.enrolment_id JOIN persons p ON p.id = e.person_id "
    "WHERE s.held_on BETWEEN :since AND :today AND s.starts_at IS NOT NULL AND s.ends_at IS NOT NULL) "
    "SELECT one.class_id, c.number AS class_number, one.session_id, one.session_number, one.held_on, person.number AS "
    "person_number, one.name_at, d.number AS other_class, other.session_id AS other_id, other.session_number AS other_session "
    "FROM present one JOIN present other ON other.person_id = one.person_id AND other.held_on = one.held_on "
    "AND other.session_id > one.session_id AND other.starts_at < one.ends_at AND other.ends_at > one.starts_at "
    "JOIN persons person ON person.id = one.person_id "
    "JOIN training_classes c ON c.id = one.class_id JOIN training_classes d ON d.id = other.class_id"
)
_FULL = text(
    "SELECT c.id AS class_id, c.number AS class_number, max(s.held_on) AS held_on, max(s.number) AS session_number, "
    "count(DISTINCT s.id) AS sessions, count(DISTINCT a.enrolment_id) AS people, "
    "avg((a.status = 'present')::int) AS share FROM training_classes c "
    "JOIN class_sessions s ON s.class_id = c.id JOIN attendances a ON a.session_id = s.id "
    "WHERE c.origin = 'register' AND c.ends_on >= :since AND c.state IN ('running', 'completed') "
    "GROUP BY c.id HAVING count(DISTINCT s.id) >= 10 AND count(DISTINCT a.enrolment_id) >= 20 "
    "AND avg((a.status = 'present')::int) >= :share"
)
_MADE_UP = text(
    "SELECT c.id AS class_id, c.number AS class_number, max(s.held_on) FILTER (WHERE s.is_make_up) AS held_on, "
    "max(s.number) FILTER (WHERE s.is_make_up) AS session_number, p.number AS person_number, e.name_at, "
    "sum(a.hours) AS hours, planned.hours AS planned FROM training_classes c "
    "JOIN class_sessions s ON s.class_id = c.id JOIN attendances a ON a.session_id = s.id "
    "JOIN enrolments e ON e.id = a.enrolment_id JOIN persons p ON p.id = e.person_id CROSS JOIN LATERAL "
    "(SELECT sum(r.hours) AS hours FROM class_sessions r WHERE r.class_id = c.id AND NOT r.is_make_up) planned "
    "WHERE c.ends_on >= :since AND EXISTS (SELECT FROM class_sessions m WHERE m.class_id = c.id AND m.is_make_up) "
    "GROUP BY c.id, e.id, p.id, planned.hours HAVING sum(a.hours) > planned.hours AND bool_or(s.is_make_up)"
)
_PEOPLE = (
    f"SELECT DISTINCT ON (c.id, p.id) {_SESSION}, p.number AS person_number, e.name_at, {{value}} AS value "
    "FROM class_sessions s JOIN training_classes c ON c.id = s.class_id JOIN attendances a ON a.session_id = s.id "
    "AND a.status IN ('present', 'late') JOIN enrolments e ON e.id = a.enrolment_id JOIN persons own ON own.id = e.person_id "
    "JOIN persons p ON p.id = coalesce(own.merged_into, own.id) {more} "
    "WHERE s.held_on BETWEEN :since AND :today AND {where} ORDER BY c.id, p.id, s.held_on, s.number"
)
_RETIRED = text(_PEOPLE.format(value="p.retired_on", more="", where="p.retired_on <= s.held_on"))
_STUDENT = text(
    _PEOPLE.format(
        value="w.employer_name", more="JOIN employments w ON w.person_id = p.id AND w.kind = 'student' "
        "AND coalesce(w.valid_from, s.held_on) <= s.held_on AND (w.valid_to IS NULL OR w.valid_to > s.held_on)", where="true",
    )
)  # fmt: skip


def candidates(session: Session, since: date, today: date, limits: Limits) -> list[Candidate]:
    """Everything improbable at sessions of these days."""
    span = {"since": since, "today": today}
    return [
        *_two_rooms(session.execute(_ROOMS, span).all()), *_refused(session.execute(_REFUSED, span).all()),
        *_alike(session.execute(_SECONDS, span).all(), "same_second", limits.same_second, lambda row: row.value.isoformat()),
        *_alike(session.execute(_DEVICES, span).all(), "one_device", 2, lambda row: row.value),
        *_always_full(session.execute(_FULL, {"since": since, "share": limits.full_share}).all()),
        *_made_up(session.execute(_MADE_UP, {"since": since}).all()),
        *_of_people(session.execute(_RETIRED, span).all(), "retired", messages.RETIRED),
        *_of_people(session.execute(_STUDENT, span).all(), "student", messages.STUDENT),
    ]


def _row(row: Row, sentence: str) -> dict[str, object]:
    return {
        "class": row.class_number, "session": row.session_number, "day": row.held_on.isoformat(), "text": sentence,
    }


def _two_rooms(rows: Sequence[Row]) -> Iterator[Candidate]:
    for row in rows:
        here, there = _row(row, messages.PRESENT), _row(row, messages.PRESENT)
        there |= {"class": row.other_class, "session": row.other_session}
        key = f"two_rooms:{row.person_number}:{row.session_id}:{row.other_id}"
        yield Candidate("two_rooms", key, row.class_id, _who(row), (here, there))


def _refused(rows: Sequence[Row]) -> Iterator[Candidate]:
    for row in rows:
        sentence = messages.REFUSED.format(time=_time(row))
        key = f"two_rooms:scan:{row.person_number}:{row.session_id}"
        yield Candidate("two_rooms", key, row.class_id, _who(row), (_row(row, sentence),))


def _alike(rows: Iterable[Row], rule: str, least: int, value: Callable[[Row], str]) -> Iterator[Candidate]:
    """Scans of one session that share a value: the second, the device."""
    groups: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.session_id, value(row)].append(row)
    for (session_id, shared), group in groups.items():
        if len(group) >= least:
            evidence = tuple(_row(row, messages.SCANNED.format(who=_who(row), time=_time(row))) for row in group)
            subject = messages.PEOPLE.format(count=len(group))
            yield Candidate(rule, f"{rule}:{session_id}:{shared}", group[0].class_id, subject, evidence)


def _always_full(rows: Sequence[Row]) -> Iterator[Candidate]:
    for row in rows:
        sentence = messages.FULL.format(sessions=row.sessions, people=row.people, share=f"{row.share * 100:.1f}")
        subject = messages.PEOPLE.format(count=row.people)
        yield Candidate("always_full", f"always_full:{row.class_number}", row.class_id, subject, (_row(row, sentence),))


def _made_up(rows: Sequence[Row]) -> Iterator[Candidate]:
    for row in rows:
        sentence = messages.MADE_UP.format(hours=format_hours(int(row.hours)), planned=format_hours(int(row.planned)))
        key = f"made_up:{row.class_number}:{row.person_number}"
        yield Candidate("made_up", key, row.class_id, _who(row), (_row(row, sentence),))


def _of_people(rows: Sequence[Row], rule: str, sentence: str) -> Iterator[Candidate]:
    for row in rows:
        evidence = (_row(row, sentence.format(value=row.value)),)
        yield Candidate(rule, f"{rule}:{row.class_number}:{row.person_number}", row.class_id, _who(row), evidence)


def _who(row: Row) -> str:
    return f"{row.name_at} {row.person_number}"


def _time(row: Row) -> str:
    return f"{row.scanned_at.astimezone(CHINA):%H:%M:%S}"
