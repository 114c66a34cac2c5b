"""Login, logout, one's own account: role, password, sessions."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import labels, messages, queries, queries_factors, rules, service, service_sessions
from training_app.accounts.forms import LoginForm, PasswordForm
from training_app.accounts.identity import await_code, browser, current, sign_in, sign_out
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import Permission, public, requires

blueprint = Blueprint("accounts", __name__)


def safe_next(target: str | None) -> str:
    """The address to go on to after login: only a path of this site, else the home page."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target or not target.isprintable():
        return url_for("home.index")
    try:
        parts = urlsplit(target)
    except ValueError:
        return url_for("home.index")
    return url_for("home.index") if parts.scheme or parts.netloc else target


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """The login page; of an empty register the first set-up."""
    form = LoginForm()
    if not form.validate_on_submit():
        if not form.is_submitted() and not service.has_users(db.session()):
            return redirect(url_for("accounts.set_up"))
        return render_template("accounts/login.html", form=form, refused=""), 422 if form.is_submitted() else 200
    login_name = form.login.data or ""
    result = service.log_in(db.session(), login_name, form.password.data or "", browser(login_name), dates.now())
    target = safe_next(request.args.get("next"))
    if result.half:
        return await_code(result, target)
    if result.token is None:
        return render_template("accounts/login.html", form=form, refused=result.message), result.status
    return sign_in(result, login_name, redirect(target))


@blueprint.post("/logout")
@requires(Permission.HOME)
def logout() -> ResponseReturnValue:
    """Ends the session here and on the server."""
    user = current()
    service.log_out(db.session(), user.actor, user.token, dates.now())
    sign_out()
    session.clear()
    response = redirect(url_for("accounts.login"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/account/role")
@requires(Permission.HOME)
def switch_role() -> ResponseReturnValue:
    """Goes on in another of one's own roles."""
    user = current()
    chosen = request.form.get("membership") or request.form.get("role", "")
    service.switch_role(db.session(), user.actor, user.token, _number(chosen), dates.now())
    return redirect(url_for("home.index"))


@blueprint.route("/account", methods=["GET", "POST"])
@requires(Permission.HOME)
def account() -> ResponseReturnValue:
    """One's own account: roles, running sessions, and the change of the password."""
    user, form = current(), PasswordForm()
    if form.validate_on_submit():
        try:
            service.change_password(
                db.session(), user.actor, form.old.data or "", form.new.data or "", dates.now(), keep=user.token
            )
        except InvalidInput as error:
            for name, sentence in error.fields.items():
                form[name].errors = [*form[name].errors, sentence]
        else:
            flash(messages.PASSWORD_CHANGED, "success")
            return redirect(url_for("accounts.account"))
    page = render_template(
        "accounts/account.html", form=form, login=user.login, due=user.password_due, until=user.password_until,
        roles=queries.memberships_of(db.session(), user.actor, dates.today()), membership_id=user.membership_id,
        sessions=queries.sessions_of(db.session(), user.actor, user.token, dates.now()), device=labels.device,
        factor=queries_factors.has_second_factor(db.session(), user.actor.user_id),
        wants_factor=rules.must_enrol({user.actor.role}),
        idle=rules.idle(user.actor.role) // timedelta(minutes=1),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/account/sessions/end")
@requires(Permission.HOME)
def end_sessions() -> ResponseReturnValue:
    """Ends one other session of one's own, or all others."""
    user = current()
    count = service_sessions.end_sessions(db.session(), user.actor, user.token, request.form.get("session", ""), dates.now())
    flash(messages.SESSIONS_ENDED.format(count=count), "success")
    return redirect(url_for("accounts.account"))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
