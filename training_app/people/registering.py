"""Enters the persons of a list into the register, set by set.

Two lists with the same new person at once: the unique index of the numbers lets one of them be first, the other waits at
its insert and then takes the person of the first. Numbers are written in order, persons are locked after them and in
order, so nobody waits in a circle.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date

import psycopg
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.crypto.blind_index import last_four_index_many
from training_app.crypto.cipher import seal_many
from training_app.db import bulk
from training_app.institutions.models import Institution
from training_app.kernel.errors import Conflict
from training_app.people import completing, matching, messages
from training_app.people.lines import Known, PersonLine, Registered, once, same_name
from training_app.people.models import NUMBER_COLUMN, PHONE_COLUMN
from training_app.people.names import pinyin_key

_SLICE = 500
_PERSON_COLUMNS = (
    "id", "number", "row_key", "name", "name_pinyin", "name_initials", "sex", "birth_date", "phone_sealed",
    "district_code", "batch_id",
)  # fmt: skip
_DOCUMENT_COLUMNS = "person_id, row_key, kind, number_sealed, number_index, last_four_index, batch_id"
_INSERT_DOCUMENTS = text(
    f"INSERT INTO person_documents ({_DOCUMENT_COLUMNS}) SELECT {_DOCUMENT_COLUMNS} FROM incoming_documents "
    "ORDER BY number_index ON CONFLICT (number_index) DO NOTHING"
)
_LOST = text(
    "SELECT i.number_index, i.person_id FROM incoming_documents i JOIN person_documents d USING (number_index) "
    "WHERE d.person_id <> i.person_id"
)
_INCOMING_DOCUMENTS = (
    "person_id bigint, row_key uuid, kind text, number_sealed bytea, number_index bytea, last_four_index bytea, batch_id bigint"
)
_DELETE_LOST = (
    text("DELETE FROM employments WHERE person_id = ANY(:ids)"),
    text("DELETE FROM educations WHERE person_id = ANY(:ids)"),
    text("DELETE FROM persons WHERE id = ANY(:ids)"),
)
_LOCK = text("SELECT id, merged_into FROM persons WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE")

Employers = dict[str, tuple[int, str | None]]
Persons = dict[bytes, tuple[int, str]]
"""Id and readable number of new persons by number index."""


def register(
    session: Session,
    lines: Sequence[PersonLine],
    known: dict[int, Known],
    *,
    batch_id: int | None,
    district_code: str | None,
    day: date,
) -> Registered:
    """Makes every line's person part of the register and adds what the line tells and the register did not know.

    `known` comes from `matching.find` in the same transaction. New persons belong to their employer's district when the
    employer is registered, else to `district_code`. Raises Conflict when somebody registered one of the numbers under
    another name, or merged one of the persons, in the meantime; the caller's transaction is then worth nothing.
    """
    employers = _employers(session, lines)
    unknown = {line.index: line for line in lines if line.position not in known}
    ids = _create(session, list(unknown.values()), employers, batch_id, district_code)
    lost = [line for index, line in unknown.items() if index not in ids]
    known = {**known, **_found_late(session, lost)}
    _lock(session, known)
    result = Registered()
    for line in lines:
        met = known.get(line.position) or known.get(unknown[line.index].position)
        person = (met.person_id, met.number) if met else ids[line.index]
        result.ids[line.position], result.numbers[line.position] = person
    result.created = {line.position for line in unknown.values() if line.index in ids}
    completing.fill_in(session, lines, known, result, employers, batch_id=batch_id, day=day)
    return result


def register_once(
    session: Session, lines: Sequence[PersonLine], known: dict[int, Known], *, batch_id: int | None,
    district_code: str | None, day: date,
) -> tuple[Registered, dict[bytes, tuple[int, str]]]:  # fmt: skip
    """Like `register`, for a list of earlier years that may have many lines of one person (`lines.once`); with everybody's id
    and readable number by number index."""
    registered = register(
        session, once(lines, known), known, batch_id=batch_id, district_code=district_code, day=day
    )
    found = ((line, registered.ids.get(line.position)) for line in lines)
    return registered, {line.index: (each, registered.numbers[line.position]) for line, each in found if each is not None}


def _employers(session: Session, lines: Sequence[PersonLine]) -> Employers:
    names = {line.employer for line in lines if line.employer}
    if not names:
        return {}
    statement = select(Institution.name, Institution.id, Institution.district_code).order_by(Institution.id.desc())
    names_asked = text("institutions.name = ANY(:names)").bindparams(names=list(names))
    return {name: (found, district) for name, found, district in session.execute(statement.where(names_asked))}


def _create(
    session: Session, lines: list[PersonLine], employers: Employers, batch_id: int | None, district_code: str | None
) -> Persons:
    """Persons with what their lines tell and their documents; answers them by number index, without those somebody else
    has just entered."""
    if not lines:
        return {}
    lines.sort(key=lambda line: line.index)
    numbers = (f"P{each:08d}" for each in bulk.take_ids(session, "person_number_seq", len(lines)))
    persons = zip(bulk.take_ids(session, "persons_id_seq", len(lines)), numbers, strict=True)
    ids = dict(zip([line.index for line in lines], persons, strict=True))
    news = [(ids[line.index][0], line) for line in lines]
    # Documents last: sealing their numbers takes longest, and the database has the other tables to do meanwhile.
    with bulk.ahead(
        session,
        lambda: _person_lines(lines, ids, employers, batch_id, district_code),
        lambda: completing.employment_lines(news, employers, None, batch_id),
        lambda: completing.education_lines(news, batch_id),
        lambda: _document_lines(lines, ids, batch_id),
    ) as (persons_made, employments, educations, documents):
        bulk.copy_chunks(session, "persons", _PERSON_COLUMNS, persons_made)
        bulk.copy_chunks(session, "employments", completing.EMPLOYMENT_COLUMNS, employments)
        bulk.copy_chunks(session, "educations", completing.EDUCATION_COLUMNS, educations)
        try:
            with session.begin_nested():
                bulk.copy_chunks(session, "person_documents", _DOCUMENT_COLUMNS.split(", "), documents)
            return ids
        except psycopg.errors.UniqueViolation:
            pass
    return _without_lost(session, lines, ids, batch_id)


def _without_lost(session: Session, lines: list[PersonLine], ids: Persons, batch_id: int | None) -> Persons:
    """Documents of those nobody else has entered since the lines were looked up; the others are taken out again."""
    bulk.temporary(session, "incoming_documents", _INCOMING_DOCUMENTS)
    bulk.copy_in(session, "incoming_documents", _DOCUMENT_COLUMNS.split(", "), _document_lines(lines, ids, batch_id))
    if session.execute(_INSERT_DOCUMENTS).rowcount == len(lines):  # type: ignore[attr-defined]
        return ids
    lost = {bytes(index): person_id for index, person_id in session.execute(_LOST)}
    for statement in _DELETE_LOST:
        session.execute(statement, {"ids": list(lost.values())})
    return {index: person for index, person in ids.items() if index not in lost}


def _row_keys(count: int) -> list[bytes]:
    """Random UUIDs (RFC 9562, version 4) as bytes: UUID objects would take as long as all else of their line."""
    pool = bytearray(os.urandom(16 * count))
    for at in range(0, 16 * count, 16):
        pool[at + 6] = pool[at + 6] & 0x0F | 0x40
        pool[at + 8] = pool[at + 8] & 0x3F | 0x80
    return [bytes(pool[at : at + 16]) for at in range(0, 16 * count, 16)]


def _person_lines(
    lines: list[PersonLine], ids: Persons, employers: Employers, batch_id: int | None, district_code: str | None
) -> Iterator[str]:
    batch = bulk.NULL if batch_id is None else str(batch_id)
    word, octets, null = bulk.word, bulk.octets, bulk.NULL
    for start in range(0, len(lines), _SLICE):
        some = lines[start : start + _SLICE]
        keys = _row_keys(len(some))
        with_phone = [(key, line.phone.encode()) for key, line in zip(keys, some, strict=True) if line.phone]
        phones = iter(seal_many(with_phone, column=PHONE_COLUMN))
        for key, line in zip(keys, some, strict=True):
            person_id, number = ids[line.index]
            pinyin, initials = pinyin_key(line.name)
            district = employers[line.employer][1] if line.employer in employers else None
            yield "\t".join((
                str(person_id), number, key.hex(), word(line.name), word(pinyin), word(initials), line.sex or null,
                line.birth_date or null, octets(next(phones)) if line.phone else null, district or district_code or null,
                batch,
            ))  # fmt: skip


def _document_lines(lines: list[PersonLine], ids: Persons, batch_id: int | None) -> Iterator[str]:
    batch = bulk.NULL if batch_id is None else str(batch_id)
    octets = bulk.octets
    for start in range(0, len(lines), _SLICE):
        some = lines[start : start + _SLICE]
        keys = _row_keys(len(some))
        numbers = seal_many(
            [(key, line.identity_number.encode()) for key, line in zip(keys, some, strict=True)], column=NUMBER_COLUMN
        )
        ends = last_four_index_many(NUMBER_COLUMN, [line.canonical for line in some])
        for key, line, number, end in zip(keys, some, numbers, ends, strict=True):
            yield "\t".join((
                str(ids[line.index][0]), key.hex(), line.identity_kind, octets(number), octets(line.index), octets(end), batch
            ))  # fmt: skip


def _found_late(session: Session, lines: list[PersonLine]) -> dict[int, Known]:
    known = matching.find(session, lines)
    if any(not same_name(line.name, known[line.position].name) for line in lines):
        raise Conflict("people.name_taken", messages.NAME_TAKEN)
    return known


def _lock(session: Session, known: dict[int, Known]) -> None:
    ids = sorted({found.person_id for found in known.values()})
    if ids and any(merged is not None for _, merged in session.execute(_LOCK, {"ids": ids})):
        raise Conflict("people.merged_meanwhile", messages.MERGED_MEANWHILE)
