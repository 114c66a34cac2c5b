"""Pages of the batch machine: the list of batches, upload, check, confirm, undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.intake import (
    labels,
    lists,
    messages,
    messages_marks,
    pages,
    pages_continue,
    queries,
    service,
    service_columns,
    service_files,
)
from training_app.intake.forms import UploadForm
from training_app.intake.layout_list import BATCHES
from training_app.intake.models import Batch
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, RuleViolation
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires

blueprint = Blueprint("intake", __name__, url_prefix="/intake")

BRING_IN = (
    Permission.ROSTER_IMPORT, Permission.CLASS_RUN, Permission.CERTIFICATE_IMPORT, Permission.DISBURSEMENT_IMPORT,
    Permission.OPENING_IMPORT, Permission.INSTITUTION_MANAGE,
)  # fmt: skip
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Pager:
    """A page of a list as the pager draws it."""

    page: int
    total: int
    per_page: int
    url_for_page: Callable[[int], str]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


@blueprint.get("")
@requires(Permission.ROSTER_VIEW, *BRING_IN)
def index() -> ResponseReturnValue:
    """The batches in scope, newest first."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "intake/index.html", page=queries.page_of(session, actor, filters, Asked.of(BATCHES, request.args)),
        filters=filters, labels=labels, kinds=lists.kinds_of(actor),
    )


@blueprint.route("/<kind>/new", methods=["GET", "POST"])
@requires(*BRING_IN)
def new(kind: str) -> ResponseReturnValue:
    """Uploading a list: rosters for a class, others for themselves."""
    session, actor, form = db.session(), current().actor, UploadForm()
    chosen = lists.allowed(actor, kind)
    if chosen.needs_subject and "class" not in request.args:
        return render_template(
            "intake/choose.html", kind=chosen, choices=chosen.choices(session, actor), labels=labels
        )
    subject = chosen.subject(session, actor, request.args.get("class"))
    if form.validate_on_submit():
        upload = form.file.data
        try:
            with session.begin_nested():
                batch = service.stage(
                    session, actor, kind, upload.read(), upload.filename or "", subject_number=subject.number or None,
                    at=dates.now(),
                )
            return redirect(url_for(".columns" if batch.is_unanswered else ".show", number=batch.number))
        except InvalidInput as error:
            form.file.errors = [*form.file.errors, *error.fields.values()]
    status = 422 if form.is_submitted() else 200
    return render_template(
        "intake/new.html", form=form, kind=chosen, subject=subject, labels=labels,
        template_url=url_for(".template", kind=kind, **({"class": subject.number} if subject.number else {}))
        if chosen.template(subject) else None,
    ), status  # fmt: skip


@blueprint.get("/<number>")
@requires(Permission.ROSTER_VIEW, *BRING_IN)
def show(number: str) -> ResponseReturnValue:
    """One batch: what was understood, what is wrong, every line."""
    batch = queries.get(db.session(), current().actor, number)
    return _unanswered_page(batch) if batch.is_unanswered else batch_page(batch)


@blueprint.post("/<number>/rows/<int(max=9999999):position>")
@requires(*BRING_IN)
def correct(number: str, position: int) -> ResponseReturnValue:
    """A cell typed anew."""
    session, actor = db.session(), current().actor
    name, value = request.form.get("field", "")[:50], request.form.get("value", "")
    if moved_on(number):
        return redirect(url_for(".show", number=number))
    try:
        with session.begin_nested():
            row = service.correct(session, actor, number, position, name, value, dates.now())
    except InvalidInput as error:
        batch = queries.get(session, actor, number)
        return batch_page(batch, edit=position, typed={name: value}, errors=error.fields or {name: error.message}), 422
    if row.status == "error":
        return redirect(url_for(".show", number=number, edit=position, _anchor=f"row-{position}", **_wanted().filters()))
    flash(messages.CORRECTED.format(line=row.line), "success")
    return redirect(url_for(".show", number=number, _anchor="lines", **_wanted().filters()))


@blueprint.post("/<number>/accept")
@requires(*BRING_IN)
def accept(number: str) -> ResponseReturnValue:
    """All proposals for one kind of problem taken over."""
    if moved_on(number):
        return redirect(url_for(".show", number=number))
    count = service.accept(db.session(), current().actor, number, request.form.get("code", "")[:50], dates.now())
    flash(messages.ACCEPTED.format(count=count), "success")
    return redirect(url_for(".show", number=number))


