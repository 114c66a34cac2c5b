"""Every command group of the application."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from training_app.db import unit_of_work
from training_app.web.reference import load_reference


@click.command("upgrade-database")
@with_appcontext
def upgrade_database() -> None:
    """Brings the schema to the newest migration and loads districts, occupations and directions."""
    upgrade(directory=str(current_app.config["MIGRATIONS"]))
    with unit_of_work() as session:
        load_reference(session)


COMMANDS = (upgrade_database,)
