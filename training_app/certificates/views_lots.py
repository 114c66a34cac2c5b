"""Pages of lots: what waits to be drawn, the list, one lot with its steps and its people."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import service as trail
from training_app.certificates import labels_lots as labels
from training_app.certificates import messages_lots as messages
from training_app.certificates import queries_lots as queries
from training_app.certificates import rules_lots as rules
from training_app.certificates import service_lots as service
from training_app.certificates.forms_lots import DropForm, StepForm
from training_app.certificates.labels import LEVELS
from training_app.certificates.layout_lots import LOTS
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, NotFound, attach
from training_app.kernel.lists import Asked, tidy
from training_app.kernel.permissions import Permission, may, requires

blueprint = Blueprint("lots", __name__, url_prefix="/certificates/lots")


@blueprint.get("/")
@requires(Permission.LEVEL_CONFIRM)
def index() -> ResponseReturnValue:
    """What waits to be drawn, then the lots in scope; filters in the address."""
    session, actor, filters = db.session(), current().actor, queries.Filters.of(request.args)
    return render_template(
        "lots/index.html", filters=filters, labels=labels, levels=LEVELS, waiting=queries.waiting(session, actor),
        page=queries.page_of(session, actor, filters, Asked.of(LOTS, request.args)), key=LOTS.key,
        draws=may(actor.role, Permission.LEVEL_ASSESS), state_choices=[(key, name) for key, (name, _) in labels.STATES.items()],
    )  # fmt: skip


@blueprint.post("/")
@requires(Permission.LEVEL_ASSESS)
def draw() -> ResponseReturnValue:
    """Draws all waiting results of an occupation and level into a new lot."""
    session, actor = db.session(), current().actor
    asked = [tidy(request.form.get(name, "")) for name in ("occupation", "level", "class")]
    lot = service.draw(session, actor, *asked, dates.now())
    flash(messages.DRAWN.format(number=lot.number, count=queries.row_of(session, actor, lot.number).members), "success")
    return redirect(url_for("lots.show", number=lot.number))


@blueprint.get("/<number>")
@requires(Permission.LEVEL_CONFIRM)
def show(number: str) -> ResponseReturnValue:
    """One lot: where it stands, what comes next, who is in it."""
    return _page(number)


@blueprint.post("/<number>/steps/<verb>")
@requires(Permission.LEVEL_CONFIRM)
def step(number: str, verb: str) -> ResponseReturnValue:
    """Notes a step outside the register."""
    session, actor = db.session(), current().actor
    if verb not in rules.OUTSIDE_STEPS:
        raise NotFound("lots.no_step", messages.NOT_FOUND.format(number=number[:40]))
    queries.by_number(session, actor, number)
    form = StepForm(verb)
    if form.validate():
        try:
            lot = service.note(session, actor, number, verb, form.step(), dates.today(), dates.now())
        except InvalidInput as error:
            attach(form, error.fields)
        else:
            flash(messages.DONE[verb].format(number=lot.number), "success")
            return redirect(url_for("lots.show", number=number))
    return _page(number, form), 422


@blueprint.post("/<number>/drop")
@requires(Permission.LEVEL_ASSESS)
def drop(number: str) -> ResponseReturnValue:
    """Takes the ticked people out of a lot."""
    session, actor, form = db.session(), current().actor, DropForm()
    queries.by_number(session, actor, number)
    chosen = [tidy(each) for each in request.form.getlist("chosen")]
    try:
        gone = service.drop(session, actor, number, chosen, form.reason.data or "", dates.now())
    except InvalidInput as error:
        form.reason.errors = [error.message]
        return _page(number, form), 422
    flash(messages.DROPPED.format(count=gone), "success")
    return redirect(url_for("lots.show", number=number))


@blueprint.post("/<number>/discard")
@requires(Permission.LEVEL_ASSESS)
def discard(number: str) -> ResponseReturnValue:
    """Gives up a lot that never went out."""
    freed = service.discard(db.session(), current().actor, number, dates.now())
    flash(messages.DISCARDED.format(number=number, count=freed), "success")
    return redirect(url_for("lots.show", number=number))


@blueprint.get("/<number>/documents/<file>")
@requires(Permission.LEVEL_CONFIRM)
def document(number: str, file: str) -> ResponseReturnValue:
    """The scan of a step, to be saved."""
    session, actor = db.session(), current().actor
    found = queries.document(session, actor, number, file)
    trail.record(session, actor, "lot.download", rules.RECORD_KIND, number, at=dates.now())
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


def _page(number: str, wrong: StepForm | DropForm | None = None) -> str:
    session, actor = db.session(), current().actor
    lot, row = queries.by_number(session, actor, number), queries.row_of(session, actor, number)
    open_to = rules.LIFE.open_to(lot.state, actor.role)
    asked = request.args.get("page", "")
    pages = max(1, -(-row.members // queries.MEMBERS_SHOWN))
    at = min(max(int(asked), 1), pages) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    forms = {verb: StepForm(verb, formdata=None) for verb in open_to if verb in rules.OUTSIDE_STEPS}
    if isinstance(wrong, StepForm) and wrong.verb in forms:
        forms[wrong.verb] = wrong
    return render_template(
        "lots/show.html", lot=lot, row=row, labels=labels, open_to=open_to, forms=forms, wrong=wrong,
        drop_form=wrong if isinstance(wrong, DropForm) else DropForm(formdata=None),
        undeclared=queries.without_application(session, lot), members=queries.members(session, lot, at),
        steps=queries.steps(session, lot),
        chosen=request.form.getlist("chosen"),
        pager={"page": at, "pages": pages, "total": row.members, "per_page": queries.MEMBERS_SHOWN,
               "url_for_page": lambda n: url_for("lots.show", number=number, page=n)},
    )  # fmt: skip
