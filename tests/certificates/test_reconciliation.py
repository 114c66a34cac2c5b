"""The published list against what stands here: every kind of difference found once, decided once, gone when it is gone."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_assessment, make_completed, make_level_certificate, make_lot
from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, bureau, make_assessment_body
from training_app.certificates import queries_reconciliation as queries
from training_app.certificates import service_reconciliation as service
from training_app.certificates.models_reconciliation import Difference, ProvinceResult
from training_app.certificates.rules_reconciliation import Here, There, differences
from training_app.intake import service as intake
from training_app.intake.models import Batch
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from training_app.people.models import Person, PersonDocument
from training_app.people.queries import whole_numbers

AT = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 5, 1)
HERE = Here(1, "丛海明", "big_data", "junior", 7, DAY, "Z1", DAY)
THERE = There(1, "1", "丛海明", "big_data", "junior", "Z1", DAY)
LISTED = {("big_data", "junior"): date(2026, 6, 1)}


@pytest.mark.parametrize(
    ("here", "there", "kinds"),
    [
        ([HERE], [THERE], []),
        ([HERE], [], ["only_here"]),
        ([], [THERE], ["only_there"]),
        ([], [replace(THERE, person=None, who="ab")], ["only_there"]),
        ([replace(HERE, number="", issued_on=None)], [THERE], ["no_number"]),
        ([HERE], [replace(THERE, number="Z2")], ["number"]),
        ([HERE], [replace(THERE, number="z1")], []),
        ([HERE], [replace(THERE, name="丛海名")], ["name"]),
        ([HERE], [replace(THERE, issued_on=date(2026, 5, 2))], ["day"]),
        ([HERE], [replace(THERE, issued_on=None)], []),
        ([HERE], [replace(THERE, level="senior")], ["programme"]),
        ([HERE], [replace(THERE, person=2, who="2", name="别人")], ["holder"]),
        ([HERE], [THERE, replace(THERE, person=2, who="2", name="别人")], ["holder", "twice"]),
        ([replace(HERE, approved_on=date(2026, 6, 2))], [], []),
        ([replace(HERE, level="senior")], [], []),
    ],
)  # fmt: skip
def test_each_kind_of_difference(here: list, there: list, kinds: list) -> None:
    assert sorted(each.kind for each in differences(here, there, LISTED)) == kinds


def test_two_lines_of_one_person_are_both_told() -> None:
    (found,) = differences([HERE], [replace(THERE, number=number) for number in ("Z8", "Z9", "Z8")], LISTED)
    assert (found.kind, found.here, found.there) == ("number", "Z1", "Z8 / Z9")


def book(*lines: tuple[str, ...]) -> bytes:
    made = Workbook()
    made.active.append(["姓名", "证件号码", "职业", "等级", "证书编号", "发证日期"])
    for line in lines:
        made.active.append(list(line))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class World:
    """Two people in an approved lot, the first with a certificate."""

    def __init__(self, session: Session) -> None:
        self.session, self.body = session, make_assessment_body(session)
        record = make_class(session, "completed", assessment_body=self.body)
        self.enrolments = [make_completed(session, training_class=record) for _ in range(2)]
        make_lot(session, [make_assessment(session, each, self.body) for each in self.enrolments])
        self.people = [session.get_one(Person, each.person_id) for each in self.enrolments]
        self.certificate = make_level_certificate(
            session, self.people[0], "intermediate", enrolment=self.enrolments[0], occupation_key="smart_manufacturing"
        )
        self.clerk = replace(bureau(), user_id=make_user(session, "bijiao", Role.BUREAU).id)

    def line(self, place: int, number: str, name: str = "") -> tuple[str, ...]:
        person = self.people[place]
        document = whole_numbers(self.session, [person.id])[person.id]
        return (name or person.name, document, "智能制造工程技术人员", "中级", number, "2026-04-20")

    def upload(self, *lines: tuple[str, ...], at: datetime = AT) -> str:
        answer = intake.import_file(
            self.session, self.clerk, "province_results", book(*lines), "公布名单.xlsx", subject_number=None, at=at
        )
        assert answer.imported, answer.message
        return self.session.scalars(select(Batch.number).order_by(Batch.id.desc()).limit(1)).one()

    def open(self) -> dict[str, str]:
        self.session.expire_all()
        return {each.kind: each.number for each in self.session.scalars(select(Difference)) if each.state == "open"}


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_the_list_goes_in_and_what_differs_waits(session: Session, world: World) -> None:
    batch = world.upload(world.line(0, "OTHER-1"), world.line(1, "SZ-2", "改过名"))
    assert set(world.open()) == {"number", "no_number", "name"}
    assert len(session.scalars(select(ProvinceResult)).all()) == 2
    world.upload(world.line(0, "OTHER-1"))
    assert len(session.scalars(select(ProvinceResult)).all()) == 2, "the same line again is one line"
    intake.undo(session, world.clerk, batch, AT)
    assert not world.open() and not session.scalars(select(ProvinceResult)).all()
    assert {each.state for each in session.scalars(select(Difference))} == {"gone"}


def test_a_difference_is_decided_once_and_waits_again_when_it_says_something_else(session: Session, world: World) -> None:
    world.upload(world.line(0, "OTHER-1"))
    number = world.open()["number"]
    with pytest.raises(InvalidInput) as caught:
        service.decide(session, world.clerk, number, "x", " ", AT)
    assert set(caught.value.fields) == {"outcome", "remark"}
    own = actor_of(world.body, Role.ASSESSMENT_BODY)
    with pytest.raises(PermissionDenied):
        service.decide(session, own, number, "explained", "已核对原件", AT)
    assert service.decide(session, world.clerk, number, "correct_here", "以公布名单为准", AT).state == "decided"
    with pytest.raises(Conflict):
        service.decide(session, world.clerk, number, "explained", "已核对原件", AT)
    assert service.compare(session, world.clerk, AT).new == 0
    record = session.scalars(select(Difference).where(Difference.number == number)).one()
    session.scalars(select(ProvinceResult)).one().number = "OTHER-2"
    session.flush()
    assert service.compare(session, world.clerk, AT).new == 1
    assert (record.state, record.there, record.remark) == ("open", "OTHER-2", "")


def test_whose_differences_one_sees(session: Session, world: World) -> None:
    world.upload(world.line(0, "OTHER-1"))
    number = world.open()["number"]
    assert queries.by_number(session, actor_of(world.body, Role.ASSESSMENT_BODY), number)
    for actor in (actor_of(make_assessment_body(session), Role.ASSESSMENT_BODY), Actor(Role.DISTRICT, district_code="371002")):
        with pytest.raises(NotFound):
            queries.by_number(session, actor, number)


def test_through_the_pages(session: Session, world: World, login_as: Callable[..., FlaskClient]) -> None:
    world.upload(world.line(0, "OTHER-1"))
    session.commit()
    number, page = world.open()["number"], "/certificates/differences/"
    clerk = login_as(Role.BUREAU)
    shown = clerk.get(page).get_data(as_text=True)
    assert "条差异等您处理" in shown and "OTHER-1" in shown and world.certificate.number in shown
    assert "公布名单比对差异" in clerk.get("/").get_data(as_text=True)
    assert clerk.post(page).status_code == 302
    answers = {"chosen": [number], "outcome": "told_province", "remark": "已发函请省厅更正", "confirmed": "1"}
    assert clerk.post("/lists/differences/acts/decide_difference", data=answers).status_code == 302
    assert "已请省厅更正" in clerk.get(f"{page}?state=decided").get_data(as_text=True)
    body = login_as(Role.ASSESSMENT_BODY, institution_id=world.body.id)
    assert number in body.get(page).get_data(as_text=True)
    assert body.post(page).status_code == 403


def test_who_is_registered_after_the_list_is_found_by_the_next_comparison(session: Session, world: World) -> None:
    document = session.scalars(select(PersonDocument).where(PersonDocument.person_id == world.people[1].id)).one()
    line, known = world.line(1, "SZ-2"), document.number_index
    document.number_index = b"x" * len(known)
    session.flush()
    world.upload(line)
    assert set(world.open()) == {"only_there", "only_here"}
    document.number_index = known
    session.flush()
    service.compare(session, world.clerk, AT)
    assert set(world.open()) == {"no_number", "only_here"}, "the first of the two is in no list"
