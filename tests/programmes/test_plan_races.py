"""Two at once at the plan of one year: one is begun, one is filed, the other is told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.plans import make_plan
from tests.builders.races import at_once
from training_app.db import db, own_transaction
from training_app.kernel.errors import Conflict, InvalidInput
from training_app.programmes import service_plan_versions, service_plans
from training_app.programmes.models_plans import AnnualPlan
from training_app.programmes.service_plans import PlanText

AT = datetime(2026, 2, 1, 2, 0, tzinfo=UTC)


@pytest.mark.long
def test_two_plans_of_one_year_begun_at_once_are_one(fresh_app: Flask) -> None:
    with fresh_app.app_context(), own_transaction() as session:
        actor = actor_of(make_institution(session))

    def begin() -> object:
        return service_plans.create(db.session(), actor, 2026, PlanText("方案"), {}, AT.date(), AT).number

    said = at_once(fresh_app, begin, begin)
    assert sorted(type(each) for each in said if not isinstance(each, str)) == [InvalidInput]
    with fresh_app.app_context(), own_transaction() as session:
        assert len(session.scalars(select(AnnualPlan)).all()) == 1


@pytest.mark.long
def test_a_plan_filed_twice_at_once_is_filed_once_and_supersedes_once(fresh_app: Flask) -> None:
    with fresh_app.app_context(), own_transaction() as session:
        institution = make_institution(session)
        first = make_plan(session, institution=institution, lines=1)
        amended = service_plan_versions.amend(session, actor_of(institution), first.number, AT)
        amended.state, number = "submitted", amended.number

    def filing(document: str) -> object:
        return lambda: service_plans.file(db.session(), bureau(), number, None, document, AT).filing_number

    said = at_once(fresh_app, filing("威人社备〔2026〕8号"), filing("威人社备〔2026〕9号"))
    assert sum(isinstance(each, Conflict) for each in said) == 1 and sum(isinstance(each, str) for each in said) == 1
    with fresh_app.app_context(), own_transaction() as session:
        states = sorted(session.scalars(select(AnnualPlan.state)))
        assert states == ["filed", "superseded"]
