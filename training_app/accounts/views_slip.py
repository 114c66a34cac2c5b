"""The page that shows a one-time code, once."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.models import Invitation


def slip(
    made: Invitation, code: str, back: str, *, login: str = "", name: str = "", first: bool = False, next_step: str = ""
) -> ResponseReturnValue:
    """The page that shows a code, once. `first`: the account has no password yet; `next_step`: what is to be done besides."""
    # Answered at once and not after a redirect: a message kept for the next page would put the code into a cookie.
    return render_template(
        "accounts/slip.html", made=made, code=code, back=back, login=login, name=name or made.display_name,
        first=first, next_step=next_step,
        link=url_for("accounts.activate", _external=True, _anchor=code), page_url=url_for("accounts.activate", _external=True),
    )
