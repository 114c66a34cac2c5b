"""The page that asks what the columns of a file mean."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.intake import labels, messages_columns, pages_columns, service_columns
from training_app.intake.pages_columns import ColumnsPage, columns_page
from training_app.intake.rules_columns import told_from
from training_app.intake.service_columns import Asked
from training_app.intake.views import BRING_IN, blueprint
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import requires


@blueprint.get("/<number>/columns")
@requires(*BRING_IN)
def columns(number: str) -> ResponseReturnValue:
    """Every table of the file with its columns, each with what it is taken for."""
    asked = service_columns.ask(db.session(), current().actor, number)
    told, guessed = pages_columns.said_so_far(asked, request.args), set[str]()
    if asked.batch.is_unanswered:
        told, guessed = pages_columns.with_proposals(asked, told)
    return _page(asked, columns_page(asked, told, guessed))


@blueprint.post("/<number>/columns")
@requires(*BRING_IN)
def save_columns(number: str) -> ResponseReturnValue:
    """The file read again by the answer."""
    session, actor = db.session(), current().actor
    asked = service_columns.ask(session, actor, number, lock=True)
    kind = asked.kind
    told = told_from(request.form, asked.guesses, kind.wanted, keeps_others=kind.keeps_others, filled=True)
    try:
        with session.begin_nested():
            done = service_columns.answer(session, actor, asked, told, dates.now())
    except InvalidInput as error:
        refusal = "" if error.code == "intake.columns_wrong" else error.message
        return _page(asked, columns_page(asked, told), refused=True, refusal=refusal), 422
    later = messages_columns.PROPOSED if done.proposed else messages_columns.REMEMBERED if done.remembered else ""
    flash(messages_columns.DONE.format(lines=done.lines) + later, "success")
    if done.kept:
        flash(messages_columns.KEPT.format(kept=done.kept), "info")
    if done.lost:
        flash(messages_columns.LOST.format(lost=done.lost), "warning")
    return redirect(url_for(".show", number=number))


@blueprint.post("/<number>/columns/forget")
@requires(*BRING_IN)
def forget_columns(number: str) -> ResponseReturnValue:
    """What was remembered of this layout is forgotten."""
    count = service_columns.forget(db.session(), current().actor, number, dates.now())
    flash(messages_columns.FORGOTTEN if count else messages_columns.NOTHING_TO_FORGET, "success" if count else "info")
    return redirect(url_for(".show", number=number))


def _page(asked: Asked, page: ColumnsPage, *, refused: bool = False, refusal: str = "") -> str:
    return render_template(
        "intake/columns.html", batch=asked.batch, kind=asked.kind, page=page, refused=refused, refusal=refusal,
        labels=labels,
    )  # fmt: skip
