"""The trainers and venues of the demo city: four trainers to an institution, one venue to a district, which all share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.demo.founding import Cast
from training_app.demo.plan import PROGRAMMES, VENUES, ClassPlan
from training_app.demo.telling import Steps, at
from training_app.demo.units import TRAINERS
from training_app.kernel.actor import Actor
from training_app.programmes import service_resources
from training_app.programmes.rules_resources import RoomFacts, TrainerFacts, VenueFacts

_REGISTERED_ON = date(2025, 11, 18)
_SURNAMES = ("王", "于", "丛", "毕", "宋", "隋", "姜", "邹", "连", "戚", "谷", "孙")
_GIVEN = ("海宁", "大伟", "淑华", "玉珍")
_POSTS = ("高级工程师", "副教授", "高级讲师", "高级技师")
_EVERY = {occupation: "senior" for occupation, _, _ in PROGRAMMES}
# The certificate of one trainer ran out in the course of the year.
_RAN_OUT, _RUNS_OUT_ON = (0, 3), date(2026, 11, 1)
# One institution teaches in a room smaller than its classes.
_SMALL_ROOM, _FEW = 8, 40
_SEATS = 100


def teacher(trainer: int, number: int) -> str:
    """The name of a trainer of an institution."""
    return _SURNAMES[(trainer + 5 * number) % 12] + _GIVEN[number % 4]


def teacher_of(plan: ClassPlan, session: int) -> str:
    """Who teaches a session of a class: the four take turns, so that two classes of an institution do not meet often."""
    return teacher(plan.trainer, (plan.serial + session) % 4)


def place_of(plan: ClassPlan) -> str:
    """Where a class is held: the room its institution has in the venue of the district."""
    return f"{plan.venue} {_room(plan.trainer)}"


def steps(cast: Cast) -> Steps:
    """Everything is registered before the first year plan is drawn up."""
    for trainer in range(len(TRAINERS)):
        now = at(_REGISTERED_ON, 9, trainer)
        yield now, _register(cast, trainer, now)
    keeper = cast.of_unit[TRAINERS[0].code]
    for place, (district, name) in enumerate(sorted(VENUES.items())):
        now = at(_REGISTERED_ON, 11, place)
        yield now, lambda session, district=district, name=name, now=now: _venue(session, keeper, district, name, now)


def _register(cast: Cast, trainer: int, now: datetime) -> Callable[[Session], None]:
    def act(session: Session) -> None:
        for number in range(4):
            until = _RUNS_OUT_ON if (trainer, number) == _RAN_OUT else None
            facts = TrainerFacts(
                teacher(trainer, number), _POSTS[number], "数字技术工程师培育项目师资培训证书（演示）",
                f"SZ2024{trainer:02d}{number:02d}", date(2024, 6, 1), until, _EVERY,
            )
            service_resources.add_trainer(session, cast.of_unit[TRAINERS[trainer].code], facts, now)

    return act


def _venue(session: Session, keeper: Actor, district: str, name: str, now: datetime) -> None:
    rooms = [RoomFacts(None, _room(trainer), _FEW if trainer == _SMALL_ROOM else _SEATS) for trainer in range(len(TRAINERS))]
    service_resources.add_venue(session, keeper, VenueFacts(name, district, f"{name}（演示地址）", True, rooms), now)


def _room(trainer: int) -> str:
    return f"{trainer // 4 + 2}0{trainer % 4 + 1} 教室"
