"""Keeping trainers and venues."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.resources import make_trainer, make_venue
from training_app.audit.models import AuditEvent
from training_app.kernel.errors import InvalidInput, NotFound, PermissionDenied, Stale
from training_app.kernel.lists import Asked
from training_app.programmes import queries_resources as queries
from training_app.programmes import rules_resources, service_resources
from training_app.programmes.models_resources import Venue, VenueRoom
from training_app.programmes.queries_resources import Filters
from training_app.programmes.rules_resources import RoomFacts, TrainerFacts, VenueFacts

AT = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 1)


def facts(name: str = "于海波", **columns: object) -> TrainerFacts:
    return TrainerFacts(
        **{
            "name": name, "post": "高级工程师", "document": "师资证书", "document_number": "SZ1",
            "document_from": date(2025, 1, 1), "document_to": date(2028, 1, 1), "teaches": {"smart_manufacturing": "senior"},
            **columns,
        }
    )  # fmt: skip


def place(rooms: list[RoomFacts] | None = None, **columns: object) -> VenueFacts:
    rooms = rooms if rooms is not None else [RoomFacts(None, "301", 60)]
    words = {"name": "实训中心", "district_code": "371002", "address": "文化西路 1 号", "shared": False}
    return VenueFacts(**{**words, **columns}, rooms=rooms)


def test_a_trainer_is_kept_changed_and_ended(session: Session) -> None:
    actor = actor_of(make_institution(session))
    record = service_resources.add_trainer(session, actor, facts(), AT)
    version = record.version
    service_resources.change_trainer(
        session, actor, record.number, version, facts(teaches={"big_data": "junior", "smart_manufacturing": "junior"}), AT
    )
    assert {each.occupation_key: each.level for each in record.teaches} == {"big_data": "junior", "smart_manufacturing": "junior"}
    with pytest.raises(Stale):
        service_resources.change_trainer(session, actor, record.number, version, facts(), AT)
    service_resources.end(session, actor, "trainer", record.number, None, date(2026, 5, 1), AT)
    states = [queries.trainer_state(record, day) for day in (date(2024, 1, 1), DAY, date(2026, 5, 1))]
    assert states == ["coming", "active", "ended"]
    with pytest.raises(InvalidInput):
        service_resources.end(session, actor, "trainer", record.number, None, date(2026, 6, 1), AT)
    session.commit()
    told = session.scalars(select(AuditEvent).where(AuditEvent.object_number == record.number).order_by(AuditEvent.seq)).all()
    assert [event.action for event in told] == ["trainer.record", "trainer.change", "trainer.end"]
    assert not any("于海波" in str(event.detail) for event in told)


def test_the_same_document_is_not_kept_twice(session: Session) -> None:
    one, other = actor_of(make_institution(session)), actor_of(make_institution(session))
    first = service_resources.add_trainer(session, one, facts(), AT)
    with pytest.raises(InvalidInput) as refused:
        service_resources.add_trainer(session, one, facts("于 海波", document_number="sz1"), AT)
    assert first.number in refused.value.fields["document_number"]
    assert service_resources.add_trainer(session, other, facts(), AT).identity == first.identity


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"), ({"document_number": ""}, "document_number"), ({"document_from": None}, "document_from"),
        ({"document_to": date(2025, 1, 1)}, "document_to"), ({"teaches": {}}, "teaches"),
        ({"teaches": {"alchemy": "senior"}}, "teaches"), ({"name": "于" * 51}, "name"), ({"post": "\x07"}, "post"),
    ],
)  # fmt: skip
def test_wrong_facts_are_named(session: Session, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        service_resources.add_trainer(session, actor_of(make_institution(session)), facts(**wrong), AT)
    assert set(refused.value.fields) == {field}


def test_rooms_are_named_once_and_seat_somebody(session: Session) -> None:
    actor = actor_of(make_institution(session))
    rooms = [RoomFacts(None, "301", 60), RoomFacts(None, " 301 ", 30), RoomFacts(None, "302", 0), RoomFacts(999, "303", 5)]
    with pytest.raises(InvalidInput) as refused:
        service_resources.add_venue(session, actor, place(rooms, district_code="110000"), AT)
    assert set(refused.value.fields) == {"room-1", "room-2", "room-3", "district_code"}
    with pytest.raises(InvalidInput):
        service_resources.add_venue(session, actor, place([]), AT)


def test_a_room_that_was_used_is_given_up_and_one_that_was_not_goes(session: Session) -> None:
    institution = make_institution(session)
    venue = make_venue(session, institution, rooms=(("301", 60), ("302", 40)))
    used, unused = venue.rooms
    make_class(session, "reported", institution=institution).sessions[0].room_id = used.id
    session.flush()
    kept = place([RoomFacts(None, "303", 20)], name=venue.name)
    service_resources.change_venue(session, actor_of(institution), venue.number, venue.version, kept, DAY, AT)
    session.refresh(venue)
    assert {room.name: room.ended_on for room in venue.rooms} == {"301": DAY, "303": None}
    assert session.get(VenueRoom, unused.id) is None


def test_a_change_of_a_room_alone_counts_up_the_version(session: Session) -> None:
    institution = make_institution(session)
    actor, venue = actor_of(institution), make_venue(session, institution)
    before = venue.version
    more = VenueFacts(venue.name, venue.district_code, venue.address, False, [RoomFacts(venue.rooms[0].id, "301", 80)])
    service_resources.change_venue(session, actor, venue.number, before, more, DAY, AT)
    assert venue.version > before and venue.rooms[0].seats == 80


def test_scopes(session: Session) -> None:
    ours, theirs = make_institution(session), make_institution(session)
    trainer, own = make_trainer(session, theirs), make_venue(session, theirs)
    shared = make_venue(session, theirs, "共用中心", shared=True)
    actor = actor_of(ours)
    for find, number in ((queries.trainer, trainer.number), (queries.venue, own.number)):
        with pytest.raises(NotFound):
            find(session, actor, number)
        assert find(session, bureau(), number).number == number
    assert queries.venue(session, actor, shared.number) is shared
    with pytest.raises(PermissionDenied):
        service_resources.end(session, actor, "venue", shared.number, None, DAY, AT)
    with pytest.raises(PermissionDenied):
        service_resources.add_trainer(session, bureau(), facts(), AT)
    page = queries.venues_page(session, actor, Filters(), Asked("number"), DAY)
    assert [row.record.number for row in page.items] == [shared.number]
    wanted = Filters(text="于海波", occupation="smart_manufacturing")
    page = queries.trainers_page(session, bureau(), wanted, Asked("number"), DAY)
    assert [row.teaches for row in page.items] == ["智能制造（高级及以下）"]


def test_what_the_words_of_a_timetable_mean(session: Session) -> None:
    institution, other = make_institution(session), make_institution(session)
    left = make_trainer(session, institution, "丛珊", ended_on=date(2026, 1, 1))
    one, two = (make_trainer(session, institution, "王伟") for _ in range(2))
    venue = make_venue(session, institution, rooms=(("301", 60), ("机房", 40)))
    lent = make_venue(session, other, "海大楼", (("301", 30),), shared=True)
    trainers = queries.trainers_offered(session, institution.id)
    rooms = queries.rooms_offered(session, institution.id)

    def taught(text: str) -> list[int]:
        return [each.id for each in rules_resources.trainers_meant(text, trainers, DAY)]

    def held(text: str) -> list[int]:
        return [each.id for each in rules_resources.rooms_meant(text, rooms, DAY)]

    assert taught("丛 珊") == [left.id] and taught("生人") == [] and taught("") == []
    assert sorted(taught("王伟")) == sorted([one.id, two.id]) and taught(f"王伟（{two.number}）") == [two.id]
    assert held("高区实训中心 301") == held("高区实训中心301") == [venue.rooms[0].id]
    assert held("301") == [venue.rooms[0].id] and held("机房") == [venue.rooms[1].id]
    assert held("海大楼") == [lent.rooms[0].id] and held("高区实训中心") == [] and held("") == []
    assert session.scalar(select(Venue.id).where(Venue.id == lent.id)) == lent.id


def test_rooms_swap_their_names_and_a_name_given_up_may_be_used_again(session: Session) -> None:
    institution = make_institution(session)
    actor, venue = actor_of(institution), make_venue(session, institution, rooms=(("301", 60), ("302", 40), ("303", 20)))
    one, two, three = venue.rooms
    make_class(session, "reported", institution=institution).sessions[0].room_id = one.id

    def change(*rooms: RoomFacts) -> dict[str, int]:
        typed = place(list(rooms), name=venue.name)
        with session.begin_nested():
            service_resources.change_venue(session, actor, venue.number, venue.version, typed, DAY, AT)
        session.refresh(venue)
        return {room.name: room.seats for room in venue.rooms if room.ended_on is None}

    swapped = RoomFacts(one.id, "302", 60), RoomFacts(two.id, "301", 40)
    assert change(*swapped, RoomFacts(three.id, "303", 20)) == {"302": 60, "301": 40, "303": 20}
    assert change(RoomFacts(one.id, "302", 60), RoomFacts(two.id, "303", 40)) == {"302": 60, "303": 40}
    with pytest.raises(InvalidInput) as refused:
        change(RoomFacts(two.id, "302", 40))
    assert "停用的教室重名" in refused.value.fields["room-0"]
    assert change(RoomFacts(one.id, "旧 302", 60, ended=True), RoomFacts(None, "302", 30)) == {"302": 30}
    with pytest.raises(InvalidInput) as refused:
        change(RoomFacts(one.id, "A", 5), RoomFacts(one.id, "B", 6))
    assert set(refused.value.fields) == {"room-1"}


def test_an_end_to_come_does_not_free_the_name(session: Session) -> None:
    institution = make_institution(session)
    actor = actor_of(institution)
    make_trainer(session, institution, "丛珊", document_number="SZ1", ended_on=date(2026, 5, 1))
    make_venue(session, institution, "实训中心", ended_on=date(2026, 5, 1))
    for add, typed in ((service_resources.add_trainer, facts("丛\u3164珊")), (service_resources.add_venue, place())):
        with pytest.raises(InvalidInput):
            add(session, actor, typed, AT)
        assert add(session, actor, typed, datetime(2026, 5, 1, 1, 0, tzinfo=UTC)).number


def test_a_year_of_two_digits_is_no_year(session: Session) -> None:
    institution = make_institution(session)
    actor, venue = actor_of(institution), make_venue(session, institution)
    for field in ("document_from", "document_to"):
        with pytest.raises(InvalidInput) as refused:
            service_resources.add_trainer(session, actor, facts(**{field: date(26, 1, 1)}), AT)
        assert "年份" in refused.value.fields[field]
    with pytest.raises(InvalidInput) as refused:
        service_resources.end(session, actor, "venue", venue.number, None, date(26, 3, 1), AT)
    assert "年份" in refused.value.fields["day"] and venue.ended_on is None


def test_the_trail_says_how_a_document_was_made_valid_and_names_nobody(session: Session) -> None:
    actor = actor_of(make_institution(session))
    record = service_resources.add_trainer(session, actor, facts(document_to=date(2026, 1, 1)), AT)
    service_resources.change_trainer(session, actor, record.number, None, facts("于大海", document_to=None), AT)
    session.commit()
    told = session.scalars(select(AuditEvent).where(AuditEvent.action == "trainer.change")).one()
    assert told.detail["changes"] == {"name": [None, None], "document_to": ["2026-01-01", ""]}


def test_sharing_a_room_makes_nobody_elses_words_unclear(session: Session) -> None:
    institution, other = make_institution(session), make_institution(session)
    own = make_venue(session, institution, "实训中心", (("301", 60),)).rooms[0]
    make_venue(session, other, "实训中心", (("301", 30), ("302", 30)), shared=True)
    rooms = queries.rooms_offered(session, institution.id)
    for words in ("301", "实训中心 301"):
        assert [each.id for each in rules_resources.rooms_meant(words, rooms, DAY)] == [own.id]
    assert len(rules_resources.rooms_meant("302", rooms, DAY)) == 1
