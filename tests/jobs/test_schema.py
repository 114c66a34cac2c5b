"""The worker's tables are those of the installed library, so that a newer one cannot come in without its migration."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from procrastinate.schema import SchemaManager

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def test_the_migrated_schema_is_that_of_the_installed_library() -> None:
    """When this fails: docs/decisions/0006 says what a new version of procrastinate needs."""
    kept = MIGRATIONS / f"procrastinate-{version('procrastinate')}.sql"
    assert kept.read_text("utf-8") == SchemaManager.get_schema()
