"""What stands before the first class is filed: institutions with their qualifications, the two catalogues, users."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from training_app.accounts import service as accounts
from training_app.accounts.models import User
from training_app.demo.logins import ENGINEERS, PASSWORD, STAFF, UNITS, Login
from training_app.demo.plan import ClassPlan
from training_app.demo.units import ASSESSORS, AUTHORITIES, EMPLOYERS, TRAINERS, Unit
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.kernel.actor import INSTITUTION_ROLES, Actor, Role
from training_app.people.names import pinyin_key
from training_app.programmes.models import ProgrammeCatalogueEntry

_SINCE = date(2024, 1, 1)
_YEAR = date(2026, 1, 1)
_LATER = date(2026, 4, 1)
_KINDS = (
    (TRAINERS, QualificationKind.TRAINING_INSTITUTION, "数字技术工程师培育项目培训机构名录（演示）"),
    (ASSESSORS, QualificationKind.ASSESSMENT_BODY, "数字技术工程师培育项目评价机构名录（演示）"),
    (EMPLOYERS, QualificationKind.EMPLOYER, ""),
    (AUTHORITIES, QualificationKind.AUTHORITY, ""),
)  # fmt: skip
# Occupation, level, and from when the programme stands in the city's catalogue.
_PROGRAMMES = (
    ("smart_manufacturing", "junior", _YEAR), ("smart_manufacturing", "intermediate", _YEAR),
    ("smart_manufacturing", "senior", _YEAR), ("big_data", "junior", _YEAR), ("big_data", "intermediate", _YEAR),
    ("blockchain", "junior", _YEAR), ("industrial_internet", "junior", _LATER),
    ("artificial_intelligence", "junior", _LATER), ("integrated_circuit", "junior", date(2026, 7, 1)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts in the demo city. Units are looked up by credit code."""

    institutions: dict[str, Institution]
    bureau: Actor
    second: Actor
    of_unit: dict[str, Actor]


def found(session: Session, hasher: PasswordHasher) -> Cast:
    """Institutions, catalogues and the users of staff and institutions."""
    institutions = {}
    for units, kind, document in _KINDS:
        for number, unit in enumerate(units):
            institutions[unit.code] = _institution(session, unit, kind, document, number)
    _second_qualifications(institutions)
    for occupation, level, since in _PROGRAMMES:
        session.add(
            ProgrammeCatalogueEntry(
                occupation_key=occupation, level=level, document="威海市职业培训项目目录（演示）", valid_from=since
            )
        )
    session.flush()
    actors = {login.login: actor for login, actor in add_users(session, (*STAFF, *UNITS), institutions, {}, hasher)}
    of_unit = {login.unit: actors[login.login] for login in UNITS if login.unit}
    return Cast(institutions, actors["shiju"], actors["shiju2"], of_unit)


def add_users(
    session: Session,
    logins: Iterable[Login],
    institutions: dict[str, Institution],
    persons: dict[int, int],
    hasher: PasswordHasher,
    names: Sequence[str] = (),
) -> list[tuple[Login, Actor]]:
    """Users with one role each; `persons` are ids of persons by their place in the list of humans, `names` theirs."""
    found = []
    for login in logins:
        name = login.name if login.human is None else names[login.human]
        user = accounts.create_user(session, login.login, name, PASSWORD, must_change=False, hasher=hasher)
        person_id = None if login.human is None else persons[login.human]
        user.person_id = person_id
        found.append((login, _actor(session, user, login, institutions, person_id)))
    return found


def engineers(session: Session, persons: dict[int, int], names: Sequence[str], hasher: PasswordHasher) -> None:
    """The users of the engineers, once they are in the register."""
    add_users(session, ENGINEERS, {}, persons, hasher, names)


def _actor(
    session: Session, user: User, login: Login, institutions: dict[str, Institution], person_id: int | None
) -> Actor:
    membership = accounts.grant(
        session, user, login.role, _SINCE, institution_id=institutions[login.unit].id if login.unit else None,
        district_code=login.district, person_id=person_id,
    )
    membership.administers = login.role in INSTITUTION_ROLES | {Role.DISTRICT}
    return accounts.actor_of(user, membership, None)


def _institution(session: Session, unit: Unit, kind: QualificationKind, document: str, number: int) -> Institution:
    institution = Institution(
        code=unit.code, name=unit.name, name_initials=pinyin_key(unit.name)[1], unit_nature=unit.nature,
        district_code=unit.district, contact_name=unit.contact, contact_phone=unit.phone,
    )
    institution.qualifications.append(Qualification(kind=kind, document=document, valid_from=_SINCE))
    if unit.listed:
        since = _listed_from(number)
        institution.qualifications.append(
            Qualification(kind=QualificationKind.CATALOGUE, document="威海市职业培训机构目录（演示）", valid_from=since)
        )
    session.add(institution)
    session.flush()
    return institution


def _listed_from(trainer: int) -> date:
    # One institution came into the city's catalogue in the course of the year: its first classes are not counted.
    return _LATER if trainer == 2 else _YEAR


def is_subsidised(plan: ClassPlan) -> bool:
    """Whether institution and programme of a class stand in the catalogues on its first day."""
    first = plan.days[0]
    programmes = {(occupation, level): since for occupation, level, since in _PROGRAMMES}
    since = programmes.get((plan.occupation, plan.level))
    listed = TRAINERS[plan.trainer].listed and _listed_from(plan.trainer) <= first
    return listed and since is not None and since <= first


def _second_qualifications(institutions: dict[str, Institution]) -> None:
    """A base, an agency, and enterprises of 专精特新 rank: what later lists and rules look at."""
    for unit, kind, tier in (
        (TRAINERS[9], QualificationKind.TRAINING_BASE, "municipal"), (EMPLOYERS[4], QualificationKind.AGENCY, None),
        (EMPLOYERS[0], QualificationKind.SPECIALISED, "national"), (EMPLOYERS[1], QualificationKind.SPECIALISED, "provincial"),
    ):  # fmt: skip
        institutions[unit.code].qualifications.append(
            Qualification(kind=kind, tier=tier, document="演示数据", valid_from=_SINCE)
        )
