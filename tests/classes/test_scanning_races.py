"""Two scans at the same moment, by real transactions."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.builders.classes import make_class, make_enrolment
from tests.builders.people import make_person
from training_app.classes import service_scanning as scanning
from training_app.classes.models import Attendance, TrainingClass
from training_app.classes.models_attendance import AttendanceScan
from training_app.classes.rules_scanning import IN
from training_app.classes.service_scanning import Where
from training_app.db import db, unit_of_work
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA

WHEN = datetime.combine(date(2026, 3, 2), time(8, 30), CHINA)


@pytest.mark.long
@pytest.mark.parametrize("rooms", [1, 2])
def test_one_person_scans_many_times_at_once(fresh_app: Flask, rooms: int) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        person = make_person(session)
        records = [make_class(session, "running", starts_on=date(2026, 3, 2)) for _ in range(rooms)]
        for record in records:
            make_enrolment(session, record, person)
        person_id, numbers = person.id, [record.number for record in records]
    start = Barrier(6)

    def scan(place: int) -> str:
        with fresh_app.app_context():
            try:
                with unit_of_work() as session:
                    record = session.scalars(select(TrainingClass).where(TrainingClass.number == numbers[place % rooms])).one()
                    sealed = scanning.ticket_of(scanning.code_for(record, 1, IN, WHEN), WHEN)
                    ticket = scanning.read_ticket(sealed or "", WHEN)
                    assert ticket is not None
                    start.wait(10)
                    actor = Actor(Role.ENGINEER, person_id=person_id)
                    return scanning.check_in(session, actor, ticket, Where("phone", "10.0.0.1"), WHEN).outcome
            finally:
                db.session.remove()

    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(scan, range(6)))
    assert outcomes.count("taken") == 1
    assert set(outcomes) <= {"taken", "already", "refused"}
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Attendance)) == 1
        assert db.session.scalar(select(func.count()).where(AttendanceScan.taken)) == 1
