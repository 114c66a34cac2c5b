"""Institutions with a qualification in force."""

from __future__ import annotations

import itertools
from datetime import date

from pypinyin import Style, lazy_pinyin
from sqlalchemy.orm import Session

from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.kernel.actor import Actor, Role

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_serial = itertools.count(1)


def credit_code(serial: int) -> str:
    """A right 统一社会信用代码 (GB 32100-2015) that belongs to nobody."""
    body = f"52371000MJ{serial:07d}"
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True))
    return body + _ALPHABET[(31 - total % 31) % 31]


def make_institution(
    session: Session,
    name: str | None = None,
    *,
    kind: QualificationKind = QualificationKind.TRAINING_INSTITUTION,
    district_code: str | None = "371002",
    valid_from: date = date(2020, 1, 1),
    valid_to: date | None = None,
    in_catalogue: bool = False,
    **columns: object,
) -> Institution:
    """An institution of a kind since 2020; `in_catalogue` also puts it into the city's 培训机构目录."""
    serial = next(_serial)
    name = name or f"威海第{serial}职业培训学校"
    institution = Institution(
        **{
            "code": credit_code(serial), "name": name, "unit_nature": "private_nonenterprise",
            "name_initials": "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)), "district_code": district_code,
            **columns,
        }
    )  # fmt: skip
    institution.qualifications.append(
        Qualification(kind=kind, document="测试名录〔2020〕1号", valid_from=valid_from, valid_to=valid_to)
    )
    if in_catalogue:
        institution.qualifications.append(
            Qualification(kind=QualificationKind.CATALOGUE, document="测试目录〔2020〕2号", valid_from=valid_from)
        )
    session.add(institution)
    session.flush()
    return institution


def make_assessment_body(session: Session, name: str | None = None, **columns: object) -> Institution:
    """An assessment body of the ministry's catalogue."""
    serial = next(_serial)
    return make_institution(
        session, name or f"山东第{serial}数字人才评价中心", kind=QualificationKind.ASSESSMENT_BODY, **columns
    )


def actor_of(institution: Institution, role: Role = Role.TRAINING_INSTITUTION) -> Actor:
    """Somebody acting for the institution."""
    return Actor(role=role, name="测试经办人", institution_id=institution.id)


def bureau() -> Actor:
    """Somebody of the city's bureau."""
    return Actor(role=Role.BUREAU, name="测试审核人")
