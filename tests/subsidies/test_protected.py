"""The payments of a voucher with whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_completed
from tests.builders.institutions import make_institution
from tests.builders.subsidies import make_disbursement
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import NotFound, PermissionDenied
from training_app.listing import service_protected as service
from training_app.people.models import PersonDocument
from training_app.subsidies.protected_payments import PAYMENTS_OF_VOUCHER

AT = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)


def test_the_payments_of_one_voucher_and_of_no_other(session: Session) -> None:
    paid = make_completed(session)
    payment = make_disbursement(session, paid, date(2026, 9, 1))
    make_disbursement(session, make_completed(session), date(2026, 9, 2))
    clerk = Actor(Role.BUREAU, make_user(session, "pays", Role.BUREAU).id)
    content = PAYMENTS_OF_VOUCHER.content(session, clerk, payment.voucher, AT.date())
    (line,) = content.tables[0].rows
    number = session.scalars(select(PersonDocument).where(PersonDocument.person_id == paid.person_id)).one().number
    assert (line[3], line[9], line[10], line[11]) == (number, 1800, date(2026, 9, 1), payment.voucher)
    assert content.person_ids == {paid.person_id} and content.pdf is None
    with pytest.raises(NotFound):
        service.ask(session, clerk, "payments", "PZ-0", "补贴资金拨付核对", AT)
    unit = make_institution(session)
    school = Actor(Role.TRAINING_INSTITUTION, make_user(session, "s", Role.TRAINING_INSTITUTION, institution_id=unit.id).id,
                   institution_id=unit.id)  # fmt: skip
    with pytest.raises(PermissionDenied):
        service.ask(session, school, "payments", payment.voucher, "补贴资金拨付核对", AT)


def test_on_the_page_of_the_voucher(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    enrolment = make_completed(session)
    voucher = make_disbursement(session, enrolment, date(2026, 9, 1)).voucher
    page = login_as(Role.BUREAU).get(f"/subsidies/{voucher}").get_data(as_text=True)
    assert f"/exports/new?kind=payments&amp;number={voucher}" in page
    district = login_as(Role.DISTRICT, district_code=enrolment.district_code)
    assert "申请完整名单" not in district.get(f"/subsidies/{voucher}").get_data(as_text=True)
    asked = login_as(Role.BUREAU).post(
        f"/exports/new?kind=payments&number={voucher}", data={"purpose": "补贴资金拨付核对", "password": "Correct-horse-9"}
    )
    assert f"/subsidies/{voucher}" in login_as(Role.BUREAU).get(asked.location).get_data(as_text=True)
