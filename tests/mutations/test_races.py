"""Plain lists confirmed by two clerks at once, and by processes that are killed: each line once, all of them or none."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.builders.races import at_once
from tests.mutations.lists import Case, Facts
from tests.mutations.worlds_bureau import earlier_hours, earlier_titles, institutions, programmes
from tests.mutations.worlds_classes import attendance, scores
from tests.sheets.containers import Look, delimited
from training_app.db import db
from training_app.intake import service
from training_app.intake.models import Batch
from training_app.kernel.errors import DomainError

pytestmark = [
    pytest.mark.long,
    pytest.mark.parametrize("world", [institutions, programmes, earlier_hours, earlier_titles, scores, attendance]),
]
World = Callable[[Session, random.Random], Case]
ROOT = Path(__file__).resolve().parents[2]


def made(session: Session, world: World) -> tuple[Case, bytes]:
    """A world of the list, and a file in which every cell can be read."""
    chance = random.Random(20260301)
    case = world(session, chance)
    form = case.forms[0]
    rows = [[words.split(" ")[0] for words in form.heads.values()]]
    rows += [[case.as_typed_anew(name, truth[name], chance).strip() for name in form.heads] for truth in form.lines]
    session.commit()
    return case, delimited(Look(rows=rows))


def staged(session: Session, case: Case, data: bytes) -> str:
    batch = service.stage(session, case.actor, case.kind, data, "名单.csv", subject_number=case.subject, at=case.at)
    assert batch.error_count == 0, batch.reading
    session.commit()
    return batch.number


def confirm(case: Case, number: str) -> service.Answer:
    return service.confirm(db.session(), case.actor, number, good_rows=True, at=case.at)


def rehearsed(session: Session, case: Case, number: str) -> tuple[Facts, int]:
    """What the register holds after the batch, and by how many statements it came to; nothing of it stays."""
    seen: list[str] = []

    def look(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", look)
    confirm(case, number)
    event.remove(session.get_bind(), "before_cursor_execute", look)
    session.expire_all()
    facts = case.stored()
    session.rollback()
    return facts, len(seen)


def test_two_clerks_bring_in_the_same_lines_at_once(fresh_app: Flask, world: World) -> None:
    with fresh_app.app_context():
        session = db.session()
        case, data = made(session, world)
        one, other = staged(session, case, data), staged(session, case, data)
        wanted, _ = rehearsed(session, case, one)
        assert wanted and case.stored() != wanted
        session.rollback()
        answers = at_once(fresh_app, *[lambda number=each: confirm(case, number) for each in (one, other, one, other)])
        assert all(isinstance(each, service.Answer | DomainError) for each in answers), answers
        assert any(isinstance(each, service.Answer) and each.imported for each in answers), answers
        session.expire_all()
        assert case.stored() == wanted
        session.rollback()


def test_killed_while_confirming_a_list_is_in_or_not(
    fresh_app: Flask, settings: dict[str, object], world: World
) -> None:
    environment = {
        **os.environ, "TRAINING_APP_INSTANCE": str(settings["INSTANCE_DIR"]),
        "DATABASE_URL": str(fresh_app.config["SQLALCHEMY_DATABASE_URI"]).replace("+psycopg", ""),
    }  # fmt: skip
    with fresh_app.app_context():
        session = db.session()
        case, data = made(session, world)
        before = case.stored()
        number = staged(session, case, data)
        wanted, statements = rehearsed(session, case, number)
        assert wanted != before and statements > 4
        for moment in (statements // 2, statements - 1, 0):
            told = {
                "number": number, "role": str(case.actor.role), "institution": case.actor.institution_id,
                "at": case.at.isoformat(), "statement": moment,
            }  # fmt: skip
            ended = subprocess.run(
                [sys.executable, "-m", "tests.mutations.dying", json.dumps(told)], cwd=ROOT, env=environment, timeout=60
            )
            assert ended.returncode == -signal.SIGKILL, (moment, statements)
            session.expire_all()
            assert case.stored() == before
            assert session.query(Batch).filter_by(number=number).one().state == "staged"
            session.rollback()
        assert confirm(case, number).imported
        session.commit()
        assert case.stored() == wanted
        again = staged(session, case, data)
        confirm(case, again)
        session.commit()
        assert case.stored() == wanted
