"""What the register knows of a person for the rules of titles. What it does not know is absent, and so unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from training_app.certificates.models import LevelCertificate
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.people.models import Education, Employment, HeldTitle, Person
from training_app.people.models_honours import Honour
from training_app.policies.loader import load
from training_app.titles.labels_honours import CARDS
from training_app.titles.rules_recognition import ENGINEERING, SYSTEM, CertificateFacts

Facts = dict[str, Any]

# What the nature of the employing unit makes of an employment; relations of their own kind stay what they are.
_KIND_BY_NATURE = {
    "enterprise": "enterprise", "public_institution": "public_institution", "university": "public_institution",
    "private_nonenterprise": "social_organisation", "social_organisation": "social_organisation",
    "government": "civil_service",
}  # fmt: skip
_OWN_RELATIONS = frozenset({"dispatched", "seconded_private", "postdoc", "freelancer", "individual_business", "student", "none"})
_IN_SCOPE = frozenset({"enterprise", "public_institution", "social_organisation", "individual_business"})


class _Job(NamedTuple):
    person_id: int
    kind: str
    front_line: bool | None
    since: date | None
    from_list: bool
    institution_id: int | None
    nature: str | None
    district_code: str | None


def facts_of_many(session: Session, person_ids: Sequence[int], on: date) -> dict[int, Facts]:
    """The facts of surviving persons on a day, by id; merged persons count with their survivor."""
    found: dict[int, Facts] = {person_id: {} for person_id in person_ids}
    if not found:
        return found
    _retirement(session, found, on)
    _employment(session, found, on)
    _education(session, found)
    _titles(session, found, on)
    _cards(session, found, on)
    return found


def best_certificate(session: Session, person_id: int, on: date) -> CertificateFacts | None:
    """The highest standing level certificate of a surviving person; None where the register holds none."""
    ranks = {level: rank for rank, level in enumerate(load().facts["certificate.level"].values)}
    rows = session.execute(
        select(LevelCertificate.level)
        .join(Person, Person.id == LevelCertificate.person_id)
        .where(
            _owner() == person_id, LevelCertificate.state == "issued", LevelCertificate.system == SYSTEM,
            LevelCertificate.issued_on <= on,
        )
    )  # fmt: skip
    levels = sorted((row.level for row in rows), key=lambda level: -ranks[level])
    return CertificateFacts(SYSTEM, levels[0], True) if levels else None


def survivor_id(session: Session, person_id: int) -> int:
    """The surviving person of a merge, the person itself when it was never merged."""
    return session.execute(select(_owner()).where(Person.id == person_id)).scalar_one()


def _owner() -> ColumnElement[int]:
    return func.coalesce(Person.merged_into, Person.id)


def _of(found: Iterable[int]) -> ColumnElement[bool]:
    ids = list(found)
    return or_(Person.id.in_(ids), Person.merged_into.in_(ids))


def _retirement(session: Session, found: dict[int, Facts], on: date) -> None:
    rows = session.execute(select(Person.id, Person.retired_on).where(Person.id.in_(list(found)), Person.retired_on <= on))
    for person_id, _ in rows:
        found[person_id]["person.retired"] = True


def _employment(session: Session, found: dict[int, Facts], on: date) -> None:
    rows = session.execute(
        select(
            _owner(), Employment.kind, Employment.front_line, Employment.valid_from, Employment.batch_id.is_not(None),
            Employment.institution_id, Institution.unit_nature, Institution.district_code,
        )
        .join(Person, Person.id == Employment.person_id)
        .outerjoin(Institution, Institution.id == Employment.institution_id)
        .where(_of(found), _runs(Employment.valid_from, Employment.valid_to, on, or_undated=True))
        .order_by(Employment.institution_id.is_(None), Employment.valid_from.desc().nulls_last(), Employment.id.desc())
    )  # fmt: skip
    jobs: dict[int, _Job] = {}
    for row in rows:
        jobs.setdefault(row[0], _Job(*row))
    tiers = _tiers(session, {job.institution_id for job in jobs.values() if job.institution_id}, on)
    for person_id, job in jobs.items():
        found[person_id] |= _facts_of_job(job, on)
        if job.institution_id:
            found[person_id] |= tiers.get(job.institution_id, {"employer.tier": "none", "employer.champion": False})


def _facts_of_job(job: _Job, on: date) -> Facts:
    facts: Facts = {}
    if job.front_line is not None:
        facts["employment.front_line"] = job.front_line
    if job.kind in _OWN_RELATIONS:
        facts["employment.kind"] = job.kind
        if job.nature in _KIND_BY_NATURE and _KIND_BY_NATURE[job.nature] != "civil_service":
            facts["employment.workplace_kind"] = _KIND_BY_NATURE[job.nature]
    elif job.nature in _KIND_BY_NATURE:
        facts["employment.kind"] = _KIND_BY_NATURE[job.nature]
    elif not job.from_list:
        # A list names an employer and does not tell what it is; an entry by hand does.
        facts["employment.kind"] = job.kind
    if job.district_code is not None and facts.get("employment.kind") in _IN_SCOPE:
        facts["person.in_city_scope"] = True
    if job.district_code is not None and job.since is not None:
        facts["employment.months_here"] = _months(job.since, on)
    return facts


def _months(since: date, on: date) -> int:
    """Completed months."""
    return max((on.year - since.year) * 12 + on.month - since.month - (on.day < since.day), 0)


def _tiers(session: Session, institution_ids: set[int], on: date) -> dict[int, Facts]:
    """Highest tier among 专精特新 and 单项冠军 in force, and whether one is 单项冠军, of units that have one."""
    ranks = load().facts["employer.tier"].ranks or {}
    rows = session.execute(
        select(Qualification.institution_id, Qualification.kind, Qualification.tier).where(
            Qualification.institution_id.in_(institution_ids),
            Qualification.kind.in_((QualificationKind.SPECIALISED, QualificationKind.CHAMPION)),
            _runs(Qualification.valid_from, Qualification.valid_to, on),
        )
    )
    found: dict[int, Facts] = {}
    for institution_id, kind, tier in rows:
        facts = found.setdefault(institution_id, {"employer.tier": "none", "employer.champion": False})
        if ranks.get(tier or "", 0) > ranks[facts["employer.tier"]]:
            facts["employer.tier"] = tier
        facts["employer.champion"] |= kind == QualificationKind.CHAMPION
    return found


def _education(session: Session, found: dict[int, Facts]) -> None:
    """The highest graduated education (only 毕业 counts) and the highest degree."""
    table = load().facts
    levels, degrees = table["education.level"].ranks or {}, table["degree.level"].ranks or {}
    rows = session.execute(
        select(_owner(), Education.level, Education.full_time, Education.degree)
        .join(Person, Person.id == Education.person_id)
        .where(_of(found), Education.outcome == "graduated")
        .order_by(Education.full_time.desc().nulls_last(), Education.id)
    )
    for person_id, level, full_time, degree in rows:
        facts = found[person_id]
        if level in levels and levels[level] > levels.get(facts.get("education.level", ""), -1):
            facts["education.level"] = level
            facts.pop("education.full_time", None)
            if full_time is not None:
                facts["education.full_time"] = full_time
        if degree in degrees and degrees[degree] > degrees.get(facts.get("degree.level", ""), -1):
            facts["degree.level"] = degree


def _titles(session: Session, found: dict[int, Facts], on: date) -> None:
    """The highest title held on the day, one of the engineering series before others."""
    ranks = load().facts["title.level"].ranks or {}
    rows = session.execute(
        select(_owner(), HeldTitle.series, HeldTitle.level)
        .join(Person, Person.id == HeldTitle.person_id)
        .where(_of(found), _runs(HeldTitle.held_from, HeldTitle.held_to, on))
    )
    best: dict[int, tuple[bool, int, str, str]] = {}
    for person_id, series, level in rows:
        entry = (series == ENGINEERING, ranks.get(level, 0), level, series)
        best[person_id] = max(best.get(person_id, entry), entry)
    for person_id, (_, _, level, series) in best.items():
        found[person_id] |= {"title.level": level, "title.series": series}


def _cards(session: Session, found: dict[int, Facts], on: date) -> None:
    """Talent cards a clerk has checked, up to their last day. Whose none is known of may hold one all the same."""
    rows = session.execute(
        select(_owner(), Honour.name)
        .join(Person, Person.id == Honour.person_id)
        .where(_of(found), Honour.kind == "talent_card", Honour.state == "checked", Honour.granted_on <= on,
               or_(Honour.valid_until.is_(None), Honour.valid_until >= on))
        .order_by(Honour.granted_on, Honour.number)
    )
    for person_id, name in rows:
        for card, words in CARDS.items():
            if words in name:
                found[person_id]["talent.card"] = card


def _runs(
    begins: InstrumentedAttribute, ends: InstrumentedAttribute, on: date, *, or_undated: bool = False
) -> ColumnElement[bool]:
    """In force on the day, the end exclusive; `or_undated` takes rows whose beginning nobody told."""
    begun = or_(begins <= on, begins.is_(None)) if or_undated else begins <= on
    return and_(begun, or_(ends.is_(None), ends > on))
