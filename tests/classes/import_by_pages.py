"""Run as a program: a roster uploaded and confirmed as the two pages do it, each in a transaction of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from training_app import create_app
from training_app.accounts.service_actors import actor_for
from training_app.db import unit_of_work
from training_app.intake import service
from training_app.kernel import dates
from training_app.kernel.permissions import Permission


def main(number: str, file: str, login: str) -> int:
    """0 when everybody of the file is on the class's list."""
    with create_app().app_context():
        at, data = dates.now(), Path(file).read_bytes()
        with unit_of_work() as session:
            actor = actor_for(session, login, Permission.ROSTER_IMPORT, at)
            batch = service.stage(session, actor, "roster", data, Path(file).name, subject_number=number, at=at).number
        with unit_of_work() as session:
            actor = actor_for(session, login, Permission.ROSTER_IMPORT, at)
            return 0 if service.confirm(session, actor, batch, at=at).imported else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
