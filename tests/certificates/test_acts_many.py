"""Many certificates revoked by one document, its scan, the list of acts, and the chain of successors."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import openpyxl
import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import (
    make_act,
    make_assessment,
    make_completed,
    make_completion_certificate,
    make_level_certificate,
)
from tests.builders.classes import make_class
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.people import make_person
from training_app.audit.models import AuditEvent
from training_app.certificates import queries_acts, queries_chain, queries_papers, service_acts, service_acts_many
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.models_acts import CertificateAct
from training_app.classes.models import Enrolment, TrainingClass
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, PermissionDenied
from training_app.registration.service import Upload

AT = datetime(2026, 9, 8, 2, 0, tzinfo=UTC)
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)
WHY = {"reason": "结业考核成绩不实", "document": "威人社监〔2026〕3号"}


class World:
    """A class with three certificates, its institution and two clerks of the bureau."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.unit: Institution = make_institution(session, "蓝湾培训学校")
        self.record: TrainingClass = make_class(session, "completed", institution=self.unit)
        self.certificates = [
            make_completion_certificate(
                session, make_completed(session, make_person(session, name), training_class=self.record)
            )
            for name in ("丛一", "丛二", "丛三")
        ]
        self.first, self.second = self._actor("clerk-one", Role.BUREAU), self._actor("clerk-two", Role.BUREAU)
        self.school = self._actor("school", Role.TRAINING_INSTITUTION, self.unit)

    def _actor(self, login: str, role: Role, unit: Institution | None = None) -> Actor:
        scope = {"institution_id": unit.id} if unit else {}
        return Actor(role, make_user(self.session, login, role, **scope).id, **scope)

    def numbers(self) -> list[str]:
        return [each.number for each in self.certificates]

    def ask_all(self, actor: Actor | None = None) -> dict[str, CertificateAct | DomainError]:
        return service_acts_many.ask_many(self.session, actor or self.first, "completion", self.numbers(), at=AT, **WHY)

    def replace(self, number: str) -> str:
        made = service_acts.ask(
            self.session, self.first, "completion", number, act="replace", reason="姓名印错一个字", document="户籍证明",
            terms={}, at=AT,
        )  # fmt: skip
        return service_acts.agree(self.session, self.second, made.number, AT).successor


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_each_stands_or_falls_alone_and_all_share_reason_document_and_group(world: World) -> None:
    service_acts.ask(
        world.session, world.school, "completion", world.numbers()[1], act="revoke", terms={}, at=AT, **WHY
    )
    came = world.ask_all()
    made = [each for each in came.values() if isinstance(each, CertificateAct)]
    assert isinstance(came[world.numbers()[1]], Conflict) and len(made) == 2
    assert {each.asked_with for each in made} == {min(each.number for each in made)}
    assert all((each.reason, each.document, each.act) == (*WHY.values(), "revoke") for each in made)
    assert queries_acts.together(world.session, world.first, made[0]) == 2
    with pytest.raises(InvalidInput) as refused:
        service_acts_many.ask_many(world.session, world.first, "completion", world.numbers(), reason="错", document="", at=AT)
    assert set(refused.value.fields) == {"reason", "document"}


def test_one_alone_is_no_group(world: World) -> None:
    came = service_acts_many.ask_many(world.session, world.first, "completion", world.numbers()[:1], at=AT, **WHY)
    assert [each.asked_with for each in came.values() if isinstance(each, CertificateAct)] == [""]


def test_the_scan_comes_once_and_to_all_that_wait(world: World) -> None:
    made = [each for each in world.ask_all().values() if isinstance(each, CertificateAct)]
    service_acts.agree(world.session, world.second, made[2].number, AT)
    with pytest.raises(InvalidInput, match="先选择"):
        service_acts_many.add_scan(world.session, world.first, made[0].number, None, AT)
    with pytest.raises(InvalidInput, match="不是 PDF"):
        service_acts_many.add_scan(world.session, world.first, made[0].number, Upload("a.exe", b"MZ" * 50), AT)
    for other in (world.second, world.school):
        with pytest.raises(PermissionDenied, match="不是您提出的"):
            service_acts_many.add_scan(world.session, other, made[0].number, Upload("来函.pdf", PDF), AT)
    assert service_acts_many.add_scan(world.session, world.first, made[1].number, Upload("来函.pdf", PDF), AT) == 2
    assert made[0].file_id == made[1].file_id is not None and made[2].file_id is None
    with pytest.raises(Conflict, match="不能更换"):
        service_acts_many.add_scan(world.session, world.first, made[0].number, Upload("别的.pdf", PDF), AT)


