"""A small world for the figures: certificates and catalogue entries written straight into the tables."""

from __future__ import annotations

import itertools
from datetime import date

from sqlalchemy.orm import Session

from tests.builders.certificates import approved_member
from training_app.certificates.models import LevelCertificate
from training_app.classes.models import Enrolment, TrainingClass
from training_app.people.models import Person
from training_app.programmes.models import ProgrammeCatalogueEntry

_serial = itertools.count(1)


def certify(session: Session, enrolment: Enrolment, issued_on: date, **columns: object) -> LevelCertificate:
    """The level certificate a person got for an enrolment."""
    training_class = session.get_one(TrainingClass, enrolment.class_id)
    if training_class.origin == "register":
        columns.setdefault("lot_member_id", approved_member(session, enrolment, issued_on))
    return _certificate(
        session, training_class.occupation_key, training_class.level, issued_on,
        {"origin": "our_class", "enrolment_id": enrolment.id, "person_id": enrolment.person_id, **columns},
    )


def certify_elsewhere(
    session: Session, person: Person, issued_on: date, occupation: str = "smart_manufacturing",
    level: str = "intermediate", **columns: object,
) -> LevelCertificate:
    """A level certificate of somebody trained outside the city."""
    return _certificate(
        session, occupation, level, issued_on,
        {"origin": "elsewhere", "evidence": "外地证书复印件", "person_id": person.id, **columns},
    )


def _certificate(
    session: Session, occupation: str, level: str, issued_on: date, columns: dict[str, object]
) -> LevelCertificate:
    values = {
        "number": f"SZ{next(_serial):08d}", "name_at": "测试", "occupation_key": occupation, "level": level,
        "issuer_name": "测试评价中心", "issued_on": issued_on, "first_issued_on": issued_on,
    }
    certificate = LevelCertificate(**{**values, **columns})
    session.add(certificate)
    session.flush()
    return certificate


def list_programme(
    session: Session, occupation: str = "smart_manufacturing", level: str = "intermediate",
    valid_from: date = date(2020, 1, 1), valid_to: date | None = None, **columns: object,
) -> ProgrammeCatalogueEntry:
    """An entry of the city's 培训项目目录."""
    entry = ProgrammeCatalogueEntry(
        occupation_key=occupation, level=level, valid_from=valid_from, valid_to=valid_to, document="测试目录", **columns
    )
    session.add(entry)
    session.flush()
    return entry
