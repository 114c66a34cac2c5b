"""The commands of the demo city where there is something to lose."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from tests.builders.accounts import make_user
from training_app.accounts.models import User
from training_app.classes.models import TrainingClass
from training_app.db import db, unit_of_work
from training_app.demo.logins import ENGINEERS, PASSWORD, STAFF, UNITS
from training_app.kernel.actor import Role


def test_a_register_in_use_is_never_filled_with_invented_people(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        make_user(session, "erste", Role.BUREAU)
    refused = fresh_app.test_cli_runner().invoke(args=["demo", "load"])
    assert refused.exit_code == 1 and "只能装入空系统" in refused.output
    skipped = fresh_app.test_cli_runner().invoke(args=["demo", "load", "--if-empty"])
    assert skipped.exit_code == 0 and not skipped.output
    with fresh_app.app_context():
        assert db.session().scalar(select(func.count()).select_from(User)) == 1
        assert db.session().scalar(select(func.count()).select_from(TrainingClass)) == 0
        db.session.rollback()


def test_the_logins_are_printed_with_their_password(fresh_app: Flask) -> None:
    shown = fresh_app.test_cli_runner().invoke(args=["demo", "logins"])
    assert shown.exit_code == 0 and PASSWORD in shown.output
    assert all(login.login in shown.output for login in (*STAFF, *UNITS, *ENGINEERS))
