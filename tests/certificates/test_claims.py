"""Claims: a certificate earned elsewhere, told by its holder, checked by a clerk."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_claim, make_level_certificate
from tests.builders.institutions import actor_of, bureau, make_assessment_body
from tests.builders.people import make_person
from training_app.certificates import queries_claims as queries
from training_app.certificates import service_claims as service
from training_app.certificates.models import LevelCertificate
from training_app.certificates.models_claims import CertificateClaim
from training_app.certificates.service_claims import Told
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from training_app.people.models import Person

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
TOLD = Told("JN2026-77", "big_data", "junior", "济南数字评价中心", date(2026, 2, 3), ("证书.pdf", b"%PDF-1.4 x %%EOF"))


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(session, "鞠思雨")


@pytest.fixture
def holder(person: Person) -> Actor:
    return Actor(Role.ENGINEER, name="本人", person_id=person.id)


def test_what_was_checked_becomes_a_certificate(session: Session, person: Person, holder: Actor) -> None:
    made = service.claim(session, holder, TOLD, TODAY, AT)
    service.accept(session, bureau(), made.number, "技能人才评价工作网 2026-06-02 查询一致", AT)
    found = session.scalars(select(LevelCertificate)).one()
    assert (found.number, found.origin, found.person_id, found.name_at) == ("JN2026-77", "elsewhere", person.id, "鞠思雨")
    assert found.evidence == f"技能人才评价工作网 2026-06-02 查询一致（登记申请 {made.number}）"
    assert (made.state, made.certificate_id) == ("accepted", found.id)
    with pytest.raises(Conflict):
        service.send_back(session, bureau(), made.number, "又不对", AT)
    with pytest.raises(InvalidInput, match="已经登记在您名下"):
        service.claim(session, holder, TOLD, TODAY, AT)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": " "}, "number"), ({"number": "有 空格"}, "number"), ({"occupation": "baking"}, "occupation"),
        ({"level": "master"}, "level"), ({"issuer": ""}, "issuer"), ({"issuer": "长" * 101}, "issuer"),
        ({"issued_on": None}, "issued_on"), ({"issued_on": date(2026, 6, 2)}, "issued_on"), ({"file": None}, "file"),
        ({"file": ("a.exe", b"MZ")}, "file"),
    ],
)  # fmt: skip
def test_what_a_claim_must_tell(session: Session, holder: Actor, changes: dict, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        service.claim(session, holder, replace(TOLD, **changes), TODAY, AT)
    assert list(caught.value.fields) == [field]


def test_a_number_belongs_to_one_holder(session: Session, person: Person, holder: Actor) -> None:
    waiting = service.claim(session, holder, TOLD, TODAY, AT)
    with pytest.raises(InvalidInput, match="您已提交登记"):
        service.claim(session, holder, TOLD, TODAY, AT)
    make_level_certificate(session, make_person(session), number="JN2026-77")
    with pytest.raises(Conflict, match="比对持证人"):
        service.accept(session, bureau(), waiting.number, "查询一致", AT)
    late = make_claim(session, person, claimed_number="LATE-1")
    make_level_certificate(session, make_person(session), number="LATE-1")
    with pytest.raises(Conflict):
        service.accept(session, bureau(), late.number, "查询一致", AT)


def test_whose_else_a_number_is_tells_the_clerk_and_not_who_claims(
    session: Session, person: Person, holder: Actor, login_as: Callable[..., FlaskClient]
) -> None:
    other = make_person(session, "毕有余")
    make_level_certificate(session, other, number="SZ-TAKEN-1")
    claimed = make_claim(session, other)
    mine = login_as(Role.ENGINEER, person_id=person.id)
    answers = []
    for number in ("SZ-TAKEN-1", claimed.claimed_number, "SZ-FREE-1"):
        told = {"number": number, "occupation": "big_data", "level": "junior", "issuer": "济南数字评价中心",
                "issued_on": "2026-02-03", "file": (io.BytesIO(b"%PDF-1.4 x %%EOF"), "证书.pdf")}  # fmt: skip
        answer = mine.post("/me/claims", data=told, content_type="multipart/form-data")
        page = mine.get("/me/claims").get_data(as_text=True)
        made = session.scalars(select(CertificateClaim).order_by(CertificateClaim.id.desc())).first()
        assert made is not None and made.claimed_number == number and "毕有余" not in page and "冲突" not in page
        answers.append((answer.status_code, answer.headers["Location"], made.state, page.count("待核对")))
    assert [each[:3] for each in answers] == [answers[0][:3]] * 3 and [each[3] for each in answers] == [1, 2, 3]
    clerk = login_as(Role.BUREAU)
    rows = {row.claimed_number: row for row in queries.rows_of(session, bureau()) if row.person_number == person.number}
    assert {number: row.clashes for number, row in rows.items()} == {
        "SZ-TAKEN-1": True, claimed.claimed_number: True, "SZ-FREE-1": False,
    }  # fmt: skip
    registered = clerk.get(f"/certificates/claims/{rows['SZ-TAKEN-1'].number}").get_data(as_text=True)
    assert "已登记的等级证书" in registered and "毕有余" in registered
    both = clerk.get(f"/certificates/claims/{rows[claimed.claimed_number].number}").get_data(as_text=True)
    assert "另一份待核对的登记申请" in both and claimed.number in both
    assert "编号还在别处" not in clerk.get(f"/certificates/claims/{rows['SZ-FREE-1'].number}").get_data(as_text=True)
    assert "编号冲突" in clerk.get("/certificates/claims/").get_data(as_text=True)
    assert queries.clashes(session, holder, rows["SZ-TAKEN-1"].number) == []


def test_who_was_sent_back_tells_it_anew(session: Session, holder: Actor) -> None:
    made = service.claim(session, holder, TOLD, TODAY, AT)
    for words in ("", "长" * 201):
        with pytest.raises(InvalidInput):
            service.send_back(session, bureau(), made.number, words, AT)
    service.send_back(session, bureau(), made.number, "扫描件看不清", AT)
    again = service.claim(session, holder, TOLD, TODAY, AT)
    assert service.retract(session, holder, again.number, AT).state == "retracted"
    with pytest.raises(Conflict):
        service.accept(session, bureau(), again.number, "查询一致", AT)


def test_nobody_else_claims_checks_or_sees(session: Session, holder: Actor) -> None:
    made = service.claim(session, holder, TOLD, TODAY, AT)
    with pytest.raises(PermissionDenied):
        service.claim(session, bureau(), TOLD, TODAY, AT)
    with pytest.raises(PermissionDenied):
        service.accept(session, holder, made.number, "我看过了", AT)
    for seeker in (Actor(Role.ENGINEER, person_id=make_person(session).id), actor_of(make_assessment_body(session))):
        with pytest.raises(NotFound):
            service.accept(session, seeker, made.number, "查询一致", AT)


def test_through_the_pages(session: Session, person: Person, login_as: Callable[..., FlaskClient]) -> None:
    session.commit()
    me = login_as(Role.ENGINEER, person_id=person.id)
    wrong = me.post("/me/claims", data={"number": "JN2026-77", "issued_on": "去年"})
    text = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and "JN2026-77" in text and "2026-07-01" in text
    told = {"number": "JN2026-77", "occupation": "big_data", "level": "junior", "issuer": "济南数字评价中心",
            "issued_on": "2026-02-03", "file": (io.BytesIO(b"%PDF-1.4 x %%EOF"), "证书.pdf")}  # fmt: skip
    assert me.post("/me/claims", data=told, content_type="multipart/form-data").status_code == 302
    assert "1 份证书等市局查验" in me.get("/me/claims").get_data(as_text=True)
    clerk, number = login_as(Role.BUREAU), session.scalars(select(CertificateClaim.number)).one()
    assert "1 份外地证书等您查验" in clerk.get("/").get_data(as_text=True)
    assert number in clerk.get("/certificates/claims/").get_data(as_text=True)
    address = f"/certificates/claims/{number}"
    assert "查验后办理" in clerk.get(address).get_data(as_text=True)
    assert clerk.get(f"{address}/document").data.startswith(b"%PDF")
    assert clerk.post(f"{address}/accept", data={"accept-remark": ""}).status_code == 422
    assert clerk.post(f"{address}/accept", data={"accept-remark": "查询一致"}).status_code == 302
    assert "已登记" in me.get("/me/claims").get_data(as_text=True)
    assert "JN2026-77" in me.get("/me/certificates").get_data(as_text=True)
