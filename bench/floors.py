"""The least that writing a roster can cost, to measure the rest against. Called inside an application context."""

from __future__ import annotations

import time

import psycopg
from sqlalchemy import func, select, text

from training_app.classes.models import Enrolment, TrainingClass
from training_app.crypto.blind_index import blind_index_many
from training_app.db import bulk, unit_of_work
from training_app.people.models import NUMBER_COLUMN

_TABLE = (
    "CREATE TEMPORARY TABLE floor (id bigint PRIMARY KEY, a text, b text, c text, d text, e text, f date, g text, h text, "
    "i text, j text, k bytea, l bytea, m bigint, n text) ON COMMIT DROP"
)
_APART = 10**9
_SAME = {
    "persons": {
        "id": f"id + {_APART}", "number": "'X' || number", "row_key": "gen_random_uuid()",
        **{name: name for name in (
            "name", "name_pinyin", "name_initials", "sex", "birth_date", "phone_sealed", "district_code", "batch_id",
        )},
    },
    "employments": {
        "person_id": f"person_id + {_APART}", **{name: name for name in ("employer_name", "post", "valid_from", "batch_id")},
    },
    "educations": {
        "person_id": f"person_id + {_APART}",
        **{name: name for name in ("level", "outcome", "full_time", "major", "degree", "graduated_on", "batch_id")},
    },
    "person_documents": {
        "person_id": f"person_id + {_APART}", "row_key": "gen_random_uuid()", "kind": "kind", "number_sealed": "number_sealed",
        "number_index": "sha256(number_index)", "last_four_index": "last_four_index", "batch_id": "batch_id",
    },
    "enrolments": {
        "class_id": "class_id", "person_id": f"person_id + {_APART}",
        **{name: name for name in ("state", "name_at", "employer_name", "district_code", "remark", "batch_id")},
    },
}  # fmt: skip
"""The tables a roster is written to, in that order: {column: the value of a copy of a row}."""


def one_table(rows: int) -> float:
    """Seconds of a bare COPY of as many lines of 15 columns into one table with a key and three indexes."""
    indexes = blind_index_many(NUMBER_COLUMN, [str(row) for row in range(rows)])
    lines = (
        f"{row}\t王伟芳\twang wei fang\twwf\tmale\tbachelor\t1980-01-01\t威海智能装备有限公司\t工程师\tenrolled\t371002\t"
        f"{bulk.octets(index)}\t{bulk.octets(index)}\t{row}\t备注"
        for row, index in enumerate(indexes)
    )
    begun = time.perf_counter()
    with unit_of_work() as session:
        session.execute(text(_TABLE))
        for column in ("k", "a", "m"):
            session.execute(text(f"CREATE INDEX ON floor ({column})"))
        bulk.copy_in(session, "floor", ("id", *"abcdefghijklmn"), lines)
    return time.perf_counter() - begun


def same_rows(class_number: str) -> float:
    """Seconds of a bare COPY of the very rows a class's roster became, as people of their own, into the register's own five
    tables with all their keys and indexes. Nothing stays of it."""
    with unit_of_work() as session:
        connection = bulk.driver(session)
        batch = session.scalar(
            select(func.max(Enrolment.batch_id))
            .join(TrainingClass, TrainingClass.id == Enrolment.class_id).where(TrainingClass.number == class_number)
        )
        made = {table: _lines(connection, table, batch) for table in _SAME}
        begun = time.perf_counter()
        for table, columns in _SAME.items():
            with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for chunk in made[table]:
                    copy.write(chunk)
        taken = time.perf_counter() - begun
        session.rollback()
    return taken


def _lines(connection: psycopg.Connection, table: str, batch: int) -> list[bytes]:
    """In the order they were written in: documents by their index, which is what the register does too."""
    columns = _SAME[table]
    order = columns.get("number_index", columns.get("id", "person_id"))
    wanted = f"SELECT {', '.join(columns.values())} FROM {table} WHERE batch_id = {int(batch)} ORDER BY {order}"
    with connection.cursor().copy(f"COPY ({wanted}) TO STDOUT") as copy:
        return [bytes(chunk) for chunk in copy]
