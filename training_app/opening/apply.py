"""Writes an opening list into the register, set by set: people, classes, enrolments, hours, certificates, payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.classes.labels import LEVELS
from training_app.db import bulk, numbers
from training_app.hours import service as hours
from training_app.hours.rules import Credit
from training_app.intake.lists import Applied, Change
from training_app.intake.models import Batch
from training_app.intake.rows import Outcome, Row
from training_app.kernel.actor import Actor
from training_app.kernel.dates import CHINA
from training_app.kernel.errors import Conflict
from training_app.opening import matching, messages, queries, rules
from training_app.opening.columns import COMPLETED, FAILED, WITHDRAWN
from training_app.opening.matching import Matched
from training_app.opening.rules import ClassKey, EarlierClass
from training_app.people import service as people
from training_app.policies.city import city
from training_app.policies.loader import load
from training_app.policies.occupations import occupations

ORIGIN = "opening"
SOURCE_KIND = "opening"
_PLACE = text(
    "UPDATE persons SET district_code = line.district "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:districts AS text[])) AS line (id, district) "
    "WHERE persons.id = line.id AND persons.district_code IS NULL"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A class of the list in the register: what its enrolments, certificates and payments need of it."""

    class_id: int
    number: str
    name: str
    occupation: str
    direction: str | None
    level: str
    completed_on: date
    district: str


@dataclass(slots=True)
class Entry:
    """A line with its person, class and enrolment, and what of it is new."""

    row: Row
    person_id: int
    number: str
    place: Place
    enrolment_id: int
    is_new: bool
    told: set[str] = field(default_factory=set)


def apply(session: Session, actor: Actor, batch: Batch, rows: Sequence[Row], at: datetime) -> Applied:
    """Everything the lines tell that the register does not hold yet. Raises Conflict when it changed since the check."""
    matched = matching.match(session, rows)
    if matched.conflicts or any(matched.key(row) is None for row in rows):
        raise Conflict("opening.changed_meanwhile", messages.CHANGED_MEANWHILE)
    places = _classes(session, actor, batch, matched)
    registered, by_index = people.register_once(
        session, list(matched.lines.values()), matched.known, batch_id=batch.id, district_code=None,
        day=at.astimezone(CHINA).date(),
    )
    people_of = {row.position: by_index[matched.lines[row.position].index] for row in rows}
    entries = _entries(session, matched, places, people_of, rows)
    _place_persons(session, entries, registered)
    _enrol(session, batch, entries)
    _credit(session, actor, batch, entries, at)
    _certify(session, batch, entries, matched)
    _pay(session, batch, entries)
    _note(session, actor, batch, entries, at)
    return Applied(
        {entry.row.position: _outcome(entry) for entry in entries},
        [Change(*change) for change in registered.changes], [entry.number for entry in entries],
    )


def _classes(session: Session, actor: Actor, batch: Batch, matched: Matched) -> dict[ClassKey, Place]:
    places = {
        key: Place(known.class_id, known.number, known.class_name, known.occupation, known.direction, known.level,
                   known.completed_on, known.district)
        for key, known in matched.known_classes.items()
    }  # fmt: skip
    new = [one for key, one in matched.classes.items() if key not in places]
    new.sort(key=lambda one: (one.fields["starts_on"], one.key))
    ids = bulk.take_ids(session, "training_classes_id_seq", len(new))
    lines = []
    for class_id, one in zip(ids, new, strict=True):
        institution = matched.institution(one.rows[0])
        place = _place(session, class_id, one, institution.district_code if institution else None)
        places[one.key] = place
        lines.append(_class_line(actor, batch, one, place))
    bulk.copy_in(session, "training_classes", _CLASS_COLUMNS, lines)
    return places


def _place(session: Session, class_id: int, one: EarlierClass, home: str | None) -> Place:
    fields = one.fields
    year = fields["starts_on"][:4]
    number = f"{city().prefix}{year}-{numbers.take(session, f'class/{year}')[0]:04d}"
    occupation = next(each.short_name for each in occupations() if each.key == fields["occupation"])
    name = fields.get("class_name") or messages.CLASS_NAME.format(
        occupation=occupation, level=LEVELS[fields["level"]], ref=one.key[1]
    )
    return Place(
        class_id, number, name, fields["occupation"], fields.get("direction"), fields["level"],
        date.fromisoformat(fields["completed_on"]), fields.get("district") or home or city().code,
    )


