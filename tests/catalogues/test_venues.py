"""The list of an institution's venues and rooms: read, checked, confirmed, taken back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, make_institution
from tests.builders.resources import make_venue
from training_app.institutions.models import Institution
from training_app.intake import parts, service, service_undo
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor
from training_app.programmes.models_resources import Venue

AT = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
HEADINGS = ("序号", "培训场地", "所在区市", "详细地址", "教室号", "容纳人数", "是否共用")


def line(room: str = "301", seats: str = "60", **changes: str) -> tuple[str, ...]:
    values = {
        "venue": "高区实训中心", "district": "环翠区", "address": "文化西路 180 号", "room": room, "seats": seats, "shared": "",
    }  # fmt: skip
    return ("1", *(values | changes).values())


def table(lines: Sequence[Sequence[str]]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in (("场地一览表",), HEADINGS, *lines, ("合计",)):
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def staged(session: Session, actor: Actor, *lines: Sequence[str]) -> Batch:
    return service.stage(session, actor, "venues", table(lines), "场地.xlsx", subject_number=None, at=AT)


def codes(session: Session, batch: Batch) -> list[list[str]]:
    return [[each.code for each in row.problems] for row in parts.load(session, batch)]


def outlooks(session: Session, batch: Batch) -> list[str]:
    return [row.outlook for row in parts.load(session, batch)]


def present(session: Session, school: Institution) -> list[tuple]:
    session.expire_all()
    found = session.scalars(select(Venue).where(Venue.institution_id == school.id).order_by(Venue.name))
    return [
        (each.name, each.district_code, each.address, each.shared, [(room.name, room.seats) for room in each.rooms])
        for each in found
    ]


@pytest.fixture
def school(session: Session) -> Institution:
    return make_institution(session)


def test_rooms_come_in_change_what_is_there_and_go_again(session: Session, school: Institution) -> None:
    actor = actor_of(school)
    make_venue(session, school, "城里教学点", (("101", 30),))
    before = present(session, school)
    batch = staged(
        session, actor, line(), line("302", "40", district="", address="", shared="是"),
        line("101", "35", venue="城里 教学点", district="", address=""),
        line("102", "20", venue="城里教学点", address="成山大道 1 号"),
    )
    assert codes(session, batch) == [[], [], ["room.change"], ["venue.change"]]
    assert outlooks(session, batch) == ["created", "created", "updated", "created"]
    service.confirm(session, actor, batch.number, at=AT)
    assert present(session, school) == [
        ("城里教学点", "371002", "成山大道 1 号", False, [("101", 35), ("102", 20)]),
        ("高区实训中心", "371002", "文化西路 180 号", True, [("301", 60), ("302", 40)]),
    ]
    again = staged(session, actor, line(shared="是"), line("302", "40", district="", address=""))
    assert outlooks(session, again) == ["existing", "existing"], "the same list once more changes nothing"
    service.undo(session, actor, batch.number, AT)
    assert present(session, school) == before


def test_what_a_timetable_counts_on_stays_as_foretold(session: Session, school: Institution) -> None:
    actor = actor_of(school)
    batch = staged(session, actor, line(), line("302", "40座"), line("201", "约60人", venue="另一处"))
    service.confirm(session, actor, batch.number, at=AT)
    record = make_class(session, "approved", institution=school)
    venue = session.scalars(select(Venue).where(Venue.name == "高区实训中心")).one()
    record.sessions[0].room_id = venue.rooms[0].id
    session.flush()
    page = service_undo.page_of(session, actor, batch.number)
    assert (page.counts["back"], page.counts["kept"]) == (2, 2), "302 goes, its venue stays for 301"
    service.undo(session, actor, batch.number, AT)
    assert [(each[0], each[4]) for each in present(session, school)] == [("高区实训中心", [("301", 60)])]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"venue": ""}, "venue.missing"), ({"room": ""}, "room.missing"), ({"seats": "若干"}, "seats.invalid"),
        ({"seats": "0"}, "seats.invalid"), ({"district": "市区"}, "district.unknown"), ({"district": ""}, "district.missing"),
        ({"address": ""}, "address.missing"), ({"shared": "视情况"}, "shared.unknown"), ({"room": "长" * 51}, "text.too_long"),
    ],
)  # fmt: skip
def test_a_wrong_cell_keeps_its_line_out(session: Session, school: Institution, changes: dict[str, str], code: str) -> None:
    actor = actor_of(school)
    batch = staged(session, actor, line(**changes), line("201", venue="另一处"))
    assert codes(session, batch) == [[code], []]
    service.confirm(session, actor, batch.number, good_rows=True, at=AT)
    assert [each[0] for each in present(session, school)] == ["另一处"]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (line(), [[], ["row.duplicate"]]), (line(seats="61"), [["row.contradiction"]] * 2),
        (line("302", address="成山大道 1 号"), [[], ["venue.contradict"]]),
    ],
)  # fmt: skip
def test_two_lines_of_one_place(session: Session, school: Institution, other: tuple, expected: list) -> None:
    assert codes(session, staged(session, actor_of(school), line(), other)) == expected


def test_what_ended_and_what_others_share_is_told(session: Session, school: Institution) -> None:
    make_venue(session, school, "旧楼", ended_on=date(2026, 1, 1))
    kept = make_venue(session, school, "新楼", (("101", 30), ("102", 30)))
    kept.rooms[0].ended_on = date(2026, 1, 1)
    make_venue(session, make_institution(session, "海韵培训学校"), "高区实训中心", shared=True)
    session.flush()
    batch = staged(
        session, actor_of(school), line(), line("101", "30", venue="新楼"), line("101", "30", venue="旧楼"),
    )  # fmt: skip
    assert codes(session, batch) == [["venue.shared"], ["room.ended"], ["venue.ended"]]
    assert outlooks(session, batch) == ["created", "held", "held"]


def test_a_line_kept_out_changes_nothing_of_its_venue(session: Session, school: Institution) -> None:
    actor = actor_of(school)
    make_venue(session, school, "城里教学点", (("101", 30),))
    batch = staged(
        session, actor, line("102", "x", venue="城里教学点", address="改了的地址"),
        line("103", "20", venue="城里教学点", district="", address=""),
    )
    service.confirm(session, actor, batch.number, good_rows=True, at=AT)
    assert present(session, school) == [("城里教学点", "371002", "文化西路 180 号", False, [("101", 30), ("103", 20)])]
