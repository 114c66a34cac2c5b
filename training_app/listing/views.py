"""What every list's toolbar does: keep a filter, choose columns, write a workbook."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training_app.accounts.identity import current
from training_app.db import db
from training_app.files.rules import download_headers
from training_app.jobs import service as jobs
from training_app.kernel import dates
from training_app.kernel.errors import Conflict, DomainError, InvalidInput
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires
from training_app.listing import (
    messages,
    queries,
    queries_results,
    rules,
    service,
    service_acts,
    service_export,
    sources,
)
from training_app.listing.jobs import EXPORT
from training_app.listing.sources import Source
from training_app.listing.tools import address_of

blueprint = Blueprint("listing", __name__, url_prefix="/lists")

# Takes a whole number by POST and finds its person.
_SEARCH_BY_NUMBER = frozenset({"people"})


@blueprint.before_app_request
def without_whole_number() -> ResponseReturnValue | None:
    """A whole identity number typed into the search of a list is taken out of the address, which histories and logs keep."""
    four = rules.last_four_instead(request.args.get("q", "")[:100]) if request.method == "GET" else None
    if four is None or not current_user.is_authenticated:
        return None
    if request.blueprint in _SEARCH_BY_NUMBER or sources.of_endpoint(current().actor, request.endpoint or "", {}) is None:
        return None
    flash(messages.NUMBER_IN_ADDRESS, "warning")
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "q"]
    return redirect(f"{request.path}?{urlencode([*kept, ('q', four)])}")


@blueprint.before_app_request
def open_with_default() -> ResponseReturnValue | None:
    """A list opened without any filter begins with the one its user chose."""
    if request.method != "GET" or request.query_string or not current_user.is_authenticated:
        return None
    source = sources.of_endpoint(current().actor, request.endpoint or "", {})
    if source is None:
        return None
    query = source.spec.kept(queries.default_query(db.session(), current().actor, source.spec.key))
    return redirect(address_of(source, query)) if query else None


def given(source: Source) -> dict[str, str]:
    """The filters a form of the toolbar carries along."""
    text = request.form.get("query", "")[:4_000]
    return source.spec.kept(dict(parse_qsl(text)))


def back(source: Source, query: dict[str, str]) -> ResponseReturnValue:
    """To the list as it was."""
    return redirect(address_of(source, query or {"all": "1"}))


@blueprint.post("/<key>/filters")
@requires(Permission.HOME)
def save_filter(key: str) -> ResponseReturnValue:
    """Keeps the present filter under a name."""
    source = sources.of_key(current().actor, key)
    query = given(source)
    try:
        saved = service.save_filter(
            db.session(), current().actor, source.spec, request.form.get("name", ""), query,
            bool(request.form.get("shared")), dates.now(),
        )  # fmt: skip
        if request.form.get("opens"):
            service.open_with(db.session(), current().actor, source.spec, saved.id)
    except (InvalidInput, Conflict) as error:
        return _refused(source, query, error, url_for("listing.save_filter", key=key), new=True)
    flash(messages.SAVED.format(name=saved.name), "success")
    return back(source, query)


@blueprint.post("/<key>/filters/<int:item>")
@requires(Permission.HOME)
def change_filter(key: str, item: int) -> ResponseReturnValue:
    """Renames or deletes a kept filter, or lets the list open with it."""
    source = sources.of_key(current().actor, key)
    try:
        flash(_changed(source, item), "success")
    except DomainError as error:
        if error.status == 404:
            raise
        if request.form.get("do", "rename") == "rename":
            return _refused(source, given(source), error, url_for("listing.change_filter", key=key, item=item))
        flash(error.message, "error")
    return back(source, given(source))


def _refused(
    source: Source, query: dict[str, str], error: DomainError, url: str, *, new: bool = False
) -> ResponseReturnValue:
    """The form that was refused, on a page of its own: the menu it was typed into is closed by now."""
    return render_template(
        "listing/filter.html", source=source, query=urlencode(query), error=error.message, url=url, new=new,
        typed=request.form, longest=rules.LONGEST_NAME, back=address_of(source, query or {"all": "1"}),
    ), 422  # fmt: skip


def _changed(source: Source, item: int) -> str:
    session, actor, spec = db.session(), current().actor, source.spec
    match request.form.get("do"):
        case "delete":
            return messages.DELETED.format(name=service.delete_filter(session, actor, spec, item))
        case "open":
            saved = service.open_with(session, actor, spec, item)
            return messages.DEFAULT_SET.format(name=saved.name if saved else "")
        case "open_all":
            queries.filter_of(session, actor, spec.key, item)
            service.open_with(session, actor, spec, None)
            return messages.DEFAULT_CLEARED
        case _:
            renamed = service.rename_filter(session, actor, spec, item, request.form.get("name", ""))
            return messages.RENAMED.format(name=renamed.name)


@blueprint.post("/<key>/columns")
@requires(Permission.HOME)
def choose_columns(key: str) -> ResponseReturnValue:
    """Chooses the columns of a list, or goes back to its own."""
    source = sources.of_key(current().actor, key)
    reset = bool(request.form.get("reset"))
    service.choose_columns(db.session(), current().actor, source.spec, None if reset else request.form.getlist("column"))
    flash(messages.COLUMNS_RESET if reset else messages.COLUMNS_CHOSEN, "success")
    return back(source, given(source))


@blueprint.post("/<key>/export")
@requires(Permission.HOME)
def export(key: str) -> ResponseReturnValue:
    """The lines the filter finds as a workbook."""
    session, actor = db.session(), current().actor
    source = sources.of_key(actor, key)
    query, today = given(source), dates.today()
    first = source.fetch(session, actor, {**query, **source.address}, Asked(source.spec.order_or_default(""), size=1), today)
    if first.more_than_counted or first.total > rules.EXPORT_AT_ONCE:
        if rules.holds_a_number(query):
            raise InvalidInput("listing.number_inside", messages.NUMBER_IN_EXPORT)
        title = messages.EXPORT_TITLE.format(title=source.spec.title)
        arguments = {"list": key, "query": query, "lines": first.total}
        job = jobs.enqueue(session, actor, EXPORT, arguments, title=title, at=dates.now())
        flash(messages.EXPORT_WAITING, "info")
        return redirect(url_for("jobs.show", number=job.number))
    kept = queries.kept(session, actor, key)
    made = service_export.workbook(session, actor, source, query, kept.columns, today, dates.now())
    name = messages.FILE_NAME.format(title=source.spec.title, day=today)
    return Response(made.content, headers=download_headers(name, service_export.XLSX))


@blueprint.post("/<key>/acts/<act>")
@requires(Permission.HOME)
def act(key: str, act: str) -> ResponseReturnValue:
    """First says in numbers what will happen to the chosen lines; then does it, and leads to what came of each line."""
    session, actor = db.session(), current().actor
    source = sources.of_key(actor, key)
    wanted = sources.act_of(source, actor, act)
    query, chosen = given(source), list(dict.fromkeys(request.form.getlist("chosen")))
    try:
        subjects = service_acts.subjects(session, actor, wanted, chosen)
    except InvalidInput as error:
        flash(error.message, "error")
        return back(source, query)
    questions, today = wanted.asked(dates.today()), dates.today()
    answers = {each.name: tidy_answer(request.form.get(each.name, "")) for each in questions}
    context = {
        "source": source, "act": wanted, "questions": questions, "query": urlencode(query),
        "back": address_of(source, query or {"all": "1"}),
    }  # fmt: skip
    if not request.form.get("confirmed"):
        answers = {each.name: each.given for each in questions}
        return render_template("listing/confirm.html", subjects=subjects, answers=answers, wrong={}, **context)
    wrong = {each.name: messages.ANSWER_MISSING for each in questions if each.required and not answers[each.name]}
    try:
        results = [] if wrong else service_acts.run(session, actor, wanted, subjects, answers, today, dates.now())
    except InvalidInput as error:
        wrong = {name: text for name, text in error.fields.items() if name in answers} or {"": error.message}
    if wrong:
        return render_template("listing/confirm.html", subjects=subjects, answers=answers, wrong=wrong, **context), 422
    kept = service_acts.keep(session, actor, source, wanted, query, results, dates.now())
    return redirect(url_for("listing.results", number=kept.number))


@blueprint.get("/results/<number>")
@requires(Permission.HOME)
def results(number: str) -> ResponseReturnValue:
    """What came of each line of an act on many, to whoever did it."""
    session, actor = db.session(), current().actor
    kept = queries_results.get(session, actor, number)
    source, (query, lines) = sources.of_key(actor, kept.list_key), queries_results.opened(kept)
    # The act may have been taken from the role since; its label is what was kept of it.
    act_again = next((act for act in source.acts_of(actor) if act.label == kept.label), None)
    return render_template(
        "listing/results.html", kept=kept, source=source, results=lines, done=sum(line.ok for line in lines),
        back=address_of(source, query or {"all": "1"}), days=rules.RESULTS_KEPT_FOR.days, query=urlencode(query),
        act_again=act_again, refused=[line for line in lines if not line.ok],
    )  # fmt: skip


def tidy_answer(text: str) -> str:
    """An answer without what cannot be kept."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode().strip()[:1_000]
