"""Revoking and replacing level certificates: the chain, the lot it inherits, and what hangs on it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_completed, make_level_certificate
from tests.builders.institutions import actor_of, make_assessment_body
from tests.builders.subsidies import make_disbursement
from training_app.certificates import queries, queries_chain, service_acts
from training_app.certificates.models import LevelCertificate
from training_app.certificates.models_acts import CertificateAct
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.people.models import Person

AT = datetime(2026, 9, 8, 2, 0, tzinfo=UTC)
TERMS = {"new_number": "SZ-NEW-1", "issued_on": "2026-09-01"}


@pytest.fixture
def enrolment(session: Session) -> Enrolment:
    return make_completed(session, assessment_body=make_assessment_body(session))


@pytest.fixture
def certificate(session: Session, enrolment: Enrolment) -> LevelCertificate:
    person = session.get_one(Person, enrolment.person_id)
    return make_level_certificate(
        session, person, "intermediate", enrolment=enrolment, occupation_key="smart_manufacturing",
        first_issued_on=date(2026, 4, 20),
    )  # fmt: skip


@pytest.fixture
def clerks(session: Session) -> list[Actor]:
    return [Actor(Role.BUREAU, make_user(session, login, Role.BUREAU).id) for login in ("eins", "zwei")]


def ask(session: Session, actor: Actor, number: str, act: str, **terms: str) -> CertificateAct:
    return service_acts.ask(
        session, actor, "level", number, act=act, reason="证书遗失，申请补发", document="评价机构来函", terms={**TERMS, **terms},
        at=AT,
    )  # fmt: skip


def test_a_successor_keeps_first_day_and_lot(session: Session, certificate: LevelCertificate, clerks: list[Actor]) -> None:
    made = ask(session, clerks[0], certificate.number, "replace")
    with pytest.raises(PermissionDenied):
        service_acts.agree(session, clerks[0], made.number, AT)
    assert service_acts.agree(session, clerks[1], made.number, AT).successor == "SZ-NEW-1"
    assert (certificate.state, certificate.ended_on) == ("replaced", date(2026, 9, 8))
    new = queries.level(session, clerks[0], "SZ-NEW-1")
    links = queries_chain.chain(session, clerks[0], "level", new.record.id)
    assert queries_chain.before(links) == certificate.number
    assert (new.record.issued_on, new.record.first_issued_on) == (date(2026, 9, 1), date(2026, 4, 20))
    assert new.record.lot_member_id == certificate.lot_member_id is not None
    with pytest.raises(RuleViolation):
        ask(session, clerks[0], certificate.number, "revoke")


def test_a_revoked_one_ends_and_the_payee_becomes_a_case(
    session: Session, enrolment: Enrolment, certificate: LevelCertificate, clerks: list[Actor]
) -> None:
    make_disbursement(session, enrolment, date(2026, 8, 1))
    kind = service_acts.kind_of("level")
    told = [each.sentence for each in service_acts.hanging(session, kind, "revoke", certificate.id)]
    assert told == ["持证人已领 1 笔同一职业、等级的补贴，撤销后请核查是否追回"]
    service_acts.agree(session, clerks[1], ask(session, clerks[0], certificate.number, "revoke").number, AT)
    assert (certificate.state, certificate.ended_on) == ("revoked", date(2026, 9, 8))


@pytest.mark.parametrize(
    ("terms", "field"),
    [({"new_number": "有 空格"}, "new_number"), ({"new_number": "TAKEN"}, "new_number"), ({"issued_on": "昨天"}, "issued_on"),
     ({"issued_on": "2026-04-19"}, "issued_on")],
)  # fmt: skip
def test_the_successor_is_checked(
    session: Session, certificate: LevelCertificate, clerks: list[Actor], terms: dict[str, str], field: str
) -> None:
    make_level_certificate(session, session.get_one(Person, certificate.person_id), number="TAKEN")
    with pytest.raises(InvalidInput) as caught:
        ask(session, clerks[0], certificate.number, "replace", **terms)
    assert list(caught.value.fields) == [field]


def test_its_body_asks_and_no_other(session: Session, enrolment: Enrolment, certificate: LevelCertificate) -> None:
    foreign = make_assessment_body(session)
    user = make_user(session, "foreign", Role.ASSESSMENT_BODY, institution_id=foreign.id)
    with pytest.raises(NotFound):
        ask(session, Actor(Role.ASSESSMENT_BODY, user.id, institution_id=foreign.id), certificate.number, "revoke")
    with pytest.raises(PermissionDenied):
        school = session.get_one(Institution, session.get_one(TrainingClass, enrolment.class_id).institution_id)
        ask(session, actor_of(school), certificate.number, "revoke")
