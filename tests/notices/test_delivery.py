"""What leaves the house: to the right addresses, once, after the act; failures are noted, nothing personal is logged."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.accounts.models import Membership
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput
from training_app.notices import channels, jobs, service, service_delivery
from training_app.notices.channels import ChannelUnusable
from training_app.notices.models import NoticeAddress, NoticeDelivery
from training_app.notices.rules import Recipient

AT = datetime.now(UTC)
PHONE = "13812345678"


class Fake:
    """A channel that keeps what it was given, or is out of order."""

    def __init__(self, broken: bool = False) -> None:
        self.broken, self.sent = broken, []

    def send(self, address: str, text: str) -> None:
        if self.broken:
            raise ConnectionError(f"no route for {address}")
        self.sent.append((address, text))


@pytest.fixture(autouse=True)
def unplugged() -> Iterator[None]:
    yield
    channels.configure({})


def plug(monkeypatch: pytest.MonkeyPatch, **plugs: Fake) -> None:
    for key, plugged in plugs.items():
        monkeypatch.setitem(channels._CHANNELS, key, plugged)


def looked_at(session: Session, to: Recipient, **more: object) -> None:
    service.send(
        session, "person.looked_at", to, subject_kind="own_looks", number="", at=more.pop("at", AT),  # type: ignore[arg-type]
        detail={"what": "手机号码"},
    )


def deliveries(session: Session) -> list[tuple[str, str, int, str]]:
    session.expire_all()
    rows = session.scalars(select(NoticeDelivery).order_by(NoticeDelivery.notice_id, NoticeDelivery.channel))
    return [(row.channel, row.state, row.attempts, row.error) for row in rows]


def test_an_sms_goes_to_the_person_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    sms = Fake()
    plug(monkeypatch, sms=sms)
    looked_at(session, Recipient(person_id=make_person(session, phone=PHONE).id))
    looked_at(session, Recipient(person_id=make_person(session, phone=PHONE).id), at=AT - timedelta(days=4))
    session.commit()
    assert jobs.deliver_pending(AT) == (1, 0)
    assert jobs.deliver_pending(AT) == (0, 0)
    assert [address for address, _ in sms.sent] == [PHONE]
    assert sms.sent[0][1].startswith("有人查看了您的完整手机号码") and sms.sent[0][1].endswith("登录平台查看。")
    assert deliveries(session) == [("mail", "nowhere", 1, ""), ("sms", "sent", 1, "")]


def test_a_failure_is_noted_and_tried_again_but_not_for_ever(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    sms = Fake(broken=True)
    plug(monkeypatch, sms=sms)
    looked_at(session, Recipient(person_id=make_person(session, phone=PHONE).id))
    session.commit()
    assert [jobs.deliver_pending(AT)[1] for _ in range(6)] == [1, 1, 1, 1, 1, 0]
    assert deliveries(session)[1] == ("sms", "failed", 5, "ConnectionError")


def test_nothing_personal_is_logged(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looked_at(session, Recipient(person_id=make_person(session, phone=PHONE).id))
    session.commit()
    with caplog.at_level(logging.INFO):
        assert jobs.deliver_pending(AT) == (0, 0)
        plug(monkeypatch, sms=Fake(broken=True))
        looked_at(session, Recipient(person_id=make_person(session, phone=PHONE).id))
        session.commit()
        jobs.deliver_pending(AT)
    assert deliveries(session)[1] == ("sms", "logged", 1, "")
    assert "person.looked_at" in caplog.text and PHONE not in caplog.text and "手机号码" not in caplog.text


def test_mail_goes_to_who_reads_the_mailbox_today(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = Fake()
    plug(monkeypatch, mail=mail)
    school = make_institution(session, contact_phone="0631-5190000")
    users = [make_user(session, f"m{each}", Role.TRAINING_INSTITUTION, institution_id=school.id) for each in range(3)]
    users += [make_user(session, "other", Role.EMPLOYER, institution_id=school.id)]
    for user in users:
        actor = Actor(Role.TRAINING_INSTITUTION, user_id=user.id, institution_id=school.id)
        service_delivery.set_mail(session, actor, f" {user.login}@example.com ", AT)
    users[1].disabled_at = AT
    session.scalars(select(Membership).where(Membership.user_id == users[2].id)).one().valid_to = date(2021, 1, 1)
    service.send(
        session, "class.returned", Recipient(role=Role.TRAINING_INSTITUTION, institution_id=school.id),
        subject_kind="class", number="WH2026-0001", at=AT, detail={"name": "一班", "remark": "缺课表"},
    )
    service.send(
        session, "class.submitted", Recipient(role=Role.BUREAU), subject_kind="class", number="WH2026-0001", at=AT
    )
    session.commit()
    assert jobs.deliver_pending(AT) == (1, 0)
    assert [address for address, _ in mail.sent] == ["m0@example.com"]


@pytest.mark.parametrize("wrong", ["x", "a@b", "a b@example.com", "a@example.com\nbcc: b@example.com", "a" * 250 + "@x.cn"])
def test_what_is_no_address_is_refused(session: Session, wrong: str) -> None:
    user = make_user(session, "somebody", Role.BUREAU)
    with pytest.raises(InvalidInput):
        service_delivery.set_mail(session, Actor(Role.BUREAU, user_id=user.id), wrong, AT)


def test_the_own_address_is_kept_sealed_and_taken_away(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    browser = login_as(Role.BUREAU)
    assert browser.post("/notices/mail", data={"mail": "zhang@example.com"}).status_code == 302
    record = session.scalars(select(NoticeAddress)).one()
    assert record.mail == "zhang@example.com" and b"zhang" not in bytes(record.mail_sealed or b"")
    assert "zhang@example.com" in browser.get("/notices/mail").get_data(as_text=True)
    answer = browser.post("/notices/mail", data={"mail": "zhang"})
    assert answer.status_code == 422 and "不是一个电子邮箱地址" in answer.get_data(as_text=True)
    assert browser.post("/notices/mail", data={"mail": ""}).status_code == 302
    session.expire_all()
    assert session.scalars(select(NoticeAddress)).one().mail is None


@pytest.mark.parametrize("given", ["nowhere.to.be.found:make", "json:nothing", "json:JSONDecoder", "json"])
def test_a_setting_that_names_no_channel_is_said(given: str) -> None:
    with pytest.raises(ChannelUnusable, match="SMS_CHANNEL"):
        channels.configure({"SMS_CHANNEL": given})


def test_a_setting_plugs_a_channel() -> None:
    channels.configure({"SMS_CHANNEL": f"{__name__}:Fake"})
    assert channels.is_plugged(channels.SMS) and not channels.is_plugged(channels.MAIL)
