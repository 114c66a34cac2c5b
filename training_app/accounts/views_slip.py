"""The page that shows a one-time code, once."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.models import Invitation


def slip(made: Invitation, code: str, back: str, *, login: str = "", name: str = "") -> ResponseReturnValue:
    """The page that shows a code, once."""
    # Answered at once and not after a redirect: a message kept for the next page would put the code into a cookie.
    return render_template(
        "accounts/slip.html", made=made, code=code, back=back, login=login, name=name or made.display_name,
        link=url_for("accounts.activate", _external=True, _anchor=code), page_url=url_for("accounts.activate", _external=True),
    )
