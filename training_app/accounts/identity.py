"""The logged-in user of a request: Flask-Login's cookie carries only a random token, the session lives in the database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, current_app, flash, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from training_app.accounts import messages, rules, service, service_sessions
from training_app.accounts.service import Browser, LoginResult, Resumed
from training_app.db import db, own_transaction
from training_app.kernel import dates
from training_app.kernel.actor import Actor

# Names in the cookie: the login that waits for a code, and where it leads to.
HALF, HALF_NEXT = "half", "half_next"
_TOUCH_EVERY = timedelta(seconds=60)
login_manager = LoginManager()


@dataclass(eq=False, slots=True)
class CurrentUser(UserMixin):
    """Who is logged in on this request: token of the session, the actor in the chosen role (a membership).

    `password_due` is the sentence why a new password comes before everything else, empty when the present one serves;
    `factor_due` whether a second factor has to be enrolled first."""

    token: str
    actor: Actor
    login: str
    membership_id: int
    role_count: int
    password_due: str = ""
    password_until: date | None = None
    factor_due: bool = False

    def get_id(self) -> str:
        return self.token


@login_manager.user_loader
def load(token: str) -> CurrentUser | None:
    """The user of a cookie token, None when the session is over. Notes the use at most once a minute."""
    at = dates.now()
    found = service.resume(db.session(), token, at)
    if found is None:
        return None
    if found.user_session.last_seen_at < at - _TOUCH_EVERY and not _by_itself():
        with own_transaction() as own:
            service.touch(own, token, at)
    actor = service.actor_of(found.user, found.membership, request.remote_addr)
    due, until = _password_due(found, at)
    required = current_app.config.get("TWO_FACTOR") == "required" and rules.must_enrol(set(found.roles))
    return CurrentUser(
        token, actor, found.user.login, found.membership.id, len(found.roles), due, until, required and not found.enrolled
    )


def _by_itself() -> bool:
    """Whether this request was made by an open page and not by its reader: the progress of a job, the code in a room."""
    renewed = request.endpoint in ("jobs.show", "scanning.screen") and "HX-Request" in request.headers
    return request.endpoint == "jobs.events" or renewed


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


def browser(login: str) -> Browser:
    """Where this request comes from, for somebody who wants in with this login."""
    return Browser(
        request.remote_addr or "", request.user_agent.string, request.cookies.get(_device_cookie(login), ""),
        bool(current_app.config.get("DEMO")),
    )


def sign_in(result: LoginResult, login: str, answer: Response) -> Response:
    """Puts the session token into the cookie, and into one of its own what makes this browser known to the user."""
    session.clear()
    found = load(result.token or "")
    if found is not None:
        login_user(found)
    if result.displaced:
        flash(messages.DISPLACED_OTHERS.format(count=result.displaced), "info")
    answer.set_cookie(
        _device_cookie(login), result.device, max_age=rules.KNOWN_DEVICE, httponly=True, samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return answer


def await_code(result: LoginResult, target: str) -> Response:
    """Sends on to the page that asks for the second factor; `target` is where the login leads to."""
    session.clear()
    session[HALF], session[HALF_NEXT] = result.half, target
    return redirect(url_for("accounts.login_code"))


def tell_if_displaced() -> bool:
    """Says once to somebody whose session is over that a login elsewhere has ended it. Whether there was a session."""
    token = session.get("_user_id")
    if token is None:
        return False
    logout_user()
    if service_sessions.was_displaced(db.session(), token):
        flash(messages.DISPLACED, "warning")
    return True


def _device_cookie(login: str) -> str:
    # One for each user of a computer; which users those are is not to be read from its name.
    name = f"device_{hashlib.sha256(b'device:' + rules.canonical_login(login).encode()).hexdigest()[:16]}"
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


def sign_out() -> None:
    """Takes the session token out of the cookie."""
    logout_user()
