"""The first set-up of an empty register, open only until there are users."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import labels, messages, service, service_setup, setup_code
from training_app.accounts.forms import SetUpForm
from training_app.accounts.rules import FIRST_ROLES
from training_app.accounts.service_setup import FirstUser
from training_app.accounts.views import blueprint
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, NotFound, attach
from training_app.kernel.permissions import public


@blueprint.route("/set-up", methods=["GET", "POST"])
@public
def set_up() -> ResponseReturnValue:
    """Names the three administrators and the first user of the bureau, given the one-time code."""
    if service.has_users(db.session()):
        raise NotFound("accounts.set_up_closed", messages.SET_UP_CLOSED)
    form, at, instance = SetUpForm(), dates.now(), current_app.config["INSTANCE_DIR"]
    status = 200
    if form.is_submitted():
        status = 422
        if service.too_many_attempts(db.session(), request.remote_addr or "", at):
            form.form_errors.append(messages.TOO_MANY_ATTEMPTS)
            status = 429
        elif form.validate() and _known(form, setup_code.matches(instance, form.code.data or "")):
            try:
                service_setup.set_up(db.session(), _users(form), at, request.remote_addr)
            except InvalidInput as error:
                attach(form, error.fields)
            else:
                setup_code.discard(instance)
                flash(messages.SET_UP_DONE, "success")
                return redirect(url_for("accounts.login"))
    roles = [(role, labels.ROLES[role], labels.FIRST_ROLE_HINTS[role]) for role in FIRST_ROLES]
    return render_template("accounts/set_up.html", form=form, roles=roles), status


def _known(form: SetUpForm, code_matches: bool) -> bool:
    if not code_matches:
        form.code.errors = [*form.code.errors, messages.SET_UP_CODE]
    return code_matches


def _users(form: SetUpForm) -> list[FirstUser]:
    return [
        FirstUser(role, *(form[f"{role}_{part}"].data or "" for part in ("login", "name", "password")))
        for role in FIRST_ROLES
    ]
