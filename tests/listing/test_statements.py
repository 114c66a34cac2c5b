"""Lists and record pages ask the database as often for thirty lines as for three."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import (
    make_assessment,
    make_completed,
    make_completion_certificate,
    make_held_title,
    make_level_certificate,
)
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import actor_of, make_assessment_body, make_institution
from tests.builders.invitations import make_invitation
from tests.builders.people import make_person
from tests.builders.registrations import make_registration
from tests.builders.rosters import learner, xlsx
from tests.builders.subsidies import make_disbursement
from tests.reports.world import list_programme
from training_app.accounts.models import Membership
from training_app.classes.models import TrainingClass
from training_app.db import db
from training_app.files import service as files
from training_app.hours.models import HourEntry
from training_app.institutions.models import Institution
from training_app.intake import service as intake
from training_app.intake.models import Batch
from training_app.jobs.models import Job
from training_app.kernel.actor import Role
from training_app.kernel.dates import Quarter, now, today
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.people import service_reveal
from training_app.people.models import Employment, Person
from training_app.reports import service_returns as returns
from training_app.titles.models import TitleRecord

FEW, MANY = 3, 30
# More than any page needs; a page above it looks things up one by one.
AT_MOST = 27
_serial = itertools.count(1)


@dataclass(frozen=True, slots=True)
class World:
    """Who looks at the lists, and what the lines of theirs hang on."""

    school: Institution
    employer: Institution
    person: Person
    running: TrainingClass
    completed: TrainingClass
    browsers: dict[Role, FlaskClient]


@pytest.fixture
def world(session: Session, login_as: Callable[..., FlaskClient]) -> World:
    school = make_institution(session, "三十条培训学校")
    employer = make_institution(session, "三十条用人单位")
    person = make_person(session, "常学")
    body = make_assessment_body(session)
    running, completed = (
        make_class(session, state, institution=school, assessment_body=body, name=f"三十条{state}班")
        for state in ("running", "completed")
    )
    browsers = {
        Role.BUREAU: login_as(Role.BUREAU), Role.DISTRICT: login_as(Role.DISTRICT, district_code="371002"),
        Role.TRAINING_INSTITUTION: login_as(Role.TRAINING_INSTITUTION, institution_id=school.id),
        Role.EMPLOYER: login_as(Role.EMPLOYER, institution_id=employer.id),
        Role.ENGINEER: login_as(Role.ENGINEER, person_id=person.id),
        Role.SYSTEM_ADMIN: login_as(Role.SYSTEM_ADMIN), Role.AUDITOR: login_as(Role.AUDITOR),
    }
    member_of(session, Role.TRAINING_INSTITUTION).administers = True
    return World(school, employer, person, running, completed, browsers)


def member_of(session: Session, role: Role) -> Membership:
    """The first who has the role: who is logged in with it."""
    return session.scalars(select(Membership).where(Membership.role == role).order_by(Membership.id)).first()


def add(session: Session, world: World, count: int) -> None:
    """So many more lines of every list."""
    for _ in range(count):
        at = next(_serial)
        _person_lines(session, world, at)
        _unit_lines(session, world, at)
    session.commit()


def _person_lines(session: Session, world: World, at: int) -> None:
    """Somebody in two classes of the school and in one of another, with papers, a title and work at the employer; and one
    more class, paper and look for the engineer."""
    person = make_person(session, "三十条" + "甲乙丙丁戊己庚辛壬癸"[at % 10])
    session.add(Employment(person_id=person.id, institution_id=world.employer.id, employer_name=world.employer.name,
                           kind="enterprise", post="工程师", valid_from=date(2020, 1, 1)))
    enrolled = make_enrolment(session, world.running, person)
    make_attendance(session, world.running, [enrolled])
    done = make_enrolment(session, world.completed, person, "completed")
    make_completion_certificate(session, done)
    make_assessment(session, done, session.get_one(Institution, world.completed.assessment_body_id))
    make_disbursement(session, done, paid_on=date(2026, 5, 6))
    certificate = make_level_certificate(session, person, enrolment=done)
    make_level_certificate(session, make_person(session), "intermediate")
    own = make_completed(session, world.person, training_class=make_class(session, "completed", days=1))
    make_completion_certificate(session, own)
    make_held_title(session, world.person, "engineer", series=f"series-{at}")
    _hours(session, world.person, own.class_id, at)
    session.add(TitleRecord(
        number=f"TR2026-7{at:05d}", person_id=person.id, name_at=person.name, series="engineering", level="engineer",
        route="certificate_recognition", certificate_id=certificate.id, district_code="371002",
        recognised_on=date(2026, 9, 2), rule="test", state="granted", decision={},
    ))  # fmt: skip
    service_reveal.reveal(session, actor_of(world.school, Role.BUREAU), world.person.number, "identity_number", "核对报名材料",
                          now() - timedelta(hours=at))


def _hours(session: Session, person: Person, class_id: int, at: int) -> None:
    number = session.get_one(TrainingClass, class_id).number
    session.add(HourEntry(
        person_id=person.id, year=today().year, subject="professional", hours=100, occurred_on=date(today().year, 1, 4),
        recorded_at=now(), source_kind="class", source_number=number, rule="test", basis="text",
        idempotency_key=f"lines-{at}", evidence="测试",
    ))  # fmt: skip


def _unit_lines(session: Session, world: World, at: int) -> None:
    """A class, a colleague, an invitation, a return of the school; a unit, its account and its return; a notice, a job."""
    actor = actor_of(world.school)
    make_class(session, "submitted", institution=world.school, days=1)
    make_user(session, f"lines-{at}", Role.TRAINING_INSTITUTION, institution_id=world.school.id)
    make_invitation(session, world.school, now(), name=f"待加入{at}")
    quarter = Quarter(2018 + at // 4, at % 4 + 1)
    returns.open_draft(session, actor, quarter, today(), now())
    other = make_institution(session)
    returns.open_draft(session, actor_of(other), Quarter.of(today()), today(), now())
    list_programme(session, institution_id=other.id)
    list_programme(session, institution_id=world.school.id, level="junior", direction_key=f"direction-{at}")
    make_registration(session, at=now() - timedelta(hours=2 * at))
    for to in (Recipient(role=Role.BUREAU), Recipient(institution_id=world.school.id)):
        notices.send(session, "class.submitted", to, subject_kind="class", number=world.running.number, at=now(),
                     detail={"unit": "甲校", "name": f"第 {at} 班"})
    owner = member_of(session, Role.SYSTEM_ADMIN)
    file = files.store(session, actor, f"{at}".encode(), f"{at}.txt", "text/plain", "job.result", at=now())
    session.add(Job(
        number=f"J8{at:07d}", kind="test.lines", title="导出", state="done", user_id=owner.user_id, file_id=file.id,
        membership_id=owner.id, arguments={}, created_at=now(), finished_at=now(),
    ))  # fmt: skip
    _batch(session, world, at)


def _batch(session: Session, world: World, at: int) -> None:
    """A batch; only the first is read from a file, the others are like it."""
    first = session.scalar(select(Batch).where(Batch.institution_id == world.school.id).order_by(Batch.id))
    if first is None:
        intake.stage(session, actor_of(world.school), "roster", xlsx([learner(1)]), "名单.xlsx",
                     subject_number=world.running.number, at=now())
        return
    twin = Batch(**{column.name: getattr(first, column.name) for column in Batch.__table__.columns
                    if column.name not in ("id", "number", "reading_sealed", "row_key")}, number=f"RB2026-8{at:05d}")
    twin.reading = first.reading
    session.add(twin)
    session.flush()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that go to the database meanwhile."""
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    connection = db.session().connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(connection, "before_cursor_execute", note)


