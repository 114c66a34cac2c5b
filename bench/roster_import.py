"""Speed of a roster from file to committed enrolments, matched against a large register.

    .venv/bin/python bench/roster_import.py [--persons 200000] [--rows 50 10000] [--repeat 3] [--profile]

Builds a throw-away register of its own (durable settings, as in service), then for each size imports a roster of new
people, imports the same file again, and takes it through upload and confirming as the browser does. In the same run the
floors (floors.py): a bare COPY of the very rows into the five tables they are kept in, and one of as many lines of 15
columns into one table with a key and three indexes.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flask import Flask
from sqlalchemy import text
from xlsxwriter import Workbook

from bench import floors, memory
from training_app import create_app
from training_app.classes.models import TrainingClass
from training_app.db import db, unit_of_work
from training_app.db.embedded import EmbeddedPostgres
from training_app.institutions.models import Institution
from training_app.intake import service
from training_app.kernel.actor import Actor, Role
from training_app.kernel.identity import check_digit
from training_app.web.database import upgrade_database

FIVE_TABLES, ONE_TABLE = "the same rows, bare", "one table, bare"
Step = tuple[str, Callable[[], None], bool]
"""Name, what is timed, whether a profile of it is of interest."""
AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
HEADINGS = ("序号", "姓名", "性别", "身份证号码", "联系电话", "学历", "专业", "工作单位", "岗位", "职业", "等级", "备注")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
FILL = """
INSERT INTO persons (id, number, row_key, name, name_pinyin, name_initials, sex, birth_date, district_code)
SELECT i, 'P' || lpad(i::text, 8, '0'), gen_random_uuid(), '某' || i, 'mou ' || i, 'm' || i % 1000, 'male', '1980-01-01',
       '371002' FROM generate_series(CAST(:low AS bigint), :high) i;
INSERT INTO person_documents (person_id, row_key, kind, number_sealed, number_index, last_four_index)
SELECT i, gen_random_uuid(), 'resident_id', sha256(('s' || i)::bytea), sha256(('n' || i)::bytea),
       sha256(('l' || i % 10000)::bytea) FROM generate_series(CAST(:low AS bigint), :high) i;
INSERT INTO employments (person_id, employer_name) SELECT i, '某公司' FROM generate_series(CAST(:low AS bigint), :high) i;
"""


def main() -> None:
    """Measures and prints."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--persons", type=int, default=200_000)
    arguments.add_argument("--rows", type=int, nargs="+", default=[50, 10_000])
    arguments.add_argument("--repeat", type=int, default=3)
    arguments.add_argument("--profile", action="store_true")
    chosen = arguments.parse_args()
    home = Path(tempfile.mkdtemp(prefix="training-app-bench-"))
    server = EmbeddedPostgres(home)
    try:
        with server:
            app = _application(server, home)
            with app.app_context():
                _fill(chosen.persons)
                for rows in chosen.rows:
                    _measure(rows, chosen.repeat, chosen.profile)
                db.engine.dispose()
    finally:
        place = server.place.home
        shutil.rmtree(home, ignore_errors=True)
        if place != home:
            shutil.rmtree(place, ignore_errors=True)


def _application(server: EmbeddedPostgres, home: Path) -> Flask:
    app = create_app({
        "SQLALCHEMY_DATABASE_URI": server.url(), "EMBEDDED_POSTGRES": server, "INSTANCE_DIR": home,
        "KEYRING_DIR": home / "keys", "SECRET_KEY": "x" * 32,
    })  # fmt: skip
    upgrade_database(app)
    return app


def _fill(persons: int) -> None:
    begun = time.perf_counter()
    with unit_of_work() as session:
        for low in range(1, persons + 1, 200_000):
            for statement in FILL.strip().split(";\n"):
                session.execute(text(statement.rstrip(";")), {"low": low, "high": min(low + 199_999, persons)})
        session.execute(text("SELECT setval('persons_id_seq', :n), setval('person_number_seq', :n)"), {"n": persons})
        session.add(
            Institution(code="52371000MJ0000001X", name="测速学校", name_initials="cs", unit_nature="private_nonenterprise",
                        district_code="371002", origin="register")
        )  # fmt: skip
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    print(f"register of {persons:,} persons built in {time.perf_counter() - begun:.0f} s")


_serial = 0


