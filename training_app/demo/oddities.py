"""What no ordinary class brings: certificates earned elsewhere, certificates replaced and revoked, somebody entered twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import service_claims
from training_app.certificates.models import LevelCertificate
from training_app.certificates.service_claims import Told
from training_app.demo import attending, workbooks
from training_app.demo.founding import Cast
from training_app.demo.humans import Human
from training_app.demo.plan import ELSEWHERE, PERSONS, TODAY, ClassPlan
from training_app.demo.telling import EMPTY_PDF, Step, Steps, Telling, at, bring_in, persons_of
from training_app.kernel.actor import Actor, Role
from training_app.people.models import Person

_UPLOADS = (date(2026, 2, 20), date(2026, 6, 12), date(2026, 9, 22))
_REPLACED, _REVOKED, _MERGED = at(date(2026, 10, 15), 9), at(date(2026, 11, 3), 16), at(date(2026, 11, 10), 10)
# The nightly look; the clerk asks in the morning.
_LOOKED, _ASKED_WHY = at(TODAY - timedelta(days=1), 2, 50), at(TODAY - timedelta(days=1), 9, 20)
_CLAIMED, _CHECKED = at(date(2026, 11, 17), 12), at(date(2026, 11, 19), 10)
_CITIES = ("济南市", "青岛市", "烟台市", "大连市")
_OCCUPATIONS = ("smart_manufacturing", "big_data", "big_data", "industrial_internet", "artificial_intelligence")


def register_claims(session: Session, cast: Cast, persons: Sequence[int]) -> None:
    """Holders register what they earned elsewhere: the first was sent back, the others wait to be checked. The
    last tells a number that is somebody else's."""
    k = LevelCertificate
    taken = session.scalars(select(k.number).where(k.origin == "elsewhere").order_by(k.number)).first() or ""
    for serial, person in enumerate(persons, start=1):
        told = Told(
            f"QD2025{serial:06d}" if serial < len(persons) else taken, _OCCUPATIONS[serial], "junior",
            "青岛市数字技术评价机构", date(2025, 10, 20), ("证书.pdf", EMPTY_PDF),
        )  # fmt: skip
        made = service_claims.claim(session, Actor(Role.ENGINEER, person_id=person), told, _CLAIMED.date(), _CLAIMED)
        if serial == 1:
            service_claims.send_back(session, cast.bureau, made.number, "扫描件看不清编号，请重新拍照上传。", _CHECKED)


def twins(plans: Sequence[ClassPlan], people: list[Human]) -> list[tuple[int, int]]:
    """Humans who were entered twice, as (first, second) places: the second entry is made with a passport.

    One of them in two classes of one institution and occupation, so that merging changes a figure; the other once in a
    class and once with a certificate from elsewhere.
    """
    first, second = _same_unit(plans)
    pairs = [(first.people[5], second.people[5]), (first.people[9], PERSONS - 1)]
    for serial, (one, other) in enumerate(pairs, start=1):
        known = people[one]
        people[other] = replace(
            people[other], name=known.name, kind="passport", number=f"E8{serial:07d}", sex=known.sex, born=known.born
        )
    return pairs


def _same_unit(plans: Sequence[ClassPlan]) -> tuple[ClassPlan, ClassPlan]:
    seen: dict[tuple[int, str], ClassPlan] = {}
    for plan in plans:
        if plan.end == "reported":
            earlier = seen.setdefault((plan.trainer, plan.occupation), plan)
            if earlier is not plan:
                return earlier, plan
    raise RuntimeError("the plan has no institution with two classes of one occupation")


