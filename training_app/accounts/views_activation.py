"""/activate: what the holder of a one-time code does. The code is typed or comes in the fragment, never in the address."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from training_app.accounts import messages, service, service_redeeming
from training_app.accounts.forms_activation import AccountForm, CodeForm, NewPasswordForm
from training_app.accounts.identity import await_code, browser, sign_in
from training_app.accounts.service_redeeming import Applicant, Offer
from training_app.accounts.views_users import blueprint
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import public


@blueprint.route("/activate", methods=["GET", "POST"])
@public
def activate() -> ResponseReturnValue:
    """First the code; then, for what it opens, the account."""
    form = CodeForm()
    if not form.is_submitted():
        return render_template("accounts/activate.html", form=form)
    if not form.validate():
        return render_template("accounts/activate.html", form=form), 422
    try:
        offer = service_redeeming.look_up(db.session(), form.code.data or "", request.remote_addr or "", dates.now())
    except InvalidInput as error:
        return _refused(form, error)
    kind = NewPasswordForm if offer.kind == "reset" else AccountForm
    if request.form.get("step") == "account":
        return _redeem(kind(), offer)
    return _page(kind(formdata=None, code=form.code.data), offer)


def _redeem(form: AccountForm | NewPasswordForm, offer: Offer) -> ResponseReturnValue:
    if not form.validate():
        return _page(form, offer), 422
    at, address = dates.now(), request.remote_addr or ""
    typed = {name: form[name].data or "" for name in ("login", "password", "name", "last_four") if name in form}
    applicant = Applicant(
        typed.get("login", ""), typed["password"], typed.get("name", ""), typed.get("last_four", ""),
        "account" in form and form["account"].data == "existing", address,
    )
    try:
        user = service_redeeming.redeem(db.session(), form.code.data or "", applicant, at)
    except InvalidInput as error:
        if "code" in error.fields:
            return _refused(CodeForm(), error)
        for name, sentence in error.fields.items():
            form[name].errors = [*form[name].errors, sentence]
        return _page(form, offer), 422
    result = service.enter(db.session(), user, browser(user.login), at)
    if result.half:
        return await_code(result, url_for("home.index"))
    if result.token is None:
        flash(result.message, "warning")
        return redirect(url_for("accounts.login"))
    answer = sign_in(result, user.login, redirect(url_for("home.index")))
    joined = messages.ROLE_ADDED if applicant.has_account else messages.ACTIVATED
    flash(messages.PASSWORD_SET if offer.kind == "reset" else joined, "success")
    return answer


def _page(form: FlaskForm, offer: Offer) -> str:
    return render_template("accounts/activate_account.html", form=form, offer=offer)


def _refused(form: FlaskForm, error: InvalidInput) -> ResponseReturnValue:
    form["code"].errors = [*form["code"].errors, *error.fields.values()]
    return render_template("accounts/activate.html", form=form), 422
