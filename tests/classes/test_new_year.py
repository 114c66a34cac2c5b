"""Days count in China and years by the day of the session: classes over New Year, half past midnight, the 29th of February."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.classes import make_attendance, make_class, make_enrolment
from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.classes import queries_attendance, service_corrections, service_running
from training_app.classes import service_completion as completion
from training_app.classes.models_attendance import ClassReopening
from training_app.classes.rules import AttendanceStatus, Mark, SessionPlan
from training_app.classes.rules_attendance import asked_late, last_entry_day
from training_app.hours import queries as hours
from training_app.hours.models import HourEntry
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role

EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)


def china(day: date, hour: int = 0, minute: int = 30, second: int = 0) -> datetime:
    """An instant of a day in China, as the clock gives it. At half past midnight it is still the day before by UTC."""
    return datetime.combine(day, time(hour, minute, second), dates.CHINA).astimezone(UTC)


class World:
    """A running class of two days, the last of 2026 and the first of 2027, whose one person came to neither."""

    def __init__(self, session: Session) -> None:
        self.session = session
        institution = make_institution(session)
        self.record = make_class(session, "running", institution=institution, starts_on=EVE, days=2, required_hours=1600)
        self.person = make_person(session)
        self.enrolment = make_enrolment(session, self.record, self.person, score=8000)
        make_attendance(session, self.record, [self.enrolment], hours=0, status="absent")
        clerk = make_user(session, "new-year-clerk", Role.TRAINING_INSTITUTION, institution_id=institution.id)
        self.clerk = Actor(Role.TRAINING_INSTITUTION, clerk.id, institution_id=institution.id)
        self.bureau = Actor(Role.BUREAU, make_user(session, "new-year-bureau", Role.BUREAU).id)

    def was_there(self, session_number: int) -> None:
        """An agreed correction, asked and answered on 10 January: the person had been there."""
        at = china(date(2027, 1, 10))
        mark = Mark(self.person.number, AttendanceStatus.PRESENT, None)
        asked = service_corrections.ask(
            self.session, self.clerk, self.record.number, session_number, [mark], "签到表上有签名", date(2027, 1, 10), at
        )
        service_corrections.agree(self.session, self.bureau, asked.number, "", at)

    def complete(self, day: date) -> None:
        completion.complete(self.session, self.clerk, self.record.number, None, day, {}, day, china(day))

    def by_year(self) -> dict[int, int]:
        rows = self.session.execute(
            select(HourEntry.year, HourEntry.hours).where(HourEntry.source_number == self.record.number)
        )
        sums: Counter[int] = Counter()
        for year, given in rows:
            sums[year] += given
        return dict(sums)


def test_a_session_of_the_old_year_stays_its_years_however_late_it_is_put_right(session: Session) -> None:
    world = World(session)
    world.record.ends_on = date(2027, 1, 9)
    make_up = SessionPlan(date(2027, 1, 9), time(8, 30), time(16, 30), "onsite", "theory", 800, "补课")
    service_running.add_session(session, world.clerk, world.record.number, None, make_up, china(date(2027, 1, 8)))
    world.was_there(1)
    here = [Mark(world.person.number, AttendanceStatus.PRESENT, None)]
    service_running.record_attendance(
        session, world.clerk, world.record.number, 3, here, date(2027, 1, 9), china(date(2027, 1, 9), 23, 59, 59)
    )
    world.complete(date(2027, 1, 11))
    assert world.by_year() == {2026: 800, 2027: 800}


def test_what_is_taken_back_and_credited_anew_goes_to_the_same_years(session: Session) -> None:
    world = World(session)
    world.was_there(1)
    world.complete(date(2027, 1, 11))
    assert world.by_year() == {2026: 800}
    # Half past midnight on New Year's Day a year later: the reversal is not an entry of that year.
    completion.reopen(session, world.bureau, world.record.number, None, "漏登一次课", china(date(2028, 1, 1)))
    assert world.by_year() == {2026: 0}
    assert session.scalars(select(ClassReopening.reopened_on)).one() == date(2028, 1, 1)
    assert queries_attendance.entry_ends(session, world.record.sessions[1]) == date(2028, 1, 8)
    here = [Mark(world.person.number, AttendanceStatus.PRESENT, None)]
    service_running.record_attendance(
        session, world.clerk, world.record.number, 2, here, date(2028, 1, 8), china(date(2028, 1, 8), 23, 59, 59)
    )
    world.complete(date(2028, 1, 9))
    assert world.by_year() == {2026: 800, 2027: 800}
    assert hours.verify(session) == []


def test_a_year_begins_at_midnight_in_china(session: Session) -> None:
    world = World(session)
    mark = Mark(world.person.number, AttendanceStatus.PRESENT, None)
    numbers = [
        service_corrections.ask(
            session, world.clerk, world.record.number, place, [mark], "签到表上有签名", date(2027, 3, 1), at
        ).number[:6]
        for place, at in ((1, china(NEW_YEAR, 0, 0)), (2, china(NEW_YEAR, 0, 0) - timedelta(seconds=1)))
    ]
    assert numbers == ["AC2027", "AC2026"]


@pytest.mark.parametrize(
    ("at", "today"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), EVE), (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), NEW_YEAR),
        (datetime(2028, 2, 28, 16, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 2, 29, 15, 59, 59, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_today_is_the_day_it_is_in_china(monkeypatch: pytest.MonkeyPatch, at: datetime, today: date) -> None:
    monkeypatch.setattr(dates, "now", lambda: at)
    assert dates.today() == today


def test_days_count_over_the_leap_day() -> None:
    assert last_entry_day(date(2028, 2, 25), None, 7) == date(2028, 3, 3)
    assert last_entry_day(date(2028, 2, 1), date(2028, 2, 29), 7) == date(2028, 3, 7)
    assert not asked_late(date(2028, 2, 28), date(2028, 3, 9), 10) and asked_late(date(2027, 2, 28), date(2027, 3, 11), 10)