def _roster(rows: int) -> bytes:
    """A workbook of people nobody knows yet."""
    global _serial
    target = io.BytesIO()
    with Workbook(target, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("学员信息")
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, rows + 1):
            _serial += 1
            number = _identity_number(_serial)
            name = SURNAMES[_serial % 20] + GIVEN[_serial // 20 % 20] + GIVEN[_serial // 400 % 20]
            sheet.write_row(row, 0, (
                str(row), name, "男" if int(number[16]) % 2 else "女", number, f"138{_serial % 10**8:08d}", "本科", "自动化",
                f"威海第{_serial % 300}智能装备有限公司", "工程师", "智能制造工程技术人员", "中级", "",
            ))  # fmt: skip
    return target.getvalue()


def _identity_number(serial: int) -> str:
    born = f"{1970 + serial // 80 % 30}{1 + serial // 2400 % 12:02d}{1 + serial // 28800 % 28:02d}"
    first = f"{371000 + serial % 80:06d}{born}{serial % 997:03d}"
    return first + check_digit(first)


def _new_class(rows: int) -> tuple[Actor, str]:
    with unit_of_work() as session:
        institution = session.query(Institution).filter_by(name="测速学校").one()
        number = f"WH2026-{session.query(TrainingClass).count() + 1:04d}"
        session.add(TrainingClass(
            number=number, institution_id=institution.id, occupation_key="smart_manufacturing", level="intermediate",
            name="测速班", district_code="371002", capacity=2 * rows,  # the floor seats as many beside them
            starts_on=date(2026, 11, 3), ends_on=date(2026, 11, 9),
            required_hours=6400, state="approved",
        ))  # fmt: skip
        return Actor(role=Role.TRAINING_INSTITUTION, name="测速", institution_id=institution.id), number


def _measure(rows: int, repeat: int, profile: bool) -> None:
    times: dict[str, list[float]] = {}
    memory.begin()
    for turn in range(repeat + 1):
        profiled = profile and turn == repeat
        data, (actor, number) = _roster(rows), _new_class(rows)
        for name, step, shown in (*_at_once(actor, number, data), *_by_page(rows)):
            times.setdefault(name, []).append(_timed(step, profiled and shown))
        times.setdefault(FIVE_TABLES, []).append(floors.same_rows(number))
        times.setdefault(ONE_TABLE, []).append(floors.one_table(rows))
    one, five = (statistics.median(times[name][1:]) for name in (ONE_TABLE, FIVE_TABLES))
    print(f"\n{rows:,} rows, median of {repeat} after one warm-up (fastest-slowest), memory at most {memory.peak()} MB")
    for name, values in times.items():
        middle, counted = statistics.median(values[1:]), sorted(values[1:])
        print(
            f"  {name:20} {middle * 1000:8.1f} ms  {rows / middle:9,.0f} rows/s  {middle / five:5.1f} x the same rows  "
            f"{middle / one:5.1f} x one table  ({counted[0] * 1000:.0f}-{counted[-1] * 1000:.0f})"
        )


def _at_once(actor: Actor, number: str, data: bytes) -> list[Step]:
    step = partial(_import, actor, number, data)
    return [("import, all new", step, True), ("import again", step, False)]


def _by_page(rows: int) -> list[Step]:
    data, (actor, number) = _roster(rows), _new_class(rows)
    batches: list[str] = []

    def stage() -> None:
        with unit_of_work() as session:
            batches.append(service.stage(session, actor, "roster", data, "名单.xlsx", subject_number=number, at=AT).number)

    def confirm() -> None:
        with unit_of_work() as session:
            assert service.confirm(session, actor, batches[0], at=AT).imported

    return [("upload page", stage, False), ("confirm page", confirm, True)]


def _import(actor: Actor, number: str, data: bytes) -> None:
    with unit_of_work() as session:
        answer = service.import_file(session, actor, "roster", data, "名单.xlsx", subject_number=number, at=AT)
        assert answer.imported, answer.message


def _timed(step: Callable[[], None], profile: bool = False) -> float:
    profiler = cProfile.Profile() if profile else None
    if profiler:
        profiler.enable()
    begun = time.perf_counter()
    step()
    taken = time.perf_counter() - begun
    if profiler:
        profiler.disable()
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
    return taken


if __name__ == "__main__":
    main()
