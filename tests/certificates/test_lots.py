"""Lots: who is drawn, every step by whom and when, and that the database itself refuses a certificate without one."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.builders.certificates import (
    approved_member,
    make_assessment,
    make_completed,
    make_level_certificate,
    make_lot,
)
from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_assessment_body
from training_app.audit.models import AuditEvent
from training_app.certificates import queries_lots, queries_lots_open, service_lots
from training_app.certificates.models import LevelAssessment, LevelCertificate
from training_app.certificates.models_confirmation import ConfirmationLot, LotMember
from training_app.certificates.rules_lots import LIFE, OUTSIDE_STEPS, STATES
from training_app.certificates.service_lots import Step
from training_app.certificates.service_lots_notices import find_waiting
from training_app.classes.models import Enrolment
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.people.models import Person

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 6, 1)
WHAT = ("smart_manufacturing", "intermediate")


@pytest.fixture
def body(session: Session) -> Institution:
    return make_assessment_body(session)


@pytest.fixture
def actor(body: Institution) -> Actor:
    return actor_of(body, Role.ASSESSMENT_BODY)


@pytest.fixture
def passed(session: Session, body: Institution) -> list[LevelAssessment]:
    """Two passed results of the body, of one class."""
    record = make_class(session, "completed", assessment_body=body)
    return [make_assessment(session, make_completed(session, training_class=record), body) for _ in range(2)]


def drawn(session: Session, actor: Actor) -> ConfirmationLot:
    return service_lots.draw(session, actor, *WHAT, "", AT)


def go(session: Session, actor: Actor, lot: ConfirmationLot, verb: str, day: date, **more: object) -> None:
    service_lots.note(session, actor, lot.number, verb, Step(day, "文件1号", **more), TODAY, AT)


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_lot_takes_every_passed_result_once(session: Session, body: Institution, actor: Actor, passed: list) -> None:
    make_assessment(session, make_completed(session, assessment_body=body), body, ability=5999)
    other = make_assessment_body(session)
    make_assessment(session, make_completed(session, assessment_body=other), other)
    make_assessment(session, make_completed(session, assessment_body=body, level="senior"), body)
    assert {(each.level, each.count) for each in queries_lots.waiting(session, actor)} == {("intermediate", 2), ("senior", 1)}
    lot = drawn(session, actor)
    assert {each.assessment_id for each in session.scalars(select(LotMember))} == {each.id for each in passed}
    assert (lot.state, queries_lots.row_of(session, actor, lot.number).members) == ("drawn", 2)
    with pytest.raises(RuleViolation, match="没有这个职业和等级"):
        drawn(session, actor)


def test_a_lot_of_one_class_leaves_the_others_waiting(session: Session, body: Institution, actor: Actor, passed: list) -> None:
    other = make_class(session, "completed", assessment_body=body)
    make_assessment(session, make_completed(session, training_class=other), body)
    assert queries_lots.waiting(session, actor)[0].count == 3
    lot = service_lots.draw(session, actor, *WHAT, other.number, AT)
    assert queries_lots.row_of(session, actor, lot.number).members == 1
    assert queries_lots.waiting(session, actor)[0].count == 2


def test_somebody_who_passed_twice_goes_out_once(session: Session, body: Institution, actor: Actor) -> None:
    enrolment = make_completed(session, assessment_body=body)
    first = make_assessment(session, enrolment, body)
    make_assessment(session, enrolment, body, assessed_on=date(2026, 5, 2))
    drawn(session, actor)
    assert [each.assessment_id for each in session.scalars(select(LotMember))] == [first.id]


def test_the_whole_way_is_recorded(session: Session, actor: Actor, passed: list) -> None:
    lot = drawn(session, actor)
    go(session, actor, lot, "send", date(2026, 4, 20))
    go(session, bureau(), lot, "confirm_province", date(2026, 4, 27))
    go(session, actor, lot, "approve_nation", date(2026, 5, 11))
    assert (lot.state, lot.sent_on, lot.province_on, lot.national_on) == (
        "nationally_approved", date(2026, 4, 20), date(2026, 4, 27), date(2026, 5, 11)
    )  # fmt: skip
    assert [each.step.verb for each in queries_lots.steps(session, lot)] == ["approve_nation", "confirm_province", "send"]
    session.commit()
    acts = set(session.scalars(select(AuditEvent.action).where(AuditEvent.object_number == lot.number)))
    assert acts == {"lot.draw", "lot.send", "lot.confirm_province", "lot.approve_nation"}


def test_a_returned_lot_drops_somebody_and_goes_out_again(session: Session, actor: Actor, passed: list) -> None:
    lot = drawn(session, actor)
    go(session, actor, lot, "send", date(2026, 4, 20))
    go(session, bureau(), lot, "confirm_province", date(2026, 4, 27))
    go(session, bureau(), lot, "return_nation", date(2026, 5, 6), remark="证件信息有误")
    assert lot.state == "nationally_returned"
    person = session.get_one(Person, passed[0].person_id).number
    assert service_lots.drop(session, actor, lot.number, [person], "证件信息有误", AT) == 1
    go(session, actor, lot, "send", date(2026, 5, 8))
    assert (lot.sent_on, lot.province_on) == (date(2026, 5, 8), None)
    assert queries_lots.waiting(session, actor)[0].count == 1, "who was dropped waits again"
    kept = {(each.state, each.drop_reason) for each in queries_lots.members(session, lot)}
    assert kept == {("in", ""), ("dropped", "证件信息有误")}


def test_a_lot_that_never_went_out_can_be_given_up(session: Session, actor: Actor, passed: list) -> None:
    lot = drawn(session, actor)
    assert service_lots.discard(session, actor, lot.number, AT) == 2
    assert (lot.state, count(session, LotMember)) == ("discarded", 0)
    again = drawn(session, actor)
    go(session, actor, again, "send", date(2026, 4, 20))
    with pytest.raises(Conflict):
        service_lots.discard(session, actor, again.number, AT)


@pytest.mark.parametrize(
    ("step", "field", "words"),
    [
        (Step(None, "1号"), "happened_on", "请填写日期"),
        (Step(date(2026, 6, 2), "1号"), "happened_on", "今天之后"),
        (Step(date(2026, 4, 10), "1号"), "happened_on", "考核日期"),
        (Step(date(2026, 4, 20), " "), "document", "凭据"),
        (Step(date(2026, 4, 20), "长" * 101), "document", "最多 100"),
        (Step(date(2026, 4, 20), "1号", file=("a.exe", b"MZ")), "file", "PDF"),
    ],
)
def test_a_step_says_day_and_document(
    session: Session, actor: Actor, passed: list, step: Step, field: str, words: str
) -> None:
    lot = drawn(session, actor)
    with pytest.raises(InvalidInput) as caught:
        service_lots.note(session, actor, lot.number, "send", step, TODAY, AT)
    assert words in caught.value.fields[field]
    assert lot.state == "drawn"


def test_days_keep_their_order_and_returns_their_reason(session: Session, actor: Actor, passed: list) -> None:
    lot = drawn(session, actor)
    go(session, actor, lot, "send", date(2026, 4, 20))
    with pytest.raises(InvalidInput) as caught:
        go(session, actor, lot, "confirm_province", date(2026, 4, 19))
    assert "2026-04-20" in caught.value.fields["happened_on"]
    with pytest.raises(InvalidInput) as caught:
        go(session, actor, lot, "return_province", date(2026, 4, 21))
    assert "原因" in caught.value.fields["remark"]


def test_every_step_in_every_state_is_decided(session: Session, actor: Actor, passed: list) -> None:
    for role in Role:
        for state in STATES:
            for verb in (*OUTSIDE_STEPS, "drop", "discard"):
                found = [each for each in LIFE.transitions if (each.state, each.verb) == (state, verb)]
                if not found:
                    with pytest.raises(Conflict):
                        LIFE.step(state, verb, role)
                elif role in found[0].roles:
                    assert LIFE.step(state, verb, role).target in STATES
                else:
                    with pytest.raises(PermissionDenied):
                        LIFE.step(state, verb, role)
    with pytest.raises(PermissionDenied):
        drawn(session, bureau())


def test_the_lot_of_another_body_looks_like_none(session: Session, actor: Actor, passed: list) -> None:
    lot = drawn(session, actor)
    foreign = actor_of(make_assessment_body(session), Role.ASSESSMENT_BODY)
    for seeker in (foreign, actor_of(make_assessment_body(session), Role.TRAINING_INSTITUTION)):
        with pytest.raises(NotFound):
            queries_lots.by_number(session, seeker, lot.number)
        assert not queries_lots.waiting(session, seeker)


def certificate_values(enrolment: Enrolment, **columns: object) -> dict[str, object]:
    return {
        "number": "SZ1", "person_id": enrolment.person_id, "name_at": "甲", "occupation_key": WHAT[0], "level": WHAT[1],
        "issuer_name": "乙", "issued_on": date(2026, 5, 20), "first_issued_on": date(2026, 5, 20), "origin": "our_class",
        "enrolment_id": enrolment.id, **columns,
    }  # fmt: skip


def refused(session: Session, act: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        act()
        session.flush()


def test_the_database_refuses_certificates_without_the_chain(session: Session, body: Institution) -> None:
    def put(enrolment: Enrolment, **columns: object) -> Callable[[], object]:
        return lambda: session.execute(LevelCertificate.__table__.insert().values(certificate_values(enrolment, **columns)))

    enrolment, other = (make_completed(session, assessment_body=body) for _ in range(2))
    refused(session, put(enrolment))
    for state in ("drawn", "sent", "province_confirmed", "province_returned"):
        single = make_completed(session, assessment_body=body)
        lot = make_lot(session, [make_assessment(session, single, body)], state)
        member = session.scalars(select(LotMember.id).where(LotMember.lot_id == lot.id)).one()
        refused(session, put(single, lot_member_id=member))
    failed = make_completed(session, assessment_body=body)
    lot = make_lot(session, [make_assessment(session, failed, body, theory=5999)])
    refused(session, put(failed, lot_member_id=session.scalars(select(LotMember.id).where(LotMember.lot_id == lot.id)).one()))
    member = approved_member(session, enrolment, date(2026, 5, 21))
    refused(session, put(enrolment, lot_member_id=member))
    refused(session, put(other, lot_member_id=member, issued_on=date(2026, 5, 22)))
    put(enrolment, lot_member_id=member, issued_on=date(2026, 5, 21))()
    refused(session, put(enrolment, number="SZ2", lot_member_id=member, issued_on=date(2026, 5, 22)))


def test_classes_of_earlier_years_need_no_lot(session: Session) -> None:
    enrolment = make_completed(session, origin="opening")
    assert make_level_certificate(session, session.get_one(Person, enrolment.person_id), enrolment=enrolment).id


def test_what_a_certificate_rests_on_stays(session: Session, body: Institution) -> None:
    enrolment = make_completed(session, assessment_body=body)
    certificate = make_level_certificate(session, session.get_one(Person, enrolment.person_id), enrolment=enrolment)
    member = session.scalars(select(LotMember)).one()
    refused(session, lambda: session.execute(update(LevelAssessment).values(theory_score=1)))
    refused(session, lambda: session.execute(update(ConfirmationLot).values(state="sent", province_on=None, national_on=None)))
    refused(session, lambda: session.execute(update(LotMember).values(state="dropped", drop_reason="x")))
    refused(session, lambda: session.execute(delete(LotMember).where(LotMember.id == member.id)))
    refused(session, lambda: session.execute(update(LevelCertificate).values(number="SZ9")))
    session.execute(update(LevelCertificate).values(state="revoked"))
    refused(session, lambda: session.execute(update(LevelCertificate).values(state="issued")))
    refused(session, lambda: session.execute(delete(LevelCertificate).where(LevelCertificate.id == certificate.id)))


def test_who_waits_too_long_is_reminded_once_a_step(session: Session, actor: Actor, passed: list) -> None:
    lot = drawn(session, actor)
    assert not list(find_waiting(session, date(2027, 1, 1))), "nothing has gone out yet"
    go(session, actor, lot, "send", date(2026, 4, 20))
    assert not list(find_waiting(session, date(2026, 5, 19)))
    found = list(find_waiting(session, date(2026, 5, 20))) + list(find_waiting(session, date(2026, 6, 20)))
    assert {(each.number, each.key) for each in found} == {(lot.number, found[0].key)}


def test_through_the_pages(session: Session, body: Institution, passed: list, login_as: Callable[..., FlaskClient]) -> None:
    client = login_as(Role.ASSESSMENT_BODY, institution_id=body.id)
    assert "2 人考核合格，等您报批" in client.get("/certificates/lots/").get_data(as_text=True)
    made = client.post("/certificates/lots/", data={"occupation": WHAT[0], "level": WHAT[1]})
    page = client.get(made.location).get_data(as_text=True)
    assert "报省厅，报后登记" in page and "待报送" in page
    wrong = client.post(f"{made.location}/steps/send", data={"send-happened_on": "昨天", "send-document": "A1"})
    assert wrong.status_code == 422 and "A1" in wrong.get_data(as_text=True) and "2026-07-01" in wrong.get_data(as_text=True)
    scan = (io.BytesIO(b"%PDF-1.4 x %%EOF"), "报送单.pdf")
    sent = client.post(
        f"{made.location}/steps/send",
        data={"send-happened_on": "2026-04-20", "send-document": "A1", "send-file": scan}, content_type="multipart/form-data",
    )  # fmt: skip
    assert sent.status_code == 302
    page = client.get(made.location).get_data(as_text=True)
    assert "等省厅确认" in page and "扫描件" in page
    again = client.post(f"{made.location}/steps/send", data={"send-happened_on": "2026-04-20", "send-document": "A1"})
    assert again.status_code == 409
    clerk = login_as(Role.BUREAU)
    file = page.split("/documents/")[1].split('"')[0]
    assert clerk.get(f"{made.location}/documents/{file}").data.startswith(b"%PDF")
    assert login_as(Role.DISTRICT, district_code="371002").get(made.location).status_code == 403


def test_a_revoked_certificate_leaves_the_count_and_holds_its_lot_up_no_longer(
    session: Session, body: Institution, actor: Actor, passed: list
) -> None:
    lot = make_lot(session, passed)
    first, second = (session.get_one(Enrolment, each.enrolment_id) for each in passed)
    one = make_level_certificate(session, session.get_one(Person, first.person_id), enrolment=first)
    assert [each.left for each in queries_lots_open.open_lots(session, actor, ("nationally_approved",))] == [1]
    one.state, one.ended_on = "revoked", TODAY
    session.flush()
    row = queries_lots.row_of(session, actor, lot.number)
    assert (row.certified, row.revoked) == (0, 1)
    assert {each.certificate_state for each in queries_lots.members(session, lot)} == {"revoked", ""}
    two = make_level_certificate(session, session.get_one(Person, second.person_id), enrolment=second)
    service_lots.settle_members(session, actor, [two.lot_member_id], AT)
    session.refresh(lot)
    assert lot.state == "issued"
