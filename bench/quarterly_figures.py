"""How long the quarterly figures and the list behind a cell take, over a register of its own making.

Run from the checkout: `.venv/bin/python -m bench.quarterly_figures [enrolments]`, default 1,000,000; 10,000,000 need
some 4 GB of disk. Goals: all figures of the city ≤ 0.5 s, a cell ≤ 0.2 s. `plain count` is the floor: one scan that counts
the persons of the quarter.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app import create_app
from training_app.db import db
from training_app.db.embedded import EmbeddedPostgres
from training_app.kernel.dates import Quarter
from training_app.reports.queries_figures import figures, period_of
from training_app.reports.queries_lists import cell_members
from training_app.reports.queries_members import Reading
from training_app.web.database import upgrade_database

ROUNDS = 5
QUARTER = Quarter(2026, 2)
CLASS_SIZE = 50
ENROLMENTS_A_PERSON = 5
TABLES = ("enrolments", "level_certificates", "disbursements", "training_classes", "persons")

# Five years of classes, 200 institutions, every occupation; 90 of 100 pass, 5 fail, 5 withdraw.
FILL = """
INSERT INTO institutions (code, name, name_initials, unit_nature, district_code, address, contact_name, contact_phone, origin)
SELECT 'I' || lpad(i::text, 17, '0'), 'Institution ' || i, 'i', 'enterprise', NULL, '', '', '', 'bench'
FROM generate_series(1, 200) i;
INSERT INTO qualifications (institution_id, kind, document, scope, valid_from)
SELECT id, 'institution_catalogue', '', '', DATE '2020-01-01' FROM institutions WHERE id % 3 > 0;
INSERT INTO programme_catalogue_entries (occupation_key, level, document, valid_from)
SELECT key, level, '', DATE '2020-01-01' FROM occupations, unnest(ARRAY['junior', 'intermediate']) level;
INSERT INTO persons (row_key, name, name_pinyin, name_initials, merged_into)
SELECT gen_random_uuid(), 'Person', 'person', 'p', CASE WHEN i % 1000 = 999 THEN i - 1 END
FROM generate_series(1, :persons) i;
INSERT INTO training_classes (number, institution_id, occupation_key, level, name, district_code, venue, mode, capacity,
  starts_on, ends_on, plan_reference, contact_name, contact_phone, required_hours, required_hours_source, state, review_remark,
  review_fields, completed_on, origin, version)
SELECT 'WH' || i, i % 200 + 1, o.keys[i % 97 % cardinality(o.keys) + 1],
  (ARRAY['junior', 'intermediate', 'senior'])[i % 3 + 1], 'Class', d.codes[i % cardinality(d.codes) + 1], '', 'onsite', 50,
  days.starts_on, days.starts_on + 20, '', '', '', 8000, '', 'reported', '', '{}', days.starts_on + 20, 'bench', 1
FROM generate_series(1, :classes) i
CROSS JOIN LATERAL (SELECT DATE '2022-01-01' + (i * 1800.0 / :classes)::int AS starts_on) days
CROSS JOIN (SELECT array_agg(key ORDER BY key) AS keys FROM occupations) o
CROSS JOIN (SELECT array_agg(code ORDER BY code) AS codes FROM districts) d;
INSERT INTO enrolments (class_id, person_id, state, name_at, district_code, score, completed_on)
SELECT c.id, ((c.id - 1) * :size + i) * 7919 % :persons + 1, s.state, 'Person', c.district_code, 8000,
  CASE WHEN s.state = 'completed' THEN c.completed_on END
FROM training_classes c CROSS JOIN generate_series(1, :size) i
CROSS JOIN LATERAL (
  SELECT CASE WHEN i % 20 = 1 THEN 'failed' WHEN i % 20 = 2 THEN 'withdrawn' ELSE 'completed' END AS state) s;
INSERT INTO level_certificates (number, person_id, name_at, occupation_key, level, issuer_name, issued_on, first_issued_on,
  origin, enrolment_id)
SELECT 'SZ' || e.id, e.person_id, 'Person', c.occupation_key, c.level, '', c.completed_on + 40, c.completed_on + 40,
  'our_class', e.id
