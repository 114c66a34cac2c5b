"""Pages of the returns: who has filed, a unit's draft, the frozen form with its lists, review and correction."""

from __future__ import annotations

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import queries as audit_queries
from training_app.audit import service as audit
from training_app.audit.labels import action_label
from training_app.db import db
from training_app.files import service as files
from training_app.files.public_address import public_address
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.clashes import Edition
from training_app.kernel.dates import Quarter
from training_app.kernel.errors import Conflict, InvalidInput, Stale
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires
from training_app.reports import (
    forms,
    labels,
    layout,
    messages,
    queries_filings,
    queries_lists,
    queries_returns,
    queries_scope,
    rules,
    service_returns,
)
from training_app.reports import service_late as late
from training_app.reports.forms import LONGEST_ANSWER, ReturnDraftForm, WordsForm, tidy
from training_app.reports.layout_list import FILINGS, OWN_RETURNS
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_figures import TOTAL
from training_app.reports.queries_members import Period, Reading
from training_app.reports.rules import ANSWER_PREFIX
from training_app.reports.views import PAGE_SIZE, asked_cell, asked_quarter, blueprint, page_number, show_members
from training_app.reports.views import quarters_to_choose as quarters

__all__ = ["blueprint"]


@blueprint.get("/returns")
@requires(Permission.RETURN_VIEW)
def returns() -> ResponseReturnValue:
    """For the bureau: who has filed a quarter and who has not. For a unit: its own returns."""
    return _returns_page(asked_quarter(request.args.get("quarter")))


def _returns_page(quarter: Quarter, refused: str = "") -> ResponseReturnValue:
    session, actor, args = db.session(), current().actor, request.args
    context = {"quarter": quarter, "quarters": quarters(quarter), "labels": labels, "today_": dates.today()}
    if not may(actor.role, Permission.RETURN_REVIEW):
        kept = OWN_RETURNS.kept(args)
        state, year = kept.get("state", ""), kept.get("year", "")
        return render_template(
            "reports/own_returns.html", state=state, year=year, years=queries_filings.own_years(session, actor),
            page=queries_filings.own_page(session, actor, state, year, Asked.of(OWN_RETURNS, args)), refused=refused,
            **context,
        ), 422 if refused else 200  # fmt: skip
    filters = queries_filings.Filters.of(args, quarter)
    return render_template(
        "reports/returns.html", filters=filters, due=late.due_on(quarter), done=queries_filings.DONE,
        page=queries_filings.page_of(session, actor, filters, Asked.of(FILINGS, args)),
        counts=queries_filings.counts(session, actor, filters), districts=queries_scope.districts(session, actor), **context,
    )  # fmt: skip


@blueprint.post("/returns")
@requires(Permission.RETURN_FILE)
def open_draft() -> ResponseReturnValue:
    """The unit begins, or goes on with, its return of a quarter."""
    try:
        quarter = asked_quarter(request.form.get("quarter"))
        record = service_returns.open_draft(db.session(), current().actor, quarter, dates.today(), dates.now())
    except InvalidInput as error:
        return _returns_page(Quarter.of(dates.today()), error.message)
    if record.state == "draft" and record.version == 1 and not record.prepared_by:
        flash(messages.OPENED.format(number=record.number), "success")
    return redirect(url_for("reports.show", number=record.number))


@blueprint.get("/returns/<number>")
@requires(Permission.RETURN_VIEW)
def show(number: str) -> ResponseReturnValue:
    """A return: the draft to fill in, or the frozen form with what has changed since."""
    record = queries_returns.by_number(db.session(), current().actor, number)
    return draft_page(record) if record.state == "draft" else frozen_page(record)


