"""Confirms a batch in a process that ends without a word before a statement: python -m tests.mutations.dying WHAT, as JSON."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event

from training_app import create_app
from training_app.db import unit_of_work
from training_app.intake import service
from training_app.kernel.actor import Actor, Role


def count_statements(engine: Engine, last: int) -> list[str]:
    """The statements from now on, as they come; before the one numbered `last` (from 1; 0: before the commit) the process is
    killed."""
    seen: list[str] = []

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)
        if len(seen) == last:
            die()

    event.listen(engine, "before_cursor_execute", look)
    if last == 0:
        event.listen(engine, "commit", die)
    return seen


def main(told: dict[str, Any]) -> None:
    """Confirms the batch `number` as the actor told."""
    app = create_app()
    with app.app_context(), unit_of_work() as session:
        actor = Actor(role=Role(told["role"]), name="测试经办人", institution_id=told["institution"])
        count_statements(session.get_bind(), told["statement"])
        service.confirm(session, actor, told["number"], good_rows=True, at=datetime.fromisoformat(told["at"]))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
