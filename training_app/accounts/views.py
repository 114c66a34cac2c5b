"""Login, logout, change of role and password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import messages, queries, service
from training_app.accounts.forms import LoginForm, PasswordForm
from training_app.accounts.identity import CurrentUser, current, sign_in, sign_out
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import Permission, public, requires

blueprint = Blueprint("accounts", __name__)


def safe_next(target: str | None) -> str:
    """The address to go on to after login: only a path of this site, else the home page."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or not target.isprintable():
        return url_for("home.index")
    return target


@blueprint.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """The login page."""
    form = LoginForm()
    if not form.validate_on_submit():
        return render_template("accounts/login.html", form=form), 422 if form.is_submitted() else 200
    result = service.log_in(
        db.session(), form.login.data or "", form.password.data or "", address=request.remote_addr or "",
        agent=request.user_agent.string, at=dates.now(),
    )
    if result.token is None:
        form.password.errors = [*form.password.errors, result.message]
        return render_template("accounts/login.html", form=form), result.status
    session.clear()
    sign_in(result.token)
    return redirect(safe_next(request.args.get("next")))


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
    membership = request.form.get("membership", "")
    service.switch_role(
        db.session(), user.actor, user.token, int(membership) if membership.isascii() and membership.isdigit() else 0,
        dates.now(),
    )
    return redirect(url_for("home.index"))


@blueprint.route("/account", methods=["GET", "POST"])
@requires(Permission.HOME)
def account() -> ResponseReturnValue:
    """One's own account: roles, and the change of the password."""
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
            flash(messages.PASSWORD_CHANGED, "ok")
            return redirect(url_for("accounts.account"))
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/account.html", form=form, roles=_roles(user)), status


def _roles(user: CurrentUser) -> list:
    return queries.memberships_of(db.session(), user.actor, dates.today())
