"""Two files that pay the same person for the same occupation and level at once: one of them is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.builders.certificates import make_level_certificate
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import bureau, make_institution
from tests.builders.people import make_person
from tests.reports.test_races import at_once
from tests.reports.world import list_programme
from tests.subsidies.payment_files import workbook
from training_app.db import db, unit_of_work
from training_app.intake import service
from training_app.subsidies.models import Disbursement

AT = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)
NUMBER = "371002199003070011"


@pytest.mark.long
def test_of_two_payments_in_the_window_one_is_accepted(fresh_app: Flask) -> None:
    files = []
    with fresh_app.app_context(), unit_of_work() as session:
        list_programme(session)
        person = make_person(session, "丛海明", number=NUMBER, born=date(1990, 3, 7))
        for place in range(4):
            school = make_institution(session, in_catalogue=True)
            record = make_class(session, "completed", institution=school)
            enrolment = make_enrolment(session, record, person, "completed")
            make_level_certificate(
                session, person, "intermediate", enrolment=enrolment, occupation_key="smart_manufacturing",
                issued_on=date(2026, 5, 20),
            )
            line = {
                "姓名": "丛海明", "证件号码": NUMBER, "班次编号": record.number, "等级": "中级", "金额(元)": "1800.00",
                "发放日期": "2026-06-20", "凭证号": f"PZ-{place}",
            }  # fmt: skip
            files.append(workbook(line))

    def pay(place: int) -> bool:
        return service.import_file(db.session(), bureau(), "disbursements", files[place], "发放.xlsx", at=AT).imported

    assert sorted(at_once(fresh_app, 4, pay), key=str) == [False, False, False, True]
    with fresh_app.app_context():
        assert db.session().scalar(select(func.count()).select_from(Disbursement)) == 1
        db.session.remove()