_CLASS_COLUMNS = (
    "id", "number", "institution_id", "occupation_key", "direction_key", "level", "name", "district_code", "venue", "mode",
    "capacity", "starts_on", "ends_on", "plan_reference", "contact_name", "contact_phone", "required_hours",
    "required_hours_source", "state", "review_remark", "review_fields", "completed_on", "reported_on", "completions",
    "origin", "original_number", "batch_id", "created_by", "version",
)  # fmt: skip


def _class_line(actor: Actor, batch: Batch, one: EarlierClass, place: Place) -> str:
    word, ended = bulk.word, one.fields["completed_on"]
    return "\t".join((
        str(place.class_id), place.number, str(one.key[0]), place.occupation, word(place.direction), place.level,
        word(place.name), place.district, "", "onsite", str(len(one.rows)), one.fields["starts_on"], ended, "", "", "",
        # A class in which nobody has hours (all withdrew) still states a number of them: the table demands one.
        str(one.hours or 1), word(messages.HOURS_SOURCE.format(ref=one.key[1])), "reported", "", "{}", ended, ended, "1",
        ORIGIN, word(one.key[1]), str(batch.id), str(actor.user_id) if actor.user_id else bulk.NULL, "1",
    ))  # fmt: skip


def _entries(
    session: Session, matched: Matched, places: dict[ClassKey, Place], people_of: dict[int, tuple[int, str]],
    rows: Sequence[Row],
) -> list[Entry]:  # fmt: skip
    ids = iter(bulk.take_ids(session, "enrolments_id_seq", len(rows)))
    entries = []
    for row in rows:
        person_id, number = people_of[row.position]
        place = places[matched.key(row) or (0, "")]
        enrolment = matched.enrolments.get((place.class_id, person_id))
        if enrolment is None:
            told = {name for name in ("completion_certificate", "level_certificate", "voucher") if row.fields.get(name)}
            if row.fields.get("level_certificate") in matched.level_numbers:
                told.discard("level_certificate")
            entries.append(Entry(row, person_id, number, place, next(ids), True, told))
        else:
            told = matching.news(matched, row, person_id, enrolment)
            entries.append(Entry(row, person_id, number, place, enrolment.enrolment_id, False, told))
    return entries


def _place_persons(session: Session, entries: Iterable[Entry], registered: people.Registered) -> None:
    """People whose employer the register does not know belong to the district of their class."""
    created = {registered.ids[position] for position in registered.created}
    districts = {entry.person_id: entry.place.district for entry in entries if entry.person_id in created}
    if districts:
        session.execute(_PLACE, {"ids": list(districts), "districts": list(districts.values())})


def _enrol(session: Session, batch: Batch, entries: Iterable[Entry]) -> None:
    def line(entry: Entry) -> str:
        fields, place = entry.row.fields, entry.place
        done = place.completed_on.isoformat() if fields["result"] in (COMPLETED, FAILED) else bulk.NULL
        return "\t".join((
            str(entry.enrolment_id), str(place.class_id), str(entry.person_id), fields["result"], bulk.word(fields["name"]),
            bulk.word(fields.get("employer", "")), place.district, str(fields.get("hours", 0)), done, ORIGIN, str(batch.id),
        ))  # fmt: skip

    columns = (
        "id", "class_id", "person_id", "state", "name_at", "employer_name", "district_code", "hours_attended",
        "completed_on", "origin", "batch_id",
    )  # fmt: skip
    bulk.copy_in(session, "enrolments", columns, [line(entry) for entry in entries if entry.is_new])


