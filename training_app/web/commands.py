"""Every command group of the application."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from training_app.accounts.cli import accounts, setup_code_command
from training_app.audit.cli import audit
from training_app.classes.cli_import import roster
from training_app.intake.cli import intake
from training_app.jobs.cli import jobs
from training_app.notices.cli import notices
from training_app.policies.cli import policies
from training_app.registration.cli import registrations
from training_app.reports.cli import returns
from training_app.titles.cli import titles
from training_app.web.database import upgrade_database
from training_app.web.hours_check import hours


@click.command("upgrade-database")
@with_appcontext
def upgrade() -> None:
    """Brings the schema to the newest migration and loads districts, occupations and directions."""
    upgrade_database(current_app)


COMMANDS = (
    accounts, audit, hours, intake, jobs, notices, policies, registrations, returns, roster, titles, upgrade,
    setup_code_command,
)
