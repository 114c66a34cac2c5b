"""The inbox: what was told to the actor, opened one by one or marked read at once."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, NotFound
from training_app.kernel.permissions import Permission, requires
from training_app.notices import channels, labels, messages, queries, service, service_delivery
from training_app.notices.forms import MailForm, OpenForm

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@requires(Permission.HOME)
def index() -> ResponseReturnValue:
    """The actor's notices, unread ones first; with show=unread only those."""
    session, actor = db.session(), current().actor
    only = request.args.get("show") == "unread"
    found = queries.inbox(session, actor, _page(request.args.get("page", "")), unread_only=only)
    pager = {
        "page": found.page, "pages": found.pages, "total": found.total, "per_page": found.per_page,
        "url_for_page": lambda number: url_for("notices.index", show="unread" if only else None, page=number),
    }
    return render_template(
        "notices/index.html", found=found, pager=pager, only=only, address=address, labels=labels, today=dates.today(),
        waiting=queries.unread_count(session, actor), most=queries.MOST_COUNTED, form=OpenForm(),
    )


@blueprint.post("/open")
@requires(Permission.HOME)
def read() -> ResponseReturnValue:
    """Marks a notice read and goes on to what it is about; back to the list where that has no page."""
    form = OpenForm()
    if not form.validate():
        raise NotFound("notices.not_found", messages.NO_SUCH_NOTICE)
    line = service.read(db.session(), current().actor, form.notice.data or 0, dates.now())
    return redirect(address(line.subject_kind, line.number) or url_for("notices.index"))


@blueprint.post("/read")
@requires(Permission.HOME)
def read_all() -> ResponseReturnValue:
    """Marks everything read."""
    count = service.read_all(db.session(), current().actor, dates.now())
    flash(messages.ALL_READ.format(count=count), "success")
    return redirect(url_for("notices.index"))


@blueprint.route("/mail", methods=["GET", "POST"])
@requires(Permission.HOME)
def mail() -> ResponseReturnValue:
    """Where else the user wants to hear of things: the own e-mail address."""
    actor, form = current().actor, MailForm()
    if form.validate_on_submit():
        try:
            service_delivery.set_mail(db.session(), actor, form.mail.data or "", dates.now())
        except InvalidInput as error:
            form.mail.errors = [error.fields["mail"]]
        else:
            flash(messages.MAIL_SAVED if (form.mail.data or "").strip() else messages.MAIL_REMOVED, "success")
            return redirect(url_for("notices.index"))
    elif not form.is_submitted():
        held = service_delivery.address_of(db.session(), actor)
        form.mail.data = held.mail if held else ""
    plugged = channels.is_plugged(channels.MAIL)
    return render_template("notices/mail.html", form=form, plugged=plugged), 422 if form.is_submitted() else 200


def address(subject_kind: str, number: str) -> str | None:
    """Where the subject of a notice is shown; None where it has no page."""
    endpoint, argument = labels.ENDPOINTS.get(subject_kind, ("", ""))
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **({argument: number} if argument else {}))


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