def test_what_the_bureau_asked_for_the_institution_does_not_take_back(world: World) -> None:
    made = next(iter(world.ask_all().values()))
    assert isinstance(made, CertificateAct)
    with pytest.raises(PermissionDenied, match="不是您提出的"):
        service_acts.withdraw(world.session, world.school, made.number, AT)
    assert service_acts.withdraw(world.session, world.first, made.number, AT).state == "withdrawn"


def test_many_are_asked_for_and_decided_on_the_lists(world: World, login_as: Callable[..., FlaskClient]) -> None:
    ends, last = world.numbers()[:2], world.numbers()[2]
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=world.unit.id)
    address = "/lists/completion_certificates/acts/revoke_completion"
    assert "申请撤销" in school.get("/certificates/?kind=completion").get_data(as_text=True)
    assert "等第二人核对后" not in school.get("/certificates/?kind=level").get_data(as_text=True)
    asked = school.post(address, data={"query": "kind=completion", "chosen": [*ends, last]})
    assert "将申请撤销 3 本证书" in asked.get_data(as_text=True)
    wrong = school.post(address, data={"chosen": ends, "confirmed": "1", "reason": "错", "document": "来函"})
    assert wrong.status_code == 422 and "至少 6 个字" in wrong.get_data(as_text=True)
    done = school.post(address, data={"chosen": [*ends, last], "confirmed": "1", **WHY}, follow_redirects=True)
    numbers = list(world.session.scalars(select(CertificateAct.number).order_by(CertificateAct.number)))
    assert len(numbers) == 3 and all(number in done.get_data(as_text=True) for number in numbers)
    clerk = login_as(Role.BUREAU)
    assert "3 项撤销换发等您核对" in clerk.get("/certificates/acts").get_data(as_text=True)
    clerk.post("/lists/certificate_acts/acts/agree_acts", data={"chosen": numbers[:2], "confirmed": "1"})
    refusal = {"chosen": numbers[1:], "confirmed": "1", "remark": "成绩单与登记一致，不撤销"}
    results = clerk.post("/lists/certificate_acts/acts/refuse_acts", data=refusal, follow_redirects=True)
    assert "已办理" in results.get_data(as_text=True) and "已记录不予办理" in results.get_data(as_text=True)
    world.session.expire_all()
    assert [each.state for each in world.certificates] == ["revoked", "revoked", "issued"]
    sheet = clerk.post("/lists/certificate_acts/export", data={"query": "state=refused"})
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.data)).active.values)
    assert len(rows) == 2 and rows[1][0] == numbers[2] and "成绩单与登记一致，不撤销" in rows[1]
    assert school.post("/lists/certificate_acts/acts/agree_acts", data={"chosen": numbers}).status_code == 404


def test_who_asked_for_many_takes_them_back_together(world: World, login_as: Callable[..., FlaskClient]) -> None:
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=world.unit.id)
    ask = {"chosen": world.numbers(), "confirmed": "1", **WHY}
    school.post("/lists/completion_certificates/acts/revoke_completion", data=ask)
    numbers = list(world.session.scalars(select(CertificateAct.number).order_by(CertificateAct.number)))
    address = "/lists/certificate_acts/acts/withdraw_acts"
    refused = login_as(Role.BUREAU).post(address, data={"chosen": numbers[:1], "confirmed": "1"}, follow_redirects=True)
    assert "不是您提出的" in refused.get_data(as_text=True)
    shown = school.post(address, data={"chosen": numbers}).get_data(as_text=True)
    assert "将收回 3 项" in shown and WHY["document"] in shown
    school.post(address, data={"chosen": numbers, "confirmed": "1"})
    world.session.expire_all()
    assert {each.state for each in world.session.scalars(select(CertificateAct))} == {"withdrawn"}
    assert {each.state for each in world.certificates} == {"issued"}