@blueprint.post("/returns/<number>")
@requires(Permission.RETURN_FILE)
def save(number: str) -> ResponseReturnValue:
    """Keeps the draft, and submits it when that button was used. A refused submission keeps what was typed."""
    session, actor, form = db.session(), current().actor, ReturnDraftForm()
    answers = {
        key.removeprefix(ANSWER_PREFIX): tidy(text)
        for key, text in request.form.items() if key.startswith(ANSWER_PREFIX) and len(key) < 120
    }  # fmt: skip
    record = queries_returns.by_number(session, actor, number)
    edition = Edition.read(request.form)
    rules.LIFE.step(record.state, "edit", actor.role)
    long = {
        key: messages.TOO_LONG.format(most=LONGEST_ANSWER, length=len(text))
        for key, text in answers.items() if len(text) > LONGEST_ANSWER
    }  # fmt: skip
    refused = InvalidInput("reports.answer_long", next(iter(long.values())), long) if long else None
    if not form.validate() or refused:
        return draft_page(record, form, answers=answers, sent=edition, refused=refused)
    try:
        with session.begin_nested():
            record = service_returns.save(
                session, actor, number, form.entries(answers), dates.now(), edition.version
            )
    except Stale:
        return draft_page(record, form, answers=answers, sent=edition, stale=True)
    if request.form.get("act") != "submit":
        flash(messages.SAVED, "success")
        return redirect(url_for("reports.show", number=number))
    try:
        with session.begin_nested():
            record, lacking = service_returns.submit(session, actor, number, dates.now(), public_address())
    except InvalidInput as error:
        for name, sentence in error.fields.items():
            if name in form:
                form[name].errors = [*form[name].errors, sentence]
        return draft_page(record, form, answers=answers, refused=error)
    flash(messages.SUBMITTED.format(number=number), "success")
    for sentence in lacking:
        flash(sentence, "warning")
    return redirect(url_for("reports.show", number=number))


@blueprint.post("/returns/<number>/discard")
@requires(Permission.RETURN_FILE)
def discard(number: str) -> ResponseReturnValue:
    """Removes a draft."""
    service_returns.discard(db.session(), current().actor, number, dates.now())
    flash(messages.DISCARDED.format(number=number), "success")
    return redirect(url_for("reports.returns"))


@blueprint.post("/returns/<number>/accept")
@requires(Permission.RETURN_REVIEW)
def accept(number: str) -> ResponseReturnValue:
    """The bureau takes a return in."""
    service_returns.accept(db.session(), current().actor, number, dates.now())
    flash(messages.ACCEPTED.format(number=number), "success")
    return redirect(url_for("reports.show", number=number))


@blueprint.post("/returns/<number>/return")
@requires(Permission.RETURN_REVIEW)
def send_back(number: str) -> ResponseReturnValue:
    """The bureau gives a return back with its reason."""
    session, form = db.session(), WordsForm()
    record = queries_returns.by_number(session, current().actor, number)
    rules.LIFE.step(record.state, "return", current().actor.role)
    try:
        if not form.validate():
            return frozen_page(record, send_back_form=form, status=422)
        with session.begin_nested():
            service_returns.send_back(session, current().actor, number, form.remark.data or "", dates.now())
    except InvalidInput as error:
        form.remark.errors = [error.message]
        return frozen_page(record, send_back_form=form, status=422)
    flash(messages.SENT_BACK.format(number=number), "success")
    return redirect(url_for("reports.show", number=number))


@blueprint.post("/returns/<number>/correct")
@requires(Permission.RETURN_FILE)
def correct(number: str) -> ResponseReturnValue:
    """The unit begins the next version."""
    session, form = db.session(), WordsForm()
    record = queries_returns.by_number(session, current().actor, number)
    rules.LIFE.step(record.state, "correct", current().actor.role)
    try:
        if not form.validate():
            return frozen_page(record, correct_form=form, status=422)
        with session.begin_nested():
            following = service_returns.correct(session, current().actor, number, form.remark.data or "", dates.now())
    except InvalidInput as error:
        form.remark.errors = [error.message]
        return frozen_page(record, correct_form=form, status=422)
    flash(messages.CORRECTION_OPENED.format(version=following.version, number=following.number), "success")
    return redirect(url_for("reports.show", number=following.number))


@blueprint.get("/returns/<number>/check")
@requires(Permission.RETURN_VIEW)
def check(number: str) -> ResponseReturnValue:
    """Recomputes the content hash of a frozen return and says whether it still holds."""
    session = db.session()
    record = queries_returns.by_number(session, current().actor, number)
    if record.content_hash is None:
        raise Conflict("reports.paper_missing", messages.PAPER_MISSING)
    same = service_returns.frozen_hash(session, record) == bytes(record.content_hash)
    flash(messages.HASH_OK if same else messages.HASH_WRONG, "success" if same else "error")
    return redirect(url_for("reports.show", number=number))


