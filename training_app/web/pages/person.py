"""The page of one person for staff: what the register knows, masked, within the scope of who looks.

The bureau sees everything, a district everything of its own people. An institution or an assessment body reaches a person
through its classes and sees only what belongs to those: nothing of another institution's.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts import queries_factors
from training_app.accounts import service as accounts
from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.certificates import queries as certificates
from training_app.classes.queries_people import learners_of
from training_app.db import db
from training_app.hours import queries as hours
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput, attach
from training_app.kernel.permissions import Permission, may, requires
from training_app.people import messages, service_reveal
from training_app.people import queries as people
from training_app.people.forms import RevealForm
from training_app.people.models import Person
from training_app.policies.loader import load
from training_app.titles import labels_honours, queries_honours, service_standing
from training_app.titles import queries as titles
from training_app.titles.rules_recognition import ROUTE as CERTIFICATE_RECOGNITION
from training_app.titles.wording import Words
from training_app.web import person_story, queries_person
from training_app.web.pages.engineer import asked_hours, asked_route
from training_app.web.person_story import Wait

blueprint = Blueprint("person", __name__, url_prefix="/people")
_SHOWN_SECONDS = 60
OVERVIEW, HOURS, CERTIFICATES, TITLES, CLASSES, TIMELINE = (
    "overview", "hours", "certificates", "titles", "classes", "timeline",
)  # fmt: skip
WHOLE = (OVERVIEW, HOURS, CERTIFICATES, TITLES, CLASSES, TIMELINE)
PART = (OVERVIEW, CERTIFICATES, CLASSES, TIMELINE)


@blueprint.get("/<number>")
@requires(Permission.PERSON_VIEW)
def show(number: str) -> ResponseReturnValue:
    """One tab of the record (`?tab=`); hours and titles only for who may see the whole person. What a tab does not show is
    not looked up for it."""
    session, actor, today = db.session(), current().actor, dates.today()
    facts = people.facts(session, actor, number, also=learners_of(actor))
    person = facts.record
    whole = _sees_whole(actor, person)
    tabs = WHOLE if whole else PART
    tab = request.args.get("tab", "")
    if tab not in tabs:
        tab = OVERVIEW
    trainings = queries_person.trainings_of(session, actor, person.id)
    papers = certificates.of_person(session, actor, person.id)
    year = hours.statement_of(session, person.id, today.year, today) if whole else None
    held = titles.held_by(session, person.id, today) if whole else []
    context: dict[str, Any] = {
        "facts": facts, "person": person, "whole": whole, "today_": today, "tab": tab, "tabs": tabs,
        "part": f"person/_{tab}.html", "held": held,
        "trainings": trainings, "certificates": papers, "this_year": year, "words": Words(load()),
        "may_reveal": whole and may(actor.role, Permission.PERSON_REVEAL),
    }  # fmt: skip
    if whole and tab in (OVERVIEW, TITLES):
        context["standing"] = found = service_standing.standing(session, person.id, today)
        context["chosen"] = asked_route(found) if tab == TITLES else None
    if tab == CERTIFICATES and may(actor.role, Permission.HONOUR_CHECK):
        context |= {"honours": queries_honours.of_person(session, actor, person.id), "honour_labels": labels_honours}
    if tab == OVERVIEW:
        context["waits"] = _waits(context)
    elif tab == HOURS:
        context |= asked_hours(session, person.id, today)
    elif tab == TIMELINE:
        acts = audit.timeline(session, "person", person.number) if whole else []
        context["story"] = person_story.story(today, trainings, papers, held, acts)
    return render_template("person/show.html", **context), 422 if context.get("wrong") else 200


def _waits(context: dict[str, Any]) -> list[Wait]:
    """What is not over: for who sees only a part of the person, the classes of that part."""
    standing, year = context.get("standing"), context["this_year"]
    first = standing.first if standing else None
    title = first.level if first and first.route == CERTIFICATE_RECOGNITION and first.level else ""
    lacks = year.missing if year else {}
    return person_story.waits(
        context["today_"], context["trainings"], context["certificates"],
        recognisable=standing.certificate_number if title else "", level=title,
        missing=max(lacks.get("total", 0), lacks.get("professional", 0) + lacks.get("general", 0)),
    )  # fmt: skip


@blueprint.get("/<number>/reveal")
@requires(Permission.PERSON_REVEAL)
def ask(number: str) -> ResponseReturnValue:
    """Asks what is to be shown in full, and why."""
    return _reveal_page(people.by_number(db.session(), current().actor, number), RevealForm())


@blueprint.post("/<number>/reveal")
@requires(Permission.PERSON_REVEAL)
def reveal(number: str) -> ResponseReturnValue:
    """Shows a number in full for a minute, to who gives a reason and the password once more."""
    session, actor, form, at = db.session(), current().actor, RevealForm(), dates.now()
    person = people.by_number(session, actor, number)
    if not form.validate():
        return _reveal_page(person, form), 422
    if not accounts.password_confirmed(session, actor, form.password.data or "", at, form.code.data or ""):
        form.password.errors = [messages.WRONG_PASSWORD]
        return _reveal_page(person, form), 422
    try:
        shown = service_reveal.reveal(session, actor, number, form.what.data, form.reason.data or "", at)
    except InvalidInput as error:
        attach(form, error.fields)
        return _reveal_page(person, form), 422
    response = make_response(
        render_template("person/revealed.html", person=person, shown=shown, form=form, seconds=_SHOWN_SECONDS)
    )
    # Gone from the screen by itself, without a script.
    response.headers["Refresh"] = f"{_SHOWN_SECONDS}; url={url_for('person.show', number=person.number)}"
    return response


def _reveal_page(person: Person, form: RevealForm) -> str:
    return render_template(
        "person/reveal.html", person=person, form=form, login=current().login,
        factor=queries_factors.has_second_factor(db.session(), current().actor.user_id),
    )


def _sees_whole(actor: Actor, person: Person) -> bool:
    if actor.sees_whole_city:
        return True
    return actor.role is Role.DISTRICT and person.district_code == actor.district_code
