"""Sending, correcting, deciding and activating registrations."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import make_institution
from tests.builders.registrations import AT, JPEG, PDF, PNG, applicant, facts, make_registration
from training_app.accounts import service_redeeming
from training_app.accounts.models import Membership
from training_app.accounts.service_redeeming import Applicant
from training_app.files.models import StoredContent, StoredFile
from training_app.institutions.models import Institution, Qualification
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from training_app.kernel.lists import Asked
from training_app.notices.models import Notice
from training_app.registration import queries, rules, service, service_activation, service_purge, service_review
from training_app.registration.models import Registration, RegistrationDocument
from training_app.registration.service import Upload
from training_app.registration.service_review import Acceptance

LATER = AT + timedelta(days=1)
PASSWORD = "Hai-Feng-2026-xyz"


@pytest.fixture
def reviewer(session: Session) -> Actor:
    user = make_user(session, f"r{secrets.token_hex(4)}", Role.BUREAU, display_name="丛珊")
    return Actor(Role.BUREAU, user.id, "丛珊")


def accept(session: Session, reviewer: Actor, record: Registration, **how: object) -> Registration:
    acceptance = Acceptance(LATER.date(), **how)
    return service_review.accept(session, reviewer, record.number, record.version, acceptance, LATER)


def test_an_application_keeps_what_was_typed_and_the_phone_sealed(session: Session) -> None:
    record, receipt = make_registration(session, phone="13806310000")
    assert record.number.startswith("Z2026-") and record.state == "submitted"
    assert record.phone == "13806310000" and b"13806310000" not in bytes(record.phone_sealed or b"")
    assert {each.kind for each in record.documents} == {"licence", "listing"}
    assert receipt.code.replace("-", "").encode() not in bytes(record.receipt_digest)
    assert service.open_receipt(session, f" {receipt.number.lower()} ", receipt.code.lower()) is record
    assert service.open_receipt(session, receipt.number, receipt.code[:-1] + "A") in (None,) or receipt.code[-1] == "A"


def test_the_same_form_twice_is_one_application_with_one_receipt(session: Session) -> None:
    ticket = secrets.token_hex(16)
    files = {"licence": Upload("a.png", PNG)}
    typed = facts()
    service.keep(session, applicant(), "employer", ticket, files, AT)
    first = service.submit(session, applicant(), "employer", typed, ticket, AT)
    service.keep(session, applicant(), "employer", ticket, files, AT)
    assert service.submit(session, applicant(), "employer", typed, ticket, AT) == first
    assert session.scalar(select(func.count()).select_from(Registration)) == 1


def test_everything_wrong_is_said_at_once(session: Session) -> None:
    wrong = facts(code="91371000MA3CXXXX0I", name="", phone="打我电话", district="", unit_nature="x", address="地\u202e址",
                  administrator="甲" * 51, basis="")  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        service.submit(session, applicant(), "training_institution", wrong, secrets.token_hex(16), AT)
    assert set(refused.value.fields) == {
        "code", "name", "phone", "district", "unit_nature", "address", "administrator", "basis", "licence", "listing",
    }  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Registration)) == 0


def test_an_organisation_with_accounts_is_sent_to_its_administrator(session: Session) -> None:
    school = make_institution(session)
    make_user(session, f"s{secrets.token_hex(4)}", Role.TRAINING_INSTITUTION, institution_id=school.id)
    with pytest.raises(InvalidInput) as refused:
        make_registration(session, code=school.code)
    assert "账户管理员" in refused.value.fields["code"]
    # One that the bureau has registered and for which nobody logs in yet may ask.
    assert make_registration(session, code=make_institution(session).code)[0].state == "submitted"


def test_a_wrong_file_is_not_kept(session: Session) -> None:
    ticket = secrets.token_hex(16)
    files = {"licence": Upload("执照.pdf", b"<script>"), "listing": Upload("名录.jpg", JPEG)}
    refused = service.keep(session, applicant(), "training_institution", ticket, files, AT)
    assert set(refused) == {"licence"} and "执照.pdf" in refused["licence"]
    assert set(queries.pending(session, queries.digest(ticket))) == {"listing"}


def test_one_address_may_not_fill_the_store_or_the_list(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_FILES_PER_HOUR", 1)
    monkeypatch.setattr(rules, "MOST_PER_HOUR", 1)
    files = {each: Upload("a.pdf", PDF) for each in ("licence", "listing")}
    refused = service.keep(session, applicant(), "training_institution", secrets.token_hex(16), files, AT)
    assert set(refused) == {"listing"}
    assert not service.too_many(session, "192.0.2.7", AT)
    monkeypatch.setattr(rules, "MOST_FILES_PER_HOUR", 9)
    make_registration(session)
    assert service.too_many(session, "192.0.2.7", AT)
    assert not service.too_many(session, "192.0.2.8", AT)
    assert not service.too_many(session, "192.0.2.7", AT + timedelta(hours=2))


def test_acceptance_makes_an_institution_with_the_qualification(session: Session, reviewer: Actor) -> None:
    record, _ = make_registration(session)
    accept(session, reviewer, record, document="名录第三批")
    made = session.scalars(select(Institution).where(Institution.code == record.code)).one()
    assert (made.name, made.district_code, made.contact_phone) == (record.name, "371002", "0631-5201234")
    held = session.scalars(select(Qualification).where(Qualification.institution_id == made.id)).one()
    assert (held.kind, held.document) == ("training_institution", "名录第三批")
    assert record.state == "accepted" and record.institution_id == made.id


def test_a_known_code_is_joined_only_on_purpose(session: Session, reviewer: Actor) -> None:
    school = make_institution(session, "威海老校")
    record, _ = make_registration(session, code=school.code)
    with pytest.raises(InvalidInput) as refused:
        accept(session, reviewer, record)
    assert "威海老校" in refused.value.fields["attach"]
    accept(session, reviewer, record, attach=True)
    assert record.institution_id == school.id and school.name == "威海老校"
    assert len(school.qualifications) == 1, "it had the qualification already"


def test_who_comes_second_is_told_who_was_first(session: Session, reviewer: Actor) -> None:
    record, _ = make_registration(session)
    service_review.refuse(session, reviewer, record.number, 1, "材料不实", LATER)
    with pytest.raises(Conflict, match="丛珊"):
        accept(session, reviewer, record)
    with pytest.raises(InvalidInput):
        service_review.send_back(session, reviewer, make_registration(session)[0].number, 1, [], "  ", LATER)


def test_a_correction_is_shown_beside_what_was_said_before(session: Session, reviewer: Actor) -> None:
    record, _ = make_registration(session, name="威海云凡")
    service_review.send_back(session, reviewer, record.number, 1, ["name", "licence", "nonsense"], "名称与证照不符", LATER)
    assert (record.state, record.fields) == ("returned", ["name", "licence"])
    ticket = secrets.token_hex(16)
    service.keep(session, applicant(), record.kind, ticket, {"licence": Upload("新.png", PNG)}, LATER)
    again = replace(service.as_facts(record), name="威海云帆", phone="13806310001")
    service.correct(session, applicant(), record.number, record.receipt_digest, again, ticket, LATER)
    assert record.changes == {"name": "威海云凡", "phone": "", "licence": ""}
    assert (record.state, record.version) == ("submitted", 2)
    session.expire(record, ["documents"])
    now = {each.kind: each.file.name for each in record.documents if each.superseded_at is None}
    assert now == {"licence": "新.png", "listing": "listing.pdf"} and len(record.documents) == 3
    with pytest.raises(Conflict, match="刚补正过"):
        service_review.accept(session, reviewer, record.number, 1, Acceptance(LATER.date()), LATER)
    with pytest.raises(Conflict, match="不能修改"):
        service.correct(session, applicant(), record.number, record.receipt_digest, again, ticket, LATER)


def test_the_account_is_set_up_once_by_who_holds_the_receipt(session: Session, reviewer: Actor) -> None:
    record, _ = make_registration(session, "employer")
    begin = partial(service_activation.begin, session, applicant(), record.number)
    with pytest.raises(Conflict, match="还没有通过"):
        begin(record.receipt_digest, LATER)
    accept(session, reviewer, record)
    with pytest.raises(NotFound):
        begin(b"x" * 32, LATER)
    with pytest.raises(Conflict, match="30 天"):
        begin(record.receipt_digest, LATER + timedelta(days=31))
    void, code = begin(record.receipt_digest, LATER), begin(record.receipt_digest, LATER)
    new = Applicant(f"admin.{secrets.token_hex(4)}", PASSWORD)
    with pytest.raises(InvalidInput):
        service_redeeming.redeem(session, void, new, LATER)
    user = service_redeeming.redeem(session, code, new, LATER)
    membership = session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    assert (membership.role, membership.administers) == ("employer", True)
    assert membership.institution_id == record.institution_id and user.display_name == "苏禾"
    with pytest.raises(Conflict, match="已经建立"):
        begin(record.receipt_digest, LATER)
    assert record.activated_at == LATER


@pytest.mark.parametrize("decide", [
    lambda session, reviewer, record: accept(session, reviewer, record, document="名录第三批"),
    lambda session, reviewer, record: service_review.send_back(session, reviewer, record.number, 1, ["name"], "名称不符", LATER),
    lambda session, reviewer, record: service_review.refuse(session, reviewer, record.number, 1, "不实", LATER),
])  # fmt: skip
def test_nobody_is_reminded_of_what_is_decided(session: Session, reviewer: Actor, decide: Callable) -> None:
    record, _ = make_registration(session)
    waiting = select(func.count()).where(Notice.number == record.number, Notice.settled_at.is_(None))
    assert session.scalar(waiting) == 1
    decide(session, reviewer, record)
    assert session.scalar(waiting) == 0


def test_a_new_receipt_ends_the_old_one(session: Session, reviewer: Actor) -> None:
    record, old = make_registration(session)
    new = service_review.reissue(session, reviewer, record.number, LATER)
    assert service.open_receipt(session, old.number, old.code) is None
    assert service.open_receipt(session, new.number, new.code) is record
    service_review.refuse(session, reviewer, record.number, 1, "不实", LATER)
    with pytest.raises(Conflict):
        service_review.reissue(session, reviewer, record.number, LATER)


@pytest.mark.parametrize("actor", [Actor(Role.DISTRICT, 1, district_code="371082"), Actor(Role.EMPLOYER, 1, institution_id=1),
                                   Actor(Role.SYSTEM_ADMIN, 1)])  # fmt: skip
def test_nobody_else_sees_it(session: Session, actor: Actor) -> None:
    record, _ = make_registration(session)
    with pytest.raises(NotFound):
        queries.by_number(session, actor, record.number)
    assert queries.page_of(session, actor, queries.Filters(), Asked("waiting")).total == 0
    with pytest.raises(NotFound):
        queries.document(session, actor, record.number, record.documents[0].file.number)
    assert queries.waiting(session, actor) == (0, None)


def test_the_districts_own_is_seen_and_not_decided(session: Session) -> None:
    record, _ = make_registration(session)
    actor = Actor(Role.DISTRICT, 1, district_code="371002")
    assert queries.by_number(session, actor, record.number) is record
    with pytest.raises(DomainError):
        service_review.refuse(session, actor, record.number, 1, "不实", LATER)
    assert record.state == "submitted"


def test_what_came_to_nothing_is_cleared_away(session: Session, reviewer: Actor) -> None:
    kept, _ = make_registration(session)
    refused, _ = make_registration(session)
    service_review.refuse(session, reviewer, refused.number, 1, "不实", LATER)
    service.keep(session, applicant(), "employer", secrets.token_hex(16), {"licence": Upload("b.png", PNG)}, AT)
    session.flush()
    assert session.scalar(select(func.count()).select_from(StoredContent)) == 2
    done = service_purge.purge(session, reviewer, LATER + timedelta(days=1), LATER + timedelta(days=2))
    assert done == (1, 1)
    assert (refused.phone, refused.administrator, refused.state) == (None, "", "refused")
    assert len(kept.documents) == session.scalar(select(func.count()).select_from(StoredFile)) == 2
    # The applications had sent equal bytes: those of the one that waits are still there.
    assert session.scalar(select(func.count()).select_from(StoredContent)) == 1
    assert session.scalar(select(func.count()).select_from(RegistrationDocument)) == 2
    assert service_purge.purge(session, reviewer, LATER + timedelta(days=1), LATER + timedelta(days=2)) == (0, 0)


def test_the_register_says_what_it_knows(session: Session) -> None:
    make_institution(session, "威海云帆数智咨询有限公司")
    first, _ = make_registration(session)
    second, _ = make_registration(session, code=first.code)
    known = queries.known(session, second, LATER.date())
    assert known.institution is None and not known.has_accounts
    assert [each.name for each in known.similar] == ["威海云帆数智咨询有限公司"]
    assert [each.number for each in known.others] == [first.number]


def test_the_command_clears_away(fresh_app: Flask) -> None:
    runner = fresh_app.test_cli_runner()
    answer = runner.invoke(args=["registrations", "purge", "--days", "180"])
    assert answer.exit_code == 0 and "已清除 0 份" in answer.output
    assert runner.invoke(args=["registrations", "purge", "--days", "3"]).exit_code == 2
