"""The figures of the quarterly form counted once more, in plain Python over the raw tables.

Written from the definitions (threshold days, who counts, which unit) and apart from `training_app/reports`: it imports
nothing of the application, reads whole tables and loops.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

TABLES = (
    "persons", "training_classes", "enrolments", "level_certificates", "disbursements", "qualifications",
    "programme_catalogue_entries", "institutions", "districts",
)  # fmt: skip
Member = tuple[int, str, int]
"""Unit, occupation, person (or class)."""


@dataclass
class Raw:
    """Whole tables as lists of plain dictionaries."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session) -> Raw:
        raw = cls()
        for name in TABLES:
            raw.tables[name] = [dict(row._mapping) for row in session.execute(text(f"SELECT * FROM {name}"))]
        raw.classes = {row["id"]: row for row in raw.tables["training_classes"]}
        raw.enrolments = {row["id"]: row for row in raw.tables["enrolments"]}
        raw.lives_on = {row["id"]: row["merged_into"] or row["id"] for row in raw.tables["persons"]}
        return raw


@dataclass(frozen=True)
class Counted:
    """The cells of one row: figures in the form's order, and persons without repeats behind the three headcounts."""

    figures: tuple[int, int, int, int, int, int]
    distinct: tuple[int, int, int]


@dataclass(frozen=True)
class Recount:
    """Every occupation with a figure, the total, and persons certified who were trained elsewhere."""

    rows: dict[str, Counted]
    total: Counted
    elsewhere: int


def recount(raw: Raw, first: date, last: date, institution: int | None = None, district: str | None = None) -> Recount:
    """All figures of a period for one unit, a district of it, a district, or the city."""

    def mine(unit: int | None, place: str | None) -> bool:
        return institution in (None, unit) and district in (None, place)

    def within(day: date | None) -> bool:
        return day is not None and first <= day <= last

    ended = [
        row for row in raw.classes.values()
        if row["state"] in ("completed", "reported") and within(row["completed_on"])
    ]
    held = {(c["institution_id"], c["occupation_key"], c["id"]) for c in ended if mine(c["institution_id"], c["district_code"])}
    subsidised = {
        (c["institution_id"], c["occupation_key"], c["id"])
        for c in ended if mine(c["institution_id"], c["district_code"]) and _in_catalogues(raw, c)
    }
    ended_ids = {c["id"] for c in ended}
    trained: set[Member] = set()
    for enrolment in raw.enrolments.values():
        unit_class = raw.classes[enrolment["class_id"]]
        if unit_class["id"] in ended_ids and enrolment["state"] in ("completed", "failed"):
            if mine(unit_class["institution_id"], enrolment["district_code"]):
                person = raw.lives_on[enrolment["person_id"]]
                trained.add((unit_class["institution_id"], unit_class["occupation_key"], person))
    certified: set[Member] = set()
    elsewhere: set[tuple[str, int]] = set()
    for certificate in raw.tables["level_certificates"]:
        if certificate["state"] != "issued" or certificate["system"] != "professional_level":
            continue
        if not within(certificate["first_issued_on"]):
            continue
        person = raw.lives_on[certificate["person_id"]]
        training = _training_behind(raw, certificate, person)
        if training is None:
            elsewhere.add((certificate["occupation_key"], person))
        elif mine(raw.classes[training["class_id"]]["institution_id"], training["district_code"]):
            unit = raw.classes[training["class_id"]]["institution_id"]
            certified.add((unit, certificate["occupation_key"], person))
    money: dict[str, int] = {}
    paid: set[Member] = set()
    for payment in raw.tables["disbursements"]:
        unit = raw.classes[payment["class_id"]]["institution_id"]
        if within(payment["paid_on"]) and mine(unit, payment["district_code"]):
            money[payment["occupation_key"]] = money.get(payment["occupation_key"], 0) + payment["amount_fen"]
            paid.add((unit, payment["occupation_key"], raw.lives_on[payment["person_id"]]))
    occupations = {member[1] for members in (held, trained, certified, paid) for member in members}
    rows = {
        key: _row(held, trained, money.get(key, 0), subsidised, certified, paid, key) for key in sorted(occupations)
    }
    total = _row(held, trained, sum(money.values()), subsidised, certified, paid, None)
    whole_city = institution is None and district is None
    return Recount(rows, total, len(elsewhere) if whole_city else 0)


def _row(
    held: Iterable[Member], trained: Iterable[Member], money: int, subsidised: Iterable[Member],
    certified: Iterable[Member], paid: Iterable[Member], key: str | None,
) -> Counted:  # fmt: skip
    def of(members: Iterable[Member]) -> list[Member]:
        return [member for member in members if key in (None, member[1])]

    def heads(members: Iterable[Member]) -> int:
        return len({member[2] for member in of(members)})

    return Counted(
        (len(of(held)), len(of(trained)), money, len(of(subsidised)), len(of(certified)), len(of(paid))),
        (heads(trained), heads(certified), heads(paid)),
    )


def _in_catalogues(raw: Raw, record: dict[str, Any]) -> bool:
    """Institution and programme both listed on the first day of the class."""
    day = record["starts_on"]

    def covers(row: dict[str, Any]) -> bool:
        return row["valid_from"] <= day and (row["valid_to"] is None or day < row["valid_to"])

    listed = any(
        row["institution_id"] == record["institution_id"] and row["kind"] == "institution_catalogue" and covers(row)
        for row in raw.tables["qualifications"]
    )
    programme = any(
        (row["occupation_key"], row["level"]) == (record["occupation_key"], record["level"]) and covers(row)
        and row["institution_id"] in (None, record["institution_id"])
        and row["direction_key"] in (None, record["direction_key"])
        for row in raw.tables["programme_catalogue_entries"]
    )
    return listed and programme


def _training_behind(raw: Raw, certificate: dict[str, Any], person: int) -> dict[str, Any] | None:
    """The latest completed enrolment of the person in the occupation and level not after the first day of issue."""
    if certificate["origin"] == "elsewhere":
        return None
    if not hasattr(raw, "by_person"):
        raw.by_person = {}
        for each in raw.enrolments.values():
            raw.by_person.setdefault(raw.lives_on[each["person_id"]], []).append(each)
    fitting = [
        each for each in raw.by_person.get(person, [])
        if each["state"] == "completed" and each["completed_on"] <= certificate["first_issued_on"]
        and raw.classes[each["class_id"]]["occupation_key"] == certificate["occupation_key"]
        and raw.classes[each["class_id"]]["level"] == certificate["level"]
    ]
    return max(fitting, key=lambda each: (each["completed_on"], each["id"]), default=None)
