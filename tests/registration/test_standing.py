"""Qualifications suspended, resumed and renewed, and what that changes for classes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, make_assessment_body, make_institution
from training_app.classes import service_running, service_standing
from training_app.classes.service_standing import programme_of
from training_app.institutions import queries, queries_standing, rules
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.institutions.rules_scope import Programme, takes_in
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation, Stale
from training_app.notices.models import Notice
from training_app.registration import service_standing as service
from training_app.registration.service_standing import Continuation, Suspension

DAY = date(2026, 5, 11)
AT = datetime(2026, 5, 11, 1, 0, tzinfo=UTC)
TRAINS = QualificationKind.TRAINING_INSTITUTION


@pytest.fixture
def clerk(session: Session) -> Actor:
    return Actor(Role.BUREAU, make_user(session, f"s{secrets.token_hex(4)}", Role.BUREAU).id, "丛珊")


def held_by(session: Session, institution: Institution) -> Qualification:
    return next(each for each in queries.qualifications_of(session, institution.id) if each.kind == TRAINS)


def suspend(session: Session, clerk: Actor, institution: Institution, day: date = DAY) -> Qualification:
    held = held_by(session, institution)
    how = Suspension(day, "场地消防未通过", "威人社函〔2026〕9号")
    return service.suspend(session, clerk, institution.code, held.id, how, AT)


def without(session: Session, institution: Institution, day: date) -> date | None:
    return queries_standing.first_day_without(session, institution.id, TRAINS, day)


def test_a_suspended_institution_opens_no_class_and_a_resumed_one_does(session: Session, clerk: Actor) -> None:
    institution = make_institution(session, valid_to=date(2027, 1, 1))
    record = make_class(session, "approved", institution=institution, starts_on=DAY, days=5)
    held = suspend(session, clerk, institution)
    assert (held.valid_to, held.meant_to, held.end_reason) == (DAY, date(2027, 1, 1), "场地消防未通过")
    assert rules.is_suspended(held, [held], DAY)
    with pytest.raises(RuleViolation, match="没有包含这个职业和等级的有效培训机构资格"):
        service_running.start(session, actor_of(institution), record.number, None, AT)
    later = DAY + timedelta(days=2)
    added = service.resume(session, clerk, institution.code, held.id, later, "整改完成", AT)
    assert (added.valid_from, added.valid_to, added.document) == (later, date(2027, 1, 1), held.document)
    assert without(session, institution, later) == date(2027, 1, 1)
    assert not rules.is_suspended(held, queries.qualifications_of(session, institution.id), later)
    with pytest.raises(Conflict, match="没有暂停"):
        service.resume(session, clerk, institution.code, held.id, later, "又一次", AT)
    assert service_running.start(session, actor_of(institution), record.number, None, AT + timedelta(days=2)).state == "running"
    kinds = set(session.scalars(select(Notice.kind).where(Notice.number == institution.code)))
    assert {"qualification.suspended", "qualification.resumed"} <= kinds


def test_a_renewed_qualification_goes_on_without_a_gap(session: Session, clerk: Actor) -> None:
    institution = make_institution(session, valid_to=date(2027, 1, 1))
    held = held_by(session, institution)
    record = make_class(session, "approved", institution=institution, starts_on=date(2026, 12, 28), days=12)
    assert service_standing.ends_within(session, record) == date(2027, 1, 1)
    service_standing.check_opening(session, record, record.starts_on)
    with pytest.raises(InvalidInput) as refused:
        service.renew(session, clerk, institution.code, held.id, Continuation(date(2026, 12, 1), None, "新名录"), AT)
    assert "valid_from" in refused.value.fields
    service.renew(session, clerk, institution.code, held.id, Continuation(date(2027, 1, 1), None, "部目录（第 6 批）"), AT)
    assert service_standing.ends_within(session, record) is None
    assert rules.is_continued(held, queries.qualifications_of(session, institution.id))
    with pytest.raises(InvalidInput, match="有效期重叠"):
        service.renew(session, clerk, institution.code, held.id, Continuation(date(2027, 1, 1), None, "再来一次"), AT)


def test_what_cannot_be_suspended_is_said(session: Session, clerk: Actor) -> None:
    institution = make_institution(session, valid_from=date(2026, 3, 1), valid_to=date(2026, 5, 1))
    held = held_by(session, institution)
    with pytest.raises(Conflict, match="2026-05-01 起已经失效"):
        suspend(session, clerk, institution)
    with pytest.raises(InvalidInput) as early:
        suspend(session, clerk, institution, date(2026, 2, 1))
    with pytest.raises(InvalidInput) as empty:
        service.suspend(session, clerk, institution.code, held.id, Suspension(date(2026, 4, 1), " "), AT)
    assert (list(early.value.fields), list(empty.value.fields)) == (["day"], ["reason"])
    with pytest.raises(Stale):
        how = Suspension(date(2026, 4, 1), "原因")
        service.suspend(session, clerk, institution.code, held.id, how, AT, version=held.version + 1)
    assert held.valid_to == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("scope", "fits"),
    [
        ("", True),
        ("智能制造工程技术人员", True),
        ("智能制造工程技术人员（初级、中级）；大数据工程技术人员", True),
        ("智能制造（高级）", False),
        ("大数据工程技术人员、区块链工程技术人员（中级）", False),
        ("大数据工程技术人员；数字技术类其他职业", True),
    ],
)
def test_a_scope_is_read_as_occupations_and_levels(scope: str, fits: bool) -> None:
    assert takes_in(scope, Programme("smart_manufacturing", "intermediate")) is fits


def test_a_body_assesses_only_what_its_scope_names(session: Session) -> None:
    body = make_assessment_body(session)
    body.qualifications[0].scope = "大数据工程技术人员（初级、中级）"
    session.flush()
    record = make_class(session, assessment_body=body)
    assert not service_standing.body_assesses(session, record)
    body.qualifications[0].scope = "智能制造工程技术人员（中级）；大数据工程技术人员"
    session.flush()
    assert programme_of(record) == Programme("smart_manufacturing", "intermediate")
    assert service_standing.body_assesses(session, record)


@pytest.mark.parametrize(
    ("spans", "gap"),
    [
        ([], DAY),
        ([(date(2026, 1, 1), None)], None),
        ([(date(2026, 1, 1), date(2026, 6, 1)), (date(2026, 6, 1), date(2026, 8, 1))], date(2026, 8, 1)),
        ([(date(2026, 6, 2), None), (date(2026, 1, 1), date(2026, 6, 1))], date(2026, 6, 1)),
        ([(date(2026, 5, 12), None)], DAY),
        ([(date(2026, 1, 1), date(2026, 9, 1)), (date(2026, 2, 1), date(2026, 3, 1))], date(2026, 9, 1)),
    ],
)
def test_the_first_day_without(spans: list[tuple[date, date | None]], gap: date | None) -> None:
    assert rules.first_gap(spans, DAY) == gap


def test_the_pages(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    institution = make_institution(session, valid_to=date(2099, 1, 1))
    held = held_by(session, institution)
    client = login_as(Role.BUREAU)
    base = f"/institutions/{institution.code}/qualifications/{held.id}"
    refused = client.post(f"{base}/suspend", data={"day": "2026-13-01", "reason": ""})
    assert refused.status_code == 422 and "请写明原因" in refused.text and "2026-07-01 的样子" in refused.text
    data = {"day": "2026-01-05", "reason": "抽查未通过", "version": str(held.version)}
    assert client.post(f"{base}/suspend", data=data).status_code == 302
    page = client.get(f"/institutions/{institution.code}?tab=qualifications").text
    assert "暂停中" in page and "抽查未通过" in page and f"{base}/resume" in page
    session.refresh(held)
    data = {"day": "2026-01-09", "reason": "整改完成", "version": str(held.version)}
    assert client.post(f"{base}/resume", data=data).status_code == 302
    page = client.get(f"/institutions/{institution.code}?tab=qualifications").text
    assert "暂停中" not in page and "延期" in page


@pytest.mark.parametrize(("field", "reason", "document"), [
    ("reason", "消防\u202e未通过", "威人社函〔2026〕9号"), ("document", "场地消防未通过", "威人社函\u200b9号"),
])  # fmt: skip
def test_signs_nobody_sees_are_refused_in_a_suspension(
    session: Session, clerk: Actor, field: str, reason: str, document: str
) -> None:
    institution = make_institution(session)
    held = held_by(session, institution)
    with pytest.raises(InvalidInput) as caught:
        service.suspend(session, clerk, institution.code, held.id, Suspension(DAY, reason, document), AT)
    assert set(caught.value.fields) == {field} and held.valid_to is None
