"""Notices: told once, read by each for oneself, and only by whom they are for."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound
from training_app.notices import queries, registry, service
from training_app.notices.registry import Reminder
from training_app.notices.rules import Recipient, sentence

AT = datetime.now(UTC)
BUREAU = Recipient(role=Role.BUREAU)


@pytest.fixture
def member(session: Session) -> Callable[..., Actor]:
    """A new user of a role, as the actor of a request."""

    def make(role: Role, **scope: object) -> Actor:
        user = make_user(session, f"n{uuid.uuid4().hex[:8]}", role, **scope)
        return Actor(role, user_id=user.id, **scope)  # type: ignore[arg-type]

    return make


@pytest.fixture
def reminders() -> Iterator[dict]:
    kept = dict(registry.REMINDERS)
    registry.REMINDERS.clear()
    yield registry.REMINDERS
    registry.REMINDERS.clear()
    registry.REMINDERS.update(kept)


def tell(session: Session, to: Recipient, number: str = "WH2026-0001", **more: object) -> bool:
    detail = {"name": "智能制造一班", "unit": "甲机构", "remark": "缺课表"}
    kind = str(more.pop("kind", "class.returned"))
    return service.send(
        session, kind, to, subject_kind="class", number=number, at=more.pop("at", AT), detail=detail, **more,  # type: ignore[arg-type]
    )


def test_an_organisation_reads_its_own_notices_and_nobody_elses(session: Session, member: Callable[..., Actor]) -> None:
    ours, theirs = make_institution(session), make_institution(session)
    tell(session, Recipient(institution_id=ours.id))
    tell(session, Recipient(role=Role.TRAINING_INSTITUTION, institution_id=ours.id), "WH2026-0002")
    tell(session, Recipient(district_code="371002"), "WH2026-0003")
    tell(session, BUREAU, "WH2026-0004")
    reader = member(Role.TRAINING_INSTITUTION, institution_id=ours.id)
    assert {line.number for line in queries.inbox(session, reader).items} == {"WH2026-0001", "WH2026-0002"}
    assert queries.inbox(session, reader).items[0].sentence == "班次“智能制造一班”的备案被退回：缺课表。请修改后重新提交。"
    stranger = member(Role.TRAINING_INSTITUTION, institution_id=theirs.id)
    assert queries.inbox(session, stranger).total == queries.unread_count(session, stranger) == 0
    with pytest.raises(NotFound):
        service.read(session, stranger, queries.inbox(session, reader).items[0].id, AT)
    assert [line.number for line in queries.inbox(session, member(Role.BUREAU)).items] == ["WH2026-0004"]
    assert [line.number for line in queries.inbox(session, member(Role.DISTRICT, district_code="371002")).items] == [
        "WH2026-0003"
    ]
    assert queries.inbox(session, member(Role.EMPLOYER, institution_id=ours.id)).total == 1


def test_who_moved_reads_the_new_place(session: Session, member: Callable[..., Actor]) -> None:
    old, new = make_institution(session), make_institution(session)
    tell(session, Recipient(institution_id=old.id))
    before = member(Role.TRAINING_INSTITUTION, institution_id=old.id)
    after = Actor(Role.TRAINING_INSTITUTION, user_id=before.user_id, institution_id=new.id)
    assert (queries.inbox(session, before).total, queries.inbox(session, after).total) == (1, 0)


def test_each_user_reads_for_oneself(session: Session, member: Callable[..., Actor]) -> None:
    tell(session, BUREAU)
    tell(session, BUREAU, "WH2026-0002")
    first, second = member(Role.BUREAU), member(Role.BUREAU)
    service.read(session, first, queries.inbox(session, first).items[0].id, AT)
    assert (queries.unread_count(session, first), queries.unread_count(session, second)) == (1, 2)
    page = queries.inbox(session, first)
    assert [(line.number, line.unread) for line in page.items] == [("WH2026-0001", True), ("WH2026-0002", False)]
    assert service.read_all(session, first, AT) == 1
    assert service.read_all(session, first, AT) == 0
    assert (queries.unread_count(session, first), queries.unread_count(session, second)) == (0, 2)
    assert queries.inbox(session, second, unread_only=True).total == 2


def test_what_is_old_no_longer_counts(session: Session, member: Callable[..., Actor]) -> None:
    tell(session, BUREAU, at=AT - timedelta(days=91))
    reader = member(Role.BUREAU)
    assert (queries.unread_count(session, reader), queries.inbox(session, reader).total) == (0, 1)


def test_a_key_is_told_once(session: Session) -> None:
    assert tell(session, BUREAU, key="a")
    assert not tell(session, BUREAU, key="a")
    assert tell(session, BUREAU) and tell(session, BUREAU)


def test_reminders_are_told_once_however_often_they_run(session: Session, reminders: dict) -> None:
    def due(session: Session, today: date) -> Iterator[Reminder]:
        for step in (7, 3):
            if today >= date(2026, 10, 10) - timedelta(days=step):
                yield Reminder("class.returned", BUREAU, "class", "WH2026-0001", f"x/{step}", date(2026, 10, 10))

    registry.register("x", due)
    assert service.remind(session, date(2026, 10, 1), AT) == 0
    assert service.remind(session, date(2026, 10, 3), AT) == 1
    assert service.remind(session, date(2026, 10, 3), AT) == 0
    assert service.remind(session, date(2026, 10, 8), AT) == 1


@pytest.mark.parametrize("to", [Recipient(), Recipient(role=Role.TRAINING_INSTITUTION), Recipient(role=Role.ENGINEER)])
def test_a_notice_to_nobody_is_a_mistake(session: Session, to: Recipient) -> None:
    with pytest.raises(ValueError, match="nobody"):
        tell(session, to)


def test_a_kind_without_a_sentence_is_a_mistake(session: Session) -> None:
    with pytest.raises(ValueError, match="sentence"):
        tell(session, BUREAU, kind="class.forgotten")


def test_what_a_colleague_has_done_waits_for_nobody(session: Session, member: Callable[..., Actor]) -> None:
    tell(session, BUREAU)
    tell(session, BUREAU, "WH2026-0002")
    tell(session, Recipient(district_code="371002"))
    reader, district = member(Role.BUREAU), member(Role.DISTRICT, district_code="371002")
    service.settle(session, ["class.returned"], "class", "WH2026-0001", AT, BUREAU)
    service.settle(session, ["class.approved"], "class", "WH2026-0002", AT)
    assert (queries.unread_count(session, reader), queries.unread_count(session, district)) == (1, 1)
    assert [line.unread for line in queries.inbox(session, reader).items] == [True, False]


def test_typed_words_do_not_end_twice() -> None:
    words = sentence("class.returned", {"name": "一班", "remark": "缺证明。"})
    assert words == "班次“一班”的备案被退回：缺证明。请修改后重新提交。"


def test_who_was_registered_twice_is_told_under_the_record_that_stays(session: Session, member: Callable[..., Actor]) -> None:
    stays, gone = make_person(session), make_person(session)
    gone.merged_into = stays.id
    me = member(Role.ENGINEER, person_id=stays.id)
    session.flush()
    told = service.send_to_engineers(
        session, "level.released", [gone.id, stays.id], subject_kind="own_level_applications", at=AT,
        detail={"unit": "评价中心", "when": "5 月 9 日", "place": "二楼", "remark": "停电", "session": "AS2026-0001"},
    )
    assert told == 1 and queries.unread_count(session, me) == 1
