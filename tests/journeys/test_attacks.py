"""Hostile and careless input through the real addresses: a clear answer, never a fault, nothing half stored."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_assessment_body, make_institution
from training_app.kernel.actor import Role

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
