"""Revoking and replacing one certificate: two people, once, and the words of a paper stay as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_assessment, make_completed
from tests.builders.institutions import make_assessment_body, make_institution
from tests.builders.people import make_person
from training_app.audit.models import AuditEvent
from training_app.certificates import queries_papers, service, service_acts
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.models_acts import CertificateAct
from training_app.classes.models import TrainingClass
from training_app.kernel import dependents
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dependents import Consequence, Dependent
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.notices.models import Notice
from training_app.people.models import Person

AT = datetime(2026, 9, 8, 2, 0, tzinfo=UTC)
ISSUED_ON = date(2026, 4, 20)
ASK = {"reason": "姓名印错一个字", "document": "户籍证明", "terms": {}}


class World:
    """An institution with a certificate of a class of its own, and the people around it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.institution = make_institution(session, "蓝湾培训学校")
        self.person = make_person(session, "丛海明")
        self.enrolment = make_completed(session, self.person, institution=self.institution)
        self.clerk, self.second = self._bureau("clerk-one"), self._bureau("clerk-two")
        role = Role.TRAINING_INSTITUTION
        user = make_user(session, "school", role, institution_id=self.institution.id)
        self.school = Actor(role, user.id, institution_id=self.institution.id)
        service.issue_for_class(session, self.clerk, self.enrolment.class_id, ISSUED_ON, AT)
        self.certificate = session.scalars(select(CompletionCertificate)).one()

    def _bureau(self, login: str) -> Actor:
        return Actor(Role.BUREAU, make_user(self.session, login, Role.BUREAU).id)

    def ask(self, actor: Actor | None = None, act: str = "revoke", **changed: object) -> CertificateAct:
        values = {**ASK, **changed}
        return service_acts.ask(
            self.session, actor or self.school, "completion", self.certificate.number, act=act, at=AT, **values
        )

    def events(self) -> list[str]:
        self.session.commit()
        wanted = select(AuditEvent.action).where(AuditEvent.object_number == self.certificate.number)
        return list(self.session.scalars(wanted.order_by(AuditEvent.seq)))


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_a_revocation_by_two_people(world: World) -> None:
    made = world.ask()
    with pytest.raises(Conflict, match="在等第二人"):
        world.ask(world.clerk)
    assert service_acts.agree(world.session, world.second, made.number, AT).state == "done"
    assert (world.certificate.state, world.certificate.ended_on) == ("revoked", date(2026, 9, 8))
    assert world.events() == ["completion_certificate.ask_revoke", "completion_certificate.revoke"]
    with pytest.raises(RuleViolation, match="已撤销"):
        queries_papers.paper(world.session, world.clerk, world.certificate.number)
    told = {each.kind for each in world.session.scalars(select(Notice))}
    assert {"certificate.to_decide", "certificate.decided"} <= told


def test_nobody_does_it_alone(world: World) -> None:
    made = world.ask(world.clerk)
    for act in (service_acts.agree, lambda *a: service_acts.refuse(*a[:3], "理由写得够长了", a[3])):
        with pytest.raises(PermissionDenied, match="两个人"):
            act(world.session, world.clerk, made.number, AT)
    with pytest.raises(PermissionDenied):
        service_acts.agree(world.session, world.school, made.number, AT)
    with pytest.raises(DBAPIError), world.session.begin_nested():
        world.session.execute(
            text("UPDATE certificate_acts SET state = 'done', decided_by = asked_by, decided_at = now()")
        )
    assert world.certificate.state == "issued"


def test_a_replacement_says_what_is_true_now_and_the_old_paper_what_it_said(world: World) -> None:
    world.person.name = "丛海鸣"
    world.session.flush()
    made = service_acts.agree(world.session, world.second, world.ask(act="replace").number, AT)
    new = world.session.scalars(select(CompletionCertificate).where(CompletionCertificate.number == made.successor)).one()
    assert (world.certificate.state, world.certificate.replaced_by) == ("replaced", new.id)
    assert (new.name_at, new.state, new.issued_on) == ("丛海鸣", "issued", date(2026, 9, 8))
    assert world.certificate.paper and world.certificate.paper["name"] == "丛海明"
    with pytest.raises(RuleViolation, match="已经撤销或换发"):
        world.ask()
    assert service.issue_for_class(world.session, world.clerk, world.enrolment.class_id, ISSUED_ON, AT) == 0


