"""Organisations that ask to be registered: two wait for the bureau, one was sent back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.demo.founding import Cast
from training_app.demo.telling import Steps, at
from training_app.demo.units import credit_code
from training_app.files.pdf import A4_PORTRAIT, MM, Paper
from training_app.kernel.actor import Actor, Role
from training_app.registration import service, service_review
from training_app.registration.labels import DOCUMENTS, KINDS, VISITOR
from training_app.registration.rules import documents_of
from training_app.registration.service import Facts, Upload

_REMARK = "法人证书上的名称是“环翠数字产业服务中心（演示）”，申请里少了“服务”二字；名录一页看不清单位名称，请重新扫描。"


@dataclass(frozen=True, slots=True)
class _Applicant:
    kind: str
    sent: datetime
    facts: Facts


_APPLICANTS = (
    _Applicant(
        "assessment_body", at(date(2026, 11, 11), 15),
        Facts(
            credit_code(53, "12"), "环翠数字产业中心（演示）", "public_institution", "371002", "威海市环翠区海滨北路 88 号",
            "慈立新", "隋佳宁", "0631-5200253", "隋佳宁", "数字技术工程师培育项目评价机构名录（演示）第四批",
        ),
    ),
    _Applicant(
        "training_institution", at(date(2026, 11, 16), 10),
        Facts(
            credit_code(51, "52"), "威海云帆数智职业培训学校", "private_nonenterprise", "371071",
            "威海火炬高技术产业开发区文化西路 180 号", "林远航", "苏禾", "0631-5700251", "苏禾",
            "数字技术工程师培育项目培训机构名录（演示）第五批",
        ),
    ),
    _Applicant(
        "employer", at(date(2026, 11, 18), 16),
        Facts(
            credit_code(52), "威海海卓智能装备有限公司", "enterprise", "371072", "威海经济技术开发区香港路 12 号",
            "曲志刚", "都晓燕", "0631-5900252", "都晓燕",
        ),
    ),
)  # fmt: skip


def steps(cast: Cast) -> Steps:
    """Applications by their days, and the first one's return."""
    numbers: list[str] = []
    for place, applicant in enumerate(_APPLICANTS):
        yield applicant.sent, lambda session, place=place: numbers.append(_send(session, place))
    yield (
        at(date(2026, 11, 13), 9),
        lambda session: service_review.send_back(
            session, cast.bureau, numbers[0], 1, ["name", "listing"], _REMARK, at(date(2026, 11, 13), 9)
        ) and None,
    )


def _send(session: Session, place: int) -> str:
    applicant = _APPLICANTS[place]
    actor = Actor(Role.VISITOR, name=VISITOR, address="192.0.2.10")
    ticket = hashlib.sha256(f"demo {place}".encode()).hexdigest()[:32]
    files = {each: Upload(f"{DOCUMENTS[each]}.pdf", _scan(applicant, each)) for each in documents_of(applicant.kind)}
    service.keep(session, actor, applicant.kind, ticket, files, applicant.sent)
    return service.submit(session, actor, applicant.kind, applicant.facts, ticket, applicant.sent).number


def _scan(applicant: _Applicant, document: str) -> bytes:
    """A page that says what a scan would show."""
    facts = applicant.facts
    paper = Paper(DOCUMENTS[document], A4_PORTRAIT)
    lines = (
        f"{DOCUMENTS[document]}（演示，虚构）", facts.name, facts.code, facts.address, facts.legal_representative,
        f"{KINDS[applicant.kind]} {facts.basis}".strip(),
    )  # fmt: skip
    for place, line in enumerate(lines):
        paper.text(25 * MM, (260 - 14 * place) * MM, line, 16)
    return paper.finish().content
