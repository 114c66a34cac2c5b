"""The page of one person for staff: what the register knows, masked, within the scope of who looks.

The bureau sees everything, a district everything of its own people. An institution or an assessment body reaches a person
through its classes and sees only what belongs to those: nothing of another institution's.
"""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.certificates import queries as certificates
from training_app.classes.queries_people import learners_of
from training_app.db import db
from training_app.hours import queries as hours
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.permissions import Permission, requires
from training_app.people import queries as people
from training_app.people.models import Person
from training_app.policies.loader import load
from training_app.titles import queries as titles
from training_app.titles import service_standing
from training_app.titles.labels import CONFIRM, ROUTE
from training_app.titles.wording import Words
from training_app.web import queries_person

blueprint = Blueprint("person", __name__, url_prefix="/people")


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
    )  # fmt: skip


def _sees_whole(actor: Actor, person: Person) -> bool:
    if actor.sees_whole_city:
        return True
    return actor.role is Role.DISTRICT and person.district_code == actor.district_code
