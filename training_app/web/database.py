"""Brings a database to the newest schema and fills in the reference data."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
from flask import Flask

from training_app.db import unit_of_work
from training_app.web.reference import load_reference

MIGRATIONS = str(Path(__file__).resolve().parents[2] / "migrations")


def upgrade_database(app: Flask) -> None:
    """Runs the migrations not yet run, then loads districts, occupations and directions. Safe to repeat."""
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        with unit_of_work() as session:
            load_reference(session)
