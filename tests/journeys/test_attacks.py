"""Hostile and careless input through the real addresses: a clear answer, never a fault, nothing half stored."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_assessment_body, make_institution
from training_app.kernel.actor import Role
from training_app.people.models import Person

LogIn = Callable[..., FlaskClient]
# Words that the address builder of the framework takes for itself.
RESERVED = ("endpoint", "self", "values", "_method", "_scheme", "_external", "_anchor")


@pytest.mark.parametrize("name", RESERVED)
def test_an_address_with_the_frameworks_own_words_is_answered(session: Session, login_as: LogIn, name: str) -> None:
    school, body = make_institution(session), make_assessment_body(session)
    for _ in range(60):
        make_class(session, institution=school, assessment_body=body, days=0)
    clerk = login_as(Role.BUREAU)
    cell = "/reports/cell?column=classes_held&row=total&quarter=2026Q1"
    for address in ("/classes?", "/classes?state=draft&", f"{cell}&", "/intake?", "/titles/?", "/certificates/?"):
        for value in ("", "javascript", "1"):
            answer = clerk.get(f"{address}{name}={quote(value)}&_external=1")
            assert answer.status_code == 200, address
            assert "javascript:" not in answer.get_data(as_text=True)


def test_who_may_not_open_a_person_gets_no_link_to_one(session: Session, login_as: LogIn) -> None:
    body = make_assessment_body(session)
    record = make_class(session, "running", assessment_body=body)
    person = make_enrolment(session, record).person_id
    number = session.get_one(Person, person).number
    seen = login_as(Role.ASSESSMENT_BODY, institution_id=body.id).get(f"/classes/{record.number}")
    assert f"/people/{number}" not in seen.get_data(as_text=True)
    own = login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
    page = own.get(f"/classes/{record.number}").get_data(as_text=True)
    assert f"/people/{number}" in page
    assert own.get(f"/people/{number}").status_code == 200
