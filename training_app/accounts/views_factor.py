"""The second factor: asked for at login, enrolled and ended on one's own account, reset by the security administrator."""

from __future__ import annotations

import segno
from flask import current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import labels, messages, queries_factors, service_half, service_second_factor
from training_app.accounts.forms_factor import EnrolForm, LoginCodeForm, TurnOffForm
from training_app.accounts.identity import HALF, HALF_NEXT, browser, current, sign_in
from training_app.accounts.views_resets import blueprint
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, attach
from training_app.kernel.permissions import Permission, public, requires


@blueprint.route("/login/code", methods=["GET", "POST"])
@public
def login_code() -> ResponseReturnValue:
    """The second half of the login."""
    form, at, token = LoginCodeForm(), dates.now(), session.get(HALF, "")
    user = service_half.standing(db.session(), token, at)
    if user is None:
        session.pop(HALF, None)
        flash(messages.HALF_OVER, "warning")
        return redirect(url_for("accounts.login"))
    if not form.validate_on_submit():
        return render_template("accounts/login_code.html", form=form), 422 if form.is_submitted() else 200
    result = service_half.finish(db.session(), token, form.code.data or "", browser(user.login), at)
    if result.token is not None:
        target = session.get(HALF_NEXT) or url_for("home.index")
        return sign_in(result, user.login, redirect(target))
    if result.status == service_half.OVER:
        session.pop(HALF, None)
        flash(result.message, "error")
        return redirect(url_for("accounts.login"))
    form.code.errors = [result.message]
    return render_template("accounts/login_code.html", form=form), result.status


@blueprint.get("/account/second-factor")
@requires(Permission.HOME)
def second_factor() -> ResponseReturnValue:
    """One's own second factor: what it is, how to enrol an app, how to end it."""
    return _page(EnrolForm(), TurnOffForm())


@blueprint.post("/account/second-factor/begin")
@requires(Permission.HOME)
def begin_factor() -> ResponseReturnValue:
    """Makes a new key for an app."""
    service_second_factor.begin(db.session(), current().actor, dates.now())
    return redirect(url_for("accounts.second_factor"))


@blueprint.post("/account/second-factor/confirm")
@requires(Permission.HOME)
def confirm_factor() -> ResponseReturnValue:
    """The first code of the app; shows the recovery codes, once."""
    user, form = current(), EnrolForm()
    if not form.validate():
        return _page(form, TurnOffForm(formdata=None)), 422
    try:
        codes = service_second_factor.confirm(
            db.session(), user.actor, form.password.data or "", form.code.data or "", dates.now(), user.token
        )
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(form, TurnOffForm(formdata=None)), 422
    # Answered at once and not after a redirect: a message kept for the next page would put the codes into a cookie.
    return render_template("accounts/recovery_codes.html", codes=codes, login=user.login)


@blueprint.post("/account/second-factor/off")
@requires(Permission.HOME)
def end_factor() -> ResponseReturnValue:
    """Ends one's own second factor."""
    user, form = current(), TurnOffForm()
    if not form.validate():
        return _page(EnrolForm(formdata=None), form), 422
    try:
        service_second_factor.turn_off(
            db.session(), user.actor, form.password.data or "", form.code.data or "", dates.now(), user.token
        )
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(EnrolForm(formdata=None), form), 422
    flash(messages.FACTOR_ENDED, "success")
    return redirect(url_for("accounts.second_factor"))


@blueprint.post("/accounts/<login>/second-factor")
@requires(Permission.ACCOUNT_MANAGE)
def reset_factor(login: str) -> ResponseReturnValue:
    """Ends the second factor of somebody who lost phone and recovery codes."""
    user = service_second_factor.reset_for(db.session(), current().actor, login, dates.now())
    flash(messages.FACTOR_RESET.format(login=user.login), "success")
    return redirect(url_for("accounts.show", login=user.login))


def _page(enrol: EnrolForm, off: TurnOffForm) -> str:
    user = current()
    factor = queries_factors.own(db.session(), user.actor)
    key, qr, link = "", "", ""
    if factor is not None and factor.confirmed_at is None:
        key = factor.seed or ""
        link = service_second_factor.uri(factor, user.login, labels.ISSUER)
        code = segno.make(link, micro=False)
        qr = code.svg_data_uri(scale=4, border=4, light="#fff")
    return render_template(
        "accounts/second_factor.html", factor=factor, enrol=enrol, off=off, login=user.login, qr=qr, link=link,
        key=" ".join(key[start : start + 4] for start in range(0, len(key), 4)),
        due=messages.FACTOR_REQUIRED if user.factor_due else "",
        required=current_app.config.get("TWO_FACTOR") == "required",
        left=service_second_factor.recovery_codes_left(db.session(), user.actor),
    )
