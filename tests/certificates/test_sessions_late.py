"""Assessment sessions when something changed meanwhile: the body's qualification, the person's papers and records, the session
itself in another tab."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_application, make_completed, make_completion_certificate
from tests.certificates.test_sessions import AT, HELD, PLAN, TODAY, World
from training_app.certificates import queries_lots, queries_sessions
from training_app.certificates import service_sessions as service
from training_app.certificates.models import CompletionCertificate, LevelAssessment
from training_app.institutions.models import Qualification
from training_app.kernel.actor import Role
from training_app.kernel.errors import Conflict, InvalidInput, RuleViolation
from training_app.people.models import Person

Login = Callable[..., FlaskClient]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def revoke(session: Session, *places: int, world: World) -> None:
    for place in places:
        paper = session.scalars(
            select(CompletionCertificate).where(CompletionCertificate.enrolment_id == world.people[place].id)
        ).one()
        paper.state, paper.ended_on = "revoked", date(2026, 5, 2)
    session.flush()


def test_a_body_that_lost_its_qualification_seats_and_marks_nobody(session: Session, world: World) -> None:
    world.seat(0)
    for each in session.scalars(select(Qualification).where(Qualification.institution_id == world.body.id)):
        each.valid_to = HELD
    session.flush()
    with pytest.raises(RuleViolation, match="没有这个职业和等级的评价机构资格"):
        world.seat(1)
    with pytest.raises(RuleViolation, match="没有这个职业和等级的评价机构资格"):
        world.mark(p0=("80", "80", ""))
    assert not session.scalars(select(LevelAssessment)).all()


def test_whose_completion_certificate_was_revoked_is_not_assessed(session: Session, world: World) -> None:
    world.seat(0)
    revoke(session, 0, 1, world=world)
    with pytest.raises(Conflict, match="培训合格证书已作废"):
        world.seat(1)
    with pytest.raises(Conflict, match="培训合格证书已作废"):
        world.mark(p0=("80", "80", ""))
    make_completion_certificate(session, world.people[0])
    assert world.mark(p0=("80", "80", "")).passed == 1, "a replacement stands in its place"
    assert len(session.execute(queries_lots.awaiting(world.body.id)).all()) == 1
    paper = session.scalars(select(CompletionCertificate).where(CompletionCertificate.state == "issued")).all()
    for each in paper:
        each.state, each.ended_on = "revoked", date(2026, 5, 10)
    session.flush()
    assert not session.execute(queries_lots.awaiting(world.body.id)).all(), "nor drawn into a lot afterwards"


def test_a_session_is_not_moved_to_where_its_people_sit_elsewhere(session: Session, world: World) -> None:
    world.seat(0)
    person = session.get_one(Person, world.people[0].person_id)
    second = make_completed(session, person, assessment_body=world.body)
    make_completion_certificate(session, second)
    later = replace(PLAN, starts_at=time(14), ends_at=time(16))
    other = service.open_session(session, world.actor, later, TODAY, AT)
    service.seat(session, world.actor, other.number, [make_application(session, second).number], TODAY, AT)
    with pytest.raises(RuleViolation, match="新的时间已有别的场次"):
        service.change(session, world.actor, other.number, PLAN, TODAY, AT)
    assert service.change(session, world.actor, other.number, replace(later, place="二楼"), TODAY, AT) == 1


def test_two_seats_of_records_that_were_merged_get_no_two_results(session: Session, world: World) -> None:
    world.seat(0, 1)
    session.get_one(Person, world.people[1].person_id).merged_into = world.people[0].person_id
    session.flush()
    with pytest.raises(Conflict, match="合并为同一个人"):
        world.mark(p0=("80", "80", ""), p1=("70", "70", ""))
    service.release(session, world.actor, world.held.number, [world.applications[1].number], "同一个人", AT)
    assert world.mark(p0=("80", "80", "")).passed == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": date(1, 1, 1)}, "held_on"), ({"held_on": TODAY + timedelta(days=731)}, "held_on"),
        ({"place": "文化\u202e路"}, "place"), ({"note": "\u200b"}, "note"), ({"direction": "/big_data/x"}, "direction"),
    ],
)  # fmt: skip
def test_days_nobody_means_and_signs_nobody_sees_are_named(
    session: Session, world: World, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        service.open_session(session, world.actor, replace(PLAN, **wrong), TODAY, AT)
    assert field in refused.value.fields
    world.seat(0)
    number, unseen = world.held.number, "停电\u202e"
    with pytest.raises(InvalidInput, match="看不见"):
        service.cancel(session, world.actor, number, unseen, AT)
    with pytest.raises(InvalidInput, match="看不见"):
        service.release(session, world.actor, number, [world.applications[0].number], unseen, AT)


def test_a_direction_of_another_occupation_is_not_dropped_in_silence(session: Session, world: World, login_as: Login) -> None:
    body = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    sent = {
        "occupation": "smart_manufacturing", "level": "intermediate", "held_on": "2027-05-10", "starts_at": "9:00",
        "ends_at": "11:30", "place": "二楼", "seats": "5", "apply_until": "2027-05-01", "direction": "big_data/x",
    }  # fmt: skip
    refused = body.post("/certificates/sessions/new", data=sent)
    assert refused.status_code == 422 and "不属于所选的职业" in refused.text


def _shown(page: str) -> dict[str, str]:
    names = ("version", "opened", "held_on", "starts_at", "ends_at", "place", "seats", "apply_until", "note")
    return {name: re.search(f'name="{name}"[^>]*?value="([^"]*)"', page)[1] for name in names}


def test_a_stale_tab_takes_nothing_back(
    session: Session, world: World, login_as: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training_app.kernel.dates.now", lambda: AT)
    session.commit()
    body = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    address = f"/certificates/sessions/{world.held.number}/edit"
    stale = _shown(body.get(address).text)
    assert body.post(address, data=stale | {"starts_at": "10:00"}).status_code == 302
    assert body.post(address, data=stale | {"place": "三楼"}).status_code == 302
    session.refresh(world.held)
    assert (world.held.starts_at, world.held.place) == (time(10), "三楼")
    both = body.post(address, data=stale | {"place": "四楼"})
    assert both.status_code == 409 and "三楼" in both.text and 'value="四楼"' in both.text
    assert body.post(address, data=_shown(both.text)).status_code == 302
    session.refresh(world.held)
    assert (world.held.starts_at, world.held.place) == (time(10), "四楼")


def test_marks_that_come_too_late_are_still_on_the_page(
    session: Session, world: World, login_as: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.seat(0, 1)
    session.commit()
    monkeypatch.setattr("training_app.kernel.dates.now", lambda: datetime(2026, 5, 9, 9, 0, tzinfo=UTC))
    body = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    page = f"/certificates/sessions/{world.held.number}"
    first, second = (each.number for each in world.applications[:2])
    typed = {f"theory-{name}": "71.5" for name in (first, second)} | {f"ability-{name}": "62.5" for name in (first, second)}
    world.mark(p0=("80", "80", ""))
    late = body.post(f"{page}/marks", data=typed)
    assert late.status_code == 409 and "名单刚有变化" in late.text
    assert 'value="71.5"' in late.text and f"theory-{first}" not in late.text
    assert "移出不能登记的人" in late.text
    gone = body.post(f"{page}/release", data={"chosen": second, "reason": "班次撤回结业"})
    assert gone.status_code == 302 and len(queries_sessions.seats(session, world.held)) == 1


