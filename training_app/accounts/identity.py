"""The logged-in user of a request: Flask-Login's cookie carries only a random token, the session lives in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from training_app.accounts import messages, rules, service
from training_app.accounts.service import Resumed
from training_app.db import db, own_transaction
from training_app.kernel import dates
from training_app.kernel.actor import Actor

_TOUCH_EVERY = timedelta(seconds=60)
login_manager = LoginManager()


@dataclass(eq=False, slots=True)
class CurrentUser(UserMixin):
    """Who is logged in on this request: token of the session, the actor in the chosen role (a membership).

    `password_due` is the sentence why a new password comes before everything else, empty when the present one serves."""

    token: str
    actor: Actor
    login: str
    membership_id: int
    role_count: int
    password_due: str = ""
    password_until: date | None = None

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def load(token: str) -> CurrentUser | None:
    """The user of a cookie token, None when the session is over. Notes the use at most once a minute."""
    at = dates.now()
    found = service.resume(db.session(), token, at)
    if found is None:
        return None
    if found.user_session.last_seen_at < at - _TOUCH_EVERY:
        with own_transaction() as session:
            service.touch(session, token, at)
    actor = service.actor_of(found.user, found.membership, request.remote_addr)
    due, until = _password_due(found, at)
    return CurrentUser(token, actor, found.user.login, found.membership.id, len(found.roles), due, until)


def _password_due(found: Resumed, at: datetime) -> tuple[str, date | None]:
    if found.user.must_change_password:
        return messages.PASSWORD_TEMPORARY, None
    # The demo city's password is printed for everybody: making one visitor change it would lock the others out.
    if current_app.config.get("DEMO"):
        return "", None
    since = found.user.password_changed_at or found.user.created_at
    expires = rules.password_expires(since, set(found.roles))
    if at < expires:
        return "", expires.astimezone(dates.CHINA).date()
    day = since.astimezone(dates.CHINA).date().isoformat()
    return messages.PASSWORD_EXPIRED.format(since=day, days=(expires - since).days), None


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
