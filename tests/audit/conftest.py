from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from training_app.audit import service
from training_app.kernel.actor import Actor, Role

CLERK = Actor(
    Role.TRAINING_INSTITUTION, user_id=7, name="王芳", institution_id=3, district_code="371002", address="10.0.0.9"
)
AT = datetime(2026, 7, 1, 2, 3, 4, 567890, tzinfo=UTC)


@pytest.fixture
def clerk() -> Actor:
    return CLERK


@pytest.fixture
def act(session: Session) -> Callable[..., None]:
    """Notes acts and commits them: `act(count)`."""

    def make(count: int = 1, **values: object) -> None:
        for number in range(count):
            detail = {"rows": number, "说明": "第\t一\n行 \\N", "none": None}
            service.record(
                session, CLERK, "class.submit", "class", f"WH2026-{number:04d}", at=AT,
                **{"remark": "请审核\\", "rule": "威人社函〔2023〕25号 六（二）", "detail": detail, **values},
            )
        session.commit()

    return make
