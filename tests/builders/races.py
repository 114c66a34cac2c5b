"""Several acts begun at the same moment, each in a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask

from training_app.db import db, unit_of_work
from training_app.kernel.errors import DomainError


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    """What each act answered or raised, all begun at the same moment."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(position: int, act: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with unit_of_work():
                    answers[position] = act()
            except DomainError as error:
                answers[position] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "two imports wait for each other"
    return answers