def test_the_second_person_sees_what_hangs_on_each(
    world: World, session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    enrolment = session.get_one(Enrolment, world.certificates[0].enrolment_id)
    make_assessment(session, enrolment, make_assessment_body(session))
    made = [each.number for each in world.ask_all().values() if isinstance(each, CertificateAct)]
    page = login_as(Role.BUREAU).post("/lists/certificate_acts/acts/agree_acts", data={"chosen": made}).get_data(as_text=True)
    assert page.count("1 条等级考核或等级证书记录") == 1


def test_a_body_revokes_its_level_certificates_but_no_completions(
    world: World, session: Session, login_as: Callable[..., FlaskClient]
) -> None:
    assessor, person = make_assessment_body(session), make_person(session)
    enrolment = make_completed(session, person, assessment_body=assessor)
    level = make_level_certificate(session, person, enrolment=enrolment)
    body = login_as(Role.ASSESSMENT_BODY, institution_id=assessor.id)
    answer = body.post("/lists/level_certificates/acts/revoke_level", data={"chosen": [level.number], "confirmed": "1", **WHY})
    assert answer.status_code == 302 and session.scalars(select(CertificateAct)).one().kind == "level"
    refused = body.post("/lists/completion_certificates/acts/revoke_completion", data={"chosen": world.numbers()})
    assert refused.status_code == 404


def test_the_scan_on_the_pages(world: World, login_as: Callable[..., FlaskClient]) -> None:
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=world.unit.id)
    number = world.numbers()[0]
    address = f"/certificates/acts/new?kind=completion&number={number}"
    sent = {"act": "revoke", **WHY}
    wrong = school.post(address, data={**sent, "file": (io.BytesIO(b"MZ"), "a.exe")})
    assert wrong.status_code == 422 and "不是 PDF" in wrong.get_data(as_text=True)
    page = school.post(address, data={**sent, "file": (io.BytesIO(PDF), "来函.pdf")}).headers["Location"]
    clerk = login_as(Role.BUREAU)
    assert "下载扫描件" in clerk.get(page).get_data(as_text=True)
    fetched = clerk.get(f"{page}/document")
    assert fetched.data == PDF and "attachment" in fetched.headers["Content-Disposition"]
    actions = set(world.session.scalars(select(AuditEvent.action).where(AuditEvent.object_number == number)))
    assert {"completion_certificate.ask_revoke", "completion_certificate.open_document"} <= actions
    stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(world.session).id)
    assert stranger.get(f"{page}/document").status_code == 404
    assert school.post(f"{page}/document", data={"file": (io.BytesIO(PDF), "b.pdf")}).status_code == 409


def test_a_scan_added_later_on_the_page(world: World, login_as: Callable[..., FlaskClient]) -> None:
    act = make_act(world.session, world.certificates[0], world.record)
    with pytest.raises(NotFound):
        queries_acts.document(world.session, world.first, act.number)
    act.asker_institution_id = world.unit.id
    world.session.flush()
    page = f"/certificates/acts/{act.number}"
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=world.unit.id)
    assert "补传依据扫描件" in school.get(page).get_data(as_text=True)
    empty = school.post(f"{page}/document", data={})
    assert empty.status_code == 422 and "请先选择依据的扫描件" in empty.get_data(as_text=True)
    assert school.post(f"{page}/document", data={"file": (io.BytesIO(PDF), "来函.pdf")}).status_code == 302
    told = school.get(page).get_data(as_text=True)
    assert "下载扫描件" in told and "补传依据扫描件" not in told
    assert "补传依据扫描件" not in login_as(Role.BUREAU).get(page).get_data(as_text=True)


def test_three_in_a_chain_show_each_other(world: World, login_as: Callable[..., FlaskClient]) -> None:
    old = world.certificates[0]
    middle = world.replace(old.number)
    new = world.replace(middle)
    found = {each.number: each.id for each in world.session.scalars(select(CompletionCertificate))}
    for place, number in enumerate((old.number, middle, new)):
        links = queries_chain.chain(world.session, world.first, "completion", found[number])
        assert [each.number for each in links] == [old.number, middle, new]
        assert [each.here for each in links] == [place == each for each in range(3)]
        assert [bool(each.act) for each in links] == [True, True, False]
        assert queries_chain.before(links) == ("", old.number, middle)[place]
        assert queries_chain.standing(links) == (new, new, "")[place]
    clerk = login_as(Role.BUREAU)
    for number in (old.number, middle, new):
        page = clerk.get(f"/certificates/completion/{number}").get_data(as_text=True)
        assert all(f"/certificates/completion/{each}\"" in page for each in {old.number, middle, new} - {number})
        assert "换发经过" in page
    alone = clerk.get(f"/certificates/completion/{world.numbers()[1]}").get_data(as_text=True)
    assert "换发经过" not in alone
    paper = queries_papers.paper(world.session, world.first, new)
    assert paper.replaces == middle and paper.issued_on == date(2026, 9, 8)
    printed = PdfReader(io.BytesIO(clerk.get(f"/certificates/completion/{new}.pdf").data)).pages[0].extract_text()
    assert f"原证书 {middle} 已作废" in printed
