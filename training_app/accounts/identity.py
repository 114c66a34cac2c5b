"""The logged-in user of a request: Flask-Login's cookie carries only a random token, the session lives in the database."""

from __future__ import annotations

from datetime import timedelta

from flask import request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from training_app.accounts import service
from training_app.db import db, own_transaction
from training_app.kernel import dates
from training_app.kernel.actor import Actor

_TOUCH_EVERY = timedelta(seconds=60)
login_manager = LoginManager()


class CurrentUser(UserMixin):
    """Who is logged in on this request: token of the session, the actor in the chosen role (a membership)."""

    def __init__(
        self, token: str, actor: Actor, login: str, must_change_password: bool = False, membership_id: int = 0,
        role_count: int = 1,
    ) -> None:
        self.token = token
        self.actor = actor
        self.login = login
        self.must_change_password = must_change_password
        self.membership_id = membership_id
        self.role_count = role_count

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def load(token: str) -> CurrentUser | None:
    """The user of a cookie token, None when the session is over. Notes the use at most once a minute."""
    at = dates.now()
    found = service.resume(db.session(), token, at)
    if found is None:
        return None
    user_session, user, membership, roles = found
    if user_session.last_seen_at < at - _TOUCH_EVERY:
        with own_transaction() as session:
            service.touch(session, token, at)
    actor = service.actor_of(user, membership, request.remote_addr)
    return CurrentUser(token, actor, user.login, user.must_change_password, membership.id, roles)


def current() -> CurrentUser:
    """The user of this request; only behind the gate, where there always is one."""
    return current_user._get_current_object()


def sign_in(token: str) -> None:
    """Puts the session token into the cookie."""
    found = load(token)
    if found is not None:
        login_user(found)


def sign_out() -> None:
    """Takes the session token out of the cookie."""
    logout_user()
