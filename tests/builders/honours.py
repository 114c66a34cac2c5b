"""Honours of persons, claimed by the service."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from training_app.kernel.actor import Actor, Role
from training_app.people.models import Person
from training_app.people.models_honours import Honour
from training_app.registration.service import Upload
from training_app.titles import service_honours as service
from training_app.titles.rules_honours import Facts

TODAY = date(2026, 9, 1)
AT = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
SCAN = Upload("证书.pdf", b"%PDF-1.4 award %%EOF")


def make_facts(**changed: object) -> Facts:
    """A first prize of the province."""
    return Facts(**{
        "kind": "competition", "name": "山东省数字技术技能大赛", "level": "provincial", "granted_by": "山东省人社厅",
        "granted_on": date(2026, 5, 30), "document": "鲁赛 2026-017", "place": "一等奖", **changed,
    })  # fmt: skip


def make_honour(session: Session, person: Person, **changed: object) -> Honour:
    """An honour the person has claimed."""
    actor = Actor(role=Role.ENGINEER, person_id=person.id)
    return service.claim(session, actor, make_facts(**changed), SCAN, TODAY, AT)
