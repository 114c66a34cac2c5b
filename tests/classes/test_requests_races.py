"""A request of change decided and withdrawn at the same moment: one of the two happens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.builders.accounts import make_user
from tests.builders.institutions import bureau
from tests.builders.races import at_once
from tests.classes.test_requests import AT, DAY, World
from training_app.classes import service_requests
from training_app.classes.models import TrainingClass
from training_app.classes.models_requests import ChangeRequest
from training_app.db import db
from training_app.kernel.actor import Role
from training_app.kernel.errors import Conflict


@pytest.mark.long
def test_a_request_is_agreed_to_or_withdrawn(fresh_app: Flask) -> None:
    with fresh_app.app_context():
        session = db.session()
        world = World(session)
        clerk = replace(bureau(), user_id=make_user(session, "shenhe", Role.BUREAU).id)
        actor, number, request = world.actor, world.record.id, world.ask({"venue": "新楼"}).number
        session.commit()
    came = at_once(
        fresh_app,
        lambda: service_requests.agree(db.session(), clerk, request, "", DAY, AT),
        lambda: service_requests.withdraw(db.session(), actor, request, AT),
        lambda: service_requests.agree(db.session(), clerk, request, "", DAY, AT),
    )
    assert sum(isinstance(each, Conflict) for each in came) == 2, came
    with fresh_app.app_context():
        state = db.session().query(ChangeRequest).one().state
        venue = db.session().get_one(TrainingClass, number).venue
        assert (state, venue) in {("agreed", "新楼"), ("withdrawn", "世昌大道 288 号")}