@blueprint.get("/returns/<number>/cell")
@requires(Permission.RETURN_VIEW)
def members(number: str) -> ResponseReturnValue:
    """The list behind a cell: frozen for a submitted return, live for a draft."""
    session, cell, page = db.session(), asked_cell(), page_number()
    record = queries_returns.by_number(session, current().actor, number)
    period = Period(record.period_from, record.period_to)
    key, row, distinct = cell.column.key, cell.row, cell.distinct
    at = {"distinct": distinct, "limit": PAGE_SIZE}
    if record.state == "draft":
        reading = Reading(institution_id=record.institution_id)
        size = queries_lists.cell_size(session, key, row, period, reading, distinct=distinct)
        page = min(page, max(1, -(-size[0] // PAGE_SIZE)))
        found = queries_lists.cell_members(session, key, row, period, reading, offset=(page - 1) * PAGE_SIZE, **at)
    else:
        size = queries_returns.frozen_size(session, record, key, row, distinct=distinct)
        page = min(page, max(1, -(-size[0] // PAGE_SIZE)))
        found = queries_returns.frozen_members(session, record, key, row, offset=(page - 1) * PAGE_SIZE, **at)
    return show_members(
        found, size, cell, page, period=period, unit_name=number, back=url_for("reports.show", number=number),
        units=False,
    )  # fmt: skip


@blueprint.get("/returns/<number>/paper.<any(pdf, xlsx):ending>")
@requires(Permission.RETURN_VIEW)
def paper(number: str, ending: str) -> ResponseReturnValue:
    """The paper as it was stored at submission."""
    session, actor = db.session(), current().actor
    record = queries_returns.by_number(session, actor, number)
    file = queries_returns.paper_file(session, record, ending)
    if file is None:
        raise Conflict("reports.paper_missing", messages.PAPER_MISSING)
    audit.record(
        session, actor, "return.download", rules.RECORD_KIND, number, at=dates.now(), detail={"kind": ending}
    )
    return Response(files.read(file), headers=download_headers(file.name, file.media_type))


def draft_page(
    record: QuarterlyReturn, form: ReturnDraftForm | None = None, *, answers: dict[str, str] | None = None,
    refused: InvalidInput | None = None, sent: Edition | None = None, stale: bool = False,
) -> ResponseReturnValue:
    """The draft with live figures, the quarter before beside them, and what is still to be answered. `sent`: the edition
    of a form that was not kept, `stale` when that is because somebody else wrote into the draft meanwhile."""
    session, actor = db.session(), current().actor
    status = 200 if form is None else 409 if stale else 422
    form = form or forms.stored_form(record)
    if last := queries_returns.last_before(session, record):
        forms.offer_last(form, last)
    found = late.live_figures(session, record)
    checks = service_returns.open_checks(session, record, found)
    clash, answers = None, dict(record.answers if answers is None else answers)
    if sent is not None and stale:
        events = audit_queries.edits_since(session, rules.RECORD_KIND, record.number, sent.version)
        clash = forms.settle(sent, form, answers, record, checks, events)
    return render_template(
        "reports/draft.html", clash=clash,
        edition=sent if sent is not None and not stale else forms.edition_of(record, checks),
        record=record, form=form, layout=layout, labels=labels, TOTAL=TOTAL,
        sheet=late.draft_form(session, record, found), checks=checks, ANSWER_PREFIX=ANSWER_PREFIX,
        answers=answers, refused=refused.fields if refused else {},
        previous=late.previous_form(session, record), due=late.due_on(Quarter(record.year, record.quarter)),
        today_=dates.today(), versions=queries_returns.versions(session, actor, record),
    ), status  # fmt: skip


def frozen_page(
    record: QuarterlyReturn, *, send_back_form: WordsForm | None = None, correct_form: WordsForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The frozen form, what has changed since, and the next step."""
    session, actor = db.session(), current().actor
    versions = queries_returns.versions(session, actor, record)
    events = [
        {"at": event.at, "what": action_label(event.action), "who": event.actor_name, "remark": event.remark, "event": event,
         "kind": "bad" if event.action == "return.return" else ""}
        for event in reversed(audit_queries.timeline(session, rules.RECORD_KIND, record.number))
    ]  # fmt: skip
    newest = versions[0].version == record.version
    waiting = [each for each in queries_returns.waiting(session, actor) if each[0].id != record.id]
    return render_template(
        "reports/return.html", record=record, form=service_returns.frozen_form(record), layout=layout, labels=labels,
        TOTAL=TOTAL, changes=late.changes(session, record) if newest else [], versions=versions, newest=newest,
        verbs=rules.LIFE.open_to(record.state, actor.role), events=events,
        send_back_form=send_back_form or WordsForm(formdata=None), correct_form=correct_form or WordsForm(formdata=None),
        institution=queries_scope.institution_of(session, record.institution_id), actor_role=actor.role,
        waiting=waiting, has=current_app.view_functions.__contains__, difference=late.against_previous(session, versions, record),
    ), status  # fmt: skip