FROM enrolments e JOIN training_classes c ON c.id = e.class_id WHERE e.state = 'completed' AND e.id % 2 = 0;
INSERT INTO disbursements (enrolment_id, class_id, person_id, occupation_key, level, district_code, amount_fen, paid_on, voucher)
SELECT e.id, c.id, e.person_id, c.occupation_key, c.level, e.district_code, 180000, c.completed_on + 90, 'PZ' || e.id
FROM enrolments e JOIN training_classes c ON c.id = e.class_id WHERE e.state = 'completed' AND e.id % 4 = 0;
"""


def fill(session: Session, enrolments: int) -> None:
    """Writes the register: foreign keys and the big tables' secondary indexes are off meanwhile."""
    connection = session.connection()
    dropped = [_dropped(session, table) for table in TABLES]
    sizes = {"persons": enrolments // ENROLMENTS_A_PERSON, "classes": enrolments // CLASS_SIZE, "size": CLASS_SIZE}
    for statement in FILL.split(";\n"):
        if statement.strip():
            connection.execute(text(statement), {k: v for k, v in sizes.items() if f":{k}" in statement})
    for definitions in dropped:
        for definition in definitions:
            connection.execute(text(definition))
    session.commit()


def _dropped(session: Session, table: str) -> list[str]:
    """Takes the foreign keys and plain indexes off a table and answers the statements that bring the indexes back."""
    name = {"name": table}
    for key in session.scalars(
        text("SELECT conname FROM pg_constraint WHERE conrelid = CAST(:name AS regclass) AND contype = 'f'"), name
    ).all():
        session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {key}"))
    indexes = session.execute(
        text(
            "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = :name AND NOT EXISTS "
            "(SELECT FROM pg_constraint c WHERE c.conname = i.indexname)"
        ), name,
    ).all()  # fmt: skip
    for index, _ in indexes:
        session.execute(text(f"DROP INDEX {index}"))
    return [definition for _, definition in indexes]


def measure(label: str, act: Callable[[], object]) -> None:
    """The median of several runs, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    print(f"{label:<44} {statistics.median(times):8.1f} ms  ({min(times):.1f}-{max(times):.1f})")


def report(session: Session) -> None:
    """Measures the figures of the city, a district and an institution, and cells."""
    quarter, year = period_of(QUARTER, False), period_of(QUARTER, True)
    one_institution = Reading(institution_id=7)
    floor = text(
        "SELECT count(*), count(DISTINCT e.person_id) FROM training_classes c JOIN enrolments e ON e.class_id = c.id "
        "WHERE c.completed_on BETWEEN :first AND :last"
    )
    measure("plain count", lambda: session.execute(floor, {"first": quarter.first, "last": quarter.last}).all())
    measure("figures, city, quarter", lambda: figures(session, quarter, Reading()))
    measure("figures, city, year so far", lambda: figures(session, year, Reading()))
    measure("figures, district, quarter", lambda: figures(session, quarter, Reading(district_code="371002")))
    measure("figures, institution, quarter", lambda: figures(session, quarter, one_institution))
    for column in ("headcount_trained", "headcount_certified", "subsidy_paid_fen"):
        measure(
            f"cell, institution, {column}",
            lambda column=column: cell_members(session, column, "total", quarter, one_institution, limit=100),
        )
        measure(
            f"cell, city, {column}, first 100",
            lambda column=column: cell_members(session, column, "big_data", quarter, Reading(), limit=100),
        )


def main() -> None:
    """Builds the database, measures, and leaves nothing behind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("enrolments", nargs="?", type=int, default=1_000_000)
    size = parser.parse_args().enrolments
    with EmbeddedPostgres.temporary() as server, tempfile.TemporaryDirectory() as folder:
        app = create_app(
            {
                "SECRET_KEY": "x" * 32, "INSTANCE_DIR": Path(folder), "KEYRING_DIR": Path(folder) / "keys",
                "EMBEDDED_POSTGRES": None, "SQLALCHEMY_DATABASE_URI": server.url(), "TESTING": True,
            }
        )  # fmt: skip
        upgrade_database(app)
        with app.app_context():
            session = db.session()
            start = time.perf_counter()
            fill(session, size)
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for table in TABLES:
                    connection.execute(text(f"VACUUM ANALYZE {table}"))
            print(f"{size:,} enrolments in {time.perf_counter() - start:.0f} s")
            report(session)
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
