"""The page of one person for staff: what the register knows, masked, within the scope of who looks.

The bureau sees everything, a district everything of its own people. An institution or an assessment body reaches a person
through its classes and sees only what belongs to those: nothing of another institution's.
"""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from training_app.accounts import service as accounts
from training_app.accounts.identity import current
from training_app.audit import queries as audit
from training_app.audit.labels import action_label
from training_app.certificates import queries as certificates
from training_app.classes.queries_people import learners_of
from training_app.db import db
from training_app.hours import queries as hours
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import Permission, may, requires
from training_app.people import messages, service_reveal
from training_app.people import queries as people
from training_app.people.forms import RevealForm
from training_app.people.models import Person
from training_app.policies.loader import load
from training_app.titles import queries as titles
from training_app.titles import service_standing
from training_app.titles.labels import CONFIRM, ROUTE
from training_app.titles.wording import Words
from training_app.web import queries_person

blueprint = Blueprint("person", __name__, url_prefix="/people")
_SHOWN_SECONDS = 60
_EVENTS = 12


@blueprint.get("/<number>")
@requires(Permission.PERSON_VIEW)
def show(number: str) -> ResponseReturnValue:
    """Facts, classes and certificates in scope; hours and titles only for who may see the whole person."""
    session, actor, today = db.session(), current().actor, dates.today()
    facts = people.facts(session, actor, number, also=learners_of(actor))
    person = facts.record
    whole = _sees_whole(actor, person)
    return render_template(
        "person/show.html", facts=facts, person=person, whole=whole, today_=today,
        trainings=queries_person.trainings_of(session, actor, person.id),
        certificates=certificates.of_person(session, actor, person.id),
        statement=hours.statement_of(session, person.id, today.year, today) if whole else None,
        held=titles.held_by(session, person.id, today) if whole else [],
        standing=service_standing.standing(session, person.id, today) if whole else None,
        words=Words(load()), confirm=CONFIRM, routes=ROUTE,
        may_reveal=whole and may(actor.role, Permission.PERSON_REVEAL), events=_events(session, number) if whole else [],
    )  # fmt: skip


def _events(session: Session, number: str) -> list[dict[str, object]]:
    """What was done to the record itself, newest first; why somebody looked at a number stays between them and the person."""
    return [
        {"at": each.at, "who": each.actor_name, "what": action_label(each.action)}
        for each in reversed(audit.timeline(session, "person", number))
    ][:_EVENTS]


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
    if not accounts.password_confirmed(session, actor, form.password.data or "", at):
        form.password.errors = [messages.WRONG_PASSWORD]
        return _reveal_page(person, form), 422
    try:
        shown = service_reveal.reveal(session, actor, number, form.what.data, form.reason.data or "", at)
    except InvalidInput as error:
        for name, sentence in error.fields.items():
            form[name].errors = [sentence]
        return _reveal_page(person, form), 422
    response = make_response(
        render_template("person/revealed.html", person=person, shown=shown, form=form, seconds=_SHOWN_SECONDS)
    )
    # Gone from the screen by itself, without a script.
    response.headers["Refresh"] = f"{_SHOWN_SECONDS}; url={url_for('person.show', number=person.number)}"
    return response


def _reveal_page(person: Person, form: RevealForm) -> str:
    return render_template("person/reveal.html", person=person, form=form, login=current().login)


def _sees_whole(actor: Actor, person: Person) -> bool:
    if actor.sees_whole_city:
        return True
    return actor.role is Role.DISTRICT and person.district_code == actor.district_code
