"""The page that takes the corrected file of a batch."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.intake import labels, service_continue
from training_app.intake.forms import UploadForm
from training_app.intake.views import BRING_IN
from training_app.intake.views_template import blueprint
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import requires


@blueprint.route("/<number>/continue", methods=["GET", "POST"])
@requires(*BRING_IN)
def continue_(number: str) -> ResponseReturnValue:
    """The corrected file, which continues the batch."""
    session, actor, form = db.session(), current().actor, UploadForm()
    batch, kind = service_continue.continuable(session, actor, number)
    if form.validate_on_submit():
        upload = form.file.data
        try:
            with session.begin_nested():
                service_continue.continue_with(session, actor, number, upload.read(), upload.filename or "", dates.now())
            return redirect(url_for(".show", number=number))
        except InvalidInput as error:
            form.file.errors = [*form.file.errors, *error.fields.values()]
    status = 422 if form.is_submitted() else 200
    return render_template("intake/continue.html", form=form, batch=batch, kind=kind, labels=labels), status
