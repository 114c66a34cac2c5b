"""Adds to persons what a list tells and the register did not know: blank facts, a new employer, an education."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.crypto.cipher import seal_many
from training_app.db import bulk
from training_app.people.lines import FACTS_ADDED, Change, Known, PersonLine, Registered
from training_app.people.models import PHONE_COLUMN
from training_app.people.names import comparable

Employers = dict[str, tuple[int, str | None]]

EMPLOYMENT_COLUMNS = ("person_id", "institution_id", "employer_name", "post", "valid_from", "batch_id")
EDUCATION_COLUMNS = ("person_id", "level", "outcome", "full_time", "major", "degree", "graduated_on", "batch_id")

_FILL = text(
    "UPDATE persons p SET sex = coalesce(p.sex, f.sex), birth_date = coalesce(p.birth_date, f.birth_date), "
    "phone_sealed = coalesce(p.phone_sealed, f.phone_sealed), district_code = coalesce(f.district_code, p.district_code) "
    "FROM incoming_facts f WHERE p.id = f.person_id"
)
# Joined, not compared with = ANY: as a filter that would look through thousands of ids for every row.
_ASKED = "unnest(CAST(:ids AS bigint[])) AS asked (id)"
_PRESENT = text(
    f"SELECT e.person_id, e.id, e.employer_name FROM {_ASKED} JOIN employments e ON e.person_id = asked.id "
    "WHERE e.valid_to IS NULL"
)
_LEVELS = text(f"SELECT e.person_id, e.level FROM {_ASKED} JOIN educations e ON e.person_id = asked.id")
_END = text("UPDATE employments SET valid_to = :day WHERE id = ANY(:ids)")


def fill_in(
    session: Session,
    lines: Sequence[PersonLine],
    known: dict[int, Known],
    result: Registered,
    employers: Employers,
    *,
    batch_id: int | None,
    day: date,
) -> None:
    """Blank facts of known persons are filled, a new employer ends the old employment on `day`. The persons are locked."""
    met = {known[line.position].person_id: line for line in lines if line.position in known}
    if not met:
        return
    present, levels = _employments(session, list(met)), _education_levels(session, list(met))
    moved = [
        (person_id, line) for person_id, line in met.items()
        if line.employer and comparable(line.employer) not in {comparable(name) for _, name in present.get(person_id, ())}
    ]
    ended = [(employment, person_id) for person_id, _ in moved for employment, _ in present.get(person_id, ())]
    learned = [
        (person_id, line) for person_id, line in met.items()
        if line.education and line.education not in levels.get(person_id, ())
    ]
    _fill_blanks(session, [(known[line.position], line) for line in met.values()], dict(moved), employers, result)
    if ended:
        session.execute(_END, {"day": day, "ids": [employment for employment, _ in ended]})
    result.changes += [
        Change("employments", employment, "valid_to", None, day.isoformat()) for employment, _ in ended
    ]
    result.changes += [
        Change("persons", person_id, FACTS_ADDED, None, None) for person_id in dict([*moved, *learned])
    ]
    bulk.copy_in(session, "employments", EMPLOYMENT_COLUMNS, employment_lines(moved, employers, day, batch_id))
    bulk.copy_in(session, "educations", EDUCATION_COLUMNS, education_lines(learned, batch_id))
    result.updated |= {line.position for _, line in (*moved, *learned)}


def news(session: Session, lines: Sequence[PersonLine], known: dict[int, Known]) -> set[int]:
    """The positions of lines that tell something new of a known person; what `fill_in` would add, without adding it."""
    ids = list({found.person_id for found in known.values()})
    present, levels = _employments(session, ids), _education_levels(session, ids)
    told = set()
    for line in lines:
        found = known.get(line.position)
        if found is None:
            continue
        employers = {comparable(name) for _, name in present.get(found.person_id, ())}
        if (
            (line.employer and comparable(line.employer) not in employers)
            or (line.education and line.education not in levels.get(found.person_id, ()))
            or _blanks(found, line)
        ):
            told.add(line.position)
    return told


def _blanks(found: Known, line: PersonLine) -> list[str]:
    return [
        name
        for name, blank, value in (
            ("sex", found.sex is None, line.sex), ("birth_date", found.birth_date is None, line.birth_date),
            ("phone_sealed", not found.has_phone, line.phone),
        )
        if blank and value
    ]  # fmt: skip


def _fill_blanks(
    session: Session,
    met: list[tuple[Known, PersonLine]],
    moved: dict[int, PersonLine],
    employers: Employers,
    result: Registered,
) -> None:
    rows: list[str] = []
    for found, line in met:
        blanks = _blanks(found, line)
        district = employers[line.employer][1] if found.person_id in moved and line.employer in employers else None
        if district == found.district_code:
            district = None
        if not blanks and district is None:
            continue
        phone = _sealed(found.row_key, line.phone) if "phone_sealed" in blanks else None
        after = {"sex": line.sex, "birth_date": line.birth_date, "phone_sealed": phone.hex() if phone else None}
        result.changes += [Change("persons", found.person_id, name, None, after[name]) for name in blanks]
        if district is not None:
            result.changes.append(Change("persons", found.person_id, "district_code", found.district_code, district))
        result.updated.add(line.position)
        rows.append("\t".join((
            str(found.person_id), bulk.word(line.sex), bulk.word(line.birth_date), bulk.octets(phone), bulk.word(district)
        )))  # fmt: skip
    if rows:
        bulk.temporary(
            session, "incoming_facts",
            "person_id bigint, sex text, birth_date date, phone_sealed bytea, district_code text",
        )
        bulk.copy_in(
            session, "incoming_facts", ("person_id", "sex", "birth_date", "phone_sealed", "district_code"), rows
        )
        session.execute(_FILL)


def _sealed(row_key: UUID, phone: str) -> bytes:
    return seal_many([(row_key.bytes, phone.encode())], column=PHONE_COLUMN)[0]


def _employments(session: Session, ids: list[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for person_id, employment, name in session.execute(_PRESENT, {"ids": ids}):
        found.setdefault(person_id, []).append((employment, name))
    return found


def _education_levels(session: Session, ids: list[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for person_id, level in session.execute(_LEVELS, {"ids": ids}):
        found.setdefault(person_id, set()).add(level)
    return found


def employment_lines(
    rows: Iterable[tuple[int, PersonLine]], employers: Employers, since: date | None, batch_id: int | None
) -> Iterator[str]:
    """The employments of (person id, line) as lines of `EMPLOYMENT_COLUMNS`, of those whose line names an employer.

    `since` None: nobody told since when they work there.
    """
    start = since.isoformat() if since else bulk.NULL
    batch = bulk.NULL if batch_id is None else str(batch_id)
    word = bulk.word
    for person_id, line in rows:
        if line.employer:
            employer = str(employers[line.employer][0]) if line.employer in employers else bulk.NULL
            yield f"{person_id}\t{employer}\t{word(line.employer)}\t{word(line.post)}\t{start}\t{batch}"


def education_lines(rows: Iterable[tuple[int, PersonLine]], batch_id: int | None) -> Iterator[str]:
    """The educations of (person id, line) as lines of `EDUCATION_COLUMNS`, of those whose line names one."""
    batch = bulk.NULL if batch_id is None else str(batch_id)
    word, full_time = bulk.word, {None: bulk.NULL, True: "t", False: "f"}
    for person_id, line in rows:
        if line.education:
            yield (
                f"{person_id}\t{word(line.education)}\t{line.education_outcome or 'graduated'}\t"
                f"{full_time[line.full_time]}\t{word(line.major)}\t{word(line.degree)}\t"
                f"{line.graduation_date or bulk.NULL}\t{batch}"
            )
