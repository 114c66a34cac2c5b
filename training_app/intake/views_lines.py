"""Lines of an imported batch given up and taken up again, and the files the batch was read from before."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.intake import messages, queries, service_files, service_giving_up
from training_app.intake.views import BRING_IN, batch_page, moved_on
from training_app.intake.views_undo import blueprint
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import requires


@blueprint.post("/<number>/give-up")
@requires(*BRING_IN)
def give_up(number: str) -> ResponseReturnValue:
    """Open lines of an imported batch are not to be corrected any more."""
    session, actor, reason = db.session(), current().actor, request.form.get("reason", "")
    if moved_on(number):
        return redirect(url_for(".show", number=number))
    try:
        with session.begin_nested():
            count = service_giving_up.give_up(session, actor, number, _position(), reason, dates.now())
    except InvalidInput as error:
        batch = queries.get(session, actor, number)
        return batch_page(batch, errors=error.fields, typed={"reason": reason, "line": request.form.get("line", "")}), 422
    flash(messages.GIVEN_UP.format(count=count), "success")
    return redirect(url_for(".show", number=number))


@blueprint.post("/<number>/take-up")
@requires(*BRING_IN)
def take_up(number: str) -> ResponseReturnValue:
    """Lines that were given up are to be corrected after all."""
    if not moved_on(number):
        count = service_giving_up.take_up(db.session(), current().actor, number, _position(), dates.now())
        flash(messages.TAKEN_UP.format(count=count), "success")
    return redirect(url_for(".show", number=number))


@blueprint.post("/<number>/files/<int(max=9999):round_>")
@requires(*BRING_IN)
def earlier_file(number: str, round_: int) -> ResponseReturnValue:
    """A file the batch was read from before a corrected one, to whoever may bring such lists in."""
    file, data = service_files.original_file(db.session(), current().actor, number, dates.now(), round_)
    return Response(data, headers=download_headers(file.name or number, file.media_type))


def _position() -> int | None:
    """The line the form names; None for all. What is no number is a line there is not."""
    asked = request.form.get("line", "")
    if not asked:
        return None
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else -1
