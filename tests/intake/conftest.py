"""An approved class that takes a roster, and its institution's clerk in the browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.classes import make_class
from tests.builders.institutions import make_institution
from tests.classes.conftest import world
from training_app.classes.models import TrainingClass
from training_app.kernel.actor import Role

__all__ = ["clerk", "record", "world"]


@pytest.fixture
def record(session: Session) -> TrainingClass:
    return make_class(session, "approved", institution=make_institution(session))


@pytest.fixture
def clerk(login_as: Callable[..., FlaskClient], record: TrainingClass) -> FlaskClient:
    return login_as(Role.TRAINING_INSTITUTION, institution_id=record.institution_id)
