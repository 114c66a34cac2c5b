"""Sending a form twice does it once, on the server, for every form of the house and without a line in any view.

Every form carries a random token of its page. The first POST takes token and content into the table `submissions` in the
same transaction as what it does; the same POST again, even at the same moment, is answered with where the first one led. A
form that was refused, or whose answer is a file or page, is not used up; a view that answers with a page it cannot show
again says in `g.sent_again` where to lead instead. Going back and sending *other* values from the same
page is a new act: what somebody typed is never thrown away silently.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

from flask import Flask, Response, current_app, flash, g, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from training_app.db import db
from training_app.drafts import messages, queries, rules, service, service_submissions
from training_app.drafts.queries import Kept
from training_app.kernel import dates

FIELD, DRAFT_FIELD = "form_token", "draft_key"
_CHUNK = 1 << 20


def install(app: Flask) -> None:
    """Gives every template the token of a form and the draft of a form."""
    app.jinja_env.globals |= {"form_token": new_token, "draft_of": draft_of}


def new_token() -> str:
    """A token for one form of one page."""
    return secrets.token_urlsafe(18)


def draft_of(key: str) -> Kept | None:
    """What the user has typed into this form and not sent; None also while a refused form is shown again."""
    if request.method != "GET" or not current_user.is_authenticated:
        return None
    return queries.kept(db.session(), current_user.actor, key)


def carried_out_once(session: Session, carry_out: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Carries the request out, or answers as the first time."""
    token = request.form.get(FIELD, "") if request.method == "POST" else ""
    user_id = current_user.actor.user_id if token and current_user.is_authenticated else None
    if user_id is None or not rules.is_token(token):
        return carry_out()
    at, digest = dates.now(), _digest(user_id)
    before = service_submissions.begin(session, user_id, token, digest, at)
    if before:
        flash(messages.ALREADY_SENT, "info")
        return redirect(before)
    response = make_response(carry_out())
    location = response.location if response.status_code in (302, 303) else g.get("sent_again")
    service_submissions.end(session, token, digest, location, at)
    _forget_draft(session, response)
    return response


def _forget_draft(session: Session, response: Response) -> None:
    key = request.form.get(DRAFT_FIELD, "")
    if response.status_code in (302, 303) and rules.is_key(key):
        service.drop(session, current_user.actor, key)


def _digest(user_id: int) -> str:
    """A keyed digest of sender, address and content, files included; keyed, because the content may be personal."""
    digest = hmac.new(str(current_app.secret_key).encode(), digestmod=hashlib.sha256)
    for name, value in [(str(user_id), request.path), *request.form.items(multi=True)]:
        if name != "csrf_token":
            digest.update(f"{len(name)}:{name}{len(value)}:{value}".encode("utf-8", "surrogatepass"))
    for name, file in request.files.items(multi=True):
        digest.update(f"{name}/{file.filename}".encode("utf-8", "surrogatepass"))
        while chunk := file.stream.read(_CHUNK):
            digest.update(chunk)
        file.stream.seek(0)
    return digest.hexdigest()
