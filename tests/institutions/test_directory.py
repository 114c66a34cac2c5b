"""The public directory: what was published, on a day, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.institutions import make_assessment_body, make_institution
from training_app.institutions import queries_directory
from training_app.institutions.models import Qualification, QualificationKind
from training_app.institutions.queries_directory import DirectoryFilters
from training_app.kernel.errors import NotFound

DAY = date(2026, 5, 11)


def codes(session: Session, day: date = DAY, **filters: str) -> set[str]:
    return {each.code for each in queries_directory.page_of(session, DirectoryFilters(**filters), "", day).items}


def test_a_day_shows_what_was_in_force_then(session: Session) -> None:
    ended = make_institution(session, "威海海港培训学校", valid_from=date(2024, 1, 1), valid_to=date(2026, 5, 11))
    running = make_institution(session, "威海海燕培训学校", valid_from=date(2026, 5, 11))
    assert codes(session, text="威海海") == {running.code}
    assert codes(session, date(2026, 5, 10), text="威海海") == {ended.code}
    assert codes(session, date(2023, 12, 31), text="威海海") == set()
    assert [each.valid_to for each in queries_directory.history(session, ended.code)] == [date(2026, 5, 11)]


def test_filters_and_scopes(session: Session) -> None:
    body = make_assessment_body(session, "山东海阔评价中心", district_code=None)
    body.qualifications[0].scope = "大数据工程技术人员（初级、中级）"
    free = make_assessment_body(session, "山东海阔评价中心二部", district_code="371002")
    session.flush()
    kind = str(QualificationKind.ASSESSMENT_BODY)
    assert codes(session, text="山东海阔", kind=kind, occupation="big_data") == {body.code, free.code}
    assert codes(session, text="山东海阔", kind=kind, occupation="smart_manufacturing") == {free.code}
    assert codes(session, text="山东海阔", district="outside") == {body.code}
    assert codes(session, text="山东海阔", kind="training_base") == set()
    assert codes(session, text=body.code) == {body.code}


def test_employers_are_in_no_directory(session: Session) -> None:
    employer = make_institution(session, "威海海潮智能装备有限公司", kind=QualificationKind.EMPLOYER)
    assert codes(session, text="海潮智能") == set()
    with pytest.raises(NotFound):
        queries_directory.entry(session, employer.code, DAY)
    employer.qualifications.append(
        Qualification(kind=QualificationKind.TRAINING_CENTRE, document="备案", valid_from=date(2026, 1, 1))
    )
    session.flush()
    assert {each.kind for each in queries_directory.entry(session, employer.code, DAY).held} == {"employee_training_centre"}


def test_the_pages_are_open_and_name_no_contact(session: Session, client: FlaskClient) -> None:
    contact = {"contact_name": "毕晓彤", "contact_phone": "0631-5190000"}
    shown = make_institution(session, "威海海韵培训学校", address="文化西路 1 号", **contact)
    for address in (f"/directory/?q={shown.name}", f"/directory/{shown.code}", f"/directory/{shown.code}?on=2019-01-01"):
        page = client.get(address)
        assert page.status_code == 200 and shown.name in page.text
        assert "毕晓彤" not in page.text and "5190000" not in page.text
    assert client.get("/directory/52371000MJ000000XX").status_code == 404
    assert client.get("/directory/?on=20xx&at=%00&kind=nothing").status_code == 200
