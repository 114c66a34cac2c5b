"""Rosters under races and kills: all or nothing, nobody twice, no place given twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from tests.builders.accounts import make_user
from tests.builders.classes import make_class
from tests.builders.institutions import actor_of, make_institution
from tests.builders.races import at_once
from tests.builders.rosters import csv, learner
from training_app.classes.models import Enrolment
from training_app.db import db, unit_of_work
from training_app.intake import service
from training_app.intake.models import Batch
from training_app.intake.service_continue import continue_with
from training_app.kernel.actor import Actor, Role
from training_app.people.models import Person, PersonDocument

pytestmark = pytest.mark.long
AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


def classes(app: Flask, count: int, **columns: object) -> list[tuple[Actor, str]]:
    """New institutions, each with an approved class: who acts, and the class's number."""
    made = []
    with app.app_context(), unit_of_work() as session:
        for _ in range(count):
            institution = make_institution(session)
            record = make_class(session, "approved", institution=institution, **columns)
            made.append((actor_of(institution), record.number))
    return made


def count(app: Flask, model: type) -> int:
    with app.app_context():
        found = db.session.scalar(select(func.count()).select_from(model))
        db.session.rollback()
        return found or 0


def importing(actor: Actor, number: str, lines: list[dict[str, str]], **options: bool) -> Callable[[], service.Answer]:
    return lambda: service.import_file(
        db.session(), actor, "roster", csv(lines), "名单.csv", subject_number=number, at=AT, **options
    )


def test_one_batch_confirmed_twice_at_once_is_imported_once(fresh_app: Flask) -> None:
    [(actor, number)] = classes(fresh_app, 1)
    with fresh_app.app_context(), unit_of_work() as session:
        data = csv([learner(each) for each in range(40)])
        batch = service.stage(session, actor, "roster", data, "名单.csv", subject_number=number, at=AT).number
    answers = at_once(fresh_app, *[lambda: service.confirm(db.session(), actor, batch, at=AT)] * 3)
    assert all(isinstance(answer, service.Answer) and answer.imported for answer in answers)
    assert (count(fresh_app, Enrolment), count(fresh_app, Person)) == (40, 40)


def test_a_corrected_file_and_a_confirmation_at_once_go_one_after_the_other(fresh_app: Flask) -> None:
    [(actor, number)] = classes(fresh_app, 1)
    people = [learner(each) for each in range(20)]
    with fresh_app.app_context(), unit_of_work() as session:
        data = csv([*people, learner(20, identity_number="1")])
        batch = service.stage(session, actor, "roster", data, "名单.csv", subject_number=number, at=AT).number
    corrected = csv([*people, learner(20)])
    at_once(
        fresh_app,
        lambda: service.confirm(db.session(), actor, batch, good_rows=True, at=AT),
        lambda: continue_with(db.session(), actor, batch, corrected, "改好.csv", AT),
    )
    with fresh_app.app_context(), unit_of_work() as session:
        answer = service.confirm(session, actor, batch, at=AT)
        assert answer.imported and answer.counts["held"] == 0
    assert (count(fresh_app, Enrolment), count(fresh_app, Person)) == (21, 21)


def test_the_same_new_people_in_two_rosters_at_once_are_one_person_each(fresh_app: Flask) -> None:
    lines = [learner(each) for each in range(300)]
    (one, first), = classes(fresh_app, 1, capacity=300)
    (other, second), = classes(fresh_app, 1, capacity=300, level="junior", starts_on=AT.date().replace(month=9))
    answers = at_once(fresh_app, importing(one, first, lines), importing(other, second, lines[::-1]))
    assert all(isinstance(answer, service.Answer) and answer.imported for answer in answers), answers
    assert (count(fresh_app, Person), count(fresh_app, PersonDocument)) == (300, 300)
    assert count(fresh_app, Enrolment) == 600


def test_nobody_learns_the_same_level_in_two_classes_at_once(fresh_app: Flask) -> None:
    lines = [learner(each) for each in range(30)]
    for turn in range(4):
        (one, first), (other, second) = classes(fresh_app, 2, level=("junior", "intermediate", "senior", "junior")[turn],
                                                occupation_key="big_data" if turn == 3 else "smart_manufacturing")  # fmt: skip
        before = count(fresh_app, Enrolment)
        answers = at_once(fresh_app, importing(one, first, lines), importing(other, second, lines))
        imported = [answer for answer in answers if isinstance(answer, service.Answer) and answer.imported]
        assert len(imported) == 1, answers
        assert count(fresh_app, Enrolment) == before + 30
    assert count(fresh_app, Person) == 30