def test_refused_and_withdrawn_leave_the_certificate_alone(world: World) -> None:
    made = world.ask()
    with pytest.raises(InvalidInput) as refused:
        service_acts.refuse(world.session, world.second, made.number, "不行", AT)
    assert set(refused.value.fields) == {"remark"}
    service_acts.refuse(world.session, world.second, made.number, "证明与登记的姓名一致", AT)
    with pytest.raises(Conflict, match="不予办理"):
        service_acts.agree(world.session, world.second, made.number, AT)
    again = world.ask()
    with pytest.raises(PermissionDenied, match="不是您提出的"):
        service_acts.withdraw(world.session, world.second, again.number, AT)
    service_acts.withdraw(world.session, world.school, again.number, AT)
    assert world.certificate.state == "issued"


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"act": "burn"}, "act"), ({"reason": "错了"}, "reason"), ({"document": " "}, "document"),
     ({"reason": "长" * 501}, "reason")],
)
def test_what_is_missing_is_said_beside_its_field(world: World, changed: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.ask(**changed)
    assert set(refused.value.fields) == {field}


def test_only_the_issuer_and_the_bureau_may_ask(world: World, session: Session) -> None:
    body = make_assessment_body(session)
    session.get_one(TrainingClass, world.enrolment.class_id).assessment_body_id = body.id
    session.flush()
    with pytest.raises(PermissionDenied, match="发证的培训机构"):
        world.ask(Actor(Role.ASSESSMENT_BODY, world.school.user_id, institution_id=body.id))
    other = make_institution(session)
    with pytest.raises(NotFound):
        world.ask(Actor(Role.TRAINING_INSTITUTION, world.school.user_id, institution_id=other.id))
    with pytest.raises(NotFound):
        service_acts.ask(session, world.clerk, "diploma", world.certificate.number, act="revoke", at=AT, **ASK)


def test_what_hangs_on_it_is_shown_and_what_blocks_blocks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_assessment(world.session, world.enrolment, make_assessment_body(world.session))
    kind = service_acts.kind_of("completion")
    found = service_acts.hanging(world.session, kind, "revoke", world.certificate.id)
    assert [each.consequence for each in found] == [Consequence.OPENS_CASE] and "1 条" in found[0].sentence
    blocks = [Dependent(Consequence.BLOCKS, "已发补贴")]
    monkeypatch.setitem(dependents._FINDERS["completion_certificate.revoke"], "test", lambda *_: blocks)
    with pytest.raises(RuleViolation, match="已发补贴"):
        world.ask()


@pytest.mark.parametrize("change", ["name_at = '别人'", "number = 'PX1'", "paper = '{}'", "issued_on = '2020-01-01'"])
def test_what_was_issued_is_never_written_over(world: World, change: str) -> None:
    for statement in (f"UPDATE completion_certificates SET {change}", "DELETE FROM completion_certificates"):
        with pytest.raises(DBAPIError, match="keeps its words"), world.session.begin_nested():
            world.session.execute(text(statement))


def test_the_paper_does_not_follow_a_unit_that_is_renamed(world: World) -> None:
    world.institution.name, world.person.name = "新名字学校", "丛海鸣"
    world.session.flush()
    paper = queries_papers.paper(world.session, world.clerk, world.certificate.number, "https://x.example")
    assert (paper.issuer, paper.name) == ("蓝湾培训学校", "丛海明")
    assert len(paper.seal) == 19 and paper.printed_number == f"{paper.number}-{world.certificate.check_code}"
    assert (paper.verification_url or "").startswith("https://x.example/v/")
    assert "3710" not in str(world.certificate.paper)


def test_the_pages(world: World, login_as: Callable) -> None:
    school = login_as(Role.TRAINING_INSTITUTION, institution_id=world.institution.id)
    first, second = login_as(Role.BUREAU), login_as(Role.BUREAU)
    address = f"/certificates/acts/new?kind=completion&number={world.certificate.number}"
    assert f"number={world.certificate.number}" in school.get(
        f"/certificates/completion/{world.certificate.number}"
    ).get_data(as_text=True)
    assert "申请撤销或换发" in school.get(address).get_data(as_text=True)
    wrong = school.post(address, data={"act": "revoke", "reason": "x", "document": "来函"})
    assert wrong.status_code == 422 and "至少 6 个字" in wrong.get_data(as_text=True)
    asked = school.post(address, data={"act": "replace", "reason": "姓名印错一个字", "document": "来函"})
    page = asked.headers["Location"]
    assert "等您核对" in first.get("/certificates/acts").get_data(as_text=True)
    assert "收回申请" in school.get(page).get_data(as_text=True)
    assert first.post(f"{page}/refuse", data={"remark": ""}).status_code == 422
    assert first.post(f"{page}/agree").status_code == 302
    assert second.post(f"{page}/agree").status_code == 409
    told = school.get(f"/certificates/completion/{world.certificate.number}").get_data(as_text=True)
    assert "这本证书已换发" in told and "申请撤销或换发" not in told
    assert login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(world.session).id).get(page).status_code == 404


def test_clerks_find_it_by_the_number_as_printed(world: World, login_as: Callable) -> None:
    printed = f"{world.certificate.number}-{world.certificate.check_code}"
    clerk = login_as(Role.BUREAU)
    for address in (f"/certificates/?kind=completion&q={printed}", f"/search?q={printed}"):
        page = clerk.get(address).get_data(as_text=True)
        assert f"/certificates/completion/{world.certificate.number}" in page, address


def test_a_merged_person_keeps_the_certificate(world: World) -> None:
    survivor = make_person(world.session, "丛海明", number="371002199003070011")
    world.session.get_one(Person, world.person.id).merged_into = survivor.id
    world.session.flush()
    made = service_acts.agree(world.session, world.second, world.ask(act="replace").number, AT)
    assert made.successor
