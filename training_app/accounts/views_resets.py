"""/administrator-resets: new passwords for the three administrators, by two people."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import messages, queries_resets, service_resets
from training_app.accounts.identity import current
from training_app.accounts.views_slip import slip
from training_app.accounts.views_staff import blueprint
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.permissions import Permission, requires


@blueprint.get("/administrator-resets")
@requires(Permission.ADMINISTRATOR_RESET)
def administrator_resets() -> ResponseReturnValue:
    """What waits for a second person."""
    return render_template(
        "accounts/administrator_resets.html", waiting=queries_resets.waiting(db.session(), current().actor, dates.now())
    )


@blueprint.post("/accounts/<login>/reset-by-two")
@requires(Permission.ACCOUNT_MANAGE)
def start_reset(login: str) -> ResponseReturnValue:
    """The first of two asks for a new password of an administrator."""
    made = service_resets.start(db.session(), current().actor, login, dates.now())
    until = made.expires_at.astimezone(dates.CHINA)
    flash(messages.RESET_STARTED.format(until=f"{until:%m-%d %H:%M}"), "success")
    return redirect(url_for("accounts.administrator_resets"))


@blueprint.post("/administrator-resets/agree")
@requires(Permission.ADMINISTRATOR_RESET)
def agree_reset() -> ResponseReturnValue:
    """The second agrees and is shown the code, once."""
    user, made, code = service_resets.agree(db.session(), current().actor, _number(), dates.now())
    return slip(made, code, url_for("accounts.administrator_resets"), login=user.login, name=user.display_name)


@blueprint.post("/administrator-resets/end")
@requires(Permission.ADMINISTRATOR_RESET)
def end_reset() -> ResponseReturnValue:
    """Ends one that waits without a code."""
    service_resets.end(db.session(), current().actor, _number(), dates.now())
    flash(messages.RESET_ENDED, "success")
    return redirect(url_for("accounts.administrator_resets"))


def _number() -> int:
    typed = request.form.get("reset", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