@blueprint.post("/<number>/confirm")
@requires(*BRING_IN)
def confirm(number: str) -> ResponseReturnValue:
    """The list goes into the register."""
    if moved_on(number):
        return redirect(url_for(".show", number=number))
    answer = service.confirm(
        db.session(), current().actor, number, good_rows=request.form.get("good_rows") == "1", at=dates.now()
    )
    if answer.imported and answer.batch is not None:
        counted = lists.get(answer.batch.kind).counted
        flash(messages.IMPORTED.format(**answer.counts, counted=counted), "success")
    else:
        flash(answer.message, "warning")
    return redirect(url_for(".show", number=number))


@blueprint.post("/<number>/undo")
@requires(*BRING_IN)
def undo(number: str) -> ResponseReturnValue:
    """The batch is taken back."""
    session = db.session()
    if moved_on(number):
        return redirect(url_for(".foretell", number=number))
    try:
        with session.begin_nested():
            counts = service.undo(session, current().actor, number, dates.now())
    except RuleViolation as error:
        flash(error.message, "error")
        return redirect(url_for(".foretell", number=number))
    else:
        words = [labels.UNDONE[name].format(count=count) for name, count in counts.items() if count and name in labels.UNDONE]
        flash(messages.UNDONE.format(facts="，".join(words)) if words else messages.UNDONE_NOTHING, "success")
    return redirect(url_for(".show", number=number))


@blueprint.post("/<number>/discard")
@requires(*BRING_IN)
def discard(number: str) -> ResponseReturnValue:
    """A staged batch is given up."""
    if moved_on(number):
        return redirect(url_for(".show", number=number))
    service.discard(db.session(), current().actor, number, dates.now())
    flash(messages.DISCARDED, "success")
    return redirect(url_for(".index"))


@blueprint.post("/<number>/returned")
@requires(*BRING_IN)
def returned(number: str) -> ResponseReturnValue:
    """The user's own workbook with the bad cells marked."""
    data = service_files.returned_workbook(db.session(), current().actor, number, dates.now())
    return Response(data, headers=download_headers(labels.RETURNED_NAME.format(number=number), _XLSX))


@blueprint.post("/<number>/file")
@requires(*BRING_IN)
def original(number: str) -> ResponseReturnValue:
    """The file as it was uploaded, to whoever may bring such lists in."""
    file, data = service_files.original_file(db.session(), current().actor, number, dates.now())
    return Response(data, headers=download_headers(file.name or number, file.media_type))


def moved_on(number: str) -> bool:
    """Whether the lines were read anew since the form's page was shown: at a position may stand somebody else. Locks the
    batch. Every form of our pages says its `round`."""
    batch = queries.get(db.session(), current().actor, number, lock=True)
    if request.form.get("round") in (None, pages_continue.round_of(batch)):
        return False
    flash(messages_marks.MOVED_ON, "warning")
    return True


def _unanswered_page(batch: Batch) -> str:
    uploader = queries.user_names(db.session(), {batch.created_by}).get(batch.created_by, "")
    may_act = may(current().actor.role, lists.get(batch.kind).permission)
    return render_template(
        "intake/unanswered.html", batch=batch, uploader=uploader, may_act=may_act, labels=labels, kind=lists.get(batch.kind),
        round_=pages_continue.round_of(batch),
    )


def batch_page(batch: Batch, **extra: Any) -> str:
    """The page of a batch; `typed` and `errors` are those of a form that was refused."""
    actor = current().actor
    wanted = _wanted(extra.pop("edit", _edit()))
    page = pages.batch_page(db.session(), actor, batch, wanted)
    pager = Pager(
        page.number, page.total, pages.PER_PAGE,
        lambda number: url_for(".show", number=batch.number, page=number, **wanted.filters()),
    )
    return render_template(
        "intake/show.html", batch=batch, page=page, pager=pager, wanted=wanted, labels=labels,
        may_act=may(actor.role, page.kind.permission),
        may_compare=any(may(actor.role, each) for each in page.kind.beside_for),
        remembered=service_columns.remembered(db.session(), actor, batch), actor_id=actor.user_id,
        continued=pages_continue.said_of(batch), round_=pages_continue.round_of(batch),
        **{"typed": {}, "errors": {}, **extra},
    )  # fmt: skip


def _wanted(edit: int | None = None) -> pages.Wanted:
    """What of the batch the address asks for."""
    return pages.Wanted(request.args.get("show", ""), request.args.get("q", "")[:40], _page(), edit)


def _page() -> int:
    asked = request.args.get("page", "")
    return max(int(asked), 1) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def _edit() -> int | None:
    asked = request.args.get("edit", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else None