def _credit(session: Session, actor: Actor, batch: Batch, entries: Iterable[Entry], at: datetime) -> None:
    """The hours of the year the class ended in, as 专业课; of people who withdrew where the policy says so.

    The entries name the batch as their source, so that taking it back reverses exactly them.
    """
    pack = load()
    credits = []
    for entry in entries:
        place, attended = entry.place, entry.row.fields.get("hours", 0)
        subject = rules.hours_rule(pack, place.completed_on)
        if not entry.is_new or not attended or subject is None:
            continue
        withdrawn = entry.row.fields["result"] == WITHDRAWN
        if withdrawn and not pack.parameter("hours.credited_to_withdrawn").on(place.completed_on).value:
            continue
        credits.append(
            Credit(
                person_id=entry.person_id, year=place.completed_on.year, subject=subject.value, hours=attended,
                occurred_on=place.completed_on, source_kind=SOURCE_KIND, source_number=batch.number,
                rule=f"{subject.name} {subject.begins.isoformat()}", basis=str(subject.citation.basis),
                occupation_key=place.occupation, idempotency_key=f"opening:{batch.number}:{place.number}:{entry.number}",
                evidence=messages.HOURS_EVIDENCE.format(number=place.number, name=place.name),
            )
        )  # fmt: skip
    hours.credit(session, actor, credits, at)


def _certify(session: Session, batch: Batch, entries: Sequence[Entry], matched: Matched) -> None:
    word = bulk.word
    bulk.copy_in(
        session, "completion_certificates",
        ("number", "enrolment_id", "person_id", "name_at", "issued_on", "state", "batch_id"),
        [
            "\t".join((
                word(entry.row.fields["completion_certificate"]), str(entry.enrolment_id), str(entry.person_id),
                word(entry.row.fields["name"]), entry.place.completed_on.isoformat(), "issued", str(batch.id),
            ))
            for entry in entries if "completion_certificate" in entry.told
        ],
    )  # fmt: skip
    certified = [entry for entry in entries if "level_certificate" in entry.told]
    issuers = queries.institutions(session, {entry.row.fields["assessor"] for entry in certified})
    bulk.copy_in(
        session, "level_certificates",
        ("system", "number", "person_id", "name_at", "occupation_key", "direction_key", "level", "issuer_id", "issuer_name",
         "issued_on", "first_issued_on", "origin", "enrolment_id", "state", "batch_id"),
        [_level_line(entry, batch, issuers) for entry in certified],
    )  # fmt: skip


def _level_line(entry: Entry, batch: Batch, issuers: dict[str, list[queries.KnownInstitution]]) -> str:
    fields, place, word = entry.row.fields, entry.place, bulk.word
    known = issuers.get(fields["assessor"], [])
    issuer: Any = known[0] if len(known) == 1 else None
    return "\t".join((
        "professional_level", word(fields["level_certificate"]), str(entry.person_id), word(fields["name"]), place.occupation,
        word(place.direction), place.level, str(issuer.institution_id) if issuer else bulk.NULL,
        word(issuer.name if issuer else fields["assessor"]), fields["issued_on"], fields["issued_on"], "our_class",
        str(entry.enrolment_id), "issued", str(batch.id),
    ))  # fmt: skip


def _pay(session: Session, batch: Batch, entries: Iterable[Entry]) -> None:
    bulk.copy_in(
        session, "disbursements",
        ("enrolment_id", "class_id", "person_id", "occupation_key", "level", "district_code", "amount_fen", "paid_on", "voucher",
         "origin", "batch_id"),
        [
            "\t".join((
                str(entry.enrolment_id), str(entry.place.class_id), str(entry.person_id), entry.place.occupation,
                entry.place.level, entry.place.district, str(entry.row.fields["amount_fen"]), entry.row.fields["paid_on"],
                bulk.word(entry.row.fields["voucher"]), ORIGIN, str(batch.id),
            ))
            for entry in entries if "voucher" in entry.told
        ],
    )  # fmt: skip


def _note(session: Session, actor: Actor, batch: Batch, entries: Iterable[Entry], at: datetime) -> None:
    joined: dict[str, int] = {}
    for entry in entries:
        if entry.is_new:
            joined[entry.place.number] = joined.get(entry.place.number, 0) + 1
    for number, count in joined.items():
        detail = {"batch": batch.number, "people": count, "state": "reported"}
        audit.record(session, actor, "class.opening", "class", number, at=at, detail=detail)


def _outcome(entry: Entry) -> str:
    if entry.is_new:
        return Outcome.CREATED
    return Outcome.UPDATED if entry.told else Outcome.EXISTING
