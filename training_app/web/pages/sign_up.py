"""Signing up: the engineer for himself, the employer for its people. What speaks against it is said before the button."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes import labels, queries_eligibility, queries_signup, service_signup
from training_app.classes import messages_signup as messages
from training_app.classes.queries import Page
from training_app.classes.queries_signup import Wanted
from training_app.classes.rules_signup import Span
from training_app.classes.views import Pager, page_number
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput, NotFound, RuleViolation
from training_app.kernel.permissions import Permission, requires
from training_app.people import messages as people_messages
from training_app.places import queries as places
from training_app.programmes import queries as programmes
from training_app.web import queries_person, queries_sign_up
from training_app.web.queries_person import OwnPerson

own = Blueprint("own_classes", __name__, url_prefix="/me/classes")
staff = Blueprint("staff_classes", __name__, url_prefix="/employees/classes")
_LONGEST_NAME = 12
_MOST_AT_ONCE = 200


def turned(page: Page, endpoint: str, wanted: Wanted, **values: str) -> Pager:
    """The pager of a list of open classes, which keeps its filters."""
    kept = {("q" if name == "text" else name): value for name, value in asdict(wanted).items() if value} | values
    return Pager(page.page, page.pages, page.total, page.per_page, lambda number: url_for(endpoint, page=number, **kept))


@own.get("")
@requires(Permission.TRAINING_OWN)
def index() -> ResponseReturnValue:
    """The own applications, and the classes that take some."""
    session, today, me = db.session(), dates.today(), _me()
    wanted = Wanted.of(request.args)
    page = queries_signup.open_page(session, wanted, today, page_number())
    mine = queries_signup.own(session, me.id)
    return render_template(
        "own_classes/index.html", own=me, mine=mine, page=page, pager=turned(page, "own_classes.index", wanted),
        wanted=wanted, today_=today, labels=labels, occupations=programmes.occupations(session),
        districts=places.districts(session), applied={record.number: each.state for each, _, record, _ in mine},
    )  # fmt: skip


@own.get("/<number>")
@requires(Permission.TRAINING_OWN)
def show(number: str) -> ResponseReturnValue:
    """A class, whether one may sign up and why, and the button."""
    session, today, me = db.session(), dates.today(), _me()
    found = queries_signup.open_class(session, number)
    record, _ = queries_signup.record_of(session, number)
    mine = queries_signup.states_of(session, record.id, [me.id]).get(me.id)
    return render_template(
        "own_classes/show.html", own=me, found=found, mine=mine, today_=today, labels=labels,
        judged=queries_eligibility.eligibilities(session, record, [me.id], today)[me.id],
        place=queries_signup.place_in_line(session, mine) if mine and mine.state == "waiting" else None,
    )  # fmt: skip


@own.post("/<number>/apply")
@requires(Permission.TRAINING_OWN)
def apply(number: str) -> ResponseReturnValue:
    """Signs up."""
    session, me = db.session(), _me()
    found = queries_signup.open_class(session, number)
    done = service_signup.apply_for(session, current().actor, number, [me.id], dates.today(), dates.now())
    if done.refused:
        raise RuleViolation("classes.not_applied", done.refused[me.id])
    flash(messages.APPLIED.format(name=found.name), "success")
    return redirect(url_for("own_classes.show", number=number))


@own.post("/<number>/retract")
@requires(Permission.TRAINING_OWN)
def retract(number: str) -> ResponseReturnValue:
    """Takes the own application back."""
    session, me = db.session(), _me()
    found = queries_signup.open_class(session, number)
    service_signup.retract(session, current().actor, number, [me.id], dates.today(), dates.now())
    flash(messages.RETRACTED.format(name=found.name), "success")
    return redirect(url_for("own_classes.index"))


@staff.get("", endpoint="index")
@requires(Permission.STAFF_SIGN_UP)
def staff_index() -> ResponseReturnValue:
    """The classes an employer may sign its people up for."""
    session, today = db.session(), dates.today()
    wanted = Wanted.of(request.args)
    page = queries_signup.open_page(session, wanted, today, page_number())
    return render_template(
        "staff_classes/index.html", page=page, pager=turned(page, "staff_classes.index", wanted), wanted=wanted, today_=today,
        occupations=programmes.occupations(session), districts=places.districts(session),
    )  # fmt: skip


@staff.get("/<number>", endpoint="show")
@requires(Permission.STAFF_SIGN_UP)
def staff_show(number: str) -> ResponseReturnValue:
    """A class beside the employer's people: who is in it, who may sign up, who not and why."""
    return _staff_page(number)