def steps(cast: Cast, tellings: Sequence[Telling], people: Sequence[Human], pairs: Sequence[tuple[int, int]]) -> Steps:
    """Everything here, by its days."""
    share = ELSEWHERE // len(_UPLOADS)
    for number, day in enumerate(_UPLOADS):
        first = PERSONS - ELSEWHERE + number * share
        yield _uploading(cast, people, range(first, first + share), at(day, 14))
    yield _REPLACED, lambda session: _replace(session, cast, tellings)
    yield _REVOKED, lambda session: _revoke(session, cast, tellings)
    yield _MERGED, lambda session: _merge(session, cast, people, pairs)
    yield _LOOKED, lambda session: attending.look(session, cast, _LOOKED)
    yield _ASKED_WHY, lambda session: attending.ask_why(session, cast, _ASKED_WHY)


def _uploading(cast: Cast, people: Sequence[Human], places: range, now: datetime) -> Step:
    def act(session: Session) -> None:
        lines = [
            (*workbooks.person_cells(people[place]), workbooks.OCCUPATIONS[_OCCUPATIONS[place % 5]],
             "初级" if place % 3 else "中级", f"WD{place:08d}",
             (now.date() - timedelta(days=5 + place % 30)).isoformat(), "外地培训",
             f"全国查验网{now:%Y-%m-%d}查询结果", f"{_CITIES[place % 4]}数字技术评价机构")
            for place in places
        ]  # fmt: skip
        file = workbooks.workbook("外地取得的等级证书", workbooks.ELSEWHERE_HEADINGS, lines)
        bring_in(session, cast.bureau, "level_certificates", file, f"外地证书{now:%Y%m}.xlsx", now)

    return now, act


def _some_certificates(session: Session, tellings: Sequence[Telling], serials: Sequence[int]) -> list[LevelCertificate]:
    """One certificate of each of these classes without a title: the last of its list."""
    numbers = [
        list(each.certificates.values())[-1] for each in tellings if each.plan.serial in serials and each.certificates
    ]
    return list(session.scalars(
        select(LevelCertificate).where(LevelCertificate.number.in_(numbers)).order_by(LevelCertificate.number)
    ))  # fmt: skip


def _replace(session: Session, cast: Cast, tellings: Sequence[Telling]) -> None:
    """Two lost certificates are replaced; the new ones keep the day of the first."""
    for old in _some_certificates(session, tellings, (4, 10)):
        kept = {
            name: getattr(old, name) for name in (
                "system", "person_id", "name_at", "occupation_key", "direction_key", "level", "issuer_id", "issuer_name",
                "first_issued_on", "origin", "enrolment_id", "lot_member_id", "evidence",
            )
        }  # fmt: skip
        values = {**kept, "number": f"{old.number}B", "issued_on": _REPLACED.date(), "state": "issued"}
        old.state, old.ended_on = "replaced", _REPLACED.date()
        session.flush()
        old.replaced_by = session.scalar(insert(LevelCertificate).values(values).returning(LevelCertificate.id))
        audit.record(
            session, cast.bureau, "level_certificate.replace", "level_certificate", old.number, at=_REPLACED,
            detail={"successor": values["number"]},
        )  # fmt: skip


def _revoke(session: Session, cast: Cast, tellings: Sequence[Telling]) -> None:
    for certificate in _some_certificates(session, tellings, (6, 18)):
        certificate.state, certificate.ended_on = "revoked", _REVOKED.date()
        audit.record(
            session, cast.bureau, "level_certificate.revoke", "level_certificate", certificate.number, at=_REVOKED,
            remark="评价机构来函：考核资料不实，撤销证书。",
        )  # fmt: skip


def _merge(session: Session, cast: Cast, people: Sequence[Human], pairs: Sequence[tuple[int, int]]) -> None:
    """The two entries of one human become one; facts stay where they were recorded."""
    for pair in pairs:
        places = [people[place] for place in pair]
        found = persons_of(session, places)
        kept, merged = (session.get_one(Person, found[place]) for place in (0, 1))
        merged.merged_into = kept.id
        audit.record(
            session, cast.bureau, "person.merge", "person", merged.number, at=_MERGED, remark="核对护照与身份证，系同一人。",
            detail={"into": kept.number},
        )  # fmt: skip
    session.flush()

