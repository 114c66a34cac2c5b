"""Users of every role."""

from __future__ import annotations

from datetime import date

from argon2 import PasswordHasher, profiles
from sqlalchemy.orm import Session

from training_app.accounts import service
from training_app.accounts.models import User
from training_app.kernel.actor import Role

PASSWORD = "Correct-horse-9"
CHEAP = PasswordHasher.from_parameters(profiles.CHEAPEST)


def make_user(session: Session, login: str, role: Role, *, display_name: str = "测试用户", **scope: object) -> User:
    """A user with one role since 2020; the password is `PASSWORD`."""
    user = service.create_user(session, login, display_name, PASSWORD, must_change=False, hasher=CHEAP)
    service.grant(session, user, role, date(2020, 1, 1), **scope)  # type: ignore[arg-type]
    return user