@staff.post("/<number>/apply", endpoint="apply")
@requires(Permission.STAFF_SIGN_UP)
def staff_apply(number: str) -> ResponseReturnValue:
    """Signs the chosen people up; what came of each stands in their lines."""
    session, actor = db.session(), current().actor
    found = queries_signup.open_class(session, number)
    try:
        chosen = _chosen()
        done = service_signup.apply_for(session, actor, number, chosen, dates.today(), dates.now())
    except InvalidInput as error:
        flash(error.message, "error")
        return _staff_page(number), 422
    if done.count:
        flash(messages.APPLIED_FOR.format(count=done.count, name=found.name), "success")
    if done.refused:
        flash(messages.SOME_REFUSED.format(count=len(done.refused)), "warning")
    return redirect(_back(number))


@staff.post("/<number>/retract", endpoint="retract")
@requires(Permission.STAFF_SIGN_UP)
def staff_retract(number: str) -> ResponseReturnValue:
    """Takes back applications the employer made for the chosen people."""
    session, actor = db.session(), current().actor
    queries_signup.open_class(session, number)
    try:
        count = service_signup.retract(session, actor, number, _chosen(), dates.today(), dates.now())
    except InvalidInput as error:
        flash(error.message, "error")
        return _staff_page(number), 422
    flash(messages.RETRACTED_FOR.format(count=count), "success")
    return redirect(_back(number))


def _staff_page(number: str) -> str:
    session, actor, today = db.session(), current().actor, dates.today()
    found = queries_signup.open_class(session, number)
    record, _ = queries_signup.record_of(session, number)
    name = request.args.get("name", "")[:_LONGEST_NAME]
    people = queries_sign_up.workers(session, actor, today, name, page_number())
    ids = [each.id for each in people.items]
    kept = {"name": name} if name else {}
    pager = Pager(
        people.page, people.pages, people.total, people.per_page,
        lambda page: url_for("staff_classes.show", number=number, page=page, **kept),
    )
    return render_template(
        "staff_classes/show.html", found=found, people=people.items, pager=pager, name=name, longest=_LONGEST_NAME,
        today_=today, labels=labels, open_now=found.span(today) is Span.OPEN, actor_unit=actor.institution_id,
        standing=queries_signup.states_of(session, record.id, ids),
        judged=queries_eligibility.eligibilities(session, record, ids, today),
    )  # fmt: skip


def _chosen() -> list[int]:
    """The persons ticked. InvalidInput for none, too many, and for somebody who works elsewhere."""
    numbers = [each for each in dict.fromkeys(request.form.getlist("person")) if each.isalnum() and len(each) < 20]
    if not numbers:
        raise InvalidInput("sign_up.nobody", messages.NOBODY_CHOSEN)
    found = queries_sign_up.workers_of(db.session(), current().actor, dates.today(), numbers[:_MOST_AT_ONCE])
    if len(found) != len(numbers):
        raise InvalidInput("sign_up.not_yours", messages.NOT_YOURS)
    return [each.id for each in found]


def _back(number: str) -> str:
    """The page as it was."""
    kept = {key: value for key in ("name", "page") if (value := request.form.get(key, "")[:_LONGEST_NAME])}
    return url_for("staff_classes.show", number=number, **kept)


def _me() -> OwnPerson:
    found = queries_person.own_person(db.session(), current().actor)
    if found is None:
        raise NotFound("engineer.no_person", people_messages.NOT_FOUND)
    return found
