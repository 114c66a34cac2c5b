"""The administrators' pages: accounts and their roles."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import (
    labels,
    messages,
    queries_factors,
    queries_staff,
    queries_users,
    service,
    service_users,
)
from training_app.accounts.forms import GrantForm, NewUserForm
from training_app.accounts.identity import current
from training_app.accounts.layout_list import ACCOUNTS, STATES
from training_app.accounts.service_users import Grant
from training_app.accounts.views_setup import blueprint
from training_app.accounts.views_slip import slip
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, attach
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires
from training_app.places import queries as places


@blueprint.get("/accounts")
@requires(Permission.ACCOUNT_MANAGE)
def index() -> ResponseReturnValue:
    """All accounts with their roles."""
    filters, at = queries_users.Filters.of(request.args), dates.now()
    page = queries_users.page_of(db.session(), current().actor, filters, Asked.of(ACCOUNTS, request.args), at)
    asked = queries_staff.requests(db.session(), current().actor, dates.today())
    return render_template(
        "accounts/index.html", page=page, filters=filters, roles=labels.ROLES, states=STATES, at=at,
        requests=asked,
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def new_user() -> ResponseReturnValue:
    """A new account, by the system administrator."""
    form = NewUserForm()
    if form.validate_on_submit():
        try:
            user, made, code = service_users.create(
                db.session(), current().actor, form.login.data or "", form.name.data or "", dates.now()
            )
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            # The code is shown this once; whoever sends the form again is led to the account, where there are new codes.
            g.sent_again = url_for("accounts.show", login=user.login)
            return slip(
                made, code, g.sent_again, login=user.login, name=user.display_name, first=True, next_step=messages.NEEDS_ROLE
            )
    return render_template("accounts/new_user.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/accounts/<login>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def show(login: str) -> ResponseReturnValue:
    """One account; the security administrator grants roles here."""
    session, actor = db.session(), current().actor
    line = queries_users.by_login(session, actor, login)
    form = GrantForm([(district.code, district.name) for district in places.districts(session)])
    if form.is_submitted():
        service_users.check_grants(actor)
    if form.validate_on_submit() and _confirmed(form):
        wanted = Grant(
            form.role.data or "", form.since.data or dates.today(), form.institution.data or "",
            form.district.data or "", form.person.data or "",
        )
        try:
            membership = service_users.grant(session, actor, login, wanted, dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.GRANTED.format(role=labels.ROLES[membership.role]), "success")
            return redirect(url_for("accounts.show", login=line.user.login))
    page = render_template(
        "accounts/show.html", line=line, form=form, at=dates.now(),
        factor=queries_factors.has_second_factor(session, line.user.id), own_login=current().login,
        own_factor=queries_factors.has_second_factor(session, actor.user_id),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/accounts/<login>/withdraw")
@requires(Permission.ACCOUNT_MANAGE)
def withdraw(login: str) -> ResponseReturnValue:
    """Takes a role back."""
    typed = request.form.get("membership", "")
    membership = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
    role = service_users.withdraw(db.session(), current().actor, login, membership, dates.today(), dates.now())
    flash(messages.WITHDRAWN.format(role=labels.ROLES[role]), "success")
    return redirect(url_for("accounts.show", login=login))


@blueprint.post("/accounts/<login>/disable")
@requires(Permission.ACCOUNT_MANAGE)
def disable(login: str) -> ResponseReturnValue:
    """Disables an account."""
    count = service_users.disable(db.session(), current().actor, login, dates.now())
    flash(messages.DISABLED.format(login=login, count=count), "success")
    return redirect(url_for("accounts.show", login=login))


@blueprint.post("/accounts/<login>/enable")
@requires(Permission.ACCOUNT_MANAGE)
def enable(login: str) -> ResponseReturnValue:
    """Lets a disabled or locked account in again."""
    service_users.enable(db.session(), current().actor, login, dates.now())
    flash(messages.ENABLED.format(login=login), "success")
    return redirect(url_for("accounts.show", login=login))


@blueprint.post("/accounts/<login>/password")
@requires(Permission.ACCOUNT_MANAGE)
def reset_password(login: str) -> ResponseReturnValue:
    """Gives a one-time code for a new password, shown once."""
    user, made, code = service_users.reset_password(db.session(), current().actor, login, dates.now())
    back = url_for("accounts.show", login=user.login)
    return slip(made, code, back, login=user.login, name=user.display_name, first=user.password_hash is None)


def _confirmed(form: GrantForm) -> bool:
    """Whether the administrator showed password and code: a role is an act of weight."""
    password, code = form.password.data or "", form.code.data or ""
    if service.password_confirmed(db.session(), current().actor, password, dates.now(), code):
        return True
    form.password.errors = [messages.STEP_UP_WRONG]
    return False
