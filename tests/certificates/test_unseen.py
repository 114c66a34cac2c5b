"""Signs nobody sees are refused with words wherever a lot or an application takes a text, and nothing is noted then."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_application, make_assessment, make_completed, make_lot
from tests.builders.institutions import actor_of, make_assessment_body
from training_app.certificates import service_applications, service_lots
from training_app.certificates.models_confirmation import LotMember, LotStep
from training_app.certificates.service_lots import Step
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput
from training_app.people.models import Person

AT, TODAY = datetime(2026, 6, 1, 2, 0, tzinfo=UTC), date(2026, 6, 1)
TURNED, NOTHING = "证件\u202e信息", "材料\u200b不全"


@pytest.fixture
def body(session: Session) -> Institution:
    return make_assessment_body(session)


@pytest.fixture
def actor(body: Institution) -> Actor:
    return actor_of(body, Role.ASSESSMENT_BODY)


@pytest.mark.parametrize(("field", "step"), [
    ("document", Step(date(2026, 5, 20), document=TURNED, remark="名单有误")),
    ("remark", Step(date(2026, 5, 20), document="鲁人社函1号", remark=NOTHING)),
])  # fmt: skip
def test_a_step_of_a_lot(session: Session, body: Institution, actor: Actor, field: str, step: Step) -> None:
    enrolment = make_completed(session, assessment_body=body)
    lot = make_lot(session, [make_assessment(session, enrolment, body)], "sent", on=date(2026, 5, 18))
    with pytest.raises(InvalidInput) as caught:
        service_lots.note(session, actor, lot.number, "return_province", step, TODAY, AT)
    assert set(caught.value.fields) == {field} and "看不见" in caught.value.fields[field]
    assert lot.state == "sent" and not session.scalars(select(LotStep)).all()


def test_why_somebody_is_taken_out_of_a_lot(session: Session, body: Institution, actor: Actor) -> None:
    enrolment = make_completed(session, assessment_body=body)
    lot = make_lot(session, [make_assessment(session, enrolment, body)], "drawn")
    person = session.get_one(Person, enrolment.person_id).number
    with pytest.raises(InvalidInput, match="看不见"):
        service_lots.drop(session, actor, lot.number, [person], TURNED, AT)
    assert session.scalars(select(LotMember.state)).all() == ["in"]


@pytest.mark.parametrize("verb", ["accept", "return"])
def test_the_remark_on_an_application(session: Session, body: Institution, actor: Actor, verb: str) -> None:
    made = make_application(session, make_completed(session, assessment_body=body), "applied")
    with pytest.raises(InvalidInput, match="看不见"):
        service_applications.decide(session, actor, made.number, verb, NOTHING, AT)
    session.expire_all()
    assert (made.state, made.remark) == ("applied", "")