def lines_of(page: str) -> int:
    """Rows of the tables and entries of the lists in the middle of a page."""
    (middle,) = html.fromstring(page).xpath("//main")
    return len(middle.xpath(".//tbody/tr | .//ul/li | .//ol/li | .//div[@class='cert']"))


def addresses(world: World) -> list[tuple[Role, str]]:
    """Every list as each role that has its own reading of it, and the record pages that hold lists."""
    person, school, running, completed = (
        world.person.number, world.school.code, world.running.number, world.completed.number
    )
    lists = [
        (Role.BUREAU, "/classes"), (Role.BUREAU, "/people"), (Role.BUREAU, "/institutions/"),
        (Role.BUREAU, "/programmes/"), (Role.BUREAU, "/registrations"), (Role.BUREAU, "/reports/returns"),
        (Role.BUREAU, "/certificates/?kind=level"), (Role.BUREAU, "/certificates/?kind=completion"),
        (Role.BUREAU, "/titles/"), (Role.BUREAU, "/titles/records"), (Role.BUREAU, "/subsidies"),
        (Role.BUREAU, "/intake"), (Role.BUREAU, "/notices"), (Role.BUREAU, "/search?q=三十条"),
        (Role.DISTRICT, "/classes"), (Role.DISTRICT, "/people"), (Role.DISTRICT, "/certificates/?kind=level"),
        (Role.SYSTEM_ADMIN, "/accounts"), (Role.SYSTEM_ADMIN, "/jobs/"), (Role.AUDITOR, "/audit/"),
        (Role.TRAINING_INSTITUTION, "/classes"), (Role.TRAINING_INSTITUTION, "/people"),
        (Role.TRAINING_INSTITUTION, "/staff"), (Role.TRAINING_INSTITUTION, "/intake"),
        (Role.TRAINING_INSTITUTION, "/reports/returns"), (Role.TRAINING_INSTITUTION, "/notices"),
        (Role.TRAINING_INSTITUTION, "/search?q=三十条"), (Role.EMPLOYER, "/employees"),
        (Role.ENGINEER, "/me"), (Role.ENGINEER, "/me/certificates"), (Role.ENGINEER, "/me/looks"),
    ]  # fmt: skip
    records = [
        f"/classes/{running}", f"/classes/{completed}", f"/classes/{running}/sessions/1", f"/classes/{completed}/completion",
        f"/institutions/{school}?tab=qualifications", f"/institutions/{school}?tab=classes",
        f"/institutions/{world.employer.code}?tab=people", *(
            f"/people/{person}?tab={tab}" for tab in ("hours", "certificates", "titles", "classes", "timeline")
        ),
        f"/reports/cell?quarter=2026Q1&institution={school}&column=headcount_trained&row=total",
    ]
    return lists + [(Role.BUREAU, address) for address in records]


@pytest.mark.long
def test_thirty_lines_cost_as_many_statements_as_three(session: Session, world: World) -> None:
    asked: dict[str, list[tuple[int, int]]] = {}
    for count in (FEW, MANY - FEW):
        add(session, world, count)
        for role, address in addresses(world):
            world.browsers[role].get(address)
            session.expire_all()
            with counted() as statements:
                answer = world.browsers[role].get(address)
            assert answer.status_code == 200, (role, address)
            asked.setdefault(f"{role} {address}", []).append((lines_of(answer.get_data(as_text=True)), len(statements)))
    assert not {name: found for name, found in asked.items() if found[1][0] <= found[0][0]}, "no more lines than before"
    assert not {name: found for name, found in asked.items() if found[0][1] != found[1][1]}, "looked up one by one"
    assert not {name: found for name, found in asked.items() if found[1][1] > AT_MOST}, "more statements than needed"