def test_the_last_places_are_given_once(fresh_app: Flask) -> None:
    [(actor, number)] = classes(fresh_app, 1, capacity=25)
    halves = [[learner(each) for each in range(start, start + 20)] for start in (0, 100)]
    answers = at_once(fresh_app, *[importing(actor, number, half, good_rows=True) for half in halves])
    assert all(isinstance(answer, service.Answer) and answer.imported for answer in answers), answers
    assert count(fresh_app, Enrolment) == 25


_PEOPLE = ("enrolments", "persons", "person_documents", "employments")
_COMMAND = ("flask", "--app", "wsgi", "roster", "import", "--as", "school", "--class")


@pytest.mark.parametrize("way", ["command", "pages"])
def test_killed_at_any_moment_a_roster_is_in_or_not(
    fresh_app: Flask, settings: dict[str, object], tmp_path: Path, way: str
) -> None:
    """Moments spread over the whole of an import that was measured first; then the same file ends in the same state."""
    rows = int(os.environ.get("KILL_ROWS", "20000"))
    first, target = _two_classes(fresh_app, rows)
    environment = {
        **os.environ, "TRAINING_APP_INSTANCE": str(settings["INSTANCE_DIR"]),
        "DATABASE_URL": str(fresh_app.config["SQLALCHEMY_DATABASE_URI"]).replace("+psycopg", ""),
    }  # fmt: skip

    def start(number: str, file: Path) -> subprocess.Popen:
        page = ("tests.classes.import_by_pages", number, str(file), "school")
        arguments = page if way == "pages" else (*_COMMAND, number, str(file))
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        _wait_for_work(fresh_app, process)
        return process

    measured = start(first, _file(tmp_path, "first.csv", range(rows, 2 * rows)))
    begun = time.monotonic()
    assert measured.wait() == 0
    duration = time.monotonic() - begun
    before = _counts(fresh_app, _PEOPLE)
    assert before == [rows] * 4
    file = _file(tmp_path, "roster.csv", range(rows))
    kills = int(os.environ.get("KILLS", "5"))
    cut_short = 0
    for moment in sorted(random.uniform(0.05, 1) * duration for _ in range(kills)):
        process = start(target, file)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        _wait_until_alone(fresh_app)
        counts = _counts(fresh_app, _PEOPLE)
        assert counts in (before, [2 * rows] * 4), (moment, counts)
        cut_short += counts == before
        assert _created(fresh_app, target) == (0 if counts == before else rows)
        assert _lines_kept(fresh_app) % rows == 0
    assert cut_short
    assert start(target, file).wait() == 0
    assert _counts(fresh_app, _PEOPLE) == [2 * rows] * 4
    assert _created(fresh_app, target) == rows


def _two_classes(app: Flask, rows: int) -> list[str]:
    with app.app_context(), unit_of_work() as session:
        institution = make_institution(session)
        make_user(session, "school", Role.TRAINING_INSTITUTION, institution_id=institution.id)
        return [make_class(session, "approved", institution=institution, capacity=rows).number for _ in range(2)]


def _file(place: Path, name: str, serials: range) -> Path:
    file = place / name
    file.write_bytes(csv([learner(each) for each in serials]))
    return file


def _created(app: Flask, number: str) -> int:
    """How many people the batches of a class say they brought in."""
    with app.app_context():
        found = db.session.scalars(select(Batch).where(Batch.subject_number == number, Batch.state == "confirmed")).all()
        created = sum(batch.result["created"] for batch in found)
        db.session.rollback()
        return created


def _lines_kept(app: Flask) -> int:
    """Lines that all batches say they hold."""
    with app.app_context():
        found = db.session.scalars(select(Batch)).all()
        lines = sum(batch.ok_count + batch.warning_count + batch.error_count for batch in found)
        db.session.rollback()
        return lines


def _counts(app: Flask, tables: tuple[str, ...]) -> list[int]:
    with app.app_context():
        found = [db.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in tables]
        db.session.rollback()
        return found


_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND (:any OR state <> 'idle')"
)


def _wait_for_work(app: Flask, process: subprocess.Popen) -> None:
    """Until the command has a connection, that is: the program is loaded and the import begins."""
    with app.app_context():
        before = db.session.scalar(_OTHERS, {"any": True}) or 0
        while process.poll() is None and (db.session.scalar(_OTHERS, {"any": True}) or 0) <= before:
            db.session.rollback()
            time.sleep(0.01)
        db.session.rollback()


def _wait_until_alone(app: Flask) -> None:
    with app.app_context():
        deadline = time.monotonic() + 30
        while (db.session.scalar(_OTHERS, {"any": False}) or 0) and time.monotonic() < deadline:
            db.session.rollback()
            time.sleep(0.02)
        db.session.rollback()
