"""The migrated schema is that of the models."""

from __future__ import annotations

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import create_engine

from training_app.db import db
from training_app.web.tables import is_ours

VERSIONS = Path(__file__).resolve().parents[2] / "migrations" / "versions"


def test_migrations_equal_models(app: Flask, base_database: str) -> None:
    engine = create_engine(base_database)
    with app.app_context(), engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_ours})
        difference = compare_metadata(context, db.metadata)
    engine.dispose()
    assert difference == []


def test_migrations_are_numbered_in_one_line() -> None:
    found = {}
    for path in VERSIONS.glob("*.py"):
        source = path.read_text("utf-8")
        number = re.search(r"^revision = '(\w+)'", source, re.MULTILINE)
        before = re.search(r"^down_revision = (.+)$", source, re.MULTILINE)
        assert number and before and path.name.startswith(f"{number[1]}_")
        found[number[1]] = before[1].strip("'")
    numbers = sorted(found)
    assert [found[number] for number in numbers] == ["None", *numbers[:-1]]
