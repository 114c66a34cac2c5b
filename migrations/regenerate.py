"""Rewrites the first migration from the models. For the time before the first release only: afterwards a change of the
models is a new migration.

    .venv/bin/python migrations/regenerate.py
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import flask_migrate
import psycopg

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from training_app import create_app  # noqa: E402
from training_app.audit.triggers import AUDIT_TRIGGERS_SQL  # noqa: E402
from training_app.certificates.models import KEPT_PAPERS_SQL  # noqa: E402
from training_app.certificates.models_confirmation import CERTIFICATE_GUARD_SQL, GUARD_FUNCTIONS  # noqa: E402
from training_app.certificates.models_sessions import ASSESSMENT_SEAT_FUNCTIONS, ASSESSMENT_SEATS_SQL  # noqa: E402
from training_app.classes.models_attendance import KEPT_SCANS_SQL  # noqa: E402
from training_app.classes.models_signup import SEAT_FUNCTIONS, SEAT_TRIGGERS_SQL  # noqa: E402
from training_app.db.embedded import EmbeddedPostgres  # noqa: E402
from training_app.hours.models import APPEND_ONLY_SQL, HOUR_NUMBER_SEQUENCE  # noqa: E402
from training_app.people.models import PERSON_NUMBER_SEQUENCE  # noqa: E402
from training_app.reports.models import FIGURE_TRIGGERS_SQL  # noqa: E402

NAME = "0001"
# The schema of the worker's library as it was published with that version; docs/decisions/0006.
PROCRASTINATE = "procrastinate-3.10.0.sql"
DROP_PROCRASTINATE = r"""
    op.get_bind().connection.driver_connection.execute('''
        DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
        DO $$ DECLARE found regprocedure; BEGIN
            FOR found IN SELECT oid::regprocedure FROM pg_proc WHERE starts_with(proname, 'procrastinate_') LOOP
                EXECUTE 'DROP FUNCTION ' || found || ' CASCADE';
            END LOOP;
        END $$;
        DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_status, procrastinate_job_event_type
    ''')
"""


def regenerate() -> None:
    """Compares the models with an empty database and writes sequences before and triggers after the tables."""
    folder = ROOT / "migrations" / "versions"
    server = EmbeddedPostgres.temporary()
    try:
        with psycopg.connect(server.url("postgres").replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE DATABASE empty_schema")
        for old in folder.glob("0001_*.py"):
            old.unlink()
        app = create_app({"SQLALCHEMY_DATABASE_URI": server.url("empty_schema"), "EMBEDDED_POSTGRES": None})
        with app.app_context():
            flask_migrate.revision(
                directory=str(ROOT / "migrations"), message="register", rev_id=NAME, autogenerate=True
            )
    finally:
        server.stop()
    path = next(folder.glob("0001_*.py"))
    text = path.read_text(encoding="utf-8")
    before = "\n".join(f'    op.execute("{sql}")' for sql in (PERSON_NUMBER_SEQUENCE, HOUR_NUMBER_SEQUENCE))
    # Past SQLAlchemy, which would read signs of plpgsql as places for parameters.
    before += f"\n    worker = Path(__file__).parents[1] / '{PROCRASTINATE}'"
    before += "\n    op.get_bind().connection.driver_connection.execute(worker.read_text('utf-8'))"
    triggers = (
        *APPEND_ONLY_SQL, *AUDIT_TRIGGERS_SQL, *FIGURE_TRIGGERS_SQL, *KEPT_SCANS_SQL, *KEPT_PAPERS_SQL, *CERTIFICATE_GUARD_SQL,
    )  # fmt: skip
    triggers += (*SEAT_TRIGGERS_SQL, *ASSESSMENT_SEATS_SQL)
    after = "\n".join(f"    op.execute({sql!r})" for sql in triggers)
    text = re.sub(r"def upgrade\(\) -> None:\n", f"def upgrade() -> None:\n{before}\n", text, count=1)
    text = text.replace("\n\n\ndef downgrade", f"\n{after}\n\n\ndef downgrade", 1)
    text = text.replace("from alembic import op\n", "from pathlib import Path\n\nfrom alembic import op\n", 1)
    text = text.rstrip() + (
        '\n    op.execute("DROP FUNCTION IF EXISTS refuse_change, mark_figure_change, mark_counted_enrolments, "'
        '\n               "keep_scans CASCADE")'
        '\n    op.execute("DROP FUNCTION IF EXISTS refuse_other_words CASCADE")'
        f'\n    op.execute("DROP FUNCTION IF EXISTS {", ".join(GUARD_FUNCTIONS)} CASCADE")'
        f'\n    op.execute("DROP FUNCTION IF EXISTS {", ".join((*SEAT_FUNCTIONS, *ASSESSMENT_SEAT_FUNCTIONS))} CASCADE")'
        '\n    op.execute("DROP SEQUENCE person_number_seq")\n    op.execute("DROP SEQUENCE hour_number_seq")\n'
    ) + DROP_PROCRASTINATE.lstrip("\n")
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    regenerate()
