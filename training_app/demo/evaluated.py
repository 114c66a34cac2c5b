"""Evaluations of teaching: classes with many answers, one with too few to be shown, one still open."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.classes import queries_evaluations as evaluations
from training_app.classes import service_evaluations as service
from training_app.classes.models import Enrolment
from training_app.classes.rules_evaluations import FINISHED
from training_app.demo.plan import TODAY
from training_app.demo.telling import Step, Steps, Telling, at
from training_app.kernel.actor import Actor, Role

_QUESTIONS = 5
_SAID = (
    "实操时间再多一些。", "老师讲得清楚，案例贴近生产。", "机房电脑有几台装不上软件，耽误了半节课。", "希望课后能拿到课件。",
    "周末上课对我们倒班的人方便。",
)  # fmt: skip
_FEW = 3


def steps(tellings: Sequence[Telling]) -> Steps:
    """Everything here, by its days."""
    done = [each for each in tellings if each.plan.completed_on and each.plan.end in ("completed", "reported")]
    past = [each for each in done if each.plan.completed_on + timedelta(days=31) < TODAY]
    recent = [each for each in done if each not in past]
    for telling in past[-6:-1]:
        yield _answering(telling, share=70)
    yield _answering(past[-1], most=_FEW)
    for telling in recent[:2]:
        yield _answering(telling, share=30)


def _answering(telling: Telling, share: int = 100, most: int | None = None) -> Step:
    completed: date = telling.plan.completed_on  # type: ignore[assignment]
    now = at(min(completed + timedelta(days=4), TODAY), 12)

    def act(session: Session) -> None:
        chance = random.Random(telling.plan.serial)
        wanted = select(Enrolment.person_id).where(Enrolment.class_id == telling.class_id, Enrolment.state.in_(FINISHED))
        people = [each for each in session.scalars(wanted.order_by(Enrolment.id)) if chance.randrange(100) < share][:most]
        instructors = evaluations.instructors_of(session, telling.class_id)
        for person_id in people:
            scores: list[int | None] = [chance.choice((3, 4, 4, 5, 5, 5)) for _ in range(_QUESTIONS)]
            met = {name: chance.choice((3, 4, 5, 5, None)) for name in instructors}
            said = chance.choice(_SAID) if chance.randrange(8) == 0 else ""
            actor = Actor(role=Role.ENGINEER, person_id=person_id)
            service.give(session, actor, telling.number, scores, met, said, now.date(), now)

    return now, act
